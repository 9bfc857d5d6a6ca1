import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createReproductionStore } from '../../../src/edges/database/reproduction-store.ts';
import type { ReproductionStore } from '../../../src/edges/database/reproduction-types.ts';
import { createRunStore } from '../../../src/edges/database/run-store.ts';
import type { RunStore } from '../../../src/edges/database/types.ts';
import { findLane } from '../../../src/edges/queue/find-lane.ts';
import { DATABASE_KINDS, startDatabases, type TestDatabases } from '../../support/databases.ts';

const HEAD = 'a'.repeat(40);
const FOUND = {
  path: 'tests/test_issue_12.py',
  testName: 'test_x',
  form: 'xfail' as const,
  commitSha: 'c'.repeat(40),
  requestedAt: '2026-11-25T10:00:00.000Z',
  failingAt: '2026-11-25T10:04:00.000Z',
};

describe.each(DATABASE_KINDS)('the reproduction store on the %s database', (kind) => {
  let databases: TestDatabases;
  let runs: RunStore;
  let store: ReproductionStore;
  let repositories = 16_000_000_000;

  beforeAll(async () => {
    databases = await startDatabases(kind);
    const db = await databases.openMigrated();
    runs = createRunStore(db);
    store = createReproductionStore(db);
    lane = (job) => findLane(db, job);
  });
  afterAll(() => databases?.stop());
  let lane: (job: Parameters<typeof findLane>[1]) => Promise<string>;

  function givenRepository() {
    repositories += 1;
    const repository = { installationId: 7, owner: 'octo', name: 'shop', id: repositories };
    const start = (deliveryGuid: string, issueNumber = 12) =>
      store.startReproduction({
        repository,
        issueNumber,
        headSha: HEAD,
        deliveryGuid,
        record: { n: deliveryGuid },
      });
    return { repository, start };
  }

  test('one run of an issue goes on at a time; a repeated delivery gets the run that it had', async () => {
    const { repository, start } = givenRepository();
    const first = await start('d1');
    expect(first).toMatchObject({
      created: true,
      run: { workflow: 'reproduce-issue', pullNumber: 12, state: 'planning' },
    });
    expect(await start('d2')).toMatchObject({ created: false, run: { id: first.run.id } });
    await runs.endRun(first.run.id, { code: 'report-incomplete', reason: 'Asked.' });
    expect(await start('d1')).toMatchObject({ created: false, run: { id: first.run.id } });
    const second = await start('d3');
    expect(second.created).toBe(true);
    expect(await store.findLatestReproduction(repository.id, 12)).toMatchObject({ id: second.run.id });
    expect(await store.findLatestReproduction(repository.id, 13)).toBeNull();
    // Jobs of the issue and of its run are worked on one after another.
    const sender = { id: 1, login: 'a', type: 'User' };
    const data = {
      repository,
      issueNumber: 12,
      sender,
      deliveryGuid: 'd',
      happening: { kind: 'closed' as const },
    };
    expect(await lane({ name: 'reproduce-issue', data })).toBe(
      await lane({ name: 'advance-run', data: { runId: second.run.id } }),
    );
  });

  test('the failing test of an issue is remembered, with the time that it took; a newer run’s replaces it', async () => {
    const { repository, start } = givenRepository();
    const { run } = await start('d1');
    await store.saveReproduction(run.id, FOUND);
    await store.saveReproduction(run.id, FOUND);
    const [known, ...more] = await store.listReproductions(repository.id);
    expect(more).toEqual([]);
    expect(known).toEqual({
      ...FOUND,
      issueNumber: 12,
      runId: run.id,
      requestedAt: new Date(FOUND.requestedAt),
      failingAt: new Date(FOUND.failingAt),
    });
    await runs.endRun(run.id, { code: 'bug-reproduced', reason: 'It fails.' });
    const again = await start('d2');
    await store.saveReproduction(again.run.id, { ...FOUND, form: 'plain' });
    expect(await store.listReproductions(repository.id)).toMatchObject([
      { runId: again.run.id, form: 'plain' },
    ]);
  });
});
