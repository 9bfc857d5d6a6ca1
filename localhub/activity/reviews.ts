import { emit } from '../events/emit.ts';
import { findMergeBase, listChangedFiles } from '../git/compare.ts';
import { findDiffPosition } from '../git/diff-position.ts';
import { findObject } from '../git/objects.ts';
import { isAncestor } from '../git/refs.ts';
import { ApiError } from '../http/api-error.ts';
import type { Hub } from '../hub.ts';
import { now } from '../hub.ts';
import type {
  AppRecord,
  PullRecord,
  PullReviewRecord,
  RepositoryRecord,
  ReviewCommentRecord,
  ReviewThreadRecord,
  UserRecord,
} from '../records.ts';
import { renderNodeId } from '../views/node-id.ts';
import { renderPullSimple } from '../views/pull-request.ts';
import { renderReview, renderReviewComment } from '../views/review.ts';

/** A comment of a new review, by lines of the file as GitHub's API takes it. */
export interface NewReviewComment {
  path: string;
  body: string;
  line: number;
  side: 'LEFT' | 'RIGHT';
  startLine: number | null;
}

export interface NewReview {
  author: UserRecord;
  app: AppRecord | null;
  body: string;
  state: PullReviewRecord['state'];
  commitId: string;
  comments: NewReviewComment[];
}

const longestBody = 65_536;

/** GitHub's words for a review that it refuses; it does not say which comment is meant. */
function unprocessable(...errors: string[]): ApiError {
  return new ApiError(422, 'Unprocessable Entity', [errors.join(', ')]);
}

/** A submitted review with its comments, all of them or none. 422 for a line that the diff does not show. */
export async function submitReview(
  hub: Hub,
  repository: RepositoryRecord,
  pull: PullRecord,
  wanted: NewReview,
): Promise<PullReviewRecord> {
  if (wanted.state !== 'APPROVED' && wanted.body.trim() === '' && wanted.comments.length === 0)
    throw unprocessable("Review Can't be blank");
  if (
    [wanted.body, ...wanted.comments.map(({ body }) => body)].some((body) => [...body].length > longestBody)
  )
    throw unprocessable(`Body is too long (maximum is ${longestBody} characters)`);
  const threads = await placeComments(repository, pull, wanted);
  const { author, app, body, state, commitId } = wanted;
  const submittedAt = now();
  const review = {
    id: hub.nextId(),
    pullNumber: pull.number,
    author,
    app,
    body,
    state,
    commitId,
    submittedAt,
  };
  repository.reviews.set(review.id, review);
  emitOfPull(hub, repository, pull, author, 'pull_request_review', 'submitted', {
    review: renderReview(hub, repository, review, 'webhook'),
  });
  for (const { text, ...place } of threads) {
    const thread = {
      ...place,
      id: hub.nextId(),
      pullNumber: pull.number,
      commitId,
      resolvedBy: null,
      comments: [],
    };
    repository.reviewThreads.set(thread.id, thread);
    await addReviewComment(hub, repository, pull, thread, { reviewId: review.id, author, app, body: text });
  }
  return review;
}

type PlacedComment = Pick<
  ReviewThreadRecord,
  'path' | 'line' | 'startLine' | 'side' | 'diffHunk' | 'position'
> & { text: string };

async function placeComments(
  repository: RepositoryRecord,
  pull: PullRecord,
  { commitId, comments }: NewReview,
): Promise<PlacedComment[]> {
  const { gitDir } = repository;
  const isKnown = (await findObject(gitDir, `${commitId}^{commit}`)) !== null;
  if (!isKnown || !(await isAncestor(gitDir, commitId, pull.head.sha)))
    throw unprocessable('Commit is not part of the pull request');
  const mergeBase = await findMergeBase(gitDir, pull.base.sha, commitId);
  const files = mergeBase === null ? [] : await listChangedFiles(gitDir, mergeBase, commitId);
  const problems: string[] = [];
  const placed = comments.flatMap(({ path, line, side, startLine, body }): PlacedComment[] => {
    const patch = files.find((file) => file.path === path)?.patch ?? null;
    if (patch === null) {
      problems.push('Path could not be resolved');
      return [];
    }
    const place = findDiffPosition(patch, line, side);
    const start = startLine === null ? place : findDiffPosition(patch, startLine, side);
    if (place === null || start === null) problems.push('Line could not be resolved');
    else if (startLine !== null && (startLine >= line || start.hunk !== place.hunk))
      problems.push('Start line must precede the end line and be part of the same hunk');
    if (place === null) return [];
    return [{ path, line, side, startLine, text: body, diffHunk: place.text, position: place.position }];
  });
  if (problems.length > 0) throw unprocessable(...problems);
  return placed;
}

/** A further comment of a thread. */
export async function addReviewComment(
  hub: Hub,
  repository: RepositoryRecord,
  pull: PullRecord,
  thread: ReviewThreadRecord,
  wanted: Pick<ReviewCommentRecord, 'reviewId' | 'author' | 'app' | 'body'>,
): Promise<ReviewCommentRecord> {
  const created = now();
  const comment = { ...wanted, id: hub.nextId(), createdAt: created, updatedAt: created };
  thread.comments.push(comment);
  emitOfPull(hub, repository, pull, wanted.author, 'pull_request_review_comment', 'created', {
    comment: await renderReviewComment(hub, repository, thread, comment, 'webhook'),
  });
  return comment;
}

/** Takes a comment away, and its thread when it was the last one. */
export async function deleteReviewComment(
  hub: Hub,
  repository: RepositoryRecord,
  pull: PullRecord,
  thread: ReviewThreadRecord,
  comment: ReviewCommentRecord,
  sender: UserRecord,
): Promise<void> {
  const shown = await renderReviewComment(hub, repository, thread, comment, 'webhook');
  thread.comments.splice(thread.comments.indexOf(comment), 1);
  if (thread.comments.length === 0) repository.reviewThreads.delete(thread.id);
  emitOfPull(hub, repository, pull, sender, 'pull_request_review_comment', 'deleted', { comment: shown });
}

/** Marks a conversation as resolved, or as not; says so when that changes something. */
export async function setResolved(
  hub: Hub,
  repository: RepositoryRecord,
  thread: ReviewThreadRecord,
  sender: UserRecord,
  isResolved: boolean,
): Promise<void> {
  const pull = repository.pulls.get(thread.pullNumber);
  if (pull === undefined || (thread.resolvedBy !== null) === isResolved) return;
  thread.resolvedBy = isResolved ? sender : null;
  const comments = await Promise.all(
    thread.comments.map((comment) => renderReviewComment(hub, repository, thread, comment, 'webhook')),
  );
  emitOfPull(
    hub,
    repository,
    pull,
    sender,
    'pull_request_review_thread',
    isResolved ? 'resolved' : 'unresolved',
    { thread: { node_id: renderNodeId('PRRT', thread.id), comments } },
  );
}

function emitOfPull(
  hub: Hub,
  repository: RepositoryRecord,
  pull: PullRecord,
  sender: UserRecord,
  event: string,
  action: string,
  more: Record<string, unknown>,
): void {
  const payload = { pull_request: renderPullSimple(hub, repository, pull), ...more };
  emit(hub, repository, sender, { event, action, payload });
}
