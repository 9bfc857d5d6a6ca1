import { isNamePart } from './characters.ts';

const OPENING = /["'#]/g;
const QUOTE = /["']/g;
/** Expressions in f-strings in f-strings are read so deep. */
const MAX_NESTING = 4;
const HASH = 35;
/** So many lines of comments, or of lines joined, in a row are no concern. */
const COMMENT_RUN = /^[ \t]*#[^\n]*(?:\n\s*#[^\n]*){49}/m;
const JOINED_RUN = /(?:\\\r?\n[^\n\\]*){50}/;

/**
 * A Python text of the same length in which comments and the contents of strings are blanks, so that what is left between them are
 * names and operators. Quotes, expressions inside f-strings and ends of lines stay. Takes any text: a string that never ends, ends
 * with its line or with the text.
 */
export function maskText(text: string): string {
  const parts: string[] = [];
  let from = 0;
  for (let start = nextOpening(text, 0); start >= 0; start = nextOpening(text, from)) {
    parts.push(text.slice(from, start));
    if (text.charCodeAt(start) === HASH) {
      const end = text.indexOf('\n', start);
      from = end < 0 ? text.length : end;
      parts.push(' '.repeat(from - start));
    } else {
      const { end, shown } = readString(text, start, 0);
      parts.push(shown);
      from = end;
    }
  }
  parts.push(text.slice(from));
  return parts.join('');
}

/**
 * The text as the parser should get it, of the same length. Long runs of comments and of lines that a backslash joins cost the parser
 * time that grows with their square: where there are such, the comments and the backslashes with the ends of their lines are blanks,
 * so that the parser's rows are not the text's; any other text stays as it is.
 * @param masked the text without comments and strings (`maskText`)
 */
export function parseableText(text: string, masked: string): string {
  const hasRun = masked.includes('\\') && JOINED_RUN.test(masked);
  if (!hasRun && !COMMENT_RUN.test(text)) return text;
  const parts: string[] = [];
  let from = 0;
  for (let start = nextOpening(text, 0); start >= 0; start = nextOpening(text, from)) {
    parts.push(joinLines(text.slice(from, start)));
    if (text.charCodeAt(start) === HASH) {
      const end = text.indexOf('\n', start);
      from = end < 0 ? text.length : end;
      parts.push(' '.repeat(from - start));
    } else {
      from = readString(text, start, 0).end;
      parts.push(text.slice(start, from));
    }
  }
  parts.push(joinLines(text.slice(from)));
  return parts.join('');
}

/** What stands in braces: no comments of its own, and strings. */
function maskExpression(text: string, nesting: number): string {
  const parts: string[] = [];
  let from = 0;
  for (let start = nextQuote(text, 0); start >= 0; start = nextQuote(text, from)) {
    const { end, shown } = readString(text, start, nesting);
    parts.push(text.slice(from, start), shown);
    from = end;
  }
  return parts.join('') + text.slice(from);
}

interface Read {
  end: number;
  shown: string;
}

function readString(text: string, start: number, nesting: number): Read {
  return isFormatted(text, start) ? readFormatted(text, start, nesting) : readPlain(text, start);
}

/** An `f` or `t` among the one or two letters before the quote. */
function isFormatted(text: string, start: number): boolean {
  let from = start;
  while (from > 0 && start - from < 3 && isNamePart(text.charCodeAt(from - 1))) from--;
  const length = start - from;
  return length > 0 && length < 3 && /[ft]/i.test(text.slice(from, start));
}

function readPlain(text: string, start: number): Read {
  const quote = quoteAt(text, start);
  const stop = quote.length === 3 ? /\\[\s\S]|"""|'''/g : /\\[\s\S]|["'\n]/g;
  const inside = start + quote.length;
  stop.lastIndex = inside;
  for (let match = stop.exec(text); match; match = stop.exec(text)) {
    if (match[0] === '\n') return { end: match.index, shown: quote + blank(text.slice(inside, match.index)) };
    if (match[0] !== quote) continue;
    const end = match.index + quote.length;
    return { end, shown: quote + blank(text.slice(inside, match.index)) + quote };
  }
  return { end: text.length, shown: quote + blank(text.slice(inside)) };
}

/** Since Python 3.12 the quotes of an f-string may stand inside its braces again. */
function readFormatted(text: string, start: number, nesting: number): Read {
  const quote = quoteAt(text, start);
  let shown = quote;
  let depth = 0;
  let opened = 0;
  let index = start + quote.length;
  while (index < text.length) {
    const character = text[index]!;
    if (depth === 0 && text.startsWith(quote, index))
      return { end: index + quote.length, shown: shown + quote };
    if (character === '\n' && quote.length === 1) return { end: index, shown };
    if (depth === 0 && character === '\\') {
      shown += blank(text.slice(index, index + 2));
      index += 2;
    } else if (depth === 0 && (text.startsWith('{{', index) || text.startsWith('}}', index))) {
      shown += '  ';
      index += 2;
    } else if (character === '{') {
      if (depth === 0) opened = index + 1;
      depth++;
      index++;
    } else if (character === '}' && depth > 0) {
      depth--;
      // Parentheses keep what is inside apart from the names beside the string.
      if (depth === 0) {
        const inner = text.slice(opened, index);
        shown += `(${nesting < MAX_NESTING ? maskExpression(inner, nesting + 1) : blank(inner)})`;
      }
      index++;
    } else {
      if (depth === 0) shown += character === '\n' ? '\n' : ' ';
      index++;
    }
  }
  return { end: text.length, shown: shown + blank(text.slice(start + shown.length)) };
}

function joinLines(code: string): string {
  return code.includes('\\')
    ? code.replaceAll(/\\\r?\n/g, (continued) => ' '.repeat(continued.length))
    : code;
}

function nextQuote(text: string, from: number): number {
  QUOTE.lastIndex = from;
  return QUOTE.exec(text)?.index ?? -1;
}

function nextOpening(text: string, from: number): number {
  OPENING.lastIndex = from;
  return OPENING.test(text) ? OPENING.lastIndex - 1 : -1;
}

function quoteAt(text: string, index: number): string {
  const one = text[index]!;
  return text.startsWith(one.repeat(3), index) ? one.repeat(3) : one;
}

function blank(text: string): string {
  let end = text.indexOf('\n');
  if (end < 0) return ' '.repeat(text.length);
  let blanks = '';
  let from = 0;
  for (; end >= 0; end = text.indexOf('\n', from)) {
    blanks += `${' '.repeat(end - from)}\n`;
    from = end + 1;
  }
  return blanks + ' '.repeat(text.length - from);
}
