import { expect, test } from '@jest/globals';
import { pino } from 'pino';
import { NO_LIMITS } from '../../src/core/budget/limits.ts';
import { NOTHING_SPENT } from '../../src/core/budget/spent.ts';
import { buildPlan } from '../../src/core/plan/plan.ts';
import { createRedactor } from '../../src/core/redaction/redact.ts';
import { createReviewRecord } from '../../src/core/review/review-record.ts';
import type { Round, Run, RunStore } from '../../src/edges/database/types.ts';
import { advanceRun, type WorkflowDependencies } from '../../src/workflows/advance-run.ts';

const RUN: Run = {
  id: 'run',
  workflow: 'review-pull-request',
  repository: { installationId: 1, owner: 'octo', name: 'shop', id: 2 },
  pullNumber: 3,
  headSha: 'a'.repeat(40),
  state: 'judging',
  round: 1,
  plan: null,
  record: createReviewRecord(
    { action: 'opened', senderId: 1, senderLogin: 'o', senderType: 'User' },
    'https://github.test/octo/shop',
  ),
  outcome: null,
  waitingSince: null,
  createdAt: new Date(),
  updatedAt: new Date(),
};
const ROUND: Round = {
  runId: 'run',
  round: 1,
  commitSha: 'c',
  treeSha: 't',
  workflowRunId: null,
  attempt: null,
  result: { kind: 'none', outcome: { code: 'ci-failed', reason: 'Red.' } },
};

/** Advances until something is saved or written; the job stops being ours at `loseJobAt`. Returns what was done. */
async function check(run: Run, loseJobAt: 'findRun' | 'listRounds' | null, done: string[]): Promise<void> {
  const calls: string[] = [];
  const job = new AbortController();
  const reach = (name: string): void => {
    if (name === loseJobAt) job.abort(new Error('the job is lost'));
  };
  const act = (name: string) => async (): Promise<never> => {
    calls.push(name);
    throw new Error('enough');
  };
  const store: Partial<RunStore> = {
    findRun: async () => {
      reach('findRun');
      return run;
    },
    listRounds: async () => {
      reach('listRounds');
      return [ROUND];
    },
    readSpent: async () => ({
      run: NOTHING_SPENT,
      pullRequest: NOTHING_SPENT,
      repositoryDay: NOTHING_SPENT,
      installationDay: NOTHING_SPENT,
    }),
    savePlan: act('savePlan'),
    finishApply: act('finishApply'),
  };
  const deps: Partial<WorkflowDependencies> = {
    store: store as RunStore,
    decisions: {} as WorkflowDependencies['decisions'],
    reproductions: {} as WorkflowDependencies['reproductions'],
    github: { reader: () => ({}), writer: () => ({}) } as unknown as WorkflowDependencies['github'],
    planning: {
      redactor: await createRedactor(),
      asking: null,
      budget: { limits: { pullRequest: NO_LIMITS, repositoryDay: NO_LIMITS, installationDay: NO_LIMITS } },
    } as unknown as WorkflowDependencies['planning'],
    settings: { ciTimeoutMs: 1, modelPatienceMs: 1, webUrl: '' },
    signal: job.signal,
    log: pino({ level: 'silent' }),
  };
  const error = loseJobAt ? 'the job is lost' : 'enough';
  await expect(advanceRun(deps as WorkflowDependencies, run.id)).rejects.toThrow(error);
  expect(calls).toEqual(done);
}

const APPLYING: Run = {
  ...RUN,
  state: 'applying',
  plan: buildPlan({ state: 'waiting-for-ci' }),
};

test('a plan is saved', () => check(RUN, null, ['savePlan']));
test('a plan is not saved once the job is someone else’s', () => check(RUN, 'listRounds', []));
test('a plan is applied', () => check(APPLYING, null, ['finishApply']));
test('a plan is not applied once the job is someone else’s', () => check(APPLYING, 'findRun', []));
