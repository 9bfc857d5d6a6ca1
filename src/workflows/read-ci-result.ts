import type { Job, Round, Run } from '../edges/database/types.ts';
import { readCiResult } from '../edges/github/read-ci-result.ts';
import { RetryableError } from '../errors.ts';
import { advanceRun, type WorkflowDependencies } from './advance-run.ts';
import { readRecord } from './review-pull-request.ts';

type ReadJob = Extract<Job, { name: 'read-ci-result' }>;

/**
 * CI finished a dispatched workflow run. Ours is the one whose commit is a round of ours; a report is taken only
 * from the run that was dispatched for it.
 */
export async function takeCiResult(deps: WorkflowDependencies, { data }: ReadJob): Promise<void> {
  const found = await deps.store.findRoundByCommit(data.repository.id, data.headSha);
  if (!found || found.run.state === 'ended') return;
  const { run, round } = found;
  if (run.state === 'applying') {
    // CI was faster than the rest of our writes.
    throw new RetryableError(
      'round-not-yet-applied',
      'CI answered while the round was still being written.',
      {
        retryAfterMs: 1000,
      },
    );
  }
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
  const expectedPath = `.github/workflows/${deps.planning.settings.workflowFile}`;
  if (
    !workflowRun ||
    workflowRun.headSha !== round.commitSha ||
    workflowRun.path.split('@')[0] !== expectedPath
  )
    return;
  if (workflowRun.status !== 'completed') return;
  const record = readRecord(run);
  const result = await readCiResult({
    reader,
    workflowRun,
    expected: {
      runId: run.id,
      round: round.round,
      commitSha: round.commitSha,
      headSha: run.headSha,
      baseSha: record.baseSha ?? run.headSha,
    },
    statementsOf: record.changed.map((file) => file.path),
  });
  await deps.store.saveWorkflowRun(run.id, round.round, workflowRun.id, workflowRun.attempt);
  await deps.store.saveCiResult(run.id, round.round, result);
}
