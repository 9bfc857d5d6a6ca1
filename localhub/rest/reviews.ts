import { submitReview } from '../activity/reviews.ts';
import { ApiError } from '../http/api-error.ts';
import type { Call, Handler } from '../http/call.ts';
import { itemOf, repositoryOf } from '../http/call.ts';
import { paginate } from '../http/paginate.ts';
import type { PullRecord, PullReviewRecord, ReviewThreadRecord } from '../records.ts';
import { renderReview, renderReviewComment } from '../views/review.ts';

interface AskedReview {
  commit_id?: string;
  body?: string;
  event?: 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT';
  comments?: { path: string; body: string; line?: number; side?: string; start_line?: number }[];
}

const states: Record<NonNullable<AskedReview['event']>, PullReviewRecord['state']> = {
  APPROVE: 'APPROVED',
  REQUEST_CHANGES: 'CHANGES_REQUESTED',
  COMMENT: 'COMMENTED',
};

function pullOf(call: Call): PullRecord {
  return itemOf(repositoryOf(call).pulls, call, 'pull_number');
}

/** https://docs.github.com/rest/pulls/reviews#create-a-review-for-a-pull-request */
const createReview: Handler = async (call) => {
  const repository = repositoryOf(call);
  const pull = pullOf(call);
  const asked = call.body as AskedReview;
  if (asked.event === undefined) throw new ApiError(422, 'localhub keeps no pending reviews: name an event');
  const review = await submitReview(call.hub, repository, pull, {
    author: call.actor,
    app: call.app,
    body: asked.body ?? '',
    state: states[asked.event],
    commitId: asked.commit_id ?? pull.head.sha,
    comments: (asked.comments ?? []).map((comment) => {
      if (comment.line === undefined) throw new ApiError(422, 'localhub places comments by line');
      const side = comment.side === 'LEFT' ? 'LEFT' : 'RIGHT';
      const { path, body, line, start_line: startLine = null } = comment;
      return { path, body, line, side, startLine };
    }),
  });
  return { status: 200, body: renderReview(call.hub, repository, review, 'rest') };
};

/** Oldest first. */
const listReviews: Handler = (call) => {
  const repository = repositoryOf(call);
  const { number } = pullOf(call);
  const found = [...repository.reviews.values()].filter((review) => review.pullNumber === number);
  const { items, headers } = paginate(call, found);
  return {
    status: 200,
    headers,
    body: items.map((review) => renderReview(call.hub, repository, review, 'rest')),
  };
};

/** Ascending by id, which is GitHub's default. */
const listReviewComments: Handler = async (call) => {
  const repository = repositoryOf(call);
  const { number } = pullOf(call);
  const found = [...repository.reviewThreads.values()]
    .filter((thread) => thread.pullNumber === number)
    .flatMap((thread: ReviewThreadRecord) => thread.comments.map((comment) => ({ thread, comment })))
    .sort((a, b) => a.comment.id - b.comment.id);
  const { items, headers } = paginate(call, found);
  const body = await Promise.all(
    items.map(({ thread, comment }) => renderReviewComment(call.hub, repository, thread, comment, 'rest')),
  );
  return { status: 200, headers, body };
};

export const reviewHandlers: Record<string, Handler> = {
  'pulls/create-review': createReview,
  'pulls/list-reviews': listReviews,
  'pulls/list-review-comments': listReviewComments,
};
