import type { AcceptanceRecord } from '../../core/acceptance/acceptance-record.ts';
import { chooseAcceptance } from '../../core/acceptance/choose-acceptance.ts';
import { advanceRun, type WorkflowDependencies } from '../advance-run.ts';
import type { Obeyed, Order } from './obey.ts';
import { readOffer } from './offer.ts';

/** Suggestions are accepted: a run of their own lands them, or the thread is told why not. */
export async function accept(
  deps: WorkflowDependencies,
  order: Order,
  ids: readonly string[] | 'all',
): Promise<Obeyed> {
  const { repository, pullNumber, sender, deliveryGuid, wish } = order;
  // A job that is repeated after a crash goes on with the run that it has started, whatever has landed since.
  const known = await deps.decisions.findAcceptance(repository.id, pullNumber, deliveryGuid);
  if (known) {
    await advanceRun(deps, known.id);
    return { kind: 'going-on' };
  }
  const pull = await deps.github.reader(repository).getPullRequest(pullNumber);
  const offer = await readOffer(deps, order);
  const chosen = chooseAcceptance({
    ids,
    pull: {
      state: pull.state,
      headSha: pull.headSha,
      isFork: pull.headRepositoryId !== pull.baseRepositoryId,
    },
    review: offer && {
      headSha: offer.review.headSha,
      record: offer.record,
      confirmedTreeSha: offer.confirmedTreeSha,
    },
    accepted: offer?.accepted ?? [],
    rejectedIds: offer?.rejectedIds ?? new Set(),
  });
  if (chosen.kind === 'refused') return { kind: 'told', answer: chosen.reason, reaction: 'confused' };
  const { review, record: reviewed } = offer!;
  const record: AcceptanceRecord = {
    reviewRunId: review.id,
    by: { id: sender.id, login: sender.login },
    commentId: 'commentId' in wish ? wish.commentId : null,
    suggestions: chosen.suggestions,
    baseSha: reviewed.baseSha ?? pull.headSha,
    branch: pull.headRef,
    confirmedTreeSha: chosen.kind === 'land' ? chosen.treeSha : null,
    landedRound: null,
  };
  const run = await deps.decisions.startAcceptance({
    repository,
    pullNumber,
    headSha: pull.headSha,
    deliveryGuid,
    record,
  });
  if (!run) {
    return {
      kind: 'told',
      answer: 'Testwright is at work on this pull request. Accept again when it has finished.',
      reaction: 'confused',
    };
  }
  await advanceRun(deps, run.id);
  return { kind: 'going-on' };
}
