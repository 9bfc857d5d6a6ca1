import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { NOTHING_SPENT, type Spent } from '../../../src/core/budget/spent.ts';
import { buildPlan } from '../../../src/core/plan/plan.ts';
import type { Database } from '../../../src/edges/database/database.ts';
import { createRunStore } from '../../../src/edges/database/run-store.ts';
import type { CallSpending, Run, RunStore } from '../../../src/edges/database/types.ts';
import type { ModelReply } from '../../../src/edges/models/types.ts';
import { DATABASE_KINDS, startDatabases, type TestDatabases } from '../../support/databases.ts';

const PROMPT = { id: 'suggest-tests', version: '1' };
const REPLY: ModelReply<unknown> = {
  kind: 'invalid',
  detail: 'No JSON.',
  model: 'a-model',
  calls: 1,
  usage: { inputTokens: 100, cachedInputTokens: 30, cacheWriteTokens: 20, outputTokens: 40 },
};
const NO_REPORT = { kind: 'none', outcome: { code: 'report-missing', reason: 'None.' } } as const;
const TIME = { ms: 61_000, minutes: 2 };

function givenCall(others: Partial<CallSpending> = {}): CallSpending {
  return {
    ...REPLY.usage,
    id: randomUUID(),
    model: 'a-model',
    isEstimated: false,
    microUsd: 500,
    priceAsOf: '2026-10-24',
    ...others,
  };
}

const ONE_CALL: Partial<Spent> = {
  calls: 1,
  inputTokens: 100,
  cachedInputTokens: 30,
  cacheWriteTokens: 20,
  outputTokens: 40,
  microUsd: 500,
  priceAsOf: '2026-10-24',
  models: ['a-model'],
};

