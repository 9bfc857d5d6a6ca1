import type { Value } from './python-values.ts';

type NumberValue = Extract<Value, { kind: 'int' | 'float' | 'decimal' }>;

/** A decimal number without rounding: `units` × 10^-`places`. */
interface Exact {
  units: bigint;
  places: number;
}

export function isNumber(value: Value): value is NumberValue {
  return value.kind === 'int' || value.kind === 'float' || value.kind === 'decimal';
}

/** Negative, zero or positive, as `a` is below, at or above `b`. Both texts are plain decimal literals. */
export function compareNumbers(a: string, b: string): number {
  const [left, right] = align(parse(a), parse(b));
  return left.units < right.units ? -1 : left.units > right.units ? 1 : 0;
}

/**
 * The numbers just below, at and just above a limit, as values of `kind`. The step is the limit's last written
 * decimal place (0.01 for 50.00). For int, a limit between two integers gives those two.
 */
export function aroundLimit(
  limit: string,
  kind: NumberValue['kind'],
): { below: Value; at: Value | null; above: Value } {
  const exact = parse(limit);
  if (kind === 'int' && exact.places > 0) {
    const scale = 10n ** BigInt(exact.places);
    const floor = exact.units >= 0n ? exact.units / scale : -((-exact.units + scale - 1n) / scale);
    if (floor * scale !== exact.units)
      return { below: make(floor, 0, kind), at: null, above: make(floor + 1n, 0, kind) };
    return { below: make(floor - 1n, 0, kind), at: make(floor, 0, kind), above: make(floor + 1n, 0, kind) };
  }
  return {
    below: make(exact.units - 1n, exact.places, kind),
    at: make(exact.units, exact.places, kind),
    above: make(exact.units + 1n, exact.places, kind),
  };
}

function make(units: bigint, places: number, kind: NumberValue['kind']): Value {
  return { kind, text: print({ units, places }) };
}

function parse(text: string): Exact {
  const match = /^(-?)(\d*)(?:\.(\d*))?$/.exec(text)!;
  const fraction = match[3] ?? '';
  const units = BigInt(`${match[2]}${fraction}` || '0');
  return { units: match[1] ? -units : units, places: fraction.length };
}

function align(a: Exact, b: Exact): [Exact, Exact] {
  const places = Math.max(a.places, b.places);
  const grow = (one: Exact): Exact => ({ units: one.units * 10n ** BigInt(places - one.places), places });
  return [grow(a), grow(b)];
}

function print({ units, places }: Exact): string {
  const sign = units < 0n ? '-' : '';
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
  return places === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}
