import { measureCiTime } from '../core/budget/ci-time.ts';
import type { ReviewRecord } from '../core/review/review-record.ts';
import type { Job, Round, Run } from '../edges/database/types.ts';
import { readCiResult } from '../edges/github/read-ci-result.ts';
import type { WorkflowRun } from '../edges/github/types.ts';
import type { Outcome } from '../outcome.ts';
import { advanceRun, type WorkflowDependencies } from './advance-run.ts';
import { refreshOwnCi } from './refresh-own-ci.ts';

type ReadJob = Extract<Job, { name: 'read-ci-result' }>;

/**
 * CI finished a workflow run. Ours is the one whose commit is a round of ours; a report is taken only
 * from the run that was dispatched for it. Any other may bring what an ended review waits for. A run that GitHub named when we dispatched it always has a result, if only
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
  if (!found) return refreshOwnCi(deps, { repositoryId: data.repository.id, headSha: data.headSha });
  if (found.run.state === 'ended') return countLateTime(deps, found.run, found.round, data);
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
    const time = measureCiTime(await reader.listJobTimes(workflowRun.id, workflowRun.attempt), null);
    await deps.store.saveCiResult(run.id, round.round, { kind: 'none', outcome }, time);
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
  const reportedMs = result.kind === 'report' ? result.report.durationMs : null;
  const time = measureCiTime(await reader.listJobTimes(workflowRun.id, workflowRun.attempt), reportedMs);
  await deps.store.saveCiResult(run.id, round.round, result, time);
}

/**
 * CI has finished a round of a run that has ended meanwhile, mostly because a newer commit was pushed. Nobody reads the
 * report, but the minutes were used.
 */
async function countLateTime(
  deps: WorkflowDependencies,
  run: Run,
  round: Round,
  from: { workflowRunId: number; attempt: number },
): Promise<void> {
  const wasRead = round.result !== null && round.result.kind === 'report';
  if (wasRead || round.workflowRunId !== from.workflowRunId) return;
  const jobs = await deps.github.reader(run.repository).listJobTimes(from.workflowRunId, from.attempt);
  const time = measureCiTime(jobs, null);
  if (time) await deps.store.saveCiTime(run.id, round.round, time);
}

/** Why a report of this workflow run cannot be about the round, or null. */
function findMisfit(workflowRun: WorkflowRun, round: Round, workflowFile: string): string | null {
  if (workflowRun.headSha !== round.commitSha) {
    return `The workflow ran on ${workflowRun.headSha.slice(0, 7)} instead of ${round.commitSha.slice(0, 7)}: someone else pushed to the companion branch before it started. Move that work elsewhere, delete the branch and push again.`;
  }
  if (workflowRun.path.split('@')[0] === `.github/workflows/${workflowFile}`) return null;
  return `The workflow run that was started for this commit is not one of ${workflowFile}.`;
}
