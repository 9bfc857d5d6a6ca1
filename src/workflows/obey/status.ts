import { CONFIGURATION_PATH, ORGANISATION_REPOSITORY } from '../../core/configuration/schema.ts';
import { code, inline } from '../../core/report/markdown.ts';
import type { Run } from '../../edges/database/types.ts';
import type { WorkflowDependencies } from '../advance-run.ts';
import { readOrganisation } from '../review/read-configuration.ts';
import { describeMissing } from './missing.ts';
import type { Order } from './obey.ts';
import { readOffer } from './offer.ts';

const DOING: Record<Exclude<Run['state'], 'ended'>, string> = {
  planning: 'reads the change',
  applying: 'writes to GitHub',
  'waiting-for-ci': 'waits for CI',
  judging: 'judges what CI measured',
};

/** What goes on with a pull request, and what is missing; Markdown of ours. */
export async function describeStatus(deps: WorkflowDependencies, order: Order): Promise<string> {
  const { repository, pullNumber } = order;
  const reader = deps.github.reader(repository);
  const pull = await reader.getPullRequest(pullNumber);
  const [active, offer, quiet, tree, approval, base, organisation] = await Promise.all([
    deps.store.findActiveRun(repository.id, pullNumber),
    readOffer(deps, order),
    deps.decisions.findQuiet(repository.id, pullNumber),
    reader.getTree(pull.headSha),
    deps.decisions.findForkApproval(repository.id, pullNumber, pull.headSha),
    reader.getTree(pull.baseSha),
    readOrganisation(reader, repository),
  ]);
  const open = offer
    ? offer.record.kept.filter(
        ({ suggestion: { id } }) =>
          !offer.rejectedIds.has(id) && !offer.accepted.some(({ suggestionId }) => suggestionId === id),
      )
    : [];
  return [
    active && active.state !== 'ended'
      ? `- A run for ${code(active.headSha.slice(0, 7))} is under way: Testwright ${DOING[active.state]} (round ${active.round}).`
      : '- Nothing is under way.',
    offer?.review.outcome
      ? `- The newest review is of ${code(offer.review.headSha.slice(0, 7))}${offer.review.headSha === pull.headSha ? '' : `, while the branch is at ${code(pull.headSha.slice(0, 7))}`}: ${code(offer.review.outcome.code)}. ${inline(offer.review.outcome.reason, 300)}`
      : '- This pull request has not been reviewed yet.',
    `- Suggestions to decide on: ${open.map(({ suggestion }) => suggestion.id).join(', ') || 'none'}; accepted: ${offer?.accepted.map(({ suggestionId }) => suggestionId).join(', ') || 'none'}.`,
    ...(pull.headRepositoryId === pull.baseRepositoryId
      ? []
      : [
          approval
            ? `- It comes from a fork; ${inline(approval.by.login)} approved ${code(pull.headSha)}, so CI may run it.`
            : `- It comes from a fork, and nobody has approved ${code(pull.headSha)}: its code is not run.`,
        ]),
    quiet
      ? `- Left alone since ${quiet.why === 'paused' ? `${inline(quiet.by.login)} paused it` : 'a suggestion was accepted'}; ${code('/testwright review')} reviews the present head.`
      : '- Every push is reviewed.',
    `- Settings: ${base.entries.some(({ path }) => path === CONFIGURATION_PATH) ? code(CONFIGURATION_PATH) : `no ${code(CONFIGURATION_PATH)}`} on the base branch; ${organisation ? `of the organisation ${code(organisation.file)}` : `none of the organisation (there is no file in ${code(`${repository.owner}/${ORGANISATION_REPOSITORY}`)}, or the app is not installed on it)`}.`,
    ...(await describeMissing(deps, order, { head: tree, base })),
  ].join('\n');
}
