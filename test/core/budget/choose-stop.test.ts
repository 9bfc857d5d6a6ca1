import { describe, expect, test } from '@jest/globals';
import { chooseStop, describeStop, type Wanted } from '../../../src/core/budget/choose-stop.ts';
import {
  type BudgetLimits,
  type LimitedScope,
  type Limits,
  lowerLimits,
  NO_LIMITS,
  type RepositoryBudget,
} from '../../../src/core/budget/limits.ts';
import { NOTHING_SPENT, type Spent, type SpentByScope } from '../../../src/core/budget/spent.ts';

const UNLIMITED: BudgetLimits = {
  pullRequest: NO_LIMITS,
  repositoryDay: NO_LIMITS,
  installationDay: NO_LIMITS,
};

function limitsOf(scope: LimitedScope, limits: Partial<Limits>): BudgetLimits {
  return { ...UNLIMITED, [scope]: { ...NO_LIMITS, ...limits } };
}

function spentIn(scope: LimitedScope, spent: Partial<Spent>): SpentByScope {
  const nothing = NOTHING_SPENT;
  return {
    run: nothing,
    pullRequest: nothing,
    repositoryDay: nothing,
    installationDay: nothing,
    [scope]: { ...nothing, ...spent },
  };
}

const CALL: Wanted = { kind: 'call', estimate: { tokens: 1000, microUsd: 250_000 } };
const UNPRICED: Wanted = { kind: 'call', estimate: { tokens: 1000, microUsd: null } };
const ROUND: Wanted = { kind: 'rounds', count: 1 };
const TWO_ROUNDS: Wanted = { kind: 'rounds', count: 2 };

describe('what fits exactly is allowed, what passes a limit is not', () => {
  test.each<[string, Partial<Limits>, Partial<Spent>, Wanted, boolean]>([
    ['the last call', { calls: 3 }, { calls: 2 }, CALL, true],
    ['one call more', { calls: 3 }, { calls: 3 }, CALL, false],
    ['the last tokens', { tokens: 5000 }, { inputTokens: 3000, outputTokens: 1000 }, CALL, true],
    ['one token more', { tokens: 5000 }, { inputTokens: 3000, outputTokens: 1001 }, CALL, false],
    ['the last quarter dollar', { usd: 2 }, { microUsd: 1_750_000 }, CALL, true],
    ['a micro-USD more', { usd: 2 }, { microUsd: 1_750_001 }, CALL, false],
    ['a call of unknown price, money being spent', { usd: 2 }, { microUsd: 2_000_000 }, UNPRICED, true],
    ['a call of unknown price, tokens being spent', { tokens: 10 }, {}, UNPRICED, false],
    ['a call, rounds being spent', { rounds: 1 }, { rounds: 1 }, CALL, true],
    ['the last round', { rounds: 4 }, { rounds: 3 }, ROUND, true],
    ['one round more', { rounds: 4 }, { rounds: 4 }, ROUND, false],
    ['two rounds, one being left', { rounds: 4 }, { rounds: 3 }, TWO_ROUNDS, false],
    ['a round, calls being spent', { calls: 0 }, { calls: 9 }, ROUND, true],
    ['the first round of all', { ciMinutes: 1 }, {}, ROUND, true],
    ['a round like the longest', { ciMinutes: 12 }, { ciMinutes: 7, longestRoundMinutes: 5 }, ROUND, true],
    ['a minute more', { ciMinutes: 12 }, { ciMinutes: 8, longestRoundMinutes: 5 }, ROUND, false],
    [
      'a round beside one of unknown time',
      { ciMinutes: 16 },
      { ciMinutes: 7, longestRoundMinutes: 5, untimedRounds: 1 },
      ROUND,
      false,
    ],
  ])('%s', (_what, limits, spent, wanted, isAllowed) => {
    for (const scope of ['pullRequest', 'repositoryDay', 'installationDay'] as const) {
      // How long a round takes is known from its own pull request.
      const all = spentIn(scope, spent);
      all.pullRequest = { ...all.pullRequest, longestRoundMinutes: spent.longestRoundMinutes ?? 0 };
      const stop = chooseStop(limitsOf(scope, limits), all, wanted);
      expect(stop === null).toBe(isAllowed);
      if (stop) expect(stop.scope).toBe(scope);
    }
  });

  test('without limits, everything is', () => {
    const spent = spentIn('pullRequest', { calls: 1e6, microUsd: 1e12, rounds: 1000 });
    expect(chooseStop(UNLIMITED, spent, CALL)).toBeNull();
    expect(chooseStop(UNLIMITED, spent, ROUND)).toBeNull();
  });

  test('and calls that the ledger does not hold yet count', () => {
    const limits = limitsOf('installationDay', { calls: 2 });
    const spent = spentIn('installationDay', { calls: 1 });
    expect(chooseStop(limits, spent, CALL, { calls: 0 })).toBeNull();
    expect(chooseStop(limits, spent, CALL, { calls: 1 })).toMatchObject({ spent: 2 });
  });
});

