import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Database } from '../../../src/edges/database/database.ts';
import { forgetRepositories } from '../../../src/edges/database/forget-repositories.ts';
import { createInbox } from '../../../src/edges/database/inbox.ts';
import { createRunStore } from '../../../src/edges/database/run-store.ts';
import type { Job } from '../../../src/edges/database/types.ts';
import { createQueue, type Queue } from '../../../src/edges/queue/queue.ts';
import { startDatabases, type TestDatabases, waitFor } from '../../support/databases.ts';

let databases: TestDatabases;
let db: Database;
let queue: Queue;
beforeAll(async () => {
  databases = await startDatabases('embedded');
  db = await databases.openMigrated();
  queue = await createQueue(db);
});
afterAll(async () => {
  await queue?.stop({ graceMs: 1000 });
  await databases?.stop();
});

const close = (id: number, installationId = 1): Extract<Job, { name: 'close-pull-request' }> => ({
  name: 'close-pull-request',
  data: { repository: { installationId, owner: 'octo', name: `shop-${id}`, id }, pullNumber: 1 },
});

test('what is forgotten waits for the job that works on it; other repositories and installations keep everything', async () => {
  const inbox = createInbox(db, queue);
  const store = createRunStore(db);
  const runOf = async (id: number, installationId: number): Promise<string> => {
    const { run } = await store.startRun({
      repository: close(id, installationId).data.repository,
      pullNumber: installationId,
      headSha: 'a'.repeat(40),
      trigger: 'opened',
      deliveryGuid: `guid-${id}-${installationId}`,
      record: { secret: `text of ${id}` },
    });
    return run.id;
  };
  const kept = [await runOf(8, 1), await runOf(7, 2)];
  const gone = await runOf(7, 1);
  for (const id of [7, 8]) {
    const delivery = {
      guid: `guid-${id}`,
      event: 'pull_request',
      action: 'closed',
      installationId: 1,
      repositoryId: id,
      payload: { id },
    };
    await inbox.storeDelivery(delivery, close(id));
  }
  await inbox.enqueueAll([
    { job: close(7), startAfter: new Date(Date.now() + 60_000) },
    { job: { name: 'advance-run', data: { runId: gone } }, startAfter: new Date(Date.now() + 60_000) },
  ]);

  const begun: number[] = [];
  let finish = (): void => undefined;
  const until = new Promise<void>((resolve) => {
    finish = resolve;
  });
  await queue.work(
    async (job) => {
      begun.push((job as ReturnType<typeof close>).data.repository.id);
      await until;
    },
    { concurrency: 2, onDead: async () => undefined },
  );
  await waitFor(() => begun.length === 2);
  const wanted = { installationId: 1, repositoryIds: [7], all: false };
  expect(await forgetRepositories(db, wanted)).toBe('busy');
  expect(await store.findRun(gone)).not.toBeNull();
  finish();
  await waitFor(async () => (await forgetRepositories(db, wanted)) === 'forgotten');

  expect(await store.findRun(gone)).toBeNull();
  for (const id of kept) expect(await store.findRun(id)).not.toBeNull();
  expect(await db.query('select guid from testwright.deliveries')).toEqual([{ guid: 'guid-8' }]);
  const jobs = await db.query<{ id: string }>(
    `select distinct data #>> '{job,data,repository,id}' as id from testwright_jobs.job`,
  );
  expect(jobs).toEqual([{ id: '8' }]);
  // Again, and for all of an installation of which no payload listed anything.
  expect(await forgetRepositories(db, { installationId: 1, repositoryIds: [], all: true })).toBe('forgotten');
  expect(await store.findRun(kept[0]!)).toBeNull();
  expect(await store.findRun(kept[1]!)).not.toBeNull();
  expect(await db.query('select guid from testwright.deliveries')).toEqual([]);
});
