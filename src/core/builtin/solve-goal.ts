import { type Assignment, valueAt } from './arguments.ts';
import { candidatesAt } from './candidates.ts';
import type { Atom, Condition } from './conditions.ts';
import { evaluateTest } from './evaluate-atom.ts';
import type { InputSpace } from './input-space.ts';
import { fieldOf, type Place } from './places.ts';
import type { Value } from './python-values.ts';
import type { Requirement } from './reading.ts';

/** One atom with the answer that is wanted. */
export interface Literal {
  atom: Atom;
  holds: boolean;
}

/** Ways to satisfy one condition that are looked at; real conditions have two or three. */
const MAX_WAYS = 8;

/**
 * The different ways in which a condition can turn out as wanted: `a and b` fails by a, or by b with a holding, so
 * that each part is seen deciding. Parts that cannot be read ask for nothing.
 */
export function waysTo({ condition, holds }: Requirement): Literal[][] {
  return ways(condition, holds).slice(0, MAX_WAYS);
}

function ways(condition: Condition, holds: boolean): Literal[][] {
  switch (condition.kind) {
    case 'unknown':
      return [[]];
    case 'atom':
      return [[{ atom: condition.atom, holds }]];
    case 'not':
      return ways(condition.part, !holds);
    default: {
      const together = (condition.kind === 'and') === holds;
      if (together) return condition.parts.map((part) => ways(part, holds)).reduce(cross, [[]]);
      return condition.parts.flatMap((part, index) => {
        const earlier = condition.parts.slice(0, index).map((other) => ways(other, !holds));
        return [...earlier, ways(part, holds)].reduce(cross, [[]]);
      });
    }
  }
}

function cross(left: Literal[][], right: Literal[][]): Literal[][] {
  return left.flatMap((one) => right.map((other) => [...one, ...other])).slice(0, MAX_WAYS);
}

/** Values for the places that the literals speak of, or null when no candidate fits all that is said about a place. */
export function assign(
  space: InputSpace,
  literals: readonly Literal[],
  given: Assignment = new Map(),
): Assignment | null {
  const chosen = new Map<Place, Value | 'absent'>(given);
  const byPlace = new Map<Place, Literal[]>();
  for (const literal of literals) {
    const { place, test } = literal.atom;
    if (test.kind === 'holds' && test.item.kind === 'str' && isRecord(space, place)) {
      const field = fieldOf(place, test.item.value);
      if (!literal.holds) chosen.set(field, 'absent');
    } else byPlace.set(place, [...(byPlace.get(place) ?? []), literal]);
  }
  for (const [place, asked] of byPlace) {
    if (given.has(place)) continue;
    const value = choose(space, place, asked, chosen);
    if (value === null) return null;
    if (value !== 'usual') chosen.set(place, value);
  }
  return chosen;
}

/** Guesses are followed when they can be, and never stand in the way. */
function choose(
  space: InputSpace,
  place: Place,
  asked: readonly Literal[],
  chosen: Assignment,
): Value | 'usual' | null {
  const composed = valueAt(space, place, chosen);
  const candidates = [
    ...(composed ? [composed] : []),
    ...candidatesAt(space, place).map(({ value }) => value),
  ];
  const fits = (value: Value, literals: readonly Literal[]): boolean =>
    literals.every(({ atom, holds }) => {
      const other = atom.test.kind === 'compare-place' ? valueAt(space, atom.test.other, chosen) : null;
      const answer = evaluateTest(atom.test, value, atom.changes, other);
      return answer === null || answer === holds;
    });
  const certain = asked.filter(({ atom }) => !atom.isGuess);
  const value =
    candidates.find((one) => fits(one, asked)) ??
    (certain.length < asked.length ? candidates.find((one) => fits(one, certain)) : undefined);
  if (value) return value;
  return certain.length === 0 ? 'usual' : null;
}

function isRecord(space: InputSpace, place: Place): boolean {
  const shape = space.shapeAt(place);
  return (
    shape.kind === 'record' || (shape.kind === 'union' && shape.options.some(({ kind }) => kind === 'record'))
  );
}
