import type { ReviewRecord } from '../review/review-record.ts';
import type { Suggestion } from '../suggestions/suggestion.ts';

export interface AcceptanceWish {
  ids: readonly string[] | 'all';
  /** Whether it was written before the newest review ended: then its numbers are another review's. */
  isOlderThanOffer: boolean;
  /** The pull request as it is now. */
  pull: { state: 'open' | 'closed'; headSha: string; isFork: boolean };
  /** The newest review that has ended; null when there is none. */
  review: { headSha: string; record: Pick<ReviewRecord, 'kept'>; confirmedTreeSha: string | null } | null;
  accepted: readonly { suggestionId: string; commitSha: string; by: { login: string } }[];
  /** Ids of suggestions of this review that were rejected. */
  rejectedIds: ReadonlySet<string>;
}

export type ChosenAcceptance =
  /** The whole set that CI has confirmed, on the head that it was confirmed for: it lands as it is. */
  | { kind: 'land'; suggestions: Suggestion[]; treeSha: string }
  /** A part of it, or on top of a part that was accepted before: a new tree, which CI runs first. */
  | { kind: 'run-first'; suggestions: Suggestion[] }
  | { kind: 'refused'; code: AcceptanceRefusal; reason: string };

export type AcceptanceRefusal =
  | 'pull-request-closed'
  | 'nothing-offered'
  | 'fork'
  | 'head-moved'
  | 'offer-changed'
  | 'unknown-suggestion'
  | 'rejected-before'
  | 'accepted-before';

/** Said to whoever speaks of numbers that have another meaning by now. */
export const OFFER_CHANGED =
  'The suggestions are others than when that was written. Look at the summary comment, then write it again.';

/**
 * What an acceptance comes to. Reasons are sentences for the thread: Markdown of ours.
 *
 * A head that has moved means "look again": what CI measured is about another commit. The one move that is all right is
 * our own, when a part of the same review was accepted before.
 */
export function chooseAcceptance(wish: AcceptanceWish): ChosenAcceptance {
  const { ids, isOlderThanOffer, pull, review, accepted, rejectedIds } = wish;
  if (pull.state === 'closed') return refuse('pull-request-closed', 'This pull request is closed.');
  if (pull.isFork) {
    return refuse(
      'fork',
      'This pull request comes from a fork, and Testwright writes to branches of this repository only. The summary comment has the tests as a patch.',
    );
  }
  if (!review || review.record.kept.length === 0) {
    return refuse('nothing-offered', 'There is no suggested test to accept at the moment.');
  }
  const landedShas = new Set(accepted.map(({ commitSha }) => commitSha));
  const isReviewed = pull.headSha === review.headSha;
  if (!isReviewed && !landedShas.has(pull.headSha)) {
    return refuse(
      'head-moved',
      `The suggestions were run for \`${short(review.headSha)}\`, and this branch is at \`${short(pull.headSha)}\` by now. Look again when that commit was reviewed; \`/testwright review\` starts it.`,
    );
  }
  if (isOlderThanOffer) return refuse('offer-changed', OFFER_CHANGED);
  const offered = review.record.kept.map(({ suggestion }) => suggestion);
  const done = new Map(accepted.map((one) => [one.suggestionId, one]));
  const open = offered.filter(({ id }) => !done.has(id) && !rejectedIds.has(id));
  if (ids === 'all') {
    if (open.length === 0)
      return refuse('accepted-before', 'Every suggestion was accepted or rejected already.');
    return choose(open);
  }
  for (const id of ids) {
    const before = done.get(id);
    if (before) {
      return refuse(
        'accepted-before',
        `${id} was accepted by ${before.by.login} in \`${short(before.commitSha)}\` already.`,
      );
    }
    if (rejectedIds.has(id))
      return refuse('rejected-before', `${id} was rejected; it is not offered any more.`);
    if (!open.some((one) => one.id === id)) {
      return refuse(
        'unknown-suggestion',
        `There is no suggestion ${id}. Offered are ${open.map((one) => one.id).join(', ') || 'none'}.`,
      );
    }
  }
  return choose(open.filter(({ id }) => ids.includes(id)));

  function choose(suggestions: Suggestion[]): ChosenAcceptance {
    const isWhole = isReviewed && suggestions.length === offered.length;
    return isWhole && review!.confirmedTreeSha !== null
      ? { kind: 'land', suggestions, treeSha: review!.confirmedTreeSha }
      : { kind: 'run-first', suggestions };
  }
}

function refuse(code: AcceptanceRefusal, reason: string): ChosenAcceptance {
  return { kind: 'refused', code, reason };
}

function short(sha: string): string {
  return sha.slice(0, 7);
}
