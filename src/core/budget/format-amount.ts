import type { Measure } from './limits.ts';

const NOUNS: Record<Exclude<Measure, 'usd'>, string> = {
  calls: 'call',
  tokens: 'token',
  rounds: 'round',
  ciMinutes: 'CI minute',
};

/** An amount with its unit, for people: `$0.26`, `45,210 tokens`, `1 round`. */
export function formatAmount(measure: Measure, amount: number): string {
  if (measure === 'usd') return formatUsd(amount);
  return `${formatCount(amount)} ${NOUNS[measure]}${amount === 1 ? '' : 's'}`;
}

/** Cents, and below ten cents two digits that tell something, down to a millionth of a dollar. */
export function formatUsd(usd: number): string {
  if (usd === 0 || usd >= 0.1) return `$${usd.toFixed(2)}`;
  const text = Number(usd.toPrecision(2))
    .toFixed(6)
    .replace(/0{1,4}$/, '');
  return text === '0.00' ? 'less than $0.000001' : `$${text}`;
}

/** A count with separators between thousands. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US', { maximumFractionDigits: 1 });
}
