import type { CallEstimate } from './cost.ts';
import { formatAmount } from './format-amount.ts';
import { type BudgetLimits, type LimitedScope, MEASURES, type Measure } from './limits.ts';
import { estimateRoundMinutes, NOTHING_SPENT, type Spent, type SpentByScope } from './spent.ts';

/** What is wanted next: one call to the model, or so many rounds of CI. */
export type Wanted = { kind: 'call'; estimate: CallEstimate } | { kind: 'rounds'; count: number };

/** The first limit that what is wanted would pass. */
export interface BudgetStop {
  scope: LimitedScope;
  measure: Measure;
  limit: number;
  spent: number;
  needed: number;
  wanted: Wanted['kind'];
}

/**
 * Whether what is wanted fits into every limit, together with what is spent already. A call whose price is not known takes
 * no money, so only the other limits hold for it. `unsaved` are calls that the ledger does not hold yet.
 */
export function chooseStop(
  limits: BudgetLimits,
  spent: SpentByScope,
  wanted: Wanted,
  unsaved: Partial<Spent> = {},
): BudgetStop | null {
  const needs = listNeeds(wanted, spent);
  const extra: Spent = { ...NOTHING_SPENT, ...unsaved };
  for (const scope of ['pullRequest', 'repositoryDay', 'installationDay'] as const) {
    for (const measure of MEASURES) {
      const limit = limits[scope][measure];
      const needed = needs[measure];
      if (limit === null || needed === undefined) continue;
      const before = readSpent(spent[scope], measure) + readSpent(extra, measure);
      if (before + needed > limit) {
        return { scope, measure, limit, spent: before, needed, wanted: wanted.kind };
      }
    }
  }
  return null;
}

/** A stop in a sentence for people, with what is needed to see whether it is right. */
export function describeStop(stop: BudgetStop): string {
  const { measure, scope } = stop;
  const budget = `The budget of ${formatAmount(measure, stop.limit)} ${SCOPES[scope]}`;
  const next = stop.wanted === 'call' ? 'the next call to the model' : 'what comes next';
  const isCounted = measure === 'calls' || measure === 'rounds';
  const needed = isCounted
    ? `${formatAmount(measure, stop.needed)} more would be needed`
    : `${next} may take ${formatAmount(measure, stop.needed)}`;
  const ending = scope === 'pullRequest' ? '' : ' It is renewed at 00:00 UTC.';
  if (stop.spent === 0) return `${budget} is too small: ${needed}.${ending}`;
  return `${budget} is spent: ${formatAmount(measure, stop.spent)} so far, and ${needed}.${ending}`;
}

const SCOPES: Record<LimitedScope, string> = {
  pullRequest: 'per pull request',
  repositoryDay: 'a day for this repository',
  installationDay: 'a day for all repositories of this account',
};

function listNeeds(wanted: Wanted, spent: SpentByScope): Partial<Record<Measure, number>> {
  if (wanted.kind === 'rounds') {
    const minutes = wanted.count * estimateRoundMinutes(spent.pullRequest);
    return { rounds: wanted.count, ciMinutes: minutes };
  }
  const { tokens, microUsd } = wanted.estimate;
  return { calls: 1, tokens, ...(microUsd !== null && { usd: microUsd / 1_000_000 }) };
}

function readSpent(spent: Spent, measure: Measure): number {
  switch (measure) {
    case 'calls':
      return spent.calls;
    case 'tokens':
      return spent.inputTokens + spent.outputTokens;
    case 'usd':
      return spent.microUsd / 1_000_000;
    case 'rounds':
      return spent.rounds;
    case 'ciMinutes':
      // A round whose time is not known may have taken as long as the longest one.
      return spent.ciMinutes + spent.untimedRounds * Math.max(1, spent.longestRoundMinutes);
  }
}
