import { valueAt } from './arguments.ts';
import { type Atom, phrase } from './conditions.ts';
import { aroundLimit, isNumber } from './exact-numbers.ts';
import type { InputSpace } from './input-space.ts';
import { isLength, itemOf, type Place } from './places.ts';
import { int, NONE, renderValue, sameValue, str, type Value } from './python-values.ts';
import { type Candidate, plainValues } from './shape-values.ts';
import type { Shape } from './shapes.ts';

const MAX_TABLE_KEYS = 6;
/** Conditions on one place that are looked at; a longer chain is a table written as code. */
const MAX_CONDITIONS = 40;

/** The candidates of a place depend on the code alone, and are asked for at every step of every way. */
const cache = new WeakMap<InputSpace, Map<Place, Candidate[]>>();

/**
 * Values worth trying at a place, the usual one first: what the code compares it with, one step to each side, members
 * and non-members of what it is looked up in, then the edges of its type.
 */
export function candidatesAt(space: InputSpace, place: Place): readonly Candidate[] {
  const known = cache.get(space) ?? new Map<Place, Candidate[]>();
  cache.set(space, known);
  const candidates = known.get(place) ?? findCandidates(space, place);
  known.set(place, candidates);
  return candidates;
}

function findCandidates(space: InputSpace, place: Place): Candidate[] {
  const shape = space.shapeAt(place);
  const usual = valueAt(space, place, new Map());
  const found: Candidate[] =
    usual && isAllowed(shape, usual) ? [{ value: usual, why: `an ordinary ${place}` }] : [];
  for (const atom of space.atomsAt(place).slice(0, MAX_CONDITIONS))
    found.push(...candidatesFor(atom, shape, space));
  const examples = space.examplesAt(place);
  for (const value of examples) found.push({ value, why: `a ${place} that the project itself uses` });
  for (const text of space.reading.clues.numbers.get(place) ?? []) {
    for (const value of sides(text, shape))
      found.push({ value, why: `${place} around a multiple of ${text}`, boundary: `multiple of ${text}` });
  }
  for (const key of space.reading.clues.keys.get(place)?.slice(0, MAX_TABLE_KEYS) ?? []) {
    found.push({ value: key, why: `${place} is in the table` });
  }
  if (space.reading.clues.keys.has(place))
    found.push({ value: str('other'), why: `${place} is not in the table` });
  if (!isLength(place)) {
    for (const { value, why } of plainValues(shape)) found.push({ value, why: `${place}: ${why}` });
    found.push(...collectionEdges(space, place, shape, usual));
    if (examples[0]?.kind === 'str') found.push(...nearMisses(examples[0].value, place));
  }
  return unique(
    found.filter(({ value }) => (isLength(place) ? isNumber(value) && !value.text.startsWith('-') : true)),
  );
}

function candidatesFor(atom: Atom, shape: Shape, space: InputSpace): Candidate[] {
  const { test, place } = atom;
  const text = phrase(atom, true);
  const opposite = phrase(atom, false);
  const one = (value: Value, why: string): Candidate => ({ value, why });
  switch (test.kind) {
    case 'compare': {
      if (isNumber(test.value))
        return sides(test.value.text, shape).map((value) => one(value, `boundary of ${text}`));
      const equal = isAllowed(shape, test.value) ? [one(test.value, text)] : [];
      if (test.value.kind === 'str')
        return [...equal, ...variants(test.value.value, atom), one(str('other'), opposite)];
      return atom.isGuess ? [] : equal;
    }
    case 'compare-place': {
      const other = valueAt(space, test.other, new Map());
      return other && isNumber(other)
        ? sides(other.text, shape).map((value) => one(value, `boundary of ${text}`))
        : [];
    }
    case 'among': {
      const members = test.values.slice(0, MAX_TABLE_KEYS).map((value) => one(value, text));
      const first = test.values.find((value) => value.kind === 'str');
      const more = first?.kind === 'str' ? [...variants(first.value, atom), one(str('other'), opposite)] : [];
      const numbers = test.values.filter(isNumber).slice(-1);
      return [
        ...members,
        ...more,
        ...numbers.flatMap((last) => sides(last.text, shape).map((value) => one(value, `beside ${text}`))),
      ];
    }
    case 'none':
      return [one(NONE, `${place} is None`)];
    case 'truthy':
      return [];
    case 'starts':
      return [
        one(str(`${test.text}abc`), text),
        one(str(`${test.text}12`), text),
        one(str(test.text), text),
        one(str(`abc${test.text}`), opposite),
      ];
    case 'ends':
      return [
        one(str(`abc${test.text}`), text),
        one(str(`12${test.text}`), text),
        one(str(test.text), text),
        one(str(`${test.text}abc`), opposite),
      ];
    case 'holds':
      if (test.item.kind === 'str' && accepts(shape, 'str'))
        return [one(str(`ab${test.item.value}cd`), text), one(str('other'), opposite)];
      return accepts(shape, 'list') ? [one({ kind: 'list', items: [test.item] }, text)] : [];
    case 'isinstance':
      return [
        one(str('abc'), 'a text'),
        one(int(1), 'a number'),
        one(NONE, 'None'),
        one({ kind: 'list', items: [] }, 'a list'),
        one({ kind: 'dict', entries: [] }, 'a mapping'),
      ].map(({ value, why }) => one(value, `${place} is ${why}`));
  }
}

