/** What an expression may produce. Objects are read by name without regard to case, as GitHub does. */
export type Value = null | boolean | number | string | Value[] | ValueMap;
export interface ValueMap {
  [key: string]: Value;
}

/** False for `false`, `0`, `-0`, `NaN`, `''` and `null`; true for everything else. */
export function isTruthy(value: Value): boolean {
  return Boolean(value);
}

/** Text as it appears in an interpolated string; objects and arrays become their kind, as on GitHub. */
export function toText(value: Value): string {
  if (value === null) return '';
  if (Array.isArray(value)) return 'Array';
  if (typeof value === 'object') return 'Object';
  return String(value);
}

/** GitHub's conversion for comparisons: `null` is 0, `''` is 0, text that is no number is NaN. */
export function toNumber(value: Value): number {
  if (value === null) return 0;
  if (typeof value === 'object') return Number.NaN;
  return Number(value);
}

/** `==`: text without regard to case, mixed types as numbers, objects only when they are the same one. */
export function isEqual(left: Value, right: Value): boolean {
  if (typeof left === 'string' && typeof right === 'string')
    return left.toUpperCase() === right.toUpperCase();
  if (left === null && right === null) return true;
  if (left !== null && right !== null && typeof left === 'object' && typeof right === 'object')
    return left === right;
  return toNumber(left) === toNumber(right);
}

/** Negative, zero or positive; NaN (for which every relation is false) when the two cannot be ordered. */
export function compare(left: Value, right: Value): number {
  if (typeof left === 'string' && typeof right === 'string') {
    const [a, b] = [left.toUpperCase(), right.toUpperCase()];
    return a < b ? -1 : a > b ? 1 : 0;
  }
  return toNumber(left) - toNumber(right);
}

/** The property's value, or null when there is none. */
export function property(target: Value, name: string): Value {
  if (target === null || typeof target !== 'object' || Array.isArray(target)) return null;
  if (Object.hasOwn(target, name)) return target[name] ?? null;
  const folded = name.toUpperCase();
  const match = Object.getOwnPropertyNames(target).find((key) => key.toUpperCase() === folded);
  return match === undefined ? null : (target[match] ?? null);
}
