import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { NO_LIMITS } from '../../src/core/budget/limits.ts';
import {
  expectEnding,
  MISFIT,
  measuredTwoRounds,
  openStage,
  type Stage,
  TEN_PIECES,
} from '../support/stage.ts';

const SUGGESTED = {
  'suggest-tests': { reasoning: 'A plan.', tests: [TEN_PIECES, MISFIT], edge_cases: [], weaknesses: [] },
};

describe('with a budget of one call and three CI minutes', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage({
      engine: 'scripted-model',
      config: {
        modelPrice: { input: 1, output: 2 },
        budget: {
          pullRequest: { ...NO_LIMITS, calls: 1, ciMinutes: 3 },
          repositoryDay: NO_LIMITS,
          installationDay: { ...NO_LIMITS, calls: 1 },
        },
      },
    });
  }, 60_000);
  afterAll(() => stage.close());

  test('a pull request gets what one call finds, then coverage, then a word', async () => {
    const story = await stage.tell({ replies: SUGGESTED, ci: measuredTwoRounds });

    // The first push: one question. What is left to repair and to cover would need another.
    const first = await story.review();
    await expectEnding(story, first, { code: 'suggestions-ready', comment: 'one', companion: 'tested' });
    expect(story.asked).toHaveLength(1);
    expect(first.result.model).toMatchObject({
      calls: 1,
      inputTokens: 110,
      cachedInputTokens: 3,
      outputTokens: 20,
      usd: (110 * 1 + 20 * 2) / 1_000_000,
      priceDate: 'operator',
    });
    expect(first.result.ci).toMatchObject({ rounds: 2, billedMinutes: 2 });
    const kept = story.summary(first.number)!;
    expect(kept).toContain('Ten pieces cost a tenth less');
    expect(kept).toContain(
      'Why no further round: The budget of 1 call per pull request is spent: 1 call so far',
    );
    expect(kept).toContain(
      "1 call, 110 input (3 cached) and 20 output tokens, about $0.00015 (the operator's prices, $0.00015 for each kept suggestion)",
    );

    // The second push: no question, but CI measures.
    const pushed = await story.push('change', { 'README.md': 'Again.' });
    const second = { number: first.number, result: await stage.world.nextResult() };
    await expectEnding(story, second, {
      code: 'budget-exhausted',
      comment: 'one',
      companion: 'none',
      head: pushed,
    });
    expect(story.asked).toHaveLength(1);
    expect(second.result.outcome.reason).toBe(
      'The budget of 1 call per pull request is spent: 1 call so far, and 1 call more would be needed.',
    );
    expect(second.result.coverage.head).toMatchObject({ lines: { covered: 4, total: 6 } });
    expect(second.result.model).toMatchObject({ calls: 0, usd: 0, priceDate: null });

    // The third push: not even that.
    const last = await story.push('change', { 'README.md': 'And again.' });
    const third = { number: first.number, result: await stage.world.nextResult() };
    await expectEnding(story, third, {
      code: 'budget-exhausted',
      comment: 'one',
      companion: 'none',
      head: last,
    });
    expect(third.result.outcome.reason).toContain('The budget of 3 CI minutes per pull request is spent');
    expect(third.result.coverage.head).toBeNull();
    expect(story.ci.rounds).toHaveLength(3);
    expect(story.asked).toHaveLength(1);
  }, 120_000);

  test('a second pull request of the same account waits for the next day', async () => {
    const story = await stage.tell({ replies: SUGGESTED, ci: measuredTwoRounds });
    await story.review();
    expect(story.asked).toHaveLength(1);
    await story.push('another', {
      'prices.py': 'def total(price, quantity):\n    return quantity * price\n',
    });
    const second = await story.review({ head: 'another' });
    expect(second.result.outcome).toEqual({
      code: 'budget-exhausted',
      reason:
        'The budget of 1 call a day for all repositories of this account is spent: 1 call so far, and 1 call more would be needed. It is renewed at 00:00 UTC.',
    });
    expect(second.result.coverage.head).not.toBeNull();
    expect(story.asked).toHaveLength(1);
  }, 120_000);
});
