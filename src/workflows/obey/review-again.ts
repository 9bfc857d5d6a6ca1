import type { WorkflowDependencies } from '../advance-run.ts';
import { startReview } from '../start-review.ts';
import type { Obeyed, Order } from './obey.ts';

/** The present head is reviewed, whatever became of it before; a pause or the quiet after an acceptance ends. */
export async function review(deps: WorkflowDependencies, order: Order): Promise<Obeyed> {
  const { repository, pullNumber, sender, deliveryGuid } = order;
  const active = await deps.store.findActiveRun(repository.id, pullNumber);
  if (active && active.workflow !== 'review-pull-request') {
    return {
      kind: 'told',
      answer: 'Testwright is at work on this pull request. Ask again when it has finished.',
      reaction: 'confused',
    };
  }
  await deps.decisions.endQuiet(repository.id, pullNumber);
  await startReview(deps, {
    name: 'review-pull-request',
    data: { repository, pullNumber, headSha: '', sender, trigger: 'asked', deliveryGuid },
  });
  return { kind: 'done' };
}
