import { mergeGroupExternalId } from '../core/names/check-name.ts';
import { buildFinishedCheck } from '../core/report/check-run.ts';
import { code } from '../core/report/markdown.ts';
import { buildMergeGroupCheck, type QueuedPull } from '../core/report/merge-group-check.ts';
import type { Job } from '../edges/database/types.ts';
import { GitHubRefusal } from '../errors.ts';
import type { WorkflowDependencies } from './advance-run.ts';
import { listRoundsOf } from './review/list-rounds.ts';
import { summarize } from './review-pull-request.ts';

type MergeGroupJob = Extract<Job, { name: 'answer-merge-group' }>;

/** A merge queue asks for checks on a commit of its own: it gets an answer at once, from what is known. */
export async function answerMergeGroup(deps: WorkflowDependencies, { data }: MergeGroupJob): Promise<void> {
  const { repository, headSha, pullNumber } = data;
  const pull: QueuedPull =
    pullNumber === null ? { kind: 'unknown' } : await readQueued(deps, data, pullNumber);
  const check = buildMergeGroupCheck(headSha, pull);
  try {
    await deps.github.writer(repository).ensureCheckRun(check, mergeGroupExternalId(pullNumber));
  } catch (error) {
    // The queue has made its commit anew; it asks again for that one.
    if (!(error instanceof GitHubRefusal) || ![404, 422].includes(error.status)) throw error;
    deps.log.info({ pull: pullNumber, headSha }, 'the merge group is gone');
    return;
  }
  deps.log.info({ pull: pullNumber, headSha, conclusion: check.conclusion }, 'merge group answered');
}

async function readQueued(
  deps: WorkflowDependencies,
  { repository }: MergeGroupJob['data'],
  pullNumber: number,
): Promise<QueuedPull> {
  const none = (reason: string): QueuedPull => ({ kind: 'not-reviewed', pullNumber, reason });
  const [pull, active, review] = await Promise.all([
    deps.github.reader(repository).getPullRequest(pullNumber),
    deps.store.findActiveRun(repository.id, pullNumber),
    deps.decisions.findLatestReview(repository.id, pullNumber),
  ]);
  if (review?.headSha === pull.headSha && review.outcome) {
    const summary = await summarize(
      deps.planning.redactor,
      review,
      await listRoundsOf(deps.store, review),
      review.outcome,
    );
    return { kind: 'reviewed', pullNumber, check: buildFinishedCheck(summary) };
  }
  if (active) return none('its review has not ended.');
  return none(
    review
      ? `the newest review is of ${code(review.headSha)}, and its head is ${code(pull.headSha)}.`
      : 'it has no review that is still remembered.',
  );
}
