import type { EndedSuggestion, ReviewRecord } from './review-record.ts';

/**
 * A failing test of an issue that was run with a review is offered if it fails on base and passes here, and otherwise leaves
 * it: it is no suggestion that was refused, and nothing to repair. What became of it is said where the pull request says that
 * it resolves the issue. Returns the repairable ones without them.
 */
export function settleReproduced(
  record: Pick<ReviewRecord, 'kept' | 'dropped' | 'catches' | 'skipped' | 'intent'>,
  repairable: readonly EndedSuggestion[],
): EndedSuggestion[] {
  const gone: EndedSuggestion[] = [];
  const take = <T extends EndedSuggestion>(list: readonly T[], isKept: (one: T) => boolean): T[] =>
    list.filter((one) => {
      const stays = one.suggestion.reproduces === undefined || isKept(one);
      if (!stays) gone.push(one);
      return stays;
    });
  record.kept = take(record.kept, ({ verdict }) => verdict.class === 'captures-the-change');
  record.dropped = take(record.dropped, () => false);
  const rest = take(repairable, () => false);
  for (const { suggestion, verdict } of gone) {
    const issue = suggestion.reproduces!;
    if (!record.intent.issues.some(({ number }) => number === issue)) continue;
    const passes = verdict.tests.length > 0 && verdict.tests.every(({ head }) => head === 'passed');
    record.skipped.push({
      what: `the failing test of issue ${issue}`,
      reason: passes ? 'it passes before this change too' : 'it does not pass with this change',
    });
  }
  return rest;
}
