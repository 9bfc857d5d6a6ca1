import { describe, expect, test } from '@jest/globals';
import { type Limits, NO_LIMITS } from '../../../src/core/budget/limits.ts';
import { buildOwnPrice } from '../../../src/core/budget/prices.ts';
import { NOTHING_SPENT, type Spent } from '../../../src/core/budget/spent.ts';
import type { BilledCall } from '../../../src/core/budget/token-usage.ts';
import type { CiReport } from '../../../src/core/evidence/ci-report.ts';
import { createRedactor } from '../../../src/core/redaction/redact.ts';
import { createReviewRecord, type ReviewRecord } from '../../../src/core/review/review-record.ts';
import type { CallSpending, Run } from '../../../src/edges/database/types.ts';
import type { ModelReply, ModelRequest } from '../../../src/edges/models/types.ts';
import { RetryableError } from '../../../src/errors.ts';
import type { WorkflowDependencies } from '../../../src/workflows/advance-run.ts';
import { takeCiResult } from '../../../src/workflows/read-ci-result.ts';
import { type AskDependencies, askModel } from '../../../src/workflows/review/ask-model.ts';
import type { Budget } from '../../../src/workflows/review/budget.ts';
import type { PlanningDependencies } from '../../../src/workflows/review/dependencies.ts';
import { planNextRound } from '../../../src/workflows/review/plan-next-round.ts';
import { givenReport, givenTest } from '../../support/ci-report.ts';
import { givenSuggestion } from '../../support/suggestion.ts';

const RUN = {
  id: 'run-1',
  pullNumber: 7,
  headSha: 'b'.repeat(40),
  round: 1,
  repository: { installationId: 1, owner: 'o', name: 'r', id: 2 },
} as Run;

function givenRecord(): ReviewRecord {
  return createReviewRecord(
    { action: 'opened', senderId: 1, senderLogin: 'x', senderType: 'User' },
    'https://github.example/o/r',
  );
}

/** A ledger of one pull request, in memory. */
function givenBudget(limits: Partial<Limits>, before: Partial<Spent> = {}) {
  const saved: CallSpending[] = [];
  const spent = (): Spent => ({
    ...NOTHING_SPENT,
    ...before,
    calls: (before.calls ?? 0) + saved.length,
    outputTokens: (before.outputTokens ?? 0) + saved.reduce((sum, call) => sum + call.outputTokens, 0),
  });
  const budget: Budget = {
    limits: {
      pullRequest: { ...NO_LIMITS, ...limits },
      repositoryDay: NO_LIMITS,
      installationDay: NO_LIMITS,
    },
    findPrice: () => buildOwnPrice({ input: 1, output: 2 }),
    ledger: {
      readSpent: async () => ({
        run: spent(),
        pullRequest: spent(),
        repositoryDay: spent(),
        installationDay: spent(),
      }),
      saveCalls: async (_runId, _key, calls) => {
        saved.push(...calls);
      },
    },
  };
  return { budget, saved };
}

const CALL: BilledCall = {
  model: 'a-model',
  usage: { inputTokens: 1000, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 100 },
  isEstimated: false,
  priceFactor: 1,
};
const REPLY: ModelReply<unknown> = {
  kind: 'ok',
  value: { diagnosis: '', tests: [], give_up: [] },
  model: 'a-model',
  calls: 1,
  usage: CALL.usage,
};

describe('a question to the model', () => {
  const QUESTION = { runId: 'run-1', round: 2, kind: 'repair-test', inputs: { failing: 'x' } } as const;

  async function ask(
    { budget, saved }: ReturnType<typeof givenBudget>,
    answer: (request: ModelRequest<unknown>) => ModelReply<unknown>,
    stored: ModelReply<unknown> | null = null,
  ) {
    const record = givenRecord();
    const deps = {
      local: null,
      privatePaths: [],
      models: {
        strong: { modelId: 'a-model', ask: async (request: ModelRequest<unknown>) => answer(request) },
      },
      prompts: {
        get: () => ({
          id: 'repair-test',
          version: '1',
          system: 'Mend it.',
          user: '{{failing}}',
          inputs: ['failing'],
          maxOutputTokens: 500,
        }),
      },
      redactor: { redact: async (text: string) => ({ text, redactions: [] }) },
      replies: {
        findReply: async () => stored,
        saveReply: async (
          _run: string,
          _key: string,
          _prompt: object,
          _reply: object,
          calls: CallSpending[],
        ) => {
          saved.push(...calls);
        },
      },
      log: { error: () => {} },
      patientUntil: new Date(Date.now() + 60_000),
      budget,
    } as unknown as AskDependencies;
    return { answer: await askModel(deps, record, QUESTION), record };
  }

  test('is written into the ledger with its reply, in micro-USD', async () => {
    const given = givenBudget({});
    const { answer, record } = await ask(given, (request) => {
      request.onBilled?.(CALL);
      return REPLY;
    });
    expect(answer.kind).toBe('reply');
    expect(given.saved).toMatchObject([{ ...CALL.usage, microUsd: 1200, priceAsOf: 'operator' }]);
    expect(record.spent.run.calls).toBe(1);
  });

  test('is not asked when its longest reply would not fit, and says why', async () => {
    const given = givenBudget({ tokens: 5000 }, { outputTokens: 4600 });
    const { answer, record } = await ask(given, () => {
      throw new Error('asked');
    });
    expect(answer).toMatchObject({
      kind: 'none',
      outcome: { code: 'budget-exhausted', reason: expect.stringContaining('5,000 tokens per pull request') },
    });
    expect(record.stopped).toContain('5,000 tokens per pull request');
    expect(given.saved).toEqual([]);
  });

  test('that was stored by an earlier try costs nothing, whatever the budget and however old its form', async () => {
    const old = { ...REPLY, usage: { inputTokens: 1, outputTokens: 2 } } as ModelReply<unknown>;
    const given = givenBudget({ calls: 1 }, { calls: 1 });
    const { answer } = await ask(
      given,
      () => {
        throw new Error('asked');
      },
      old,
    );
    expect(answer.kind).toBe('reply');
    expect(given.saved).toEqual([]);
  });

  test('counts the call that was billed before a failure', async () => {
    const given = givenBudget({});
    const failing = ask(given, (request) => {
      request.onBilled?.(CALL);
      throw new RetryableError('model-overloaded', 'Later.', { retryAfterMs: 1 });
    });
    await expect(failing).rejects.toThrow('Later.');
    expect(given.saved).toMatchObject([{ microUsd: 1200 }]);
  });

  test('may be repeated after a broken reply as long as that fits, too', async () => {
    const mayAskAgain: (boolean | undefined)[] = [];
    for (const calls of [2, 1]) {
      await ask(givenBudget({ calls }), (request) => {
        request.onBilled?.(CALL);
        mayAskAgain.push(request.mayAskAgain?.(2000));
        return REPLY;
      });
    }
    expect(mayAskAgain).toEqual([true, false]);
  });
});

