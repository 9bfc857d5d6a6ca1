import type { PlannedReview } from '../../core/plan/plan.ts';
import { GitHubRefusal } from '../../errors.ts';
import { listOwnThreads, type OwnThread, resolveThread } from './review-threads.ts';
import type { WriteContext } from './writer.ts';

/**
 * See GitHubWriter. A review is made whole or not at all, so what is there already is looked for first: each comment is known
 * by its author and its marker, and only those that are missing are made, together.
 * https://docs.github.com/rest/pulls/reviews#create-a-review-for-a-pull-request
 */
export async function ensureReview(
  context: WriteContext,
  pullNumber: number,
  review: PlannedReview,
): Promise<{ kind: 'done' } | { kind: 'refused' }> {
  const threads = await listOwnThreads(context, pullNumber);
  const known = new Map(threads.map((thread) => [thread.fingerprint, thread]));
  for (const { fingerprint } of review.gone) {
    const thread = known.get(fingerprint);
    if (thread && !thread.isResolved) await resolve(context, thread);
  }
  const missing = review.comments.filter(({ fingerprint }) => !known.has(fingerprint));
  if (missing.length === 0) return { kind: 'done' };
  try {
    await context.octokit.rest.pulls.createReview({
      ...context.place,
      pull_number: pullNumber,
      commit_id: review.headSha,
      event: 'COMMENT',
      body: review.body,
      comments: missing.map(({ path, firstLine, lastLine, body }) => ({
        ...{ path, body, line: lastLine, side: 'RIGHT' },
        ...(firstLine < lastLine ? { start_line: firstLine, start_side: 'RIGHT' } : {}),
      })),
    });
    return { kind: 'done' };
  } catch (error) {
    // A line that is no longer in the diff, a locked conversation, a pull request that does not take reviews.
    if (!(error instanceof GitHubRefusal) || ![403, 422].includes(error.status)) throw error;
    context.log.info({ pullNumber, code: error.code }, 'GitHub did not take the review');
    return { kind: 'refused' };
  }
}

/** A conversation that GitHub does not let us resolve stays open: a person can. */
async function resolve(context: WriteContext, thread: OwnThread): Promise<void> {
  if (!(await resolveThread(context, thread.id))) {
    context.log.info({ thread: thread.id }, 'GitHub did not resolve the conversation');
  }
}
