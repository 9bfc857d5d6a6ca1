import { companionBranch } from '../core/names/companion-branch.ts';
import type { Job } from '../edges/database/types.ts';
import { stopRun, type WorkflowDependencies } from './advance-run.ts';
import { finishLanding } from './finish-landing.ts';

type CloseJob = Extract<Job, { name: 'close-pull-request' }>;

/** A pull request was closed or merged: its run ends, its companion branch goes. */
export async function closePullRequest(deps: WorkflowDependencies, { data }: CloseJob): Promise<void> {
  const { repository, pullNumber } = data;
  const pull = await deps.github.reader(repository).getPullRequest(pullNumber);
  // Reopened in the meantime: the delivery is old.
  if (pull.state !== 'closed') return;
  await finishLanding(deps, repository.id, pullNumber);
  const active = await deps.store.findActiveRun(repository.id, pullNumber);
  if (active) {
    await stopRun(deps, active, { code: 'pull-request-closed', reason: 'The pull request was closed.' });
  }
  await deps.github.writer(repository).ensureBranchAbsent(companionBranch(pullNumber));
}
