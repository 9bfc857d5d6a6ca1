import { int, NONE, standard, str, type Value } from './python-values.ts';
import type { Shape } from './shapes.ts';

/** A value with the reason for choosing it. */
export interface Candidate {
  value: Value;
  why: string;
  /** The limit that the value lies on or beside. */
  boundary?: string;
}

/** Plain values by kind of shape: the first is the usual one, the others are the edges that code forgets. */
const VALUES: Record<string, [Value, string][]> = {
  int: [
    [int(1), 'an ordinary number'],
    [int(0), 'zero'],
    [int(-1), 'a negative number'],
    [int(2), 'a second number'],
  ],
  float: [
    [{ kind: 'float', text: '1.5' }, 'an ordinary number'],
    [{ kind: 'float', text: '0.0' }, 'zero'],
    [{ kind: 'float', text: '-1.5' }, 'a negative number'],
  ],
  decimal: [
    [{ kind: 'decimal', text: '10.00' }, 'an ordinary amount'],
    [{ kind: 'decimal', text: '0' }, 'zero'],
    [{ kind: 'decimal', text: '-1.00' }, 'a negative amount'],
    [{ kind: 'decimal', text: '0.005' }, 'half a cent'],
  ],
  str: [
    [str('abc'), 'an ordinary text'],
    [str(''), 'an empty text'],
    [str('  '), 'only blanks'],
    [str('Ab 1'), 'mixed characters'],
    [str('12'), 'digits'],
  ],
  bytes: [
    [{ kind: 'bytes', value: 'abc' }, 'ordinary bytes'],
    [{ kind: 'bytes', value: '' }, 'no bytes'],
  ],
  bool: [
    [{ kind: 'bool', value: false }, 'False'],
    [{ kind: 'bool', value: true }, 'True'],
  ],
  none: [[NONE, 'None']],
  date: [
    [standard('date', '2024, 1, 15'), 'an ordinary day'],
    [standard('date', '2024, 7, 1'), 'a day in summer'],
    [standard('date', '2024, 2, 29'), 'a leap day'],
    [standard('date', '2000, 1, 1'), 'a day long ago'],
    [standard('date', '2023, 12, 31'), 'the last day of a year'],
    [standard('date', '2024, 1, 13'), 'a Saturday'],
  ],
  datetime: [
    [standard('datetime', '2024, 1, 15, 12, 30'), 'an ordinary moment'],
    [standard('datetime', '2024, 7, 1, 23, 0'), 'late on a day in summer'],
    [standard('datetime', '2024, 2, 29, 0, 0'), 'midnight of a leap day'],
    [standard('datetime', '2000, 1, 1, 0, 0'), 'a moment long ago'],
    [standard('datetime', '2023, 12, 31, 23, 59, 59'), 'the last second of a year'],
    [standard('datetime', '2024, 1, 13, 9, 0'), 'a Saturday'],
  ],
  time: [
    [standard('time', '12, 30'), 'an ordinary time'],
    [standard('time', '0, 0'), 'midnight'],
    [standard('time', '23, 59, 59'), 'the last second of a day'],
  ],
  timedelta: [
    [standard('timedelta', 'days=1'), 'a day'],
    [standard('timedelta', 'seconds=0'), 'no time'],
    [standard('timedelta', 'seconds=-1'), 'a negative time'],
  ],
  UUID: [[standard('UUID', '"12345678-1234-5678-1234-567812345678"'), 'a UUID']],
};

/** Values of a shape that has no parts; empty for shapes with parts and for what cannot be built. */
export function plainValues(shape: Shape): Candidate[] {
  if (shape.kind === 'one-of')
    return shape.values.map((value) => ({ value, why: 'one of the allowed values' }));
  if (shape.kind === 'union') {
    // The first of each option, then the rest.
    const lists = shape.options.map(plainValues);
    return [...lists.flatMap((list) => list.slice(0, 1)), ...lists.flatMap((list) => list.slice(1))];
  }
  return (VALUES[shape.kind] ?? []).map(([value, why]) => ({ value, why }));
}
