import { describe, expect, test } from '@jest/globals';
import { NO_LIMITS } from '../../../src/core/budget/limits.ts';
import { NOTHING_SPENT, type Spent } from '../../../src/core/budget/spent.ts';
import { describeCiCost, describeModelCost, describeShare } from '../../../src/core/report/describe-cost.ts';

const given = (spent: Partial<Spent>): Spent => ({ ...NOTHING_SPENT, ...spent });
const CALLS = { calls: 12, inputTokens: 45_210, cachedInputTokens: 30_100, outputTokens: 8044 };

describe('what the model cost', () => {
  test.each<[string, Partial<Spent>, number, string]>([
    [
      'in money of a dated price list',
      { ...CALLS, microUsd: 256_000, priceAsOf: '2026-10-24' },
      0,
      '12 calls, 45,210 input (30,100 cached) and 8,044 output tokens, about $0.26 (list prices of 2026-10-24)',
    ],
    [
      'for each kept suggestion',
      { calls: 1, inputTokens: 1000, outputTokens: 1, microUsd: 240_000, priceAsOf: 'operator' },
      3,
      "1 call, 1,000 input and 1 output tokens, about $0.24 (the operator's prices, $0.08 for each kept suggestion)",
    ],
    [
      'in tokens only',
      { ...CALLS, unpricedCalls: 12 },
      1,
      '12 calls, 45,210 input (30,100 cached) and 8,044 output tokens, money unknown (no price is known for this model)',
    ],
    [
      'in part',
      { ...CALLS, microUsd: 200_000, priceAsOf: '2026-10-24', unpricedCalls: 1, estimatedCalls: 2 },
      0,
      '12 calls, 45,210 input (30,100 cached) and 8,044 output tokens, counted by us for 2 calls whose service reported none, about $0.20 (list prices of 2026-10-24, without 1 call of unknown price)',
    ],
    [
      'with the names of the models that answered, which are hostile like any text',
      { ...CALLS, unpricedCalls: 12, models: ['a-model', '@all <b>'] },
      0,
      '12 calls, 45,210 input (30,100 cached) and 8,044 output tokens, money unknown (no price is known for this model), answered by a-model, @\u200ball &lt;b\\>',
    ],
    ['when nothing was asked', {}, 0, '0 calls, 0 input and 0 output tokens'],
  ])('%s', (_what, spent, kept, text) => {
    expect(describeModelCost(given(spent), kept)).toBe(text);
  });
});

test.each<[Partial<Spent>, string]>([
  [
    { rounds: 3, ciMs: 252_000, ciMinutes: 6 },
    '3 rounds, 4.2 CI minutes (6 with each job rounded up, as GitHub bills)',
  ],
  [{ rounds: 1, untimedRounds: 1 }, '1 round'],
  [
    { rounds: 2, untimedRounds: 1, ciMs: 60_000, ciMinutes: 1 },
    '2 rounds, 1 CI minutes (1 with each job rounded up, as GitHub bills), without 1 round of unknown time',
  ],
])('what CI cost: %j', (spent, text) => {
  expect(describeCiCost(given(spent))).toBe(text);
});

test.each<[Partial<Spent>, { usd?: number; tokens?: number }, string | null]>([
  [{ microUsd: 260_000 }, { usd: 2, tokens: 10 }, "13 % of the pull request's budget of $2.00"],
  [{ microUsd: 2 }, { usd: 2 }, "less than 1 % of the pull request's budget of $2.00"],
  [
    { microUsd: 5, unpricedCalls: 1, inputTokens: 5 },
    { usd: 2, tokens: 10 },
    "50 % of the pull request's budget of 10 tokens",
  ],
  [{ inputTokens: 5, outputTokens: 2 }, { tokens: 10 }, "70 % of the pull request's budget of 10 tokens"],
  [{ inputTokens: 5 }, {}, null],
  [{}, { usd: 2, tokens: 10 }, null],
])('the share of the budget: %j of %j', (spent, limits, text) => {
  expect(describeShare(given(spent), { ...NO_LIMITS, ...limits })).toBe(text);
});
