import type { ReviewRecord } from '../core/review/review-record.ts';
import type { Job, Round, Run } from '../edges/database/types.ts';
import { readCiResult } from '../edges/github/read-ci-result.ts';
import type { WorkflowRun } from '../edges/github/types.ts';
import type { Outcome } from '../outcome.ts';
import { advanceRun, type WorkflowDependencies } from './advance-run.ts';

type ReadJob = Extract<Job, { name: 'read-ci-result' }>;

/**
 * CI finished a dispatched workflow run. Ours is the one whose commit is a round of ours; a report is taken only
 * from the run that was dispatched for it. A run that GitHub named when we dispatched it always has a result, if only
 * that it ran something else.
 */
export async function takeCiResult(deps: WorkflowDependencies, { data }: ReadJob): Promise<void> {
  const find = () => deps.store.findRoundByCommit(data.repository.id, data.headSha);
  let found = await find();
  if (found?.run.state === 'applying') {
    // Jobs of one pull request are worked on one at a time, so nobody is writing: an earlier try, perhaps of this very
    // job, was cut off in the middle of its writes. They come first. Waiting for them instead would be for ever.
    await advanceRun(deps, found.run.id);
    found = await find();
  }
  if (!found || found.run.state === 'ended') return;
  const { run, round } = found;
  if (run.state === 'waiting-for-ci' && round.round === run.round) await takeResultOf(deps, run, round, data);
  await advanceRun(deps, run.id);
}

async function takeResultOf(
  deps: WorkflowDependencies,
  run: Run,
  round: Round,
  from: { workflowRunId: number; attempt: number },
): Promise<void> {
  if (round.workflowRunId !== null && round.workflowRunId !== from.workflowRunId) return;
  const reader = deps.github.reader(run.repository);
  const workflowRun = await reader.getWorkflowRun(from.workflowRunId);
  if (workflowRun?.status !== 'completed') return;
  const misfit = findMisfit(workflowRun, round, deps.planning.settings.workflowFile);
  if (misfit) {
    // One that GitHub has not named as ours says nothing about our round.
    if (round.workflowRunId === null) return;
    const outcome: Outcome = { code: 'report-refused', reason: misfit };
    await deps.store.saveCiResult(run.id, round.round, { kind: 'none', outcome });
    return;
  }
  const known = run.record as Pick<ReviewRecord, 'baseSha'> & Partial<Pick<ReviewRecord, 'changed'>>;
  const result = await readCiResult({
    reader,
    workflowRun,
    expected: {
      runId: run.id,
      round: round.round,
      commitSha: round.commitSha,
      headSha: run.headSha,
      baseSha: known.baseSha ?? run.headSha,
    },
    statementsOf: known.changed?.map((file) => file.path) ?? [],
  });
  await deps.store.saveWorkflowRun(run.id, round.round, workflowRun.id, workflowRun.attempt);
  await deps.store.saveCiResult(run.id, round.round, result);
}

/** Why a report of this workflow run cannot be about the round, or null. */
function findMisfit(workflowRun: WorkflowRun, round: Round, workflowFile: string): string | null {
  if (workflowRun.headSha !== round.commitSha) {
    return `The workflow ran on ${workflowRun.headSha.slice(0, 7)} instead of ${round.commitSha.slice(0, 7)}: someone else pushed to the companion branch before it started. Move that work elsewhere, delete the branch and push again.`;
  }
  if (workflowRun.path.split('@')[0] === `.github/workflows/${workflowFile}`) return null;
  return `The workflow run that was started for this commit is not one of ${workflowFile}.`;
}