describe('a kept set that CI has not run as it is', () => {
  async function plan(limits: Partial<Limits>, before: Partial<Spent>) {
    const suggestions = ['one', 'two'].map((name, index) =>
      givenSuggestion({ id: `s${index + 1}`, title: `Test ${name}`, testNames: [`test_${name}`] }),
    );
    const record = givenRecord();
    record.rounds = [{ round: 1, purpose: 'tests', suggestions }];
    const path = suggestions[0]!.path;
    const tests = ['one', 'two'].map((name, index) =>
      givenTest({
        path,
        name: `test_${name}`,
        nodeid: `${path}::test_${name}`,
        covers: { 'shop/pricing.py': { lines: index === 0 ? [3] : [], branches: [] } },
        adds: { 'shop/pricing.py': { lines: index === 0 ? [3] : [], branches: [] } },
      }),
    );
    const report: CiReport = givenReport({
      run: RUN.id,
      tests,
      files: [{ path, status: 'collected', failure: null }],
    });
    const deps = {
      redactor: await createRedactor(),
      asking: null,
      budget: givenBudget(limits, before).budget,
      settings: { workflowFile: 'testwright.yml', maxFurtherRounds: 2, contextTokenBudget: 24_000 },
    } as unknown as PlanningDependencies;
    const round = { round: 1, commitSha: 'c'.repeat(40), workflowRunId: 5, report, statements: {} };
    return planNextRound(deps, RUN, record, [round]);
  }

  test('is confirmed within the budget', async () => {
    const { plan: planned, record } = await plan({ rounds: 2 }, { rounds: 1 });
    expect(record.rounds.at(-1)).toMatchObject({ purpose: 'confirmation' });
    expect(planned.commit).not.toBeNull();
  });

  test.each<[string, Partial<Limits>, Partial<Spent>]>([
    ['rounds', { rounds: 1 }, { rounds: 1 }],
    ['minutes', { ciMinutes: 9 }, { rounds: 1, ciMinutes: 5, longestRoundMinutes: 5 }],
  ])('is named and not offered without the %s for it', async (_what, limits, before) => {
    const { plan: planned, record } = await plan(limits, before);
    expect(planned.next).toMatchObject({ state: 'ended', outcome: { code: 'budget-exhausted' } });
    expect(planned.deleteBranch).not.toBeNull();
    expect(record.kept).toEqual([]);
    expect(record.skipped).toEqual(
      expect.arrayContaining([{ what: 'Test one', reason: expect.stringContaining('budget') }]),
    );
  });
});

test('minutes of a round whose run has been superseded are counted when CI ends', async () => {
  const times: unknown[] = [];
  const round = { runId: RUN.id, round: 1, workflowRunId: 5, attempt: 1, result: null };
  const deps = {
    store: {
      findRoundByCommit: async () => ({ run: { ...RUN, state: 'ended' }, round }),
      saveCiTime: async (...saved: unknown[]) => times.push(saved),
    },
    github: {
      reader: () => ({
        listJobTimes: async () => [
          {
            startedAt: '2026-11-25T10:00:00Z',
            completedAt: '2026-11-25T10:02:30Z',
            conclusion: 'cancelled',
          },
        ],
      }),
    },
  } as unknown as WorkflowDependencies;
  const data = { repository: RUN.repository, workflowRunId: 5, attempt: 1, headSha: 'c'.repeat(40) };
  await takeCiResult(deps, { name: 'read-ci-result', data });
  await takeCiResult(deps, { name: 'read-ci-result', data: { ...data, workflowRunId: 6 } });
  expect(times).toEqual([[RUN.id, 1, { ms: 150_000, minutes: 3 }]]);
});
