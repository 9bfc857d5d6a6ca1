import { addReviewComment, setResolved } from '../../activity/reviews.ts';
import { ApiError, notFound } from '../../http/api-error.ts';
import { inTurn } from '../../hub.ts';
import type { PullRecord, ReviewThreadRecord } from '../../records.ts';
import type { PageCall, PageHandler } from '../page-call.ts';
import { addressOf, fieldOf, itemOf, requirePerson } from '../page-call.ts';

/** The conversation in the path, with its pull request. */
export function threadOf(call: PageCall): { thread: ReviewThreadRecord; pull: PullRecord } {
  const thread = itemOf(call.repository.reviewThreads, call, 'id');
  const pull = call.repository.pulls.get(thread.pullNumber);
  if (pull === undefined) throw notFound();
  return { thread, pull };
}

export function addressOfThread(call: PageCall, thread: ReviewThreadRecord): string {
  return addressOf(call.repository, `/pull/${thread.pullNumber}#thread-${thread.id}`);
}

/** A further comment of a conversation at lines of the diff. */
export const answerThread: PageHandler = async (call) => {
  const { hub, repository } = call;
  const { thread, pull } = threadOf(call);
  const author = requirePerson(call, 'comment');
  const body = fieldOf(call, 'body').replace(/\r\n/g, '\n');
  if (body.trim() === '') throw new ApiError(422, 'A comment needs text.');
  const first = thread.comments[0];
  if (first === undefined) throw notFound();
  const wanted = { reviewId: first.reviewId, author, app: null, body };
  await inTurn(repository, () => addReviewComment(hub, repository, pull, thread, wanted));
  return { kind: 'go', to: addressOfThread(call, thread) };
};

/** Marks a conversation as resolved, or as not; the author of the pull request may too. */
export const resolveThread: PageHandler = async (call) => {
  const { hub, repository } = call;
  const { thread, pull } = threadOf(call);
  const person = requirePerson(call, 'write', pull.author);
  const isResolved = fieldOf(call, 'resolved') === 'true';
  await inTurn(repository, () => setResolved(hub, repository, thread, person, isResolved));
  return { kind: 'go', to: addressOfThread(call, thread) };
};
