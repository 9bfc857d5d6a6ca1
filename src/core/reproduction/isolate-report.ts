import { stripInvisible } from '../redaction/strip-invisible.ts';
import { readDoctest } from './read-doctest.ts';
import { introduces } from './read-examples.ts';
import { readHeading, readSections } from './read-sections.ts';
import { findTracebacks } from './read-tracebacks.ts';
import { type IsolatedReport, MAX_BODY, type QuotedCode, type ReportedTraceback } from './report.ts';

const MAX_LISTED = 20;

/** Headings, and what they introduce. The first pattern that fits decides. */
const HEADINGS: [keyof Pick<IsolatedReport, 'steps' | 'expected' | 'actual'>, RegExp][] = [
  ['expected', /\bexpect|\bshould\b|\bdesired\b/i],
  [
    'actual',
    /\bactual|\bcurrent|\bobserved|what (?:happen|happened|went wrong)|\bgot\b|\bbug description\b/i,
  ],
  ['steps', /\bsteps?\b|\breproduc|\bhow to\b/i],
];

/** Names that say what was left empty in an issue form. */
const EMPTY = /^(?:_?no response_?|n\/?a|none|-+|\.+|tbd)?$/i;

/**
 * Takes a bug report apart by rules: its sections, sentences with "expected … but …", tracebacks, code, versions, URLs.
 * `answers` are the reporter's later comments. Images and attachments are only named.
 */
export function isolateReport(
  issue: { title: string; body: string },
  answers: readonly string[] = [],
): IsolatedReport {
  const clean = (text: string): string =>
    stripInvisible(text.slice(0, MAX_BODY).replaceAll(/\r\n?/g, '\n')).trim();
  const given = answers.map(clean).filter((text) => text !== '');
  const body = [clean(issue.body), ...given]
    .filter(Boolean)
    .join('\n\n')
    .slice(0, 2 * MAX_BODY);
  const { code, prose } = splitCode(body);
  const found = { ...readSentences(withComments(prose, code)), ...dropEmpty(chooseSections(body)) };
  const tracebacks = findTracebacks(body);
  if (tracebacks.length === 0) tracebacks.push(...findExceptionLines(code));
  return {
    title: clean(issue.title).replace(/\s+/g, ' ').slice(0, 300),
    body,
    steps: found.steps ?? null,
    expected: found.expected ?? code.find(({ lead }) => introduces(lead, 'expected'))?.text ?? null,
    actual: found.actual ?? tracebacks.at(-1)?.text ?? findSession(code),
    tracebacks,
    exceptions: findExceptions(`${issue.title}\n${body}`),
    versions: findVersions(body),
    code: code.filter(
      ({ text }) =>
        !/^Traceback \(most recent call last\):/m.test(text) || />>> |\bpython[\d.]* -c /.test(text),
    ),
    urls: findUrls(`${issue.title}\n${body}`),
    attachments: findAttachments(body),
    answers: given,
  };
}

/**
 * What is missing to know what a test must show: both sides are needed. A traceback is an actual behaviour whose absence is
 * expected, and code that ends in an assertion says what should hold and does not.
 */
export function findMissing(report: IsolatedReport): ('expected' | 'actual')[] {
  const saysBoth =
    report.tracebacks.length > 0 ||
    report.code.some(({ text }) => /^\s*assert\s/.test(text.trimEnd().split('\n').at(-1)!));
  if (saysBoth) return [];
  return [
    ...(report.expected === null ? (['expected'] as const) : []),
    ...(report.actual === null ? (['actual'] as const) : []),
  ];
}

/** An interpreter session shows what happens, and so does a block that is said to be output, or output marked as such. */
function findSession(code: readonly QuotedCode[]): string | null {
  const isSession = ({ text, lead }: QuotedCode): boolean =>
    readDoctest(text).printed !== null || introduces(lead, 'output') || /^>> \S/m.test(text);
  return code.find(isSession)?.text ?? null;
}

