import { NO_TOKENS, type TokenUsage } from './token-usage.ts';

/** Sums of the ledger over some scope: one run, one pull request, one day. */
export interface Spent extends TokenUsage {
  calls: number;
  /** Calls whose service reported no tokens. */
  estimatedCalls: number;
  /** Of the calls whose price is known. */
  microUsd: number;
  /** Calls whose price is not known. */
  unpricedCalls: number;
  /** The oldest price list that was used (YYYY-MM-DD), or `operator`; null without a priced call. */
  priceAsOf: string | null;
  /** Names of the models that answered, as their services give them; records of earlier versions have none. */
  models?: readonly string[];
  /** Commits that CI was asked to run. */
  rounds: number;
  /** Rounds whose CI time is not known, because CI still works or never answered. */
  untimedRounds: number;
  /** Time of CI's jobs, in milliseconds. */
  ciMs: number;
  /** The same as GitHub bills it: each job rounded up to whole minutes. */
  ciMinutes: number;
  /** Of the longest round, as billed. */
  longestRoundMinutes: number;
}

/** What has been spent, as far as limits look. Days are UTC days. */
export interface SpentByScope {
  run: Spent;
  /** All runs of the pull request, those for earlier heads included. */
  pullRequest: Spent;
  repositoryDay: Spent;
  installationDay: Spent;
}

export const NOTHING_SPENT: Spent = Object.freeze({
  ...NO_TOKENS,
  calls: 0,
  estimatedCalls: 0,
  microUsd: 0,
  unpricedCalls: 0,
  priceAsOf: null,
  models: [],
  rounds: 0,
  untimedRounds: 0,
  ciMs: 0,
  ciMinutes: 0,
  longestRoundMinutes: 0,
});

/**
 * How many CI minutes one more round is expected to take: as many as the longest so far. The first round of a pull request
 * measures both suites, so the later ones are shorter. Before the first, GitHub's least: one minute.
 */
export function estimateRoundMinutes(pullRequest: Spent): number {
  return Math.max(1, pullRequest.longestRoundMinutes);
}

/** Money in US dollars, or null when the price of any call is not known. */
export function totalUsd(spent: Spent): number | null {
  return spent.unpricedCalls > 0 ? null : spent.microUsd / 1_000_000;
}
