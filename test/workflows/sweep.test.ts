import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { NO_LIMITS } from '../../src/core/budget/limits.ts';
import { buildPlan, type Plan } from '../../src/core/plan/plan.ts';
import { createRedactor } from '../../src/core/redaction/redact.ts';
import { createReviewRecord } from '../../src/core/review/review-record.ts';
import type { Database } from '../../src/edges/database/database.ts';
import { createDecisionStore } from '../../src/edges/database/decision-store.ts';
import type { DecisionStore } from '../../src/edges/database/decision-types.ts';
import { migrate } from '../../src/edges/database/migrate.ts';
import { createReproductionStore } from '../../src/edges/database/reproduction-store.ts';
import { createRunStore } from '../../src/edges/database/run-store.ts';
import type { Job, Run, RunStore } from '../../src/edges/database/types.ts';
import type {
  GitHubApp,
  GitHubReader,
  GitHubWriter,
  RedeliveryWish,
  WorkflowRun,
} from '../../src/edges/github/types.ts';
import type { ModelReply } from '../../src/edges/models/types.ts';
import { buildJobFailure } from '../../src/edges/queue/job-failure.ts';
import { GitHubRefusal, OperatorError, RetryableError } from '../../src/errors.ts';
import type { OutcomeCode } from '../../src/outcome.ts';
import type { WorkflowDependencies } from '../../src/workflows/advance-run.ts';
import { endDeadJob } from '../../src/workflows/end-dead-job.ts';
import { handleJob } from '../../src/workflows/handle-job.ts';
import { takeCiResult } from '../../src/workflows/read-ci-result.ts';
import { type SweepDependencies, sweep } from '../../src/workflows/sweep.ts';
import { startDatabases, type TestDatabases } from '../support/databases.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const LIMIT = HOUR;
const WAITING: Plan = buildPlan({ state: 'waiting-for-ci' });
const COMMIT = 'c'.repeat(40);
const FINISHED: WorkflowRun = {
  id: 5,
  attempt: 1,
  headSha: COMMIT,
  path: '.github/workflows/testwright.yml',
  status: 'completed',
  conclusion: 'success',
  event: 'workflow_dispatch',
  htmlUrl: '',
  createdAt: '',
};
const GONE = new GitHubRefusal('not-found', 404, 'POST /app/installations/{id}/access_tokens: 404');

let databases: TestDatabases;
let db: Database;
let decisions: DecisionStore;
let store: RunStore;
let pulls = 0;
beforeAll(async () => {
  databases = await startDatabases('embedded');
  db = await databases.open();
  await migrate(db);
  store = createRunStore(db);
  decisions = createDecisionStore(db);
});
afterAll(() => databases?.stop());

/** The only run there is; it waits for round 1, whose workflow run GitHub has named unless `named` is null. */
async function givenWaiting(named: number | null = 5): Promise<Run> {
  await db.query('truncate testwright.runs cascade');
  const { run } = await store.startRun({
    repository: { installationId: 1, owner: 'octo', name: 'shop', id: 2 },
    pullNumber: ++pulls,
    headSha: 'a'.repeat(40),
    trigger: 'opened',
    deliveryGuid: 'guid',
    record: createReviewRecord(
      { action: 'opened', senderId: 1, senderLogin: 'o', senderType: 'User' },
      'https://github.test/octo/shop',
    ),
  });
  await store.savePlan(run, WAITING, run.record);
  await store.saveRound({ runId: run.id, round: 1, commitSha: COMMIT, treeSha: 't' });
  if (named !== null) await store.saveWorkflowRun(run.id, 1, named, 1);
  await store.finishApply(run.id, WAITING.next);
  return (await store.findRun(run.id))!;
}

