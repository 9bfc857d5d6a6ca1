import { type ResolveName, readLiteral } from '../builtin/literals.ts';
import { renderValue, str, type Value } from '../builtin/python-values.ts';
import type { SyntaxNode } from '../python/parser.ts';

/** A repeated string longer than this is not built. */
const MAX_REPEATED = 100_000;

/**
 * The value of an expression that is written down completely; null as soon as any part of it must be computed. Stricter
 * than `readLiteral`, which looks tables up and may leave values of a dictionary out.
 */
export function readWrittenValue(node: SyntaxNode, resolve: ResolveName = () => null): Value | null {
  switch (node.type) {
    case 'parenthesized_expression':
      return node.namedChildCount === 1 ? readWrittenValue(node.namedChild(0)!, resolve) : null;
    case 'list':
    case 'tuple':
    case 'set':
      return readItems(node, resolve);
    case 'dictionary':
      return readDictionary(node, resolve);
    case 'binary_operator':
      return repeatString(node, resolve);
    case 'call':
      return readEmptyCollection(node) ?? readLiteral(node, resolve);
    default:
      return readLiteral(node, resolve);
  }
}

/** Whether `a == b` in Python; null where a value is known by its text only and the texts differ. */
export function equalValues(a: Value, b: Value, relativeTolerance = 1e-12): boolean | null {
  const numbers = [numberOf(a), numberOf(b)];
  if (numbers[0] !== null && numbers[1] !== null) {
    const [left, right] = numbers as [number, number];
    if (a.kind === 'int' && b.kind === 'int') return a.text === b.text;
    return Math.abs(left - right) <= relativeTolerance * Math.max(Math.abs(left), Math.abs(right));
  }
  if (a.kind === 'source' || b.kind === 'source') {
    return a.kind === b.kind && renderValue(a).expression === renderValue(b).expression ? true : null;
  }
  if (a.kind === 'dict' && b.kind === 'dict')
    return equalDictionaries(a.entries, b.entries, relativeTolerance);
  const isSet = (value: Value): boolean => value.kind === 'set' || value.kind === 'frozenset';
  if ('items' in a && 'items' in b) {
    if (isSet(a) && isSet(b)) return equalSets(a.items, b.items);
    if (a.kind !== b.kind) return false;
    if (a.items.length !== b.items.length) return false;
    return every(a.items.map((item, index) => equalValues(item, b.items[index]!, relativeTolerance)));
  }
  if (a.kind !== b.kind) return false;
  return 'value' in a && 'value' in b ? a.value === b.value : true;
}

/** Numbers as JavaScript has them, booleans too, because in Python they are numbers; null for anything else. */
export function numberOf(value: Value): number | null {
  if (value.kind === 'bool') return Number(value.value);
  return 'text' in value ? Number(value.text) : null;
}

/** Whether the value counts as true in a condition; null where that is not known. */
export function isTruthy(value: Value): boolean | null {
  if (value.kind === 'none') return false;
  const number = numberOf(value);
  if (number !== null) return number !== 0;
  if ('items' in value) return value.items.length > 0;
  if (value.kind === 'dict') return value.entries.length > 0;
  return value.kind === 'str' || value.kind === 'bytes' ? value.value !== '' : null;
}

/** True when all are, false when one is certainly not, null when it hangs on one that is not known. */
function every(results: readonly (boolean | null)[]): boolean | null {
  if (results.includes(false)) return false;
  return results.includes(null) ? null : true;
}

function equalSets(a: readonly Value[], b: readonly Value[]): boolean | null {
  const within = (items: readonly Value[], others: readonly Value[]): boolean | null =>
    every(
      items.map((item) => {
        const results = others.map((other) => equalValues(item, other));
        return results.includes(true) ? true : results.includes(null) ? null : false;
      }),
    );
  return every([within(a, b), within(b, a)]);
}

function equalDictionaries(
  a: readonly (readonly [Value, Value])[],
  b: readonly (readonly [Value, Value])[],
  tolerance: number,
): boolean | null {
  if (a.length !== b.length) return false;
  return every(
    a.map(([key, value]) => {
      const other = b.find(([name]) => equalValues(key, name) === true);
      return other ? equalValues(value, other[1], tolerance) : false;
    }),
  );
}

function readItems(node: SyntaxNode, resolve: ResolveName): Value | null {
  const items = node.namedChildren
    .filter(({ type }) => type !== 'comment')
    .map((child) => readWrittenValue(child, resolve));
  return items.every((item) => item !== null) ? { kind: node.type as 'list' | 'tuple' | 'set', items } : null;
}

function readDictionary(node: SyntaxNode, resolve: ResolveName): Value | null {
  const entries: [Value, Value][] = [];
  for (const pair of node.namedChildren) {
    if (pair.type === 'comment') continue;
    if (pair.type !== 'pair') return null;
    const key = readWrittenValue(pair.childForFieldName('key')!, resolve);
    const value = readWrittenValue(pair.childForFieldName('value')!, resolve);
    if (!key || !value) return null;
    entries.push([key, value]);
  }
  return { kind: 'dict', entries };
}

/** `"x" * 300`: how tests write a text that is too long. */
function repeatString(node: SyntaxNode, resolve: ResolveName): Value | null {
  if (node.childForFieldName('operator')?.type !== '*') return null;
  const left = readWrittenValue(node.childForFieldName('left')!, resolve);
  const right = readWrittenValue(node.childForFieldName('right')!, resolve);
  if (left?.kind !== 'str' || right?.kind !== 'int') return null;
  const times = Number(right.text);
  return times >= 0 && times * left.value.length <= MAX_REPEATED ? str(left.value.repeat(times)) : null;
}

function readEmptyCollection(node: SyntaxNode): Value | null {
  const name = node.childForFieldName('function')!.text;
  if (node.childForFieldName('arguments')!.namedChildCount > 0) return null;
  if (name === 'set' || name === 'frozenset' || name === 'list' || name === 'tuple')
    return { kind: name, items: [] };
  return name === 'dict' ? { kind: 'dict', entries: [] } : null;
}
