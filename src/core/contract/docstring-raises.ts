import type { Value } from '../builtin/python-values.ts';
import { readSection } from './docstring-sections.ts';
import { numberOf } from './literal-values.ts';

/** "Raises ValueError if x is negative", as a condition that can be decided for literal arguments. */
export interface DocumentedRaise {
  exception: string;
  /** Parameter that the condition is about. */
  parameter: string;
  /** Whether the condition holds for a value; null when that cannot be said. */
  holds: (value: Value) => boolean | null;
  quote: string;
}

/** Exceptions with any condition at all: what a docstring admits may be raised. */
export function namedExceptions(docstring: string): string[] {
  const inSection = readSection(docstring, 'raises').map(({ name }) => name);
  const inProse = [
    ...docstring.matchAll(
      /\braises?\s+(?:an?\s+)?[`:]*(?:\w+:)?[`]*([A-Z]\w*(?:Error|Exception|Exists|DoesNotExist|Iteration))/gi,
    ),
  ].map((match) => match[1]!);
  return [...new Set([...inSection, ...inProse])].filter((name) => name !== '');
}

/** The conditions that can be decided; a sentence with more in it than one such condition is left out. */
export function readDocumentedRaises(docstring: string, parameters: readonly string[]): DocumentedRaise[] {
  const told = [
    ...readSection(docstring, 'raises').map(({ name, text }) => ({ exception: name, text })),
    ...[
      ...docstring
        .replace(/\s+/g, ' ')
        .matchAll(
          /\b[Rr]aises? (?:an? )?[`:]*(?:class:`|exc:`)?([A-Z]\w*(?:Error|Exception))`* (?:exception )?((?:if|when|for) [^.;]*)/g,
        ),
    ].map((match) => ({ exception: match[1]!, text: match[2]! })),
  ];
  const found: DocumentedRaise[] = [];
  for (const { exception, text } of told) {
    const condition = readCondition(text, parameters);
    if (
      !condition ||
      found.some((one) => one.exception === exception && one.parameter === condition.parameter)
    )
      continue;
    found.push({
      exception,
      ...condition,
      quote: `Raises ${exception}: ${text.replace(/\s+/g, ' ').trim()}`,
    });
  }
  return found;
}

const NUMBER = String.raw`(-?\d+(?:\.\d+)?|zero|one)`;

const TESTS: [RegExp, (match: RegExpExecArray) => (value: Value) => boolean | null][] = [
  [/^negative\b/, () => compare((number) => number < 0)],
  [/^(?:zero or negative|negative or zero|not positive|non-positive)\b/, () => compare((n) => n <= 0)],
  [
    new RegExp(`^(?:less than or equal to|at most|<=) ${NUMBER}`),
    (match) => compare((n) => n <= toNumber(match[1]!)),
  ],
  [
    new RegExp(`^(?:greater than or equal to|at least|>=) ${NUMBER}`),
    (match) => compare((n) => n >= toNumber(match[1]!)),
  ],
  [
    new RegExp(`^(?:less than|below|smaller than|lower than|under|<) ${NUMBER}`),
    (match) => compare((n) => n < toNumber(match[1]!)),
  ],
  [
    new RegExp(`^(?:greater than|more than|larger than|above|over|>) ${NUMBER}`),
    (match) => compare((n) => n > toNumber(match[1]!)),
  ],
  [/^(?:zero|0)\b/, () => compare((number) => number === 0)],
  [/^(?:an )?empty\b/, () => isEmpty],
  [/^`*None`*(?!\w)/, () => (value) => value.kind === 'none'],
  [/^not an? (?:int|integer)\b/, () => (value) => !['int', 'bool'].includes(value.kind)],
  [/^not an? (?:str|string)\b/, () => (value) => value.kind !== 'str'],
];

/** `if x is negative`, `if the quantity is less than 1`, `for a negative price`. */
function readCondition(
  text: string,
  parameters: readonly string[],
): Pick<DocumentedRaise, 'parameter' | 'holds'> | null {
  const plain = text
    .replace(/\s+/g, ' ')
    .replaceAll(/[`*]/g, '')
    .trim()
    .replace(/^(?:if|when|for|raised if|in case)\s+/i, '');
  const about =
    /^(?:the |an? |given |value of |argument |parameter )*([a-zA-Z_]\w*)(?: argument| parameter| value)? (?:is|are|was) (.*)$/.exec(
      plain,
    );
  const given = /^(?:an? |any )?(negative|empty|zero)\s+([a-zA-Z_]\w*)(.*)$/.exec(plain);
  const subject = about ? about[1]! : given?.[2];
  const predicate = about ? about[2]! : given ? `${given[1]!}${given[3]!}` : null;
  if (!subject || predicate === null) return null;
  const parameter = parameters.find((name) => name === subject || `${name}s` === subject);
  if (!parameter) return null;
  for (const [pattern, make] of TESTS) {
    const match = pattern.exec(predicate);
    if (!match) continue;
    // "and …", "unless …", a comma: then the condition has more to it. "or …" only makes it wider.
    const rest = predicate.slice(match[0].length).trim();
    if (rest !== '' && !/^[.;]|^or\b/.test(rest)) return null;
    // "less than 0 or greater": the second half is another condition of the same parameter; the first suffices here.
    return { parameter, holds: make(match) };
  }
  return null;
}

function toNumber(text: string): number {
  return text === 'zero' ? 0 : text === 'one' ? 1 : Number(text);
}

function compare(test: (number: number) => boolean): (value: Value) => boolean | null {
  return (value) => {
    const number = value.kind === 'bool' ? null : numberOf(value);
    return number === null ? null : test(number);
  };
}

function isEmpty(value: Value): boolean | null {
  if (value.kind === 'str' || value.kind === 'bytes') return value.value === '';
  if ('items' in value) return value.items.length === 0;
  return value.kind === 'dict' ? value.entries.length === 0 : null;
}
