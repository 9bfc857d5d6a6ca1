import type { Value } from '../builtin/python-values.ts';
import type { ExpectedBehaviour } from './expectation.ts';
import { equalValues, isTruthy, numberOf } from './literal-values.ts';

/** Built-in exceptions below another one; what is not listed stands directly below Exception, as far as is known here. */
const PARENTS: Record<string, string> = {
  KeyError: 'LookupError',
  IndexError: 'LookupError',
  ZeroDivisionError: 'ArithmeticError',
  OverflowError: 'ArithmeticError',
  UnicodeError: 'ValueError',
  UnicodeDecodeError: 'UnicodeError',
  UnicodeEncodeError: 'UnicodeError',
  JSONDecodeError: 'ValueError',
  InvalidOperation: 'ArithmeticError',
  RecursionError: 'RuntimeError',
  NotImplementedError: 'RuntimeError',
  ModuleNotFoundError: 'ImportError',
  FileNotFoundError: 'OSError',
  PermissionError: 'OSError',
};
const ROOTS = new Set([
  ...['ValueError', 'TypeError', 'LookupError', 'ArithmeticError', 'AttributeError', 'RuntimeError'],
  ...['AssertionError', 'StopIteration', 'OSError', 'ImportError', 'NameError'],
]);

/** Whether an exception of one class can certainly not be one of the other: both are built in and not related. */
export function excludesException(a: string, b: string): boolean {
  const [lineA, lineB] = [lineOf(a), lineOf(b)];
  if (!lineA || !lineB) return false;
  return !lineA.includes(b) && !lineB.includes(a);
}

function lineOf(name: string): string[] | null {
  const line = [name];
  for (let above = PARENTS[name]; above; above = PARENTS[above]) line.push(above);
  return ROOTS.has(line.at(-1)!) ? line : null;
}

/** Whether what one place expects and what another expects cannot both be true of one call. */
export function contradictsBehaviour(documented: ExpectedBehaviour, asserted: ExpectedBehaviour): boolean {
  if (documented.kind === 'raises') {
    if (asserted.kind !== 'raises') return true;
    return documented.exceptions.every((one) =>
      asserted.exceptions.every((other) => excludesException(one, other)),
    );
  }
  if (documented.kind !== 'value') return false;
  const { value } = documented;
  switch (asserted.kind) {
    case 'raises':
      return true;
    case 'value':
      return !isSameShown(value, asserted.value, asserted.isApproximate);
    case 'truthy':
      return isTruthy(value) === false;
    case 'falsy':
      return isTruthy(value) === true;
    case 'not-none':
      return value.kind === 'none';
    default:
      return false;
  }
}

/** Whether two places certainly expect the same of one call. */
export function isSameBehaviour(a: ExpectedBehaviour, b: ExpectedBehaviour): boolean {
  if (a.kind === 'raises' && b.kind === 'raises')
    return a.exceptions.some((one) => b.exceptions.includes(one));
  if (a.kind === 'value' && b.kind === 'value')
    return equalValues(a.value, b.value, a.isApproximate || b.isApproximate ? 1e-6 : 1e-12) === true;
  const truth = (one: ExpectedBehaviour): boolean | null =>
    one.kind === 'value'
      ? isTruthy(one.value)
      : one.kind === 'truthy'
        ? true
        : one.kind === 'falsy'
          ? false
          : null;
  const isVague = (one: ExpectedBehaviour): boolean => one.kind === 'truthy' || one.kind === 'falsy';
  return (isVague(a) || isVague(b)) && truth(a) !== null && truth(a) === truth(b);
}

/**
 * Documentation shows rounded numbers, and text where Python 2 had bytes: neither contradicts a test. Values that are
 * known by their text only are taken for the same.
 */
function isSameShown(shown: Value, asserted: Value, isApproximate: boolean): boolean {
  const isText = (value: Value): boolean => value.kind === 'str' || value.kind === 'bytes';
  if (isText(shown) && isText(asserted) && shown.kind !== asserted.kind) return true;
  const [a, b] = [numberOf(shown), numberOf(asserted)];
  if (a !== null && b !== null) {
    const isRounded = shown.kind === 'float' || shown.kind === 'decimal' || isApproximate;
    const digits = 'text' in shown ? (shown.text.split('.')[1]?.length ?? 0) : 0;
    return isRounded ? Math.abs(a - b) <= 10 ** -digits : equalValues(shown, asserted) !== false;
  }
  if ('items' in shown && 'items' in asserted && shown.kind === asserted.kind) {
    if (shown.kind === 'list' || shown.kind === 'tuple') {
      return (
        shown.items.length === asserted.items.length &&
        shown.items.every((item, index) => isSameShown(item, asserted.items[index]!, isApproximate))
      );
    }
  }
  return equalValues(shown, asserted, 1e-6) !== false;
}
