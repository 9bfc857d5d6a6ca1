import type { AcceptanceRecord } from '../../core/acceptance/acceptance-record.ts';
import { chooseAcceptance } from '../../core/acceptance/choose-acceptance.ts';
import type { Suggestion } from '../../core/suggestions/suggestion.ts';
import type { GitHubReader } from '../../edges/github/types.ts';
import { advanceRun, type WorkflowDependencies } from '../advance-run.ts';
import { readTexts } from '../review/gather-change.ts';
import type { Obeyed, Order } from './obey.ts';
import { isOlderThan, readOffer } from './offer.ts';
import { tell } from './tell.ts';

export const AT_WORK = 'Testwright is at work on this pull request. Say it again when it has finished.';

/** Suggestions are accepted: a run of their own lands them, or the thread is told why not. */
export async function accept(
  deps: WorkflowDependencies,
  order: Order,
  ids: readonly string[] | 'all',
  askedAt: string | null,
): Promise<Obeyed> {
  const { repository, pullNumber, sender, deliveryGuid, wish } = order;
  // A job that is repeated after a crash goes on with the run that it has started, whatever has landed since.
  const known = await deps.decisions.findWished(repository.id, pullNumber, deliveryGuid);
  if (known) {
    await advanceRun(deps, known.id);
    return { kind: 'going-on' };
  }
  const reader = deps.github.reader(repository);
  const pull = await reader.getPullRequest(pullNumber);
  const offer = await readOffer(deps, order);
  const chosen = chooseAcceptance({
    ids,
    isOlderThanOffer: isOlderThan(offer, askedAt),
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
  if (chosen.kind === 'refused') return tell(chosen.reason);
  const { review, record: reviewed } = offer!;
  const record: AcceptanceRecord = {
    reviewRunId: review.id,
    by: { id: sender.id, login: sender.login },
    commentId: 'commentId' in wish ? wish.commentId : null,
    suggestions: chosen.suggestions,
    texts: await readPlaces(reader, pull.headSha, chosen.suggestions),
    lineLength: reviewed.mergeable.lineLength,
    baseSha: reviewed.baseSha ?? pull.headSha,
    branch: pull.headRef,
    confirmedTreeSha: chosen.kind === 'land' ? chosen.treeSha : null,
    landedRound: null,
  };
  const run = await deps.decisions.startWished({
    workflow: 'apply-suggestions',
    repository,
    pullNumber,
    headSha: pull.headSha,
    deliveryGuid,
    record,
  });
  if (!run) return tell(AT_WORK);
  await advanceRun(deps, run.id);
  return { kind: 'going-on' };
}

/** What is at the places of the suggestions by now: also a file that an earlier acceptance has brought there. */
async function readPlaces(
  reader: GitHubReader,
  headSha: string,
  suggestions: readonly Suggestion[],
): Promise<Record<string, string>> {
  const paths = suggestions.map(({ path }) => path);
  const blobs = await readTexts(reader, await reader.getTree(headSha), paths);
  return Object.fromEntries(
    [...blobs].flatMap(([path, blob]) => ('text' in blob ? [[path, blob.text]] : [])),
  );
}
