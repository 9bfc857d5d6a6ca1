import type { Value } from '../builtin/python-values.ts';
import { firstSentence, readSection } from './docstring-sections.ts';
import { numberOf } from './literal-values.ts';

/** Something that a docstring promises of whatever is returned. */
export interface ReturnPromise {
  /** Whether a value keeps it; true whenever that is not certain. */
  isKept: (value: Value) => boolean;
  quote: string;
}

/** What makes a promise conditional: then nothing is promised of every value. */
const HEDGE =
  /\b(or|none|null|otherwise|else|unless|if|except|when|where|may|might|optional|maybe|depending|possibly|default|usually|by)\b/i;

const KINDS: [RegExp, readonly Value['kind'][]][] = [
  [/^(?:list|tuple)$/, ['list', 'tuple']],
  [/^(?:dict|dictionary|mapping)$/, ['dict']],
  [/^set$/, ['set', 'frozenset']],
  [/^(?:str|string)$/, ['str']],
  [/^(?:int|integer|float)$/, ['int', 'float', 'decimal', 'bool']],
];

/**
 * "a list of …", "an integer": with the article, and with nothing after the noun that could make it another thing.
 * "Returns number with the specified format" returns a text.
 */
const NAMED_KIND = /^an? (?:new |sorted |flat |nested )?(\w+)(?= of\b| containing\b|[.,]|$)/;

/** The promises about returned values that can be decided for a literal. */
export function readReturnPromises(docstring: string): ReturnPromise[] {
  const texts = readSection(docstring, 'returns').map(({ name, text }) => ({ type: name, text }));
  const sentence = firstSentence(docstring);
  const told = /^Returns? (.*)$/s.exec(sentence)?.[1];
  if (told) texts.push({ type: '', text: told });
  const promises = texts.flatMap(({ type, text }) => readText(type, text));
  if (/\bnever returns? `*None\b/i.test(docstring)) {
    promises.push({ isKept: (value) => value.kind !== 'none', quote: 'never returns None' });
  }
  return promises;
}

function readText(type: string, given: string): ReturnPromise[] {
  const text = given.replace(/\s+/g, ' ').replaceAll(/[`*]/g, '').trim();
  const quote = `Returns ${type && text ? `${type}: ${text}` : type || text}`.slice(0, 200);
  const promises: ReturnPromise[] = [];
  const add = (isKept: ReturnPromise['isKept']): void => {
    promises.push({ isKept, quote });
  };
  if (saysBoolean(text)) add((value) => isBoolean(value));
  const word = type === '' ? NAMED_KIND.exec(text)?.[1] : type.trim();
  const kind = KINDS.find(([pattern]) => pattern.test(word ?? ''));
  if (kind && !HEDGE.test(text)) add(fits(kind[1]));
  if (
    /^(?:an? )?(?:new )?(?:list .*\bsorted|sorted list)\b/.test(text) &&
    !HEDGE.test(text) &&
    !/descend|reverse/i.test(text)
  )
    add(isAscending);
  const range = /\b(?:between|from) (-?\d+(?:\.\d+)?) (?:and|to) (-?\d+(?:\.\d+)?)(?=[\s,.)]|$)/.exec(text);
  if (
    range &&
    /^(?:an? |the )?(?:\w+ )?(?:int|integer|float|number|value|score|ratio|probability|percentage|fraction)\b/.test(
      text,
    ) &&
    !HEDGE.test(text)
  )
    add((value) => isWithin(value, Number(range[1]), Number(range[2])));
  if (/^(?:an? |the )?non-negative (?:int|integer|float|number)\b/.test(text) && !HEDGE.test(text))
    add((value) => isWithin(value, 0, Number.POSITIVE_INFINITY));
  if (/^(?:an? )?list of (?:unique|distinct) \w+\b/.test(text) && !HEDGE.test(text)) add(hasNoDuplicates);
  return promises;
}

/** "True if …, False otherwise", "True or False", "whether …": a bool, whatever the case. */
function saysBoolean(text: string): boolean {
  if (/\bnone\b/i.test(text)) return false;
  return (
    /^(?:whether\b|True or False\b|False or True\b|an? bool(?:ean)?\b(?!.*\b(?:or|and)\b))/i.test(text) ||
    (/^True (?:if|when|for)\b/i.test(text) && /\bFalse\b/.test(text)) ||
    (/^False (?:if|when|for)\b/i.test(text) && /\bTrue\b/.test(text))
  );
}

/** `1` equals `True`, so a test that asserts it says nothing against a bool. */
function isBoolean(value: Value): boolean {
  const number = numberOf(value);
  return value.kind === 'source' || number === 0 || number === 1;
}

function fits(kinds: readonly Value['kind'][]): (value: Value) => boolean {
  return (value) => value.kind === 'source' || kinds.includes(value.kind);
}

/** Numbers, or words of small letters: of others, what "sorted" means depends on who sorts. */
function isAscending(value: Value): boolean {
  if (!('items' in value)) return true;
  const numbers = value.items.map(numberOf);
  if (numbers.every((number) => number !== null))
    return numbers.every((number, index) => index === 0 || numbers[index - 1]! <= number);
  const words = value.items.map((item) =>
    item.kind === 'str' && /^[a-z]+$/.test(item.value) ? item.value : null,
  );
  if (!words.every((word) => word !== null)) return true;
  return words.every((word, index) => index === 0 || words[index - 1]! <= word);
}

function isWithin(value: Value, low: number, high: number): boolean {
  const number = numberOf(value);
  return number === null || (number >= low && number <= high);
}

function hasNoDuplicates(value: Value): boolean {
  if (value.kind !== 'list') return true;
  const shown = value.items.map((item) =>
    'value' in item ? `${item.kind}:${item.value}` : 'text' in item ? item.text : null,
  );
  return shown.includes(null) || new Set(shown).size === shown.length;
}
