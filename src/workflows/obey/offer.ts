import { summaryMarker } from '../../core/names/comment-marker.ts';
import type { ReviewRecord } from '../../core/review/review-record.ts';
import { suggestionKey } from '../../core/suggestions/suggestion-prints.ts';
import type { Acceptance, Rejection } from '../../edges/database/decision-types.ts';
import type { Round, Run } from '../../edges/database/types.ts';
import type { WorkflowDependencies } from '../advance-run.ts';
import { findRejected } from '../review/find-rejected.ts';
import { listRoundsOf } from '../review/list-rounds.ts';
import { renderReviewComment } from '../review/render-review-comment.ts';
import { readRecord } from '../review-pull-request.ts';
import type { Order } from './obey.ts';

/** What a pull request offers to accept at the moment. */
export interface Offer {
  review: Run;
  record: ReviewRecord;
  /** The tree of exactly the kept set, as CI has run it last; null when it ran another set last. */
  confirmedTreeSha: string | null;
  accepted: Acceptance[];
  rejections: Rejection[];
  /** Of the review's own suggestions. */
  rejectedIds: Set<string>;
  /** Ids by the name of their box. */
  idsByKey: Map<string, string>;
}

/** The offer of the newest review that has ended, or null when there is none. */
export async function readOffer(
  deps: Pick<WorkflowDependencies, 'store' | 'decisions' | 'planning'>,
  { repository, pullNumber }: Pick<Order, 'repository' | 'pullNumber'>,
): Promise<Offer | null> {
  const review = await deps.decisions.findLatestReview(repository.id, pullNumber);
  if (!review) return null;
  const record = readRecord(review);
  const [rounds, accepted, rejections] = await Promise.all([
    listRoundsOf(deps.store, review),
    deps.decisions.listAcceptances(review.id),
    deps.decisions.listRejections(repository.id),
  ]);
  const kept = record.kept.map(({ suggestion }) => suggestion);
  return {
    review,
    record,
    confirmedTreeSha: findConfirmedTree(record, rounds),
    accepted,
    rejections,
    rejectedIds: findRejected(deps, record, rejections),
    idsByKey: new Map(kept.map((one) => [suggestionKey(one), one.id])),
  };
}

/**
 * Whether somebody wrote before the review of this offer had ended: they mean the suggestions of an earlier one, and numbers
 * begin anew with each. GitHub's times are whole seconds; `askedAt` is null where the wish names no numbers.
 */
export function isOlderThan(offer: Offer | null, askedAt: string | null): boolean {
  if (!offer || askedAt === null) return false;
  return Date.parse(askedAt) + 1000 <= offer.review.updatedAt.getTime();
}

/** Writes the summary comment anew from what is known: boxes that acted are empty again, picks keep their ticks. */
export async function showOffer(
  deps: WorkflowDependencies,
  { repository, pullNumber }: Pick<Order, 'repository' | 'pullNumber'>,
): Promise<void> {
  const review = await deps.decisions.findLatestReview(repository.id, pullNumber);
  const body = review && (await renderReviewComment(deps, review.id));
  if (!body) return;
  await deps.github
    .writer(repository)
    .ensureSummaryComment(pullNumber, summaryMarker(pullNumber), body, 'edit');
}

function findConfirmedTree(record: ReviewRecord, rounds: readonly Round[]): string | null {
  const latest = rounds.at(-1);
  const planned = record.rounds.find(({ round }) => round === latest?.round);
  if (!latest || !planned) return null;
  const ran = new Set(planned.suggestions.map(({ id }) => id));
  const isSame =
    ran.size === record.kept.length && record.kept.every(({ suggestion }) => ran.has(suggestion.id));
  return isSame ? latest.treeSha : null;
}
