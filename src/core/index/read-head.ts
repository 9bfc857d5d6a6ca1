import type { Parameter } from '../python/target.ts';
import { skipBlanks, skipSpace } from './characters.ts';
import { closingBracket, findOutside, logicalLineEnd, splitArguments, trim } from './split-arguments.ts';

/** What stands before the body of a function or class. */
export interface Head {
  decorators: string[];
  isAsync: boolean;
  name: string;
  /** Of a class. */
  bases: string[];
  /** Of a function. */
  parameters: Parameter[];
  /** After `->`. */
  annotation: string | null;
  /** Where its body begins: the first statement, or the end of the definition. */
  bodyAt: number;
}

const NAME = String.raw`[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*`;
const HEAD = new RegExp(String.raw`(async\s+)?(?:def|class)[\s\\]+(${NAME})`, 'y');
const DOCSTRING = /[A-Za-z]{0,2}("""|'''|"|')/y;
const [AT, OPENING, COLON, BRACKET, EQUALS] = [64, 40, 58, 91, 61];

/** Reads the text of a definition, which may be broken: null when it has no name. */
export function readHead(text: string, masked: string, start: number, end: number): Head | null {
  const decorators: string[] = [];
  let index = start;
  while (masked.charCodeAt(index) === AT && index < end) {
    const line = logicalLineEnd(masked, index, end);
    decorators.push(text.slice(...trim(masked, index + 1, line)));
    index = skipSpace(masked, line, end);
  }
  HEAD.lastIndex = index;
  const match = HEAD.exec(masked);
  if (!match || HEAD.lastIndex > end) return null;
  const isClass = masked.startsWith('class', index);
  index = skipSpace(masked, HEAD.lastIndex, end);
  if (masked.charCodeAt(index) === BRACKET)
    index = skipSpace(masked, closingBracket(masked, index, end) + 1, end);
  let bases: string[] = [];
  let parameters: Parameter[] = [];
  if (masked.charCodeAt(index) === OPENING && index < end) {
    const closing = closingBracket(masked, index, end);
    if (isClass) bases = readBases(text, masked, index + 1, closing);
    else parameters = readParameters(text, masked, index + 1, closing);
    index = skipSpace(masked, closing + 1, end);
  }
  const colon = findOutside(masked, index, end, (code) => code === COLON);
  const annotation = masked.startsWith('->', index) ? text.slice(...trim(masked, index + 2, colon)) : null;
  return {
    decorators,
    isAsync: match[1] !== undefined,
    name: match[2]!,
    bases,
    parameters,
    annotation,
    bodyAt: skipSpace(masked, colon + 1, end),
  };
}

/** The first line of the docstring that a body begins with; null without one. */
export function readSummary(text: string, masked: string, bodyAt: number, end: number): string | null {
  DOCSTRING.lastIndex = bodyAt;
  const quote = DOCSTRING.exec(text)?.[1];
  if (quote === undefined || DOCSTRING.lastIndex > end) return null;
  const from = DOCSTRING.lastIndex;
  const to = masked.indexOf(quote, from);
  if (to < 0 || to >= end) return null;
  const after = skipBlanks(masked, to + quote.length, end);
  if (after < end && !/[\n\r;]/.test(masked[after]!)) return null;
  return /^\s*(.*)/.exec(text.slice(from, Math.min(to, from + MAX_SUMMARY)))![1]!.trimEnd() || null;
}

const MAX_SUMMARY = 2_000;

function readBases(text: string, masked: string, from: number, to: number): string[] {
  return splitArguments(masked, from, to)
    .filter((span) => !/^[\w\u0080-\uffff]+\s*=(?!=)/.test(masked.slice(...span)))
    .map((span) => text.slice(...span));
}

/** As written: `self` and `cls` included. */
function readParameters(text: string, masked: string, from: number, to: number): Parameter[] {
  const result: Parameter[] = [];
  let keywordOnly = false;
  for (const [start, end] of splitArguments(masked, from, to)) {
    const written = masked.slice(start, end);
    if (written === '/') {
      for (const earlier of result) earlier.kind = 'positional-only';
    } else if (written === '*') keywordOnly = true;
    else {
      const stars = /^\*{0,2}/.exec(written)![0].length;
      if (stars > 0) keywordOnly = true;
      const kind = stars === 1 ? 'var-positional' : stars === 2 ? 'var-keyword' : null;
      result.push({
        ...readParameter(text, masked, start + stars, end),
        kind: kind ?? (keywordOnly ? 'keyword-only' : 'positional-or-keyword'),
      });
    }
  }
  return result;
}

function readParameter(text: string, masked: string, from: number, to: number): Omit<Parameter, 'kind'> {
  const mark = findOutside(masked, from, to, (code) => code === COLON || code === EQUALS);
  const hasType = masked.charCodeAt(mark) === COLON && mark < to;
  const equals = hasType ? findOutside(masked, mark, to, (code) => code === EQUALS) : mark;
  return {
    name: text.slice(...trim(masked, from, mark)),
    annotation: hasType ? text.slice(...trim(masked, mark + 1, equals)) : null,
    default: equals < to ? text.slice(...trim(masked, equals + 1, to)) : null,
  };
}
