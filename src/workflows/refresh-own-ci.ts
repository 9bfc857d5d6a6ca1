import { isDeepStrictEqual } from 'node:util';
import { chooseUnexecutedOutcome } from '../core/own-ci/choose-unexecuted-outcome.ts';
import { SHOWN_OUTCOMES } from '../core/review/asked-task.ts';
import type { ReviewRecord } from '../core/review/review-record.ts';
import type { Run } from '../edges/database/types.ts';
import { advanceRun, type WorkflowDependencies } from './advance-run.ts';
import { gatherOwnCi } from './review/gather-own-ci.ts';
import { listRoundsOf } from './review/list-rounds.ts';
import { isQuiet } from './review/plan-parts.ts';
import { renderReviewComment } from './review/render-review-comment.ts';
import { planEndAgain, readRecord } from './review-pull-request.ts';

/**
 * A workflow of the repository's own has finished on a commit. Reviews of that commit that have ended, and that wait for
 * LCOV or for scores, end once more with what is there now: the same run, comment and check, and no model is asked. A
 * review that has not ended needs nothing: it reads this when it ends.
 */
export async function refreshOwnCi(
  deps: WorkflowDependencies,
  of: { repositoryId: number; headSha: string },
): Promise<void> {
  for (const run of await deps.store.listLatestRunsOfHead(of.repositoryId, of.headSha)) {
    if (run.workflow === 'reproduce-issue') continue;
    // An earlier try was cut off in the middle of its writes: they come first.
    if (run.state === 'applying') await advanceRun(deps, run.id);
    const found = run.state === 'applying' ? await deps.store.findRun(run.id) : run;
    if (found) await refreshRun(deps, found);
  }
}

async function refreshRun(deps: WorkflowDependencies, run: Run): Promise<void> {
  if (run.state !== 'ended' || !run.outcome || isQuiet(run.outcome.code) || run.record === null) return;
  const before = readRecord(run);
  // A task that changed nothing is not what the pull request is shown.
  if (before.asked && !SHOWN_OUTCOMES.includes(run.outcome.code)) return;
  const coverage = before.ownCi.coverage !== null;
  if (!coverage && before.configuration.configuration.evaluations?.artifact === undefined) return;
  const reader = deps.github.reader(run.repository);
  const pull = await reader.getPullRequest(run.pullNumber);
  if (pull.state !== 'open' || pull.headSha !== run.headSha) return;
  const ownCi = await gatherOwnCi({ reader, settings: deps.planning.settings }, run.headSha, before, {
    coverage,
  });
  if (isDeepStrictEqual(ownCi, before.ownCi)) return;
  const told = await deps.decisions.listTold(run.repository.id, run.pullNumber);
  const record: ReviewRecord = { ...before, ownCi, told };
  const outcome =
    record.notExecutedBecause === null
      ? run.outcome
      : chooseUnexecutedOutcome(record, record.notExecutedBecause);
  const rounds = await listRoundsOf(deps.store, run);
  const { plan } = await planEndAgain(deps.planning.redactor, run, record, rounds, outcome);
  const body = await renderReviewComment(deps, run.id, { record, outcome });
  deps.signal.throwIfAborted();
  // The branch was dealt with when the run ended first; someone may have made another of its name.
  if (
    await deps.store.reopenRun(
      run.id,
      { ...plan, comment: body === null ? plan.comment : { ...plan.comment, body }, deleteBranch: null },
      record,
    )
  )
    await advanceRun(deps, run.id);
}