describe.each(DATABASE_KINDS)('the ledger on the %s database', (kind) => {
  let databases: TestDatabases;
  let db: Database;
  let store: RunStore;
  let ids = 20_000_000_000;

  beforeAll(async () => {
    databases = await startDatabases(kind);
    db = await databases.openMigrated();
    store = createRunStore(db);
  });
  afterAll(() => databases?.stop());

  const nextId = (): number => {
    ids += 1;
    return ids;
  };

  async function givenRun(
    place: { installationId?: number; repositoryId?: number; pullNumber?: number; headSha?: string } = {},
  ): Promise<Run> {
    const { run } = await store.startRun({
      repository: {
        installationId: place.installationId ?? nextId(),
        id: place.repositoryId ?? nextId(),
        owner: 'octo',
        name: 'shop',
      },
      pullNumber: place.pullNumber ?? 1,
      headSha: place.headSha ?? 'a'.repeat(40),
      trigger: 'synchronize',
      deliveryGuid: randomUUID(),
      record: {},
    });
    return run;
  }

  async function givenWaitingRun(): Promise<Run> {
    const run = await givenRun();
    const plan = buildPlan({ state: 'waiting-for-ci' });
    await store.savePlan(run, plan, {});
    await store.saveRound({ runId: run.id, round: 1, commitSha: `c-${run.id}`, treeSha: 't' });
    await store.finishApply(run.id, plan.next);
    return run;
  }

  const spentBy = async (run: Run): Promise<Spent> => (await store.readSpent(run.id)).run;
  const given = (spent: Partial<Spent>): Spent => ({ ...NOTHING_SPENT, ...spent });

  test('begins with nothing', async () => {
    const nothing = NOTHING_SPENT;
    expect(await store.readSpent((await givenRun()).id)).toEqual({
      run: nothing,
      pullRequest: nothing,
      repositoryDay: nothing,
      installationDay: nothing,
    });
  });

  test('counts a call in every scope that it belongs to, and in no other', async () => {
    const run = await givenRun();
    const { installationId, id: repositoryId } = run.repository;
    const places = {
      run,
      earlierHead: await givenRun({ installationId, repositoryId, pullNumber: 7, headSha: 'b'.repeat(40) }),
      laterHead: await givenRun({ installationId, repositoryId, pullNumber: 7, headSha: 'c'.repeat(40) }),
      repository: await givenRun({ installationId, repositoryId, pullNumber: 8 }),
      installation: await givenRun({ installationId }),
      elsewhere: await givenRun(),
    };
    for (const [index, place] of Object.values(places).entries()) {
      // Each a power of two, so that a sum tells what is in it.
      await store.saveReply(place.id, 'key', PROMPT, REPLY, [givenCall({ microUsd: 2 ** index })]);
    }
    const sums = async (one: Run) => {
      const spent = await store.readSpent(one.id);
      return [spent.run, spent.pullRequest, spent.repositoryDay, spent.installationDay].map(
        ({ microUsd }) => microUsd,
      );
    };
    expect(await sums(places.laterHead)).toEqual([4, 2 + 4, 1 + 2 + 4 + 8, 1 + 2 + 4 + 8 + 16]);
    expect(await sums(places.installation)).toEqual([16, 16, 16, 1 + 2 + 4 + 8 + 16]);
    expect(await sums(places.elsewhere)).toEqual([32, 32, 32, 32]);
  });

  test('a day ends at midnight UTC; a pull request goes on', async () => {
    const run = await givenRun();
    await store.saveReply(run.id, 'key', PROMPT, REPLY, [givenCall()]);
    await db.query('update testwright.spending set day = day - 1 where run_id = $1', [run.id]);
    await store.saveReply(run.id, 'other', PROMPT, REPLY, [givenCall()]);
    const spent = await store.readSpent(run.id);
    expect(spent.pullRequest.calls).toBe(2);
    expect(spent.repositoryDay.calls).toBe(1);
    expect(spent.installationDay.calls).toBe(1);
    const [row] = await db.query<{ same: boolean }>(
      `select max(day) = (now() at time zone 'utc')::date as same from testwright.spending where run_id = $1`,
      [run.id],
    );
    expect(row?.same).toBe(true);
  });

  test('sums tokens by kind, and tells what is estimated or of unknown price', async () => {
    const run = await givenRun();
    await store.saveReply(run.id, 'key', PROMPT, REPLY, [
      givenCall(),
      givenCall({ isEstimated: true, microUsd: null, priceAsOf: null }),
    ]);
    await store.saveReply(run.id, 'other', PROMPT, REPLY, [
      givenCall({ priceAsOf: 'operator', inputTokens: 3_000_000_000, microUsd: 9_000_000_000 }),
    ]);
    expect(await spentBy(run)).toEqual(
      given({
        calls: 3,
        inputTokens: 3_000_000_200,
        cachedInputTokens: 90,
        cacheWriteTokens: 60,
        outputTokens: 120,
        microUsd: 9_000_000_500,
        priceAsOf: '2026-10-24',
        models: ['a-model'],
        estimatedCalls: 1,
        unpricedCalls: 1,
      }),
    );
  });

  test('counts a call once, however often it is saved', async () => {
    const run = await givenRun();
    const calls = [givenCall()];
    await store.saveReply(run.id, 'key', PROMPT, REPLY, calls);
    await store.saveReply(run.id, 'key', PROMPT, REPLY, calls);
    await store.saveCalls(run.id, 'key', calls);
    expect(await spentBy(run)).toEqual(given(ONE_CALL));
  });

  test('counts the calls of a reply that came too late to be used', async () => {
    const run = await givenRun();
    await store.saveReply(run.id, 'key', PROMPT, REPLY, [givenCall()]);
    await store.saveReply(run.id, 'key', PROMPT, { ...REPLY, model: 'later' }, [givenCall()]);
    expect(await store.findReply(run.id, 'key')).toEqual(REPLY);
    expect((await spentBy(run)).calls).toBe(2);
  });

  test('has a reply and its calls together, or neither', async () => {
    const run = await givenRun();
    const wrong = givenCall({ model: null as unknown as string });
    await expect(store.saveReply(run.id, 'key', PROMPT, REPLY, [wrong])).rejects.toThrow();
    expect(await store.findReply(run.id, 'key')).toBeNull();
    expect(await spentBy(run)).toEqual(NOTHING_SPENT);
  });

  test('counts a round when it is committed, and its time when CI has answered', async () => {
    const run = await givenWaitingRun();
    expect(await spentBy(run)).toEqual(given({ rounds: 1, untimedRounds: 1 }));
    await store.saveRound({ runId: run.id, round: 1, commitSha: 'another', treeSha: 't' });
    expect(await spentBy(run)).toEqual(given({ rounds: 1, untimedRounds: 1 }));
    expect(await store.saveCiResult(run.id, 2, NO_REPORT, TIME)).toBe(false);
    expect((await spentBy(run)).untimedRounds).toBe(1);
    expect(await store.saveCiResult(run.id, 1, NO_REPORT, TIME)).toBe(true);
    const timed = given({ rounds: 1, ciMs: 61_000, ciMinutes: 2, longestRoundMinutes: 2 });
    expect(await spentBy(run)).toEqual(timed);
    expect(await store.saveCiResult(run.id, 1, NO_REPORT, { ms: 1, minutes: 1 })).toBe(false);
    expect(await spentBy(run)).toEqual(timed);
  });

  test('does not know the time of a round that CI never answered, until it does', async () => {
    const run = await givenWaitingRun();
    await store.saveCiResult(run.id, 1, NO_REPORT, null);
    expect(await spentBy(run)).toEqual(given({ rounds: 1, untimedRounds: 1 }));
    await store.endRun(run.id, { code: 'ci-never-answered', reason: 'No.' });
    await store.saveCiTime(run.id, 1, TIME);
    expect(await spentBy(run)).toMatchObject({ untimedRounds: 0, ciMinutes: 2 });
  });

  test('stays when a run is forgotten', async () => {
    const run = await givenWaitingRun();
    await store.saveReply(run.id, 'key', PROMPT, REPLY, [givenCall()]);
    await store.saveCiResult(run.id, 1, NO_REPORT, TIME);
    await store.endRun(run.id, { code: 'nothing-kept', reason: 'None.' });
    const before = await store.readSpent(run.id);
    expect(before.run).toMatchObject({ calls: 1, rounds: 1, ciMinutes: 2 });
    expect(await store.forgetRuns(new Date(Date.now() + 60_000))).toBeGreaterThan(0);
    expect(await store.findReply(run.id, 'key')).toBeNull();
    expect(await store.readSpent(run.id)).toEqual(before);
  });

  test('loses nothing and doubles nothing when many write at once', async () => {
    const installationId = nextId();
    const runs = await Promise.all(Array.from({ length: 4 }, () => givenRun({ installationId })));
    const calls = Array.from({ length: 10 }, () => givenCall({ microUsd: 1 }));
    await Promise.all(
      runs.flatMap((run, at) =>
        calls.flatMap((call, index) => {
          const own = [{ ...call, id: `${call.id}-${at}` }];
          // Each by two workers, as when one of them is taken for dead.
          return [0, 1].map(() => store.saveReply(run.id, `key-${index}`, PROMPT, REPLY, own));
        }),
      ),
    );
    const spent = await store.readSpent(runs[0]!.id);
    expect(spent.run.calls).toBe(10);
    expect(spent.installationDay).toMatchObject({ calls: 40, microUsd: 40 });
  });
});
