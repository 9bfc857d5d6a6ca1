import { describe, expect, test } from '@jest/globals';
import { computeMicroUsd, estimateCall } from '../../../src/core/budget/cost.ts';
import { buildOwnPrice, findListPrice } from '../../../src/core/budget/prices.ts';
import { NO_TOKENS, type TokenUsage } from '../../../src/core/budget/token-usage.ts';

const SONNET = findListPrice('anthropic', 'claude-sonnet-5-5');
const HAIKU = findListPrice('anthropic', 'claude-haiku-5-5');
const GPT = findListPrice('openai', 'gpt-5.5');

describe('the cost of a call', () => {
  function check(
    usage: Partial<TokenUsage>,
    price: typeof SONNET,
    expected: number | null,
    priceFactor: number | null = 1,
  ) {
    expect(computeMicroUsd({ usage: { ...NO_TOKENS, ...usage }, priceFactor }, price)).toBe(expected);
  }

  test('is tokens times their rates, each kind at its own', () => {
    // $2 input, $0.10 read from the cache, $2.50 written to it, $10 output for a million.
    check({ inputTokens: 1000, outputTokens: 100 }, SONNET, 2000 + 1000);
    check(
      { inputTokens: 1000, cachedInputTokens: 600, cacheWriteTokens: 300, outputTokens: 100 },
      SONNET,
      100 * 2 + 600 * 0.1 + 300 * 2.5 + 1000,
    );
    check({ inputTokens: 1000, cachedInputTokens: 400, outputTokens: 10 }, GPT, 600 * 5 + 400 * 0.5 + 300);
  });

  test('is rounded up to whole micro-USD, but not for what binary fractions add', () => {
    check({ inputTokens: 1 }, HAIKU, 1);
    check({ inputTokens: 30 }, HAIKU, 3);
    check({}, SONNET, 0);
  });

  test('has rates of its own for all tokens where the input is long', () => {
    check({ inputTokens: 100_000, outputTokens: 10 }, HAIKU, 10_000 + 5);
    check({ inputTokens: 100_001, outputTokens: 10 }, HAIKU, Math.ceil(50_000.5 + 25));
    check({ inputTokens: 272_001, outputTokens: 1000 }, GPT, 272_001 * 10 + 45_000);
  });

  test('is multiplied where the service says that other terms held', () => {
    check({ inputTokens: 1000 }, SONNET, 2200, 1.1);
  });

  test('is unknown, and not 0, without a price or under terms that are not known', () => {
    check({ inputTokens: 1000 }, null, null);
    check({}, null, null);
    check({ inputTokens: 1000 }, SONNET, null, null);
  });

  test("follows the operator's own rates, the cache included", () => {
    const own = buildOwnPrice({ input: 0.5, output: 1.5 });
    check({ inputTokens: 1000, cachedInputTokens: 900, outputTokens: 100 }, own, 650);
  });
});

test('a call is estimated with nothing in the cache and the longest reply', () => {
  const request = { inputTokens: 10_000, maxOutputTokens: 24_000 };
  expect(estimateCall(request, SONNET)).toEqual({ tokens: 34_000, microUsd: 25_000 + 240_000 });
  expect(estimateCall(request, null)).toEqual({ tokens: 34_000, microUsd: null });
  expect(estimateCall({ ...request, inputTokens: 200_000 }, HAIKU)).toMatchObject({
    microUsd: 125_000 + 60_000,
  });
});

describe('the price table', () => {
  function check(list: 'anthropic' | 'openai', model: string, input: number | null) {
    expect(findListPrice(list, model)?.input ?? null).toBe(input);
  }

  test('finds a model by its id, with a date or without', () => {
    check('anthropic', 'claude-haiku-4-5', 1);
    check('anthropic', 'claude-haiku-4-5-20251001', 1);
    check('openai', 'gpt-5.5-2026-04-23', 5);
  });

  test('knows nothing of other models, however alike their names', () => {
    for (const model of ['gpt-5.5-pro', 'gpt-5', 'gpt-5.5-2026', 'llama3', 'claude-sonnet-5-5', '']) {
      check('openai', model, null);
    }
    for (const model of ['claude-fable-5-2', 'claude-sonnet', 'claude-sonnet-5-5-fast', 'gpt-5.5']) {
      check('anthropic', model, null);
    }
  });

  test('dates every price', () => {
    expect(SONNET?.asOf).toMatch(/^2026-\d\d-\d\d$/);
    expect(GPT?.asOf).toMatch(/^2026-\d\d-\d\d$/);
  });
});
