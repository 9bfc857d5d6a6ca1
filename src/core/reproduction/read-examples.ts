import type { PythonParser, SyntaxNode } from '../python/parser.ts';
import { dedent } from '../suggestions/dedent.ts';
import { dottedName } from '../suggestions/syntax.ts';
import { readDoctest } from './read-doctest.ts';
import type { IsolatedReport, QuotedCode } from './report.ts';
import { isLiteralText } from './report-literals.ts';

/** Code of a report and what it says came of its last statement. */
export interface Example {
  statements: string[];
  /** What was printed or echoed, as written; null when the report does not say it beside the code. */
  output: string | null;
}

const MAX_STATEMENTS = 30;
const PYTHON = ['', 'py', 'python', 'pycon', 'python3', 'pytb', 'ipython', 'console', 'text'];
/** `python -c '…'` of a shell. */
const INLINE = /\bpython[\d.]*\s+-c\s+(?:'([^'\n]+)'|"([^"\n]+)")/;

/**
 * The runnable code of a report: interpreter sessions, snippets with the output that is shown below them or in a comment
 * behind them, `python -c`, and the call in the outermost frame of a traceback.
 */
export function readExamples(parser: PythonParser, report: IsolatedReport): Example[] {
  return [
    ...report.code.flatMap((block, index) => readBlock(parser, block, report.code[index + 1]) ?? []),
    ...report.tracebacks.flatMap(({ frames }) => readFrameCall(parser, frames[0]?.source ?? '') ?? []),
  ];
}

/** Whether the words before a block say that it shows what came out, or what should have. */
export function introduces(lead: string, what: 'output' | 'expected'): boolean {
  if (lead.length > 120) return false;
  const expects = /\bexpect|\bshould\b|\bdesired|\bcorrect\b|\bwant/i.test(lead);
  if (what === 'expected') return expects;
  return (
    !expects &&
    /\boutput|\bresult|\bprint|\breturns?\b|\bgives?\b|\bactual|\bgot\b|\bget\b|\bsee\b/i.test(lead)
  );
}

function readBlock(parser: PythonParser, block: QuotedCode, next: QuotedCode | undefined): Example | null {
  const inline = INLINE.exec(block.text);
  if (!inline && !PYTHON.includes(block.language)) return null;
  const { code, printed } = inline
    ? { code: inline[1] ?? inline[2]!, printed: null }
    : /^\s*(?:>>> |In \[\d+\]: )/m.test(block.text)
      ? readDoctest(block.text)
      : readMarkedOutput(dedent(block.text));
  return parser.withTree(code, (root) => {
    if (root.hasError) return null;
    const statements = root.namedChildren.filter(({ type }) => type !== 'comment');
    if (statements.length === 0 || statements.length > MAX_STATEMENTS) return null;
    const shownBelow = next && introduces(next.lead, 'output') ? next.text.trimEnd() : null;
    const output = printed ?? readComment(parser, root) ?? shownBelow;
    return { statements: statements.map(({ text }) => text), output };
  });
}

/** Lines that begin with `>> ` show what the line above them printed. */
function readMarkedOutput(text: string): { code: string; printed: string | null } {
  const lines = text.split('\n');
  const isOutput = (line: string): boolean => /^>> \S/.test(line);
  const end = lines.findLastIndex(isOutput);
  if (end < 0) return { code: text, printed: null };
  const kept = lines.slice(0, end);
  return {
    code: kept.filter((line) => !isOutput(line)).join('\n'),
    printed: lines[end]!.slice(3).replace(/\s+#.*$/, ''),
  };
}

/** `total(2)  # 5` or `# -> 5`, `# returns 5`. */
function readComment(parser: PythonParser, root: SyntaxNode): string | null {
  const last = root.namedChildren.findLast(({ type }) => type !== 'comment');
  const comment = root.namedChildren.find(
    ({ type, startPosition }) => type === 'comment' && startPosition.row === last?.endPosition.row,
  );
  const said =
    comment?.text.replace(/^#\s*(?:(?:->|=>|returns?:?|gives?:?|prints?:?|got:?)\s+)?/, '').trim() ?? '';
  return said !== '' && isLiteralText(parser, said) ? said : null;
}

/** `total = line_total(3, 2)` of the outermost frame, when everything in it stands there. */
function readFrameCall(parser: PythonParser, source: string): Example | null {
  return parser.withTree(source, (root) => {
    const [statement, ...more] = root.namedChildren;
    if (root.hasError || !statement || more.length > 0 || statement.type !== 'expression_statement')
      return null;
    const inner = statement.namedChild(0)!;
    const call = inner.type === 'assignment' ? inner.childForFieldName('right') : inner;
    if (call?.type !== 'call' || dottedName(call.childForFieldName('function')!) === null) return null;
    const given = call.childForFieldName('arguments')?.namedChildren ?? [];
    const isComplete = given.every((one) =>
      isLiteralText(
        parser,
        one.type === 'keyword_argument' ? one.childForFieldName('value')!.text : one.text,
      ),
    );
    return isComplete ? { statements: [call.text], output: null } : null;
  });
}
