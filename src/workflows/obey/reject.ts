import { OFFER_CHANGED } from '../../core/acceptance/choose-acceptance.ts';
import type { Command } from '../../core/commands/parse-command.ts';
import { findPrints } from '../../core/suggestions/suggestion-prints.ts';
import type { WorkflowDependencies } from '../advance-run.ts';
import { targetDigest } from '../review/find-rejected.ts';
import { AT_WORK } from './accept.ts';
import type { Obeyed, Order } from './obey.ts';
import { isOlderThan, readOffer, showOffer } from './offer.ts';
import { tell } from './tell.ts';

/** Suggestions are turned down: they leave the comment, and are not made again while their target stays what it is. */
export async function reject(
  deps: WorkflowDependencies,
  order: Order,
  { ids, reason }: Extract<Command, { name: 'reject' }>,
  askedAt: string | null,
): Promise<Obeyed> {
  const offer = await readOffer(deps, order);
  if (isOlderThan(offer, askedAt)) return tell(OFFER_CHANGED);
  const active = await deps.store.findActiveRun(order.repository.id, order.pullNumber);
  // What is being accepted cannot be turned down at the same time.
  if (active?.workflow === 'apply-suggestions') return tell(AT_WORK);
  const offered = offer?.record.kept.map(({ suggestion }) => suggestion) ?? [];
  const unknown = ids.find((id) => !offered.some((one) => one.id === id));
  if (!offer || unknown) {
    const names = offered.map(({ id }) => id).join(', ') || 'none';
    return tell(`There is no suggestion ${unknown ?? ids[0]}. Offered are ${names}.`);
  }
  const done = offer.accepted.find(({ suggestionId }) => ids.includes(suggestionId));
  if (done) {
    return tell(
      `${done.suggestionId} is on the branch already, in \`${done.commitSha.slice(0, 7)}\`; revert that commit to take it away.`,
    );
  }
  const by = { id: order.sender.id, login: order.sender.login };
  const rejections = offered
    .filter(({ id }) => ids.includes(id))
    .flatMap((suggestion) =>
      findPrints(deps.planning.parser, suggestion.code).map((fingerprint) => ({
        fingerprint,
        targetId: suggestion.targetId,
        targetDigest: targetDigest(offer.record, suggestion.targetId),
        title: suggestion.title,
        reason,
        pullNumber: order.pullNumber,
        by,
      })),
    );
  await deps.decisions.saveRejections(order.repository.id, rejections);
  await showOffer(deps, order);
  return { kind: 'done' };
}
