import type { Job } from '../edges/database/types.ts';
import type { WorkflowDependencies } from './advance-run.ts';

type SuiteJob = Extract<Job, { name: 'rerequest-suite' }>;

/**
 * All checks of a commit are asked for again. Which pull requests have it as their head the payload tells only for branches of this
 * repository; those of forks are known from their runs. Each gets its turn in its own lane, where the sender's permission and
 * the present head decide, as for a single check.
 */
export async function rerequestSuite(deps: WorkflowDependencies, { data }: SuiteJob): Promise<void> {
  const { repository, headSha, appId, sender, deliveryGuid } = data;
  const { id } = await deps.github.identity();
  if (appId !== id) return;
  const runs = await deps.store.listLatestRunsOfHead(repository.id, headSha);
  for (const pullNumber of new Set([...data.pullNumbers, ...runs.map((run) => run.pullNumber)])) {
    await deps.inbox.enqueue({
      name: 'obey',
      data: {
        repository,
        pullNumber,
        sender,
        deliveryGuid,
        wish: { kind: 'review-again', appId, headSha },
      },
    });
  }
}
