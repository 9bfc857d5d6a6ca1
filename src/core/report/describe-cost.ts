import { formatAmount, formatCount, formatUsd } from '../budget/format-amount.ts';
import type { Limits } from '../budget/limits.ts';
import type { Spent } from '../budget/spent.ts';
import { inline } from './markdown.ts';

/** Names in a line; services answer with the names of snapshots, so there may be several of one model. */
const MAX_MODELS = 5;

/** What the model has cost, in half a sentence: calls, tokens, money as far as its price is known. */
export function describeModelCost(spent: Spent, keptSuggestions: number): string {
  const { inputTokens, cachedInputTokens, outputTokens } = spent;
  const cached = cachedInputTokens > 0 ? ` (${formatCount(cachedInputTokens)} cached)` : '';
  const parts = [
    formatAmount('calls', spent.calls),
    `${formatCount(inputTokens)} input${cached} and ${formatCount(outputTokens)} output tokens`,
  ];
  if (spent.estimatedCalls > 0) {
    parts.push(
      `counted by us for ${formatAmount('calls', spent.estimatedCalls)} whose service reported none`,
    );
  }
  if (spent.calls > 0) parts.push(describeMoney(spent, keptSuggestions));
  const models = spent.models ?? [];
  if (models.length > 0) {
    const more = models.length > MAX_MODELS ? ' and others' : '';
    const names = models.slice(0, MAX_MODELS).map((name) => inline(name, 100));
    parts.push(`answered by ${names.join(', ')}${more}`);
  }
  return parts.join(', ');
}

/** Rounds and CI time, in half a sentence. */
export function describeCiCost(spent: Spent): string {
  const rounds = formatAmount('rounds', spent.rounds);
  if (spent.rounds === spent.untimedRounds) return rounds;
  const minutes = `${formatCount(spent.ciMs / 60_000)} CI minutes (${formatCount(spent.ciMinutes)} with each job rounded up, as GitHub bills)`;
  const unknown =
    spent.untimedRounds > 0 ? `, without ${formatAmount('rounds', spent.untimedRounds)} of unknown time` : '';
  return `${rounds}, ${minutes}${unknown}`;
}

/**
 * How much of the pull request's budget its runs have used so far: in money, where that is limited and known, else in
 * tokens. Null where neither is limited or nothing was spent.
 */
export function describeShare(pullRequest: Spent, limits: Limits): string | null {
  const isMoneyKnown = pullRequest.microUsd > 0 && pullRequest.unpricedCalls === 0;
  if (limits.usd !== null && isMoneyKnown) {
    return `${percent(pullRequest.microUsd / 1_000_000, limits.usd)} of the pull request's budget of ${formatUsd(limits.usd)}`;
  }
  const tokens = pullRequest.inputTokens + pullRequest.outputTokens;
  if (limits.tokens === null || tokens === 0) return null;
  return `${percent(tokens, limits.tokens)} of the pull request's budget of ${formatAmount('tokens', limits.tokens)}`;
}

function describeMoney(spent: Spent, keptSuggestions: number): string {
  const { calls, unpricedCalls, microUsd, priceAsOf } = spent;
  if (unpricedCalls === calls) return 'money unknown (no price is known for this model)';
  const usd = microUsd / 1_000_000;
  const prices = priceAsOf === 'operator' ? "the operator's prices" : `list prices of ${priceAsOf}`;
  const except =
    unpricedCalls > 0 ? `, without ${formatAmount('calls', unpricedCalls)} of unknown price` : '';
  const each = keptSuggestions > 0 ? `, ${formatUsd(usd / keptSuggestions)} for each kept suggestion` : '';
  return `about ${formatUsd(usd)} (${prices}${except}${each})`;
}

function percent(part: number, whole: number): string {
  if (whole === 0) return 'all';
  const share = (100 * part) / whole;
  return share > 0 && share < 1 ? 'less than 1 %' : `${Math.round(share)} %`;
}
