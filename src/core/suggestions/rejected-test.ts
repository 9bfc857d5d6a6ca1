import { digestHex } from './digest-hex.ts';

/** A test that a maintainer has turned down: known by what it does, for a target as it was then. */
export interface RejectedTest {
  /** See findPrints. */
  fingerprint: string;
  targetId: string;
  title: string;
  reason: string | null;
}

/** The rejected test that these fingerprints are all of, by target; null when any of them is another one. */
export function findRejected(
  rejected: readonly RejectedTest[],
  targetId: string,
  prints: readonly string[],
): RejectedTest | null {
  const found = prints.map((print) => {
    const digest = digestHex(print);
    return rejected.find((one) => one.targetId === targetId && one.fingerprint === digest);
  });
  return found.every((one) => one !== undefined) ? (found[0] ?? null) : null;
}

/** Reasons shown to the model; more would only repeat themselves. */
const MAX_REASONS = 20;

/** What maintainers have turned down and why, newest first, as preferences for a prompt; empty when nothing is known. */
export function describePreferences(rejected: readonly RejectedTest[]): string {
  const lines = new Set(
    rejected.flatMap(({ title, reason }) => (reason === null ? [] : [`- "${title}": ${reason}`])),
  );
  if (lines.size === 0) return '';
  return [
    'Maintainers of this repository have turned these suggested tests down, for these reasons. Suggest nothing of the kind:',
    ...[...lines].slice(0, MAX_REASONS),
  ].join('\n');
}
