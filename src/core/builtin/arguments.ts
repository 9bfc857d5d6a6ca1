import { compareNumbers, isNumber } from './exact-numbers.ts';
import type { InputSpace } from './input-space.ts';
import { fieldOf, itemOf, lengthOf, type Place } from './places.ts';
import { str, type Value } from './python-values.ts';
import { plainValues } from './shape-values.ts';
import type { Shape } from './shapes.ts';

/** Values chosen for places; `absent` leaves a field or a parameter with a default out. */
export type Assignment = ReadonlyMap<Place, Value | 'absent'>;

/** Longest text or list that is built for a condition on a length. */
const MAX_LENGTH = 300;
const MAX_ITEMS = 30;

/** The value at a place: what was chosen for it or for the places inside it, the usual value for the rest. */
export function valueAt(space: InputSpace, place: Place, assignment: Assignment): Value | null {
  const chosen = assignment.get(place);
  if (chosen && chosen !== 'absent') return chosen;
  const [example] = space.examplesAt(place);
  if (example && !hasInner(place, assignment)) return example;
  return compose(space, place, space.shapeAt(place), assignment);
}

function hasInner(place: Place, assignment: Assignment): boolean {
  return [...assignment.keys()].some(
    (other) => other.startsWith(place) && /^(\[|\.len$)/.test(other.slice(place.length)),
  );
}

/** The least option of a union comes last: None is no usual value. */
function compose(space: InputSpace, place: Place, shape: Shape, assignment: Assignment): Value | null {
  switch (shape.kind) {
    case 'union': {
      const options = shape.options.filter(({ kind }) => kind !== 'none');
      for (const option of options) {
        const value = compose(space, place, option, assignment);
        if (value) return value;
      }
      return null;
    }
    case 'list':
    case 'set':
    case 'frozenset': {
      const item = valueAt(space, itemOf(place), assignment);
      const count = lengthAt(place, assignment) ?? 1;
      if (count === 0) return { kind: shape.kind, items: [] };
      if (!item || count > MAX_ITEMS || (shape.kind !== 'list' && count > 1)) return null;
      return { kind: shape.kind, items: Array.from({ length: count }, () => item) };
    }
    case 'tuple': {
      const items = shape.items.map((item) => compose(space, itemOf(place), item, assignment));
      return items.every((item) => item !== null) ? { kind: 'tuple', items } : null;
    }
    case 'dict': {
      const key = usual(shape.key);
      const value = usual(shape.value);
      return key && value ? { kind: 'dict', entries: [[key, value]] } : null;
    }
    case 'record':
      return composeRecord(space, place, assignment);
    case 'str': {
      const count = lengthAt(place, assignment);
      if (count !== null) return count > MAX_LENGTH ? null : str(textOfLength(space, place, count));
      const key = space.reading.clues.keys.get(place)?.find((one) => one.kind === 'str');
      return key ?? usual(shape);
    }
    default:
      return space.reading.clues.keys.get(place)?.[0] ?? usual(shape);
  }
}

/** An example cut or repeated; made-up letters where there is none. */
function textOfLength(space: InputSpace, place: Place, count: number): string {
  const example = space.examplesAt(place).find((one) => one.kind === 'str' && one.value !== '');
  const text = example?.kind === 'str' ? example.value : 'abcdefghij';
  return text.repeat(Math.ceil(count / text.length)).slice(0, count);
}

function composeRecord(space: InputSpace, place: Place, assignment: Assignment): Value | null {
  const entries: [Value, Value][] = [];
  for (const name of space.fieldsOf(place)) {
    if (assignment.get(fieldOf(place, name)) === 'absent') continue;
    const value = valueAt(space, fieldOf(place, name), assignment);
    if (!value) return null;
    entries.push([str(name), value]);
  }
  return { kind: 'dict', entries };
}

function lengthAt(place: Place, assignment: Assignment): number | null {
  const length = assignment.get(lengthOf(place));
  if (!length || length === 'absent' || !isNumber(length) || compareNumbers(length.text, '0') < 0)
    return null;
  return Number(length.text);
}

function usual(shape: Shape): Value | null {
  return plainValues(shape)[0]?.value ?? null;
}
