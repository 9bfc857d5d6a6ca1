import { chooseApproval } from '../../core/forks/choose-approval.ts';
import { prose } from '../../core/report/markdown.ts';
import { advanceRun, type WorkflowDependencies } from '../advance-run.ts';
import { checkFork } from '../review/check-fork.ts';
import type { Obeyed, Order } from './obey.ts';
import { review } from './review-again.ts';

/**
 * A maintainer lets CI of this repository run one commit of a fork. What they approve is what they named: the commit must
 * be the head at this moment, and a later push needs an approval of its own.
 */
export async function approveFork(
  deps: WorkflowDependencies,
  order: Order,
  approval: { sha: string; commentId: number },
): Promise<Obeyed> {
  const { repository, pullNumber, sender, deliveryGuid } = order;
  const reader = deps.github.reader(repository);
  const pull = await reader.getPullRequest(pullNumber);
  const { headSha } = pull;
  const known = await deps.decisions.findForkApproval(repository.id, pullNumber, headSha);
  // A job that is repeated after a crash goes on behind the approval that it has stored.
  const isRepeated = known?.deliveryGuid === deliveryGuid;
  const chosen = chooseApproval({
    sha: approval.sha,
    pull: { state: pull.state, headSha, isFork: pull.headRepositoryId !== pull.baseRepositoryId },
    knownHeads: await deps.decisions.listHeads(repository.id, pullNumber),
    approvedBefore: known && !isRepeated ? known.by : null,
  });
  if (chosen.kind === 'refused') return refuse(chosen.reason);
  const obstacle = await checkFork(reader, pull, deps.planning.settings.workflowFile);
  if (obstacle) return refuse(`Not approved. ${obstacle.reason}`);
  await deps.decisions.saveForkApproval({
    repositoryId: repository.id,
    pullNumber,
    headSha,
    by: { id: sender.id, login: sender.login },
    commentId: approval.commentId,
    deliveryGuid,
  });
  // A review from reading that was cut off ends first; it may have been planned before the approval.
  const active = await deps.store.findActiveRun(repository.id, pullNumber);
  if (active?.headSha === headSha) await advanceRun(deps, active.id);
  return review(deps, order);
}

function refuse(reason: string): Obeyed {
  return { kind: 'told', answer: prose(reason, 2000), reaction: 'confused' };
}
