import type { Operator, Test } from './conditions.ts';
import { compareNumbers, isNumber } from './exact-numbers.ts';
import { sameValue, type Value } from './python-values.ts';
import type { TextChange } from './terms.ts';

/**
 * Whether a test holds for a value; null when that cannot be said. `other` is the value at the place that
 * `compare-place` names.
 */
export function evaluateTest(
  test: Test,
  value: Value,
  changes: readonly TextChange[],
  other: Value | null,
): boolean | null {
  const seen = applyChanges(value, changes);
  switch (test.kind) {
    case 'none':
      return seen.kind === 'none';
    case 'truthy':
      return isTruthy(seen);
    case 'compare':
      return compare(seen, test.operator, test.value);
    case 'compare-place':
      return other === null ? null : compare(seen, test.operator, other);
    case 'among':
      return seen.kind === 'none'
        ? test.values.some((one) => one.kind === 'none')
        : test.values.some((one) => equals(seen, one));
    case 'starts':
      return seen.kind === 'str' ? seen.value.startsWith(test.text) : null;
    case 'ends':
      return seen.kind === 'str' ? seen.value.endsWith(test.text) : null;
    case 'holds':
      if (seen.kind === 'str' && test.item.kind === 'str') return seen.value.includes(test.item.value);
      if ('items' in seen) return seen.items.some((one) => equals(one, test.item));
      return seen.kind === 'dict' ? seen.entries.some(([key]) => equals(key, test.item)) : null;
    case 'isinstance':
      return test.types.some((type) => isInstance(seen, type));
  }
}

function applyChanges(value: Value, changes: readonly TextChange[]): Value {
  if (value.kind !== 'str') return value;
  let text = value.value;
  for (const change of changes) {
    text = change === 'strip' ? text.trim() : change === 'upper' ? text.toUpperCase() : text.toLowerCase();
  }
  return { kind: 'str', value: text };
}

function compare(left: Value, operator: Operator, right: Value): boolean | null {
  if (operator === '==') return equals(left, right);
  if (operator === '!=') return !equals(left, right);
  const order = orderOf(left, right);
  if (order === null) return null;
  return { '<': order < 0, '<=': order <= 0, '>': order > 0, '>=': order >= 0 }[operator];
}

function orderOf(left: Value, right: Value): number | null {
  if (isNumber(left) && isNumber(right)) return compareNumbers(left.text, right.text);
  if (left.kind === 'str' && right.kind === 'str')
    return left.value < right.value ? -1 : left.value > right.value ? 1 : 0;
  if (left.kind === 'source' && right.kind === 'source' && left.type === right.type) {
    const [a, b] = [left, right].map((one) => one.expression.match(/\d+/g)?.map(Number) ?? []);
    for (let index = 0; index < Math.max(a!.length, b!.length); index++) {
      const difference = (a![index] ?? 0) - (b![index] ?? 0);
      if (difference !== 0) return difference;
    }
    return 0;
  }
  return null;
}

function equals(left: Value, right: Value): boolean {
  if (isNumber(left) && isNumber(right)) return compareNumbers(left.text, right.text) === 0;
  return sameValue(left, right);
}

function isTruthy(value: Value): boolean {
  switch (value.kind) {
    case 'none':
      return false;
    case 'bool':
      return value.value;
    case 'int':
    case 'float':
    case 'decimal':
      return compareNumbers(value.text, '0') !== 0;
    case 'str':
    case 'bytes':
      return value.value !== '';
    case 'dict':
      return value.entries.length > 0;
    case 'source':
      return true;
    default:
      return value.items.length > 0;
  }
}

const CLASSES: Record<Value['kind'], readonly string[]> = {
  none: ['NoneType'],
  bool: ['bool', 'int', 'Number'],
  int: ['int', 'Number', 'Integral', 'Real'],
  float: ['float', 'Number', 'Real'],
  decimal: ['Decimal', 'Number'],
  str: ['str', 'Sequence', 'Iterable'],
  bytes: ['bytes'],
  list: ['list', 'Sequence', 'Iterable', 'Collection'],
  tuple: ['tuple', 'Sequence', 'Iterable', 'Collection'],
  set: ['set', 'Iterable', 'Collection', 'Set'],
  frozenset: ['frozenset', 'Iterable', 'Collection', 'Set'],
  dict: ['dict', 'Mapping', 'Iterable', 'Collection'],
  source: [],
};

function isInstance(value: Value, type: string): boolean {
  const name = type.split('.').at(-1)!;
  if (value.kind !== 'source') return CLASSES[value.kind].includes(name);
  return value.type === name || (value.type === 'datetime' && name === 'date');
}
