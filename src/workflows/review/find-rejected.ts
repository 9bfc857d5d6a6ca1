import type { ReviewRecord } from '../../core/review/review-record.ts';
import { digestHex } from '../../core/suggestions/digest-hex.ts';
import { findPrints } from '../../core/suggestions/suggestion-prints.ts';
import type { Rejection } from '../../edges/database/decision-types.ts';
import type { WorkflowDependencies } from '../advance-run.ts';

/** Ids of the kept suggestions whose every test was rejected for its target as it is. */
export function findRejected(
  deps: Pick<WorkflowDependencies, 'planning'>,
  record: ReviewRecord,
  rejections: readonly Rejection[],
): Set<string> {
  const known = new Set(rejections.map((one) => [one.fingerprint, one.targetId, one.targetDigest].join(' ')));
  const rejected = record.kept.filter(({ suggestion }) => {
    const digest = targetDigest(record, suggestion.targetId);
    const prints = findPrints(deps.planning.parser, suggestion.code);
    return prints.every((print) => known.has([print, suggestion.targetId, digest].join(' ')));
  });
  return new Set(rejected.map(({ suggestion }) => suggestion.id));
}

/** Short for the target's source: a rejection holds as long as it stays the same. */
export function targetDigest(record: Pick<ReviewRecord, 'targets'>, targetId: string): string {
  return digestHex(record.targets.find(({ id }) => id === targetId)?.source ?? '');
}