/** GitHub answers for the workflow run with this, or fails with it. */
function givenGitHub(answer: WorkflowRun | null | Error): GitHubApp & { wishes: RedeliveryWish[] } {
  const give = async () => {
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const reader: Partial<GitHubReader> = {
    getWorkflowRun: give,
    listWorkflowRuns: async () => [await give()].filter((run) => run !== null),
    listJobTimes: async () => [],
  };
  const wishes: RedeliveryWish[] = [];
  return {
    wishes,
    identity: () => Promise.reject(new Error('not asked for')),
    listInstallationRepositories: () => Promise.reject(new Error('not asked for')),
    getGrantedPermissions: () => Promise.reject(new Error('not asked for')),
    reader: () => reader as GitHubReader,
    writer: () => {
      throw new Error('a sweep writes nothing to GitHub');
    },
    redeliverFailed: async (wish) => wishes.push(wish) - wishes.length,
  };
}

function givenSweep(
  github: GitHubApp,
): SweepDependencies & WorkflowDependencies & { jobs: Job[]; pruned: Date[] } {
  const jobs: Job[] = [];
  const pruned: Date[] = [];
  const enqueue = async (job: Job): Promise<void> => void jobs.push(job);
  const deps: Partial<WorkflowDependencies> = {
    github,
    store,
    decisions,
    reproductions: createReproductionStore(db),
    signal: new AbortController().signal,
    settings: { ciTimeoutMs: LIMIT, modelPatienceMs: LIMIT, webUrl: 'https://github.test' },
    log: pino({ level: 'silent' }),
    planning: {
      settings: { workflowFile: 'testwright.yml' },
      budget: { limits: { pullRequest: NO_LIMITS, repositoryDay: NO_LIMITS, installationDay: NO_LIMITS } },
    } as WorkflowDependencies['planning'],
  };
  return {
    ...(deps as WorkflowDependencies),
    jobs,
    pruned,
    inbox: {
      enqueue,
      // There is one run, so one lane.
      enqueueIfIdle: async (job) => (jobs.length === 0 ? enqueue(job) : undefined),
      enqueueAll: () => Promise.reject(new Error('a sweep installs nothing')),
      storeDelivery: () => Promise.reject(new Error('a sweep receives nothing')),
      findStored: async () => new Set(['stored']),
    },
    pruneDeliveries: async (before) => pruned.push(before),
    pruneIndex: async () => 0,
    handledEvents: ['pull_request'],
    sweepIntervalMs: MINUTE,
    retentionMs: 48 * HOUR,
  };
}

describe('a run that waits for CI, when its workflow run', () => {
  type Expected = 'waits' | 'is read' | OutcomeCode;
  const UNREACHABLE = new RetryableError('github-unavailable', 'No answer', { retryAfterMs: 1 });
  const TABLE: [string, WorkflowRun | null | Error, waitedMs: number, Expected][] = [
    ['is still working', { ...FINISHED, status: 'in_progress' }, LIMIT - MINUTE, 'waits'],
    ['is still working', { ...FINISHED, status: 'in_progress' }, LIMIT, 'ci-never-answered'],
    ['is not there', null, LIMIT - MINUTE, 'waits'],
    ['is not there', null, LIMIT, 'ci-never-answered'],
    ['has finished', FINISHED, MINUTE, 'is read'],
    ['has finished, while the app was down', FINISHED, LIMIT + HOUR, 'is read'],
    ['has finished, but reading it fails for a day', FINISHED, LIMIT + 25 * HOUR, 'ci-never-answered'],
    ['cannot be read because the app was uninstalled', GONE, MINUTE, 'access-lost'],
    ['cannot be read because the app was uninstalled', GONE, LIMIT, 'access-lost'],
    ['cannot be read any more', new GitHubRefusal('forbidden', 403, 'No.'), MINUTE, 'access-lost'],
    ['cannot be read any more', new GitHubRefusal('gone', 410, 'No.'), MINUTE, 'access-lost'],
    ['cannot be read for a moment', UNREACHABLE, LIMIT - MINUTE, 'waits'],
    ['cannot be read for a moment', UNREACHABLE, LIMIT, 'ci-never-answered'],
    [
      'cannot be read with these credentials',
      new OperatorError('github-unauthorized', 'No.'),
      LIMIT,
      'ci-never-answered',
    ],
  ];

  test.each(
    TABLE.flatMap(([what, answer, waitedMs, expected]) =>
      [5, null].map((named) => [what, waitedMs / MINUTE, expected, answer, named] as const),
    ),
  )('%s, after %d minutes: %s', async (_what, minutes, expected, answer, named) => {
    const run = await givenWaiting(named);
    const deps = givenSweep(givenGitHub(answer));
    const now = new Date(run.waitingSince!.getTime() + minutes * MINUTE);
    await sweep(deps, now, { atStart: false });
    const after = await store.findRun(run.id);
    if (expected === 'waits') {
      expect([after?.state, deps.jobs]).toEqual(['waiting-for-ci', []]);
    } else if (expected === 'is read') {
      expect(after?.state).toBe('waiting-for-ci');
      expect(deps.jobs).toMatchObject([
        { name: 'read-ci-result', data: { workflowRunId: 5, headSha: COMMIT } },
      ]);
    } else {
      expect(after?.state).toBe('judging');
      expect((await store.findRound(run.id, 1))?.result).toMatchObject({
        kind: 'none',
        outcome: { code: expected },
      });
      expect(deps.jobs).toEqual([{ name: 'advance-run', data: { runId: run.id } }]);
    }
  });

  test('finished while the app was down for days, is read first', async () => {
    const run = await givenWaiting();
    const deps = givenSweep(givenGitHub(FINISHED));
    await sweep(deps, new Date(run.waitingSince!.getTime() + 48 * HOUR), { atStart: true });
    expect(deps.jobs).toMatchObject([{ name: 'read-ci-result' }]);
  });

  test('cannot be read at the very start, is looked at again by the next pass', async () => {
    const run = await givenWaiting();
    const deps = givenSweep(givenGitHub(UNREACHABLE));
    const now = new Date(run.waitingSince!.getTime() + 48 * HOUR);
    await sweep(deps, now, { atStart: true });
    expect((await store.findRun(run.id))?.state).toBe('waiting-for-ci');
    await sweep(deps, now, { atStart: false });
    expect((await store.findRun(run.id))?.state).toBe('judging');
  });

  test('was never dispatched, ends at the limit', async () => {
    const run = await givenWaiting();
    await db.query('delete from testwright.rounds');
    const deps = givenSweep(givenGitHub(null));
    await sweep(deps, new Date(run.waitingSince!.getTime() + LIMIT), { atStart: false });
    expect(await store.findRun(run.id)).toMatchObject({
      state: 'ended',
      outcome: { code: 'ci-never-answered' },
    });
  });
});

test('a run whose repository is gone ends as access-lost, though GitHub cannot be told', async () => {
  const run = await givenWaiting();
  const github = givenGitHub(GONE);
  const deps = givenSweep(github);
  deps.planning.redactor = await createRedactor();
  await sweep(deps, new Date(), { atStart: false });
  const [job] = deps.jobs;
  github.writer = () => new Proxy({} as GitHubWriter, { get: () => () => Promise.reject(GONE) });
  const onboarding = {
    isOn: false,
    spacingMs: 0,
    forget: () => Promise.reject(new Error('nothing to forget')),
  };
  await expect(handleJob({ ...deps, onboarding }, job!)).rejects.toBe(GONE);
  await endDeadJob(deps, job!, buildJobFailure(GONE));
  expect(await store.findRun(run.id)).toMatchObject({ state: 'ended', outcome: { code: 'access-lost' } });
});

describe('a workflow run that has finished, but', () => {
  const TABLE: [string, Partial<WorkflowRun>, named: number | null, RegExp | null][] = [
    [
      'ran on what someone else pushed in between',
      { headSha: 'd'.repeat(40) },
      5,
      /ran on ddddddd instead of ccccccc/,
    ],
    ['ran another workflow', { path: '.github/workflows/deploy.yml' }, 5, /not one of testwright\.yml/],
    ['is not the one that was dispatched', { path: '.github/workflows/deploy.yml' }, 6, null],
    ['is another workflow on our commit', { path: '.github/workflows/deploy.yml' }, null, null],
    ['is being run again', { status: 'in_progress' }, 5, null],
  ];
  test.each(TABLE)('%s', async (_what, change, named, refused) => {
    const run = await givenWaiting(named);
    const deps = givenSweep(givenGitHub({ ...FINISHED, ...change }));
    const data = { repository: run.repository, workflowRunId: 5, attempt: 1, headSha: COMMIT };
    // Planning is not set up here: an attempt to judge shows that a result was stored.
    await takeCiResult(deps, { name: 'read-ci-result', data }).catch(() => undefined);
    const result = (await store.findRound(run.id, 1))?.result ?? null;
    if (refused === null) {
      expect([result, (await store.findRun(run.id))?.state]).toEqual([null, 'waiting-for-ci']);
    } else {
      expect(result).toEqual({
        kind: 'none',
        outcome: { code: 'report-refused', reason: expect.stringMatching(refused) },
      });
      expect((await store.findRun(run.id))?.state).toBe('judging');
    }
  });
});

test('a run is forgotten when its time is over, with its reports and replies, but not how it ended', async () => {
  const run = await givenWaiting();
  const outcome = { code: 'ci-failed', reason: 'Red.' } as const;
  await store.saveCiResult(run.id, 1, { kind: 'none', outcome }, null);
  await store.saveReply(run.id, 'key', { id: 'p', version: '1' }, {} as ModelReply<unknown>, []);
  await store.endRun(run.id, outcome);
  const ended = (await store.findRun(run.id))!;
  const pass = (hours: number): Promise<void> =>
    sweep(givenSweep(givenGitHub(null)), new Date(ended.updatedAt.getTime() + hours * HOUR), {
      atStart: false,
    });
  await pass(47);
  expect(await store.findRun(run.id)).toEqual(ended);
  expect(await store.findReply(run.id, 'key')).toEqual({});
  await pass(49);
  expect(await store.findRun(run.id)).toEqual({ ...ended, record: null });
  expect(await store.listRounds(run.id)).toMatchObject([{ commitSha: COMMIT, result: null }]);
  expect(await store.findReply(run.id, 'key')).toBeNull();
  // The same head is known to have been reviewed.
  const { repository, pullNumber, headSha } = run;
  const again = { repository, pullNumber, headSha, trigger: 'opened', deliveryGuid: 'guid', record: {} };
  expect(await store.startRun(again)).toMatchObject({ created: false, run: { outcome } });
});

test('deliveries are asked for within three days, with growing pauses but at once at the start, and kept for longer', async () => {
  await givenWaiting();
  const github = givenGitHub(null);
  const deps = givenSweep(github);
  const now = new Date();
  await sweep(deps, now, { atStart: true });
  await sweep(deps, now, { atStart: false });
  const since = new Date(now.getTime() - 3 * 24 * HOUR);
  const same = { since, now, events: ['pull_request'] };
  expect(github.wishes).toMatchObject([
    { ...same, pauseMs: { first: 0, longest: 0 } },
    { ...same, pauseMs: { first: MINUTE, longest: HOUR } },
  ]);
  expect(await github.wishes[0]?.findStored(['stored', 'lost'])).toEqual(new Set(['stored']));
  expect(deps.pruned[0]?.getTime()).toBe(since.getTime() - 24 * HOUR);
});