describe('a stop is told', () => {
  function check(
    scope: LimitedScope,
    limits: Partial<Limits>,
    spent: Partial<Spent>,
    wanted: Wanted,
    text: string,
  ) {
    expect(describeStop(chooseStop(limitsOf(scope, limits), spentIn(scope, spent), wanted)!)).toBe(text);
  }

  test('with limit, what is spent and what is needed', () => {
    check(
      'pullRequest',
      { usd: 2 },
      { microUsd: 1_870_000 },
      CALL,
      'The budget of $2.00 per pull request is spent: $1.87 so far, and the next call to the model may take $0.25.',
    );
    check(
      'pullRequest',
      { tokens: 45_000 },
      { inputTokens: 44_210 },
      CALL,
      'The budget of 45,000 tokens per pull request is spent: 44,210 tokens so far, and the next call to the model may take 1,000 tokens.',
    );
  });

  test('with the hour when a day begins', () => {
    check(
      'installationDay',
      { ciMinutes: 10 },
      { ciMinutes: 10 },
      ROUND,
      'The budget of 10 CI minutes a day for all repositories of this account is spent: 10 CI minutes so far, and what comes next may take 1 CI minute. It is renewed at 00:00 UTC.',
    );
  });

  test('as too small when nothing is spent', () => {
    check(
      'pullRequest',
      { usd: 0.05 },
      {},
      CALL,
      'The budget of $0.05 per pull request is too small: the next call to the model may take $0.25.',
    );
  });
});

describe("a repository's budget", () => {
  const SILENT: RepositoryBudget = {
    callsPerPullRequest: undefined,
    tokensPerPullRequest: undefined,
    usdPerPullRequest: undefined,
    usdPerDay: undefined,
    rounds: undefined,
    ciMinutesPerPullRequest: undefined,
    ciMinutesPerDay: undefined,
  };
  const OPERATOR: BudgetLimits = {
    pullRequest: { calls: 100, tokens: 1000, usd: 5, rounds: null, ciMinutes: 60 },
    repositoryDay: NO_LIMITS,
    installationDay: { ...NO_LIMITS, usd: 50, ciMinutes: 1000 },
  };

  test('changes nothing when it is silent or missing', () => {
    expect(lowerLimits(OPERATOR, {})).toEqual(OPERATOR);
    expect(lowerLimits(OPERATOR, SILENT)).toEqual(OPERATOR);
  });

  test('lowers, and never raises', () => {
    const lowered = lowerLimits(OPERATOR, {
      callsPerPullRequest: 10,
      tokensPerPullRequest: 5000,
      usdPerPullRequest: 0,
      usdPerDay: 500,
      rounds: 3,
      ciMinutesPerPullRequest: 61,
      ciMinutesPerDay: 20,
    });
    expect(lowered).toEqual({
      pullRequest: { calls: 10, tokens: 1000, usd: 0, rounds: 3, ciMinutes: 60 },
      // Its own day, beside that of the whole installation.
      repositoryDay: { ...NO_LIMITS, usd: 500, ciMinutes: 20 },
      installationDay: OPERATOR.installationDay,
    });
  });
});
