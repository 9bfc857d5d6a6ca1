import type { RepositoryConfiguration } from '../configuration/schema.ts';

/** What a budget counts. */
export const MEASURES = ['calls', 'tokens', 'usd', 'rounds', 'ciMinutes'] as const;
export type Measure = (typeof MEASURES)[number];

/** A limit for each measure; null where there is none. Tokens are input and output together. */
export type Limits = Readonly<Record<Measure, number | null>>;

/**
 * The scopes that are limited. A pull request: all of its runs, those for earlier heads included. A day is a UTC day. An
 * installation is one GitHub account: it is whose CI minutes are used, and it is what an operator serves.
 */
export interface BudgetLimits {
  pullRequest: Limits;
  repositoryDay: Limits;
  installationDay: Limits;
}

export type LimitedScope = keyof BudgetLimits;

/** What a repository asks for in its own configuration, where it says anything. 0 allows nothing. */
export type RepositoryBudget = NonNullable<RepositoryConfiguration['budget']>;

export const NO_LIMITS: Limits = Object.freeze({
  calls: null,
  tokens: null,
  usd: null,
  rounds: null,
  ciMinutes: null,
});

/**
 * The operator's limits with those of a repository: each can only become lower. What a repository says of a day concerns
 * that repository alone, and the operator's limits for the whole installation stay.
 */
export function lowerLimits(operator: BudgetLimits, repository: RepositoryBudget): BudgetLimits {
  const { pullRequest, repositoryDay } = operator;
  return {
    pullRequest: {
      calls: lower(pullRequest.calls, repository.callsPerPullRequest),
      tokens: lower(pullRequest.tokens, repository.tokensPerPullRequest),
      usd: lower(pullRequest.usd, repository.usdPerPullRequest),
      rounds: lower(pullRequest.rounds, repository.rounds),
      ciMinutes: lower(pullRequest.ciMinutes, repository.ciMinutesPerPullRequest),
    },
    repositoryDay: {
      ...repositoryDay,
      usd: lower(repositoryDay.usd, repository.usdPerDay),
      ciMinutes: lower(repositoryDay.ciMinutes, repository.ciMinutesPerDay),
    },
    installationDay: operator.installationDay,
  };
}

function lower(limit: number | null, wished: number | undefined): number | null {
  if (limit === null || wished === undefined) return limit ?? wished ?? null;
  return Math.min(limit, wished);
}
