const OPENING = /["'#]/g;
/** Expressions in f-strings in f-strings are read so deep. */
const MAX_NESTING = 4;
const PREFIX = /(?:^|[^\p{L}\p{N}_])([a-zA-Z]{1,2})$/u;

/**
 * A Python text of the same length in which comments and the contents of strings are blanks, so that what is left between
 * them are names and operators. Quotes and expressions inside f-strings stay. Takes any text: a string that never ends, ends
 * with its line or with the text.
 */
export function maskText(text: string, depth = 0): string {
  const parts: string[] = [];
  let from = 0;
  OPENING.lastIndex = 0;
  for (let match = OPENING.exec(text); match; match = OPENING.exec(text)) {
    const start = match.index;
    if (start < from) {
      OPENING.lastIndex = from;
      continue;
    }
    parts.push(text.slice(from, start));
    if (match[0] === '#') {
      const end = text.indexOf('\n', start);
      from = end < 0 ? text.length : end;
      parts.push(' '.repeat(from - start));
    } else {
      const prefix = PREFIX.exec(text.slice(Math.max(0, start - 3), start))?.[1] ?? '';
      const { end, shown } = /f|t/i.test(prefix) ? readFormatted(text, start, depth) : readPlain(text, start);
      parts.push(shown);
      from = end;
    }
    OPENING.lastIndex = from;
  }
  parts.push(text.slice(from));
  return parts.join('');
}

function readPlain(text: string, start: number): { end: number; shown: string } {
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
function readFormatted(text: string, start: number, nesting: number): { end: number; shown: string } {
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
        shown += `(${nesting < MAX_NESTING ? maskText(inner, nesting + 1) : blank(inner)})`;
      }
      index++;
    } else {
      if (depth === 0) shown += character === '\n' ? '\n' : ' ';
      index++;
    }
  }
  return { end: text.length, shown: shown + blank(text.slice(start + shown.length)) };
}

function quoteAt(text: string, index: number): string {
  const one = text[index]!;
  return text.startsWith(one.repeat(3), index) ? one.repeat(3) : one;
}

function blank(text: string): string {
  return text.includes('\n') ? text.replace(/[^\n]/g, ' ') : ' '.repeat(text.length);
}
