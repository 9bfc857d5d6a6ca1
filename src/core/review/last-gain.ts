import type { ReviewRecord } from './review-record.ts';

/** What the suggestions that the last round of tests brought add, as far as they were kept. */
export interface LastGain {
  lines: number;
  branches: number;
  mutants: number;
  /** Kept ones that were new or repaired in it, for whatever value: a failure on base is one, too. */
  kept: number;
}

/** Null before there are two rounds of tests to compare. */
export function findLastGain(record: ReviewRecord): LastGain | null {
  const [previous, last] = record.rounds.filter(({ purpose }) => purpose === 'tests').slice(-2);
  if (!previous || !last) return null;
  const before = new Map(previous.suggestions.map(({ id, repairs }) => [id, repairs]));
  const added = record.kept.filter(({ suggestion }) => before.get(suggestion.id) !== suggestion.repairs);
  return {
    lines: added.reduce((sum, { verdict }) => sum + verdict.linesGained, 0),
    branches: added.reduce((sum, { verdict }) => sum + verdict.branchesGained, 0),
    mutants: added.reduce((sum, { verdict }) => sum + verdict.mutantsGained.length, 0),
    kept: added.length,
  };
}

/** For people: what a round gained, when it was not lines or branches. Empty when there is nothing to add. */
export function describeLastGain(gain: LastGain | null): string {
  if (!gain || gain.kept === 0 || gain.lines + gain.branches > 0) return '';
  return gain.mutants > 0
    ? ` The last round reached no further line or branch, but its tests kill ${gain.mutants} more mutant${gain.mutants === 1 ? '' : 's'}.`
    : ' The last round reached no further line or branch.';
}
