import { randomUUID } from 'node:crypto';
import { type BudgetStop, chooseStop, describeStop, type Wanted } from '../../core/budget/choose-stop.ts';
import { computeMicroUsd, estimateCall } from '../../core/budget/cost.ts';
import { type BudgetLimits, lowerLimits } from '../../core/budget/limits.ts';
import type { Price } from '../../core/budget/prices.ts';
import { addUsage, type BilledCall, NO_TOKENS } from '../../core/budget/token-usage.ts';
import type { ReviewRecord } from '../../core/review/review-record.ts';
import type { CallSpending, RunStore } from '../../edges/database/types.ts';
import type { Outcome } from '../../outcome.ts';

/** What limits a review, and where it is written down what it has cost. */
export interface Budget {
  /** The operator's; a repository may lower them in its own configuration. */
  limits: BudgetLimits;
  ledger: Pick<RunStore, 'readSpent' | 'saveCalls'>;
  /** Null when the price of a model is not known. */
  findPrice: (model: string) => Price | null;
}

/** Whether so many further rounds fit into the budget: the sentence that says why not, or null. */
export async function findRoundStop(
  budget: Budget,
  runId: string,
  record: Pick<ReviewRecord, 'configuration'>,
  count: number,
): Promise<string | null> {
  const stop = chooseStop(limitsFor(budget, record), await budget.ledger.readSpent(runId), {
    kind: 'rounds',
    count,
  });
  return stop && describeStop(stop);
}

export function endExhausted(reason: string): Outcome {
  return { code: 'budget-exhausted', reason };
}

/** Watches the calls that one question takes: what they may take, and what they have taken. */
export interface CallMeter {
  /** Why the next call does not fit into the budget, or null. Counts what this question has taken already. */
  findStop(inputTokens: number): BudgetStop | null;
  bill(call: BilledCall): void;
  /** For the ledger. */
  calls: readonly CallSpending[];
}

/** Reads the ledger once: what others spend meanwhile is seen before the next question. */
export async function startMeter(
  budget: Budget,
  runId: string,
  record: Pick<ReviewRecord, 'configuration'>,
  request: { modelId: string; maxOutputTokens: number },
): Promise<CallMeter> {
  const limits = limitsFor(budget, record);
  const before = await budget.ledger.readSpent(runId);
  const question = randomUUID();
  const calls: CallSpending[] = [];
  return {
    calls,
    bill(call) {
      // Services answer with the name of a snapshot, or of what an alias stands for.
      // The operator's own price is that of the model that was asked.
      const asked = budget.findPrice(request.modelId);
      const price = asked?.asOf === 'operator' ? asked : (budget.findPrice(call.model) ?? asked);
      const microUsd = computeMicroUsd(call, price);
      calls.push({
        ...call.usage,
        id: `${question}/${calls.length + 1}`,
        model: call.model,
        isEstimated: call.isEstimated,
        microUsd,
        priceAsOf: microUsd === null ? null : price!.asOf,
      });
    },
    findStop(inputTokens) {
      const estimate = estimateCall({ ...request, inputTokens }, budget.findPrice(request.modelId));
      const wanted: Wanted = { kind: 'call', estimate };
      return chooseStop(limits, before, wanted, sumCalls(calls));
    },
  };
}

function sumCalls(calls: readonly CallSpending[]) {
  return {
    ...calls.reduce((sum, call) => addUsage(sum, call), NO_TOKENS),
    calls: calls.length,
    microUsd: calls.reduce((sum, call) => sum + (call.microUsd ?? 0), 0),
  };
}

/** The operator's limits, lowered by what the repository says. */
export function limitsFor(budget: Budget, record: Pick<ReviewRecord, 'configuration'>): BudgetLimits {
  return lowerLimits(budget.limits, record.configuration?.configuration.budget ?? {});
}
