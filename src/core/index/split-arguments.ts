import { isNameStart, nameEnd, skipSpace } from './characters.ts';
import type { Span } from './read-references.ts';

const [NEWLINE, COMMA, COLON] = [10, 44, 58];

/** Where the bracket at `from` is closed, as far as `to`: the index of the closing one, or `to`. */
export function closingBracket(masked: string, from: number, to: number): number {
  return findOutside(masked, from + 1, to, (code) => isClosing(code));
}

/** The first end of a line that is in no bracket and not behind a backslash. */
export function logicalLineEnd(masked: string, from: number, to: number): number {
  return findOutside(masked, from, to, (code, at) => code === NEWLINE && masked[at - 1] !== '\\');
}

/** The first index with this character that is in no bracket; `to` when there is none. */
export function findOutside(
  masked: string,
  from: number,
  to: number,
  isWanted: (code: number, index: number) => boolean,
): number {
  let depth = 0;
  for (let index = from; index < to; index++) {
    const code = masked.charCodeAt(index);
    if (depth === 0 && isWanted(code, index)) return index;
    if (code === 40 || code === 91 || code === 123) depth++;
    else if (isClosing(code)) depth--;
  }
  return to;
}

/** The arguments or parameters between two brackets, each without the blanks and comments around it; empty ones left out. */
export function splitArguments(masked: string, from: number, to: number): Span[] {
  const found: Span[] = [];
  let start = from;
  /** The parameters of a `lambda` have commas of their own. */
  let lambdas = 0;
  let wordEnd = from;
  const add = (end: number): void => {
    const span = trim(masked, start, end);
    if (span[0] < span[1]) found.push(span);
    start = end + 1;
  };
  findOutside(masked, from, to, (code, index) => {
    if (index >= wordEnd && isNameStart(code)) {
      wordEnd = nameEnd(masked, index, to);
      if (wordEnd - index === 6 && masked.startsWith('lambda', index)) lambdas++;
    } else if (code === COLON && lambdas > 0) lambdas--;
    else if (code === COMMA && lambdas === 0) add(index);
    return false;
  });
  add(to);
  return found;
}

/** Without blanks, ends of lines and comments at both ends. */
export function trim(masked: string, from: number, to: number): Span {
  const start = skipSpace(masked, from, to);
  let end = to;
  while (end > start && skipSpace(masked, end - 1, end) === end) end--;
  return [start, end];
}

function isClosing(code: number): boolean {
  return code === 41 || code === 93 || code === 125;
}
