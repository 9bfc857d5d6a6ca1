import type { Job, Run } from '../edges/database/types.ts';
import type { JobFailure } from '../edges/queue/job-failure.ts';
import type { Outcome } from '../outcome.ts';
import { stopRun, type WorkflowDependencies } from './advance-run.ts';
import { describeLostModel } from './review/ask-model.ts';

/** A job has failed for good: its run ends with an outcome that people can see, and the log says what to mend. */
export async function endDeadJob(deps: WorkflowDependencies, job: Job, failure: JobFailure): Promise<void> {
  deps.log.error({ job: job.name, failure }, 'job given up');
  const run = await findRunOf(deps, job);
  if (!run || run.state === 'ended') return;
  const outcome = chooseDeadOutcome(failure);
  try {
    await stopRun(deps, run, outcome);
  } catch (error) {
    if (deps.signal.aborted) throw error;
    // GitHub may be what failed. The database still has to know that the run is over.
    deps.log.error({ err: error, run: run.id }, 'the end of the run could not be shown on GitHub');
    await deps.store.endRun(run.id, outcome);
  }
}

/** GitHub's refusals that speak of access; one of what was sent (`github-invalid`, `github-conflict`) is a defect of ours. */
const LOST: ReadonlySet<string> = new Set(['github-not-found', 'github-forbidden', 'github-gone']);

/** The outcome of a run that cannot go on because GitHub refused with this code, or null. */
export function findLostAccess(code: string): Outcome | null {
  if (!LOST.has(code)) return null;
  return {
    code: 'access-lost',
    reason: 'GitHub refused a request: the repository, the pull request or a permission is gone.',
  };
}

function chooseDeadOutcome(failure: JobFailure): Outcome {
  if (failure.code.startsWith('model-')) {
    return describeLostModel(failure.code);
  }
  const lost = findLostAccess(failure.code);
  if (lost) return lost;
  return {
    code: 'internal-error',
    reason: `Testwright failed (${failure.code}). Its operator finds the details in the log. Push again to start over.`,
  };
}

async function findRunOf(deps: WorkflowDependencies, job: Job): Promise<Run | null> {
  switch (job.name) {
    case 'review-pull-request':
    case 'close-pull-request':
      return deps.store.findActiveRun(job.data.repository.id, job.data.pullNumber);
    case 'reproduce-issue':
      return deps.store.findActiveRun(job.data.repository.id, job.data.issueNumber);
    case 'obey': {
      // Never a review that goes on beside it.
      const { repository, pullNumber, deliveryGuid } = job.data;
      return deps.decisions.findWished(repository.id, pullNumber, deliveryGuid);
    }
    case 'read-ci-result':
      return (await deps.store.findRoundByCommit(job.data.repository.id, job.data.headSha))?.run ?? null;
    case 'rerequest-suite':
    case 'answer-merge-group':
    case 'onboard-installation':
    case 'onboard-repository':
    case 'forget-repositories':
      return null;
    case 'advance-run':
      return deps.store.findRun(job.data.runId);
  }
}