/** The same text in another case or with blanks around it, where the code evens that out before comparing. */
function variants(value: string, atom: Atom): Candidate[] {
  const { changes } = atom;
  const text = phrase(atom, true);
  const changed: Candidate[] = [];
  if (changes.includes('upper'))
    changed.push({ value: str(value.toLowerCase()), why: `${text}, in lower case` });
  if (changes.includes('lower'))
    changed.push({ value: str(value.toUpperCase()), why: `${text}, in upper case` });
  if (changes.includes('strip'))
    changed.push({ value: str(` ${value} `), why: `${text}, with blanks around` });
  return changed;
}

/** Just below, at and just above a number, in the type of the place. */
function sides(limit: string, shape: Shape): Value[] {
  const options = shape.kind === 'union' ? shape.options : [shape];
  const kind = options
    .map((option) => option.kind)
    .find((one) => one === 'int' || one === 'float' || one === 'decimal');
  if (!kind) return [];
  const { below, at, above } = aroundLimit(limit, kind);
  return [at, below, above].filter((value) => value !== null);
}

function collectionEdges(space: InputSpace, place: Place, shape: Shape, usual: Value | null): Candidate[] {
  const options = shape.kind === 'union' ? shape.options : [shape];
  return options.flatMap((option): Candidate[] => {
    if (option.kind === 'none') return [{ value: NONE, why: `${place} is None` }];
    if (option.kind === 'record' || option.kind === 'dict')
      return [{ value: { kind: 'dict', entries: [] }, why: `${place} is empty` }];
    if (option.kind !== 'list' && option.kind !== 'set' && option.kind !== 'frozenset') return [];
    const items = candidatesAt(space, itemOf(place)).map(({ value }) => value);
    const two = items.slice(0, 2);
    const edges: Candidate[] = [{ value: { kind: option.kind, items: [] }, why: `${place} is empty` }];
    if (usual && two.length === 2)
      edges.push({ value: { kind: option.kind, items: two }, why: `${place} has two different items` });
    for (const { value, why } of candidatesAt(space, itemOf(place)).slice(1, 8)) {
      edges.push({ value: { kind: option.kind, items: [value] }, why });
    }
    return edges;
  });
}

/** Texts one step away from one that the project uses: what a check of its form should tell apart. */
function nearMisses(text: string, place: Place): Candidate[] {
  const digit = text.search(/\d(?=\D*$)/);
  const changed =
    digit < 0 ? null : `${text.slice(0, digit)}${(Number(text[digit]) + 1) % 10}${text.slice(digit + 1)}`;
  const misses: [string | null, string][] = [
    [text.slice(0, -1), 'one character less'],
    [`${text}${text.at(-1) ?? ''}`, 'one character more'],
    [changed, 'another last digit'],
    [text.length > 1 ? `x${text.slice(1)}` : null, 'another first character'],
  ];
  return misses.flatMap(([value, why]) =>
    value === null || value === text ? [] : [{ value: str(value), why: `${place}: ${why}` }],
  );
}

function accepts(shape: Shape, kind: Shape['kind']): boolean {
  return (
    shape.kind === kind || (shape.kind === 'union' && shape.options.some((option) => option.kind === kind))
  );
}

/** Whether a value found in the code fits the shape; a comparison with another type is never true. */
function isAllowed(shape: Shape, value: Value): boolean {
  if (shape.kind === 'one-of')
    return shape.values.some((one) => sameValue(one, value)) || value.kind === 'str';
  return true;
}

function unique(candidates: Candidate[]): Candidate[] {
  const byText = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const { expression } = renderValue(candidate.value);
    if (!byText.has(expression)) byText.set(expression, candidate);
  }
  return [...byText.values()];
}