/** Comments in code that say what is expected are sentences too. */
function withComments(prose: string, code: readonly QuotedCode[]): string {
  const said = code.flatMap(
    ({ text }) => text.match(/#[^\n]{0,300}\b(?:expected|should)\b[^\n]{0,300}/gi) ?? [],
  );
  return [prose, ...said.map((line) => line.replace(/^[#\s!]+/, ''))].join('\n');
}

/** With a module any class counts, without one what is called an error. */
const EXCEPTION_LINE =
  /^[ \t]*(?:([a-z_][\w.]*)\.(?=[A-Z]\w*: )|(?=[A-Z]\w*(?:Error|Exception): ))([A-Z]\w*): (\S[^\n]*)$/gm;

/** The last line of a traceback, where that is all that is quoted of it: `shop.errors.EmptyCart: nothing to pay`. */
function findExceptionLines(code: readonly QuotedCode[]): ReportedTraceback[] {
  for (const { text, lead } of code) {
    if (introduces(lead, 'expected')) continue;
    const last = [...text.matchAll(EXCEPTION_LINE)].at(-1);
    if (!last) continue;
    const [line, module = null, name = '', message = ''] = last;
    return [{ text: line.trim(), frames: [], exception: name, module, message: message.slice(0, 1000) }];
  }
  return [];
}

type Parts = Partial<Record<'steps' | 'expected' | 'actual', string>>;

function chooseSections(body: string): Parts {
  const parts: Parts = {};
  for (const { heading, text } of readSections(body)) {
    const name = HEADINGS.find(([, pattern]) => pattern.test(heading))?.[0];
    if (name !== undefined && parts[name] === undefined) parts[name] = text;
  }
  return parts;
}

function dropEmpty(parts: Parts): Parts {
  return Object.fromEntries(
    Object.entries(parts)
      .map(([name, text]) => [name, text.trim().slice(0, 4000)] as const)
      // `None` is a value of Python.
      .filter(([, text]) => text === 'None' || !EMPTY.test(text)),
  );
}

/**
 * Sentences that state one side or both: "I expected 3 but got 4", "should return X instead of Y", "returns Y". They count
 * only where no section says it.
 */
function readSentences(prose: string): Parts {
  const parts: Parts = {};
  const sentences = prose
    .split(/(?<=[.!?])\s+|\n+/)
    .map((one) => one.trim())
    .filter((one) => !readHeading(one) && !/^a clear and concise description/i.test(one))
    .filter((one) => one.length > 8);
  for (const sentence of sentences.slice(0, 200)) {
    const isExpected =
      /\bexpect(?:ed|s|ing)?\b|\bshould(?:n['’]t| not)?\b|\bmust(?:n['’]t| not)?\b|\bought to\b|\bsupposed to\b/i.test(
        sentence,
      );
    const isActual =
      /\binstead\b|\bbut\b|\bgot\b|\bgets?\b|\breturns?\b|\braises?\b|\bthrows?\b|\bcrash|\bfails? with\b|\bshows?\b|\bgives?\b|\bincludes?\b|\bactually\b|\bresult(?:s|ed)? in\b|\bstill\b|\bis (?:always|never|missing|wrong|empty|rounded|off)\b/i.test(
        sentence,
      );
    if (isExpected) parts.expected ??= sentence.slice(0, 1000);
    if (isActual && (!isExpected || /\binstead of\b|\bbut\b|\bgot\b|\brather than\b/i.test(sentence)))
      parts.actual ??= sentence.slice(0, 1000);
  }
  return parts;
}

/**
 * Fenced and indented blocks and bare interpreter sessions, and the text around them; line by line, because what is unclosed
 * must not be searched again and again.
 */
function splitCode(body: string): { code: QuotedCode[]; prose: string } {
  const code: QuotedCode[] = [];
  const prose: string[] = [];
  let lead = '';
  let open: { mark: string; language: string; lines: string[] } | null = null;
  const close = (): void => {
    if (open && code.length < MAX_LISTED)
      code.push({ language: open.language, text: open.lines.join('\n').trimEnd().slice(0, 20_000), lead });
    open = null;
  };
  // Without a fence it may be text as well.
  const keep = (block: { lines: string[] }, line: string): void => {
    block.lines.push(line);
    prose.push(line);
  };
  for (const line of body.split('\n')) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1] ?? null;
    if (open?.mark === INDENTED) {
      if (mark === null && /^(?: {4}|\t|\s*$)/.test(line)) keep(open, line);
      else close();
    } else if (open?.mark === SESSION) {
      if (mark === null && line.trim() !== '') keep(open, line);
      else close();
    }
    if (open === null) {
      const bare = bareMark(line, prose.at(-1) ?? '');
      if (mark === null && bare === null) prose.push(line);
      else
        open = {
          mark: mark ?? bare!,
          language: mark === null ? '' : /^[`~\s]*([\w+-]*)/.exec(line)![1]!.toLowerCase(),
          lines: mark === null ? [line] : [],
        };
      if (open !== null && mark === null) prose.push(line);
      if (open === null && line.trim() !== '') lead = line.trim();
    } else if (open.mark !== INDENTED && open.mark !== SESSION) {
      if (mark?.startsWith(open.mark)) close();
      else open.lines.push(line);
    }
  }
  if (open?.mark === INDENTED || open?.mark === SESSION) close();
  return { code, prose: prose.join('\n') };
}

/** Blocks without a fence: lines indented by four after an empty line, and sessions. */
const INDENTED = 'indented';
const SESSION = 'session';

function bareMark(line: string, before: string): string | null {
  if (/^>>> /.test(line)) return SESSION;
  return /^(?: {4}|\t)\s*\S/.test(line) && before.trim() === '' ? INDENTED : null;
}

function findExceptions(text: string): string[] {
  const names = [
    ...text.matchAll(
      /\b(?:[a-z_]\w*\.)*([A-Z]\w*(?:Error|Exception|Warning)|DoesNotExist|MultipleObjectsReturned|KeyboardInterrupt|StopIteration)\b/g,
    ),
  ];
  return [...new Set(names.map((match) => match[1]!))].slice(0, MAX_LISTED);
}

function findVersions(text: string): string[] {
  const named = [
    ...text.matchAll(
      /\b(Python|Django|DRF|djangorestframework|pytest|PostgreSQL|SQLite)\b[\s:=v]{1,4}(\d+(?:\.\d+){0,3}\w*)/gi,
    ),
  ].map((match) => `${match[1]} ${match[2]}`);
  const own = [...text.matchAll(/^[^\w\n]*version\W{1,20}(\d+(?:\.\d+){1,3}\w*)/gim)].map(
    (match) => `version ${match[1]}`,
  );
  return [...new Set([...named, ...own])].slice(0, MAX_LISTED);
}

/** Paths of the project's own server; links to elsewhere are no endpoints. */
function findUrls(text: string): string[] {
  const local = [
    ...text.matchAll(
      /\bhttps?:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|[\w.-]*example\.(?:com|org))(?::\d+)?(\/[^\s)"'`<>\]]*)/gi,
    ),
  ];
  const verbs = [...text.matchAll(/\b(?:GET|POST|PUT|PATCH|DELETE|HEAD)\s+(\/[^\s)"'`<>\]]*)/g)];
  const quoted = [...text.matchAll(/[`"'(](\/[a-z][\w/.{}<>:-]*\/(?:\?[^\s)"'`<>\]]*)?)[`"')]/gi)];
  return [...new Set([...local, ...verbs, ...quoted].map((match) => match[1]!.slice(0, 300)))].slice(
    0,
    MAX_LISTED,
  );
}

function findAttachments(text: string): string[] {
  const images = [...text.matchAll(/!\[([^\]\n]{0,200})\]\(([^)\s]{1,500})/g)].map(
    (match) => match[1]!.trim() || lastPart(match[2]!),
  );
  const tags = [...text.matchAll(/<(?:img|video)\b[^>\n]{0,200}?\bsrc=["']([^"'\n]{1,500})["']/gi)].map(
    (match) => lastPart(match[1]!),
  );
  const files = [
    ...text.matchAll(
      /(?<!!)\[([^\]\n]{1,200})\]\((?:[^)\s]{0,300}\/(?:user-attachments|files|assets)\/[^)\s]{0,300})\)/g,
    ),
  ].map((match) => match[1]!);
  return [...new Set([...images, ...tags, ...files])].map((name) => name.slice(0, 120)).slice(0, MAX_LISTED);
}

function lastPart(url: string): string {
  return url.split(/[?#]/)[0]!.split('/').at(-1) ?? url;
}
