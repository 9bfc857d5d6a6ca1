import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildPlan, type Plan } from '../../../src/core/plan/plan.ts';
import type { Database } from '../../../src/edges/database/database.ts';
import { createRunStore } from '../../../src/edges/database/run-store.ts';
import type { CiResult, Run, RunState, RunStore } from '../../../src/edges/database/types.ts';
import type { RepositoryRef } from '../../../src/edges/github/types.ts';
import type { ModelReply } from '../../../src/edges/models/types.ts';
import { OUTCOME_CODES, type OutcomeCode } from '../../../src/outcome.ts';
import { DATABASE_KINDS, startDatabases, type TestDatabases } from '../../support/databases.ts';

const HEAD = 'a'.repeat(40);
const NEWER_HEAD = 'b'.repeat(40);
const PLAN: Plan = buildPlan({ state: 'waiting-for-ci' }, { comment: { body: 'planned' } });
const NO_REPORT: CiResult = { kind: 'none', outcome: { code: 'report-missing', reason: 'No artifact.' } };

describe.each(DATABASE_KINDS)('the run store on the %s database', (kind) => {
  let databases: TestDatabases;
  let db: Database;
  let store: RunStore;
  let repositories = 16_000_000_000;

  beforeAll(async () => {
    databases = await startDatabases(kind);
    db = await databases.openMigrated();
    store = createRunStore(db);
  });
  afterAll(() => databases?.stop());

  function givenRepository(): RepositoryRef {
    repositories += 1;
    return { installationId: 7, owner: 'octo', name: 'shop', id: repositories };
  }

  async function givenRun(state: RunState = 'planning', repository = givenRepository()): Promise<Run> {
    const { run } = await start(repository, HEAD);
    if (state === 'planning') return run;
    if (state === 'ended') {
      await store.endRun(run.id, { code: 'nothing-kept', reason: 'None.' });
      return run;
    }
    await store.savePlan(run, PLAN, { step: 1 });
    await store.saveRound({ runId: run.id, round: 1, commitSha: `c-${run.id}`, treeSha: 't' });
    if (state === 'applying') return run;
    await store.finishApply(run.id, PLAN.next);
    if (state === 'waiting-for-ci') return run;
    await store.saveCiResult(run.id, 1, NO_REPORT, null);
    return run;
  }

  function start(
    repository: RepositoryRef,
    headSha: string,
    others: { pullNumber?: number; trigger?: string; deliveryGuid?: string } = {},
  ): Promise<{ run: Run; created: boolean }> {
    return store.startRun({
      repository,
      headSha,
      pullNumber: 1,
      trigger: 'synchronize',
      deliveryGuid: randomUUID(),
      record: { step: 0 },
      ...others,
    });
  }

  async function stateOf(runId: string): Promise<RunState | undefined> {
    return (await store.findRun(runId))?.state;
  }

  test('a run at its end is taken up again, with its outcome decided anew', async () => {
    const run = await givenRun('ended');
    expect(await store.reopenRun(run.id, PLAN, { step: 2 })).toBe(true);
    expect(await store.findRun(run.id)).toMatchObject({
      state: 'applying',
      plan: PLAN,
      record: { step: 2 },
      outcome: null,
    });
    expect(await store.reopenRun(run.id, PLAN, {})).toBe(false);
  });

  test('a run is not taken up again once its pull request has a newer one', async () => {
    const repository = givenRepository();
    const run = await givenRun('ended', repository);
    await start(repository, NEWER_HEAD);
    expect(await store.reopenRun(run.id, PLAN, {})).toBe(false);
    expect(await stateOf(run.id)).toBe('ended');
  });

  test('the runs of a head are those that are the newest of their pull requests', async () => {
    const repository = givenRepository();
    await start(repository, HEAD, { pullNumber: 1 });
    await start(repository, NEWER_HEAD, { pullNumber: 1 });
    const second = await start(repository, HEAD, { pullNumber: 2 });
    const third = await start(repository, HEAD, { pullNumber: 3 });
    await start(givenRepository(), HEAD, { pullNumber: 4 });
    const found = await store.listLatestRunsOfHead(repository.id, HEAD);
    expect(found.map(({ id }) => id)).toEqual([second.run.id, third.run.id]);
  });

  test('a new run has what it was started with and plans', async () => {
    const repository = givenRepository();
    const { run, created } = await start(repository, HEAD, { pullNumber: 5 });
    expect(created).toBe(true);
    expect(run).toEqual({
      id: expect.any(String),
      workflow: 'review-pull-request',
      repository,
      pullNumber: 5,
      headSha: HEAD,
      state: 'planning',
      round: 0,
      plan: null,
      record: { step: 0 },
      outcome: null,
      waitingSince: null,
      createdAt: expect.any(Date),
      updatedAt: expect.any(Date),
    });
    expect(await store.findRun(run.id)).toEqual(run);
    expect(await store.findActiveRun(repository.id, 5)).toEqual(run);
    expect(await store.findActiveRun(repository.id, 6)).toBeNull();
    expect(await store.findRun('no such run')).toBeNull();
  });

  describe('starting a run again for the same head', () => {
    const FOLLOWED: OutcomeCode[] = [
      'superseded',
      'pull-request-closed',
      'draft-pull-request',
      'left-out-by-label',
      'bot-push',
      'fork-not-runnable',
      'workflow-missing-on-head',
      'suggestions-not-executed',
      'ci-never-answered',
      'ci-failed',
      'report-missing',
      'report-refused',
      'model-refused',
      'model-reply-invalid',
      'model-reply-truncated',
      'model-unavailable',
      'budget-exhausted',
      'branch-moved',
      'access-lost',
      'internal-error',
    ];

    test.each(['planning', 'applying', 'waiting-for-ci', 'judging'] as const)(
      'returns the one that is %s',
      async (state) => {
        const repository = givenRepository();
        const first = await givenRun(state, repository);
        const again = await start(repository, HEAD);
        expect(again.created).toBe(false);
        expect(again.run).toMatchObject({ id: first.id, state });
      },
    );

    test.each(OUTCOME_CODES.map((code) => [code, FOLLOWED.includes(code)] as const))(
      'after the ending %s a new run: %s',
      async (code, created) => {
        const repository = givenRepository();
        const first = await start(repository, HEAD);
        await store.endRun(first.run.id, { code, reason: 'So it was.' });
        const again = await start(repository, HEAD);
        expect(again.created).toBe(created);
        expect(again.run.id === first.run.id).toBe(!created);
        expect(again.run.outcome).toEqual(created ? null : { code, reason: 'So it was.' });
      },
    );
  });

  describe('a job that is repeated after its run has ended gets no second run', () => {
    const ENDED = { code: 'ci-failed', reason: 'So it was.' } as const;

    test('when its delivery started that run', async () => {
      const repository = givenRepository();
      const guid = { deliveryGuid: 'one', trigger: 'reopened' };
      const { run } = await start(repository, HEAD, guid);
      await store.endRun(run.id, ENDED);
      expect(await start(repository, HEAD, guid)).toMatchObject({ created: false, run: { id: run.id } });
      const next = await start(repository, HEAD, { deliveryGuid: 'two' });
      expect(next.created).toBe(true);
      await store.endRun(next.run.id, ENDED);
      for (const deliveryGuid of ['one', 'two']) {
        expect(await start(repository, HEAD, { deliveryGuid })).toMatchObject({
          created: false,
          run: { id: next.run.id, outcome: ENDED },
        });
      }
    });

    test('when its delivery found that run going on', async () => {
      const repository = givenRepository();
      const { run } = await start(repository, HEAD, { deliveryGuid: 'one' });
      await start(repository, HEAD, { deliveryGuid: 'two' });
      await store.endRun(run.id, ENDED);
      expect((await start(repository, HEAD, { deliveryGuid: 'two' })).created).toBe(false);
    });

    test('but one for a newer head', async () => {
      const repository = givenRepository();
      const { run } = await start(repository, HEAD, { deliveryGuid: 'one' });
      await store.endRun(run.id, ENDED);
      expect((await start(repository, NEWER_HEAD, { deliveryGuid: 'one' })).created).toBe(true);
    });
  });

  test('a reopened pull request gets a new run after any ending, and none while one goes on', async () => {
    const repository = givenRepository();
    const first = await givenRun('planning', repository);
    expect((await start(repository, HEAD, { trigger: 'reopened' })).created).toBe(false);
    await store.endRun(first.id, { code: 'suggestions-ready', reason: 'Two.' });
    expect((await start(repository, HEAD)).created).toBe(false);
    expect((await start(repository, HEAD, { trigger: 'reopened' })).created).toBe(true);
  });

  test.each(['planning', 'applying', 'waiting-for-ci', 'judging'] as const)(
    'a newer head supersedes a run that is %s, and nothing moves it after that',
    async (state) => {
      const repository = givenRepository();
      const old = await givenRun(state, repository);
      const { run, created } = await start(repository, NEWER_HEAD);
      expect(created).toBe(true);
      expect(await store.findRun(old.id)).toMatchObject({
        state: 'ended',
        plan: null,
        waitingSince: null,
        outcome: { code: 'superseded' },
      });
      expect(await store.savePlan(old, PLAN, null)).toBe(false);
      expect(await store.replacePlan(old.id, PLAN, null)).toBe(false);
      expect(await store.finishApply(old.id, PLAN.next)).toBe(false);
      expect(await store.saveCiResult(old.id, 1, NO_REPORT, null)).toBe(false);
      expect(await store.endRun(old.id, { code: 'nothing-kept', reason: '' })).toBe(false);
      expect((await store.findActiveRun(repository.id, 1))?.id).toBe(run.id);
    },
  );

  test('runs of other pull requests and repositories are left alone', async () => {
    const repository = givenRepository();
    const other = await start(repository, HEAD, { pullNumber: 2 });
    const elsewhere = await givenRun();
    await start(repository, NEWER_HEAD);
    expect(await stateOf(other.run.id)).toBe('planning');
    expect(await stateOf(elsewhere.id)).toBe('planning');
  });

  test('of two heads started ten times at once, one run is left that has not ended', async () => {
    const repository = givenRepository();
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => start(repository, index % 2 ? HEAD : NEWER_HEAD)),
    );
    const rows = await db.query(`select from testwright.runs where repository_id = $1 and state <> 'ended'`, [
      repository.id,
    ]);
    expect(rows).toHaveLength(1);
  });

  describe('moves between states', () => {
    const MOVES = {
      savePlan: async (id: string) =>
        store.savePlan((await store.findRun(id)) ?? { id, state: 'planning', round: 0 }, PLAN, { step: 2 }),
      replacePlan: (id: string) => store.replacePlan(id, PLAN, { step: 2 }),
      'finishApply, waiting': (id: string) => store.finishApply(id, { state: 'waiting-for-ci' }),
      'finishApply, ended': (id: string) =>
        store.finishApply(id, { state: 'ended', outcome: { code: 'suggestions-ready', reason: 'Two.' } }),
      saveCiResult: (id: string) => store.saveCiResult(id, 1, NO_REPORT, null),
      endRun: (id: string) => store.endRun(id, { code: 'access-lost', reason: 'Gone \u0000.' }),
    };
    const TABLE: [keyof typeof MOVES, Partial<Record<RunState, RunState>>][] = [
      ['savePlan', { planning: 'applying', judging: 'applying' }],
      [
        'replacePlan',
        { planning: 'applying', applying: 'applying', 'waiting-for-ci': 'applying', judging: 'applying' },
      ],
      ['finishApply, waiting', { applying: 'waiting-for-ci' }],
      ['finishApply, ended', { applying: 'ended' }],
      ['saveCiResult', { 'waiting-for-ci': 'judging' }],
      ['endRun', { planning: 'ended', applying: 'ended', 'waiting-for-ci': 'ended', judging: 'ended' }],
    ];
    const STATES: RunState[] = ['planning', 'applying', 'waiting-for-ci', 'judging', 'ended'];
    const cases = TABLE.flatMap(([move, moves]) =>
      STATES.map((from) => [move, from, moves[from] ?? null] as const),
    );

    test.each(cases)('%s from %s leads to %s', async (move, from, to) => {
      const { id } = await givenRun(from);
      expect(await MOVES[move](id)).toBe(to !== null);
      const run = await store.findRun(id);
      expect(run?.state).toBe(to ?? from);
      expect(run?.plan).toEqual(run?.state === 'applying' ? PLAN : null);
      expect(run?.waitingSince === null).toBe(run?.state !== 'waiting-for-ci');
      expect(run?.outcome === null).toBe(run?.state !== 'ended');
      expect(await MOVES[move]('no such run')).toBe(false);
    });

    test.each([
      ['state', 'judging', { state: 'planning' as const }],
      ['round', 'judging', { round: 0 }],
    ] as const)('a plan that was made from another %s is not saved', async (_what, state, older) => {
      const { id } = await givenRun(state);
      const run = (await store.findRun(id))!;
      expect(await store.savePlan({ ...run, ...older }, PLAN, { step: 2 })).toBe(false);
      expect(await store.findRun(id)).toEqual(run);
      expect(await store.savePlan(run, PLAN, { step: 2 })).toBe(true);
    });

    test('of ten workers that make the same move, one does', async () => {
      const { id } = await givenRun('applying');
      const moved = await Promise.all(Array.from({ length: 10 }, () => store.finishApply(id, PLAN.next)));
      expect(moved.filter(Boolean)).toHaveLength(1);
    });
  });

  test('a plan and what the workflow knows come back as they were stored', async () => {
    const run = await givenRun();
    const { id } = run;
    const record = { b: [1, 'two', null], a: { text: 'nul \u0000, half a pair \ud83d' } };
    await store.savePlan(run, PLAN, record);
    expect(await store.findRun(id)).toMatchObject({ plan: PLAN, record });
  });

  test('an ending keeps its code and reason', async () => {
    const { id } = await givenRun('applying');
    await store.finishApply(id, {
      state: 'ended',
      outcome: { code: 'base-suite-red', reason: 'nul \u0000 inside' },
    });
    expect((await store.findRun(id))?.outcome).toEqual({
      code: 'base-suite-red',
      reason: 'nul \ufffd inside',
    });
  });

  test('a CI result for another round than the one waited for is refused', async () => {
    const { id } = await givenRun('waiting-for-ci');
    expect(await store.saveCiResult(id, 2, NO_REPORT, null)).toBe(false);
    expect(await store.saveCiResult(id, 0, NO_REPORT, null)).toBe(false);
    expect(await stateOf(id)).toBe('waiting-for-ci');
    expect((await store.listRounds(id))[0]?.result).toBeNull();
  });

  test('a result of megabytes comes back whole', async () => {
    const { id } = await givenRun('waiting-for-ci');
    const result: CiResult = {
      kind: 'none',
      outcome: { code: 'ci-failed', reason: 'x\u0000é😀'.repeat(500_000) },
    };
    expect(await store.saveCiResult(id, 1, result, null)).toBe(true);
    const [round] = await store.listRounds(id);
    expect(round?.result?.kind === 'none' && round.result.outcome.reason === result.outcome.reason).toBe(
      true,
    );
  });

  test('rounds are found by commit, in their own repository only', async () => {
    const repository = givenRepository();
    const { id } = await givenRun('waiting-for-ci', repository);
    await store.saveWorkflowRun(id, 1, 17_000_000_001, 2);
    const round = {
      runId: id,
      round: 1,
      commitSha: `c-${id}`,
      treeSha: 't',
      workflowRunId: 17_000_000_001,
      attempt: 2,
      result: null,
    };
    expect(await store.findRoundByCommit(repository.id, `c-${id}`)).toEqual({
      run: await store.findRun(id),
      round,
    });
    expect(await store.findRoundByCommit(repository.id + 100_000, `c-${id}`)).toBeNull();
    expect(await store.findRoundByCommit(repository.id, 'another')).toBeNull();
  });

  test('saving a round again changes nothing; another commit for it replaces commit and result', async () => {
    const { id } = await givenRun('waiting-for-ci');
    await store.saveWorkflowRun(id, 1, 99, 1);
    await store.saveRound({ runId: id, round: 1, commitSha: `c-${id}`, treeSha: 't' });
    expect(await store.listRounds(id)).toMatchObject([{ commitSha: `c-${id}`, workflowRunId: 99 }]);
    await store.saveRound({ runId: id, round: 1, commitSha: 'second', treeSha: 't2' });
    expect(await store.listRounds(id)).toEqual([
      {
        runId: id,
        round: 1,
        commitSha: 'second',
        treeSha: 't2',
        workflowRunId: null,
        attempt: null,
        result: null,
      },
    ]);
    await store.saveRound({ runId: id, round: 2, commitSha: 'third', treeSha: 't3' });
    expect((await store.findRun(id))?.round).toBe(2);
    const rounds = await store.listRounds(id);
    expect(rounds.map(({ round }) => round)).toEqual([1, 2]);
    expect(await store.findRound(id, 2)).toEqual(rounds[1]);
    expect(await store.findRound(id, 3)).toBeNull();
  });

  test('lists the runs that wait for CI, and those that stand still elsewhere', async () => {
    await db.query('truncate testwright.runs cascade');
    const ids: Record<string, string> = {};
    for (const state of ['planning', 'applying', 'waiting-for-ci', 'judging', 'ended'] as const) {
      ids[state] = (await givenRun(state)).id;
    }
    expect((await store.listRunsWaitingForCi()).map(({ id }) => id)).toEqual([ids['waiting-for-ci']]);
    const stalled = await store.listStalledRuns(new Date(Date.now() + 60_000));
    expect(stalled.map(({ id }) => id)).toEqual([ids['planning'], ids['applying'], ids['judging']]);
    expect(await store.listStalledRuns(new Date(Date.now() - 60_000))).toEqual([]);
  });

  test('forgets ended runs alone, and each once', async () => {
    await db.query('truncate testwright.runs cascade');
    for (const state of ['planning', 'applying', 'waiting-for-ci', 'judging', 'ended'] as const) {
      await givenRun(state);
    }
    const later = new Date(Date.now() + 60_000);
    expect(await store.forgetRuns(new Date(Date.now() - 60_000))).toBe(0);
    expect(await store.forgetRuns(later)).toBe(1);
    expect(await store.forgetRuns(later)).toBe(0);
    expect(await db.query('select state from testwright.runs where record is null')).toEqual([
      { state: 'ended' },
    ]);
    expect(await db.query('select from testwright.rounds where result is not null')).toHaveLength(1);
  });

  test('a paid reply is found again, and the first one stands', async () => {
    const { id } = await givenRun();
    const reply: ModelReply<unknown> = {
      kind: 'ok',
      value: { tests: ['\u0000'] },
      model: 'a-model',
      calls: 1,
      usage: { inputTokens: 1, outputTokens: 2 } as ModelReply<unknown>['usage'],
    };
    expect(await store.findReply(id, 'suggest-tests')).toBeNull();
    await store.saveReply(id, 'suggest-tests', { id: 'suggest-tests', version: '1' }, reply, []);
    await store.saveReply(
      id,
      'suggest-tests',
      { id: 'suggest-tests', version: '1' },
      { ...reply, model: 'later' },
      [],
    );
    expect(await store.findReply(id, 'suggest-tests')).toEqual(reply);
    expect(await store.findReply(id, 'repair-test')).toBeNull();
  });
});
