const OPENING = /["'#]/g;
const QUOTE = /["']/g;
/** Expressions in f-strings in f-strings are read so deep. */
const MAX_NESTING = 4;
/** Lines of comments that follow each other and stay: the last of a block belong to it. */
const MAX_COMMENTS = 50;
const PREFIX = /(?:^|[^\p{L}\p{N}_])([a-zA-Z]{1,2})$/u;

/** Two texts of the same length as the text they come from. */
export interface Masked {
  /**
   * Comments and the contents of strings are blanks, so that what is left between them are names and operators. Quotes, expressions
   * inside f-strings and ends of lines stay.
   */
  masked: string;
  /**
   * For the parser: the contents of strings are blanks, and so are backslashes with the end of the line behind them, so that its rows
   * are not the text's; of comments that follow each other only the first stay. Long runs of comments or of such lines cost the
   * parser time that grows with their square.
   */
  plain: string;
}

/** Takes any text: a string that never ends, ends with its line or with the text. */
export function maskText(text: string): Masked {
  const masked: string[] = [];
  const plain: string[] = [];
  let from = 0;
  /** Comments that follow each other. */
  let run = 0;
  OPENING.lastIndex = 0;
  for (let match = OPENING.exec(text); match; match = OPENING.exec(text)) {
    const start = match.index;
    const before = text.slice(from, start);
    masked.push(before);
    plain.push(joinLines(before));
    if (match[0] === '#') {
      const end = text.indexOf('\n', start);
      from = end < 0 ? text.length : end;
      const blanks = ' '.repeat(from - start);
      run = before.trim() === '' ? run + 1 : 1;
      masked.push(blanks);
      plain.push(run > MAX_COMMENTS ? blanks : text.slice(start, from));
    } else {
      const { end, shown } = readString(text, start, 0);
      masked.push(shown);
      plain.push(withoutContents(text, start, end));
      from = end;
    }
    OPENING.lastIndex = from;
  }
  const rest = text.slice(from);
  return { masked: masked.join('') + rest, plain: plain.join('') + joinLines(rest) };
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
  const prefix = PREFIX.exec(text.slice(Math.max(0, start - 3), start))?.[1] ?? '';
  return /f|t/i.test(prefix) ? readFormatted(text, start, nesting) : readPlain(text, start);
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

/** The string from `start` to `end`: its quotes, with nothing between them that means anything. */
function withoutContents(text: string, start: number, end: number): string {
  const quote = quoteAt(text, start);
  const isClosed = end - start >= 2 * quote.length && text.startsWith(quote, end - quote.length);
  const contents = text.slice(start + quote.length, isClosed ? end - quote.length : end);
  const blanks = quote.length === 3 ? blank(contents) : ' '.repeat(contents.length);
  return quote + blanks + (isClosed ? quote : '');
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

function quoteAt(text: string, index: number): string {
  const one = text[index]!;
  return text.startsWith(one.repeat(3), index) ? one.repeat(3) : one;
}

function blank(text: string): string {
  return text.includes('\n') ? text.replace(/[^\n]/g, ' ') : ' '.repeat(text.length);
}
