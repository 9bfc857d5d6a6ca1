import type { Command } from '../../core/commands/parse-command.ts';
import { findPrints } from '../../core/suggestions/suggestion-prints.ts';
import type { WorkflowDependencies } from '../advance-run.ts';
import { targetDigest } from '../review/find-rejected.ts';
import type { Obeyed, Order } from './obey.ts';
import { readOffer, showOffer } from './offer.ts';

/** Suggestions are turned down: they leave the comment, and are not made again while their target stays what it is. */
export async function reject(
  deps: WorkflowDependencies,
  order: Order,
  { ids, reason }: Extract<Command, { name: 'reject' }>,
): Promise<Obeyed> {
  const offer = await readOffer(deps, order);
  const offered = offer?.record.kept.map(({ suggestion }) => suggestion) ?? [];
  const unknown = ids.find((id) => !offered.some((one) => one.id === id));
  if (!offer || unknown) {
    const names = offered.map(({ id }) => id).join(', ') || 'none';
    return {
      kind: 'told',
      answer: `There is no suggestion ${unknown ?? ids[0]}. Offered are ${names}.`,
      reaction: 'confused',
    };
  }
  const done = offer.accepted.find(({ suggestionId }) => ids.includes(suggestionId));
  if (done) {
    return {
      kind: 'told',
      answer: `${done.suggestionId} is on the branch already, in \`${done.commitSha.slice(0, 7)}\`; revert that commit to take it away.`,
      reaction: 'confused',
    };
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
