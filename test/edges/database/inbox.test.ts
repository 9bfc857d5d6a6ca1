import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Database } from '../../../src/edges/database/database.ts';
import { createInbox } from '../../../src/edges/database/inbox.ts';
import type { Delivery, Job } from '../../../src/edges/database/types.ts';
import { createQueue, type Queue } from '../../../src/edges/queue/queue.ts';
import { DATABASE_KINDS, startDatabases, type TestDatabases } from '../../support/databases.ts';

describe.each(DATABASE_KINDS)('the inbox on the %s database', (kind) => {
  let databases: TestDatabases;
  let db: Database;
  let queue: Queue;

  beforeAll(async () => {
    databases = await startDatabases(kind);
    db = await databases.openMigrated();
    queue = await createQueue(db);
  });
  afterAll(async () => {
    await queue?.stop({ graceMs: 0 });
    await databases?.stop();
  });

  function givenDelivery(guid: string, payload: unknown = { action: 'opened' }): Delivery {
    return {
      guid,
      event: 'pull_request',
      action: 'opened',
      installationId: 1,
      repositoryId: 16_000_000_000,
      payload,
    };
  }

  function givenJob(runId: string): Job {
    return { name: 'advance-run', data: { runId } };
  }

  async function count(guid: string, runId: string): Promise<{ deliveries: number; jobs: number }> {
    const deliveries = await db.query('select from testwright.deliveries where guid = $1', [guid]);
    const jobs = await db.query('select from testwright_jobs.job where singleton_key = $1', [`run:${runId}`]);
    return { deliveries: deliveries.length, jobs: jobs.length };
  }

  test('stores a delivery together with its job', async () => {
    const inbox = createInbox(db, queue);
    expect(await inbox.storeDelivery(givenDelivery('both'), givenJob('both'))).toBe('stored');
    expect(await count('both', 'both')).toEqual({ deliveries: 1, jobs: 1 });
    const [row] = await db.query(
      'select event, action, installation_id, repository_id, payload from testwright.deliveries where guid = $1',
      ['both'],
    );
    expect(row).toEqual({
      event: 'pull_request',
      action: 'opened',
      installation_id: 1,
      repository_id: 16_000_000_000,
      payload: { action: 'opened' },
    });
  });

  test('stores a delivery that asks for no work without a job', async () => {
    expect(await createInbox(db, queue).storeDelivery(givenDelivery('no-work'), null)).toBe('stored');
    expect(await count('no-work', 'no-work')).toEqual({ deliveries: 1, jobs: 0 });
  });

  test('leaves neither when enqueueing fails after the delivery was written', async () => {
    const inbox = createInbox(db, {
      ...queue,
      enqueue: () => Promise.reject(new Error('the process is dying')),
    });
    await expect(inbox.storeDelivery(givenDelivery('before'), givenJob('before'))).rejects.toThrow();
    expect(await count('before', 'before')).toEqual({ deliveries: 0, jobs: 0 });
  });

  test('leaves neither when the transaction fails after the job was written', async () => {
    const inbox = createInbox(db, {
      ...queue,
      async enqueue(job, options) {
        await queue.enqueue(job, options);
        throw new Error('the process is dying');
      },
    });
    await expect(inbox.storeDelivery(givenDelivery('after'), givenJob('after'))).rejects.toThrow();
    expect(await count('after', 'after')).toEqual({ deliveries: 0, jobs: 0 });
    expect(await createInbox(db, queue).storeDelivery(givenDelivery('after'), givenJob('after'))).toBe(
      'stored',
    );
  });

  test('enqueues one job for a GUID that arrives ten times at once', async () => {
    const inbox = createInbox(db, queue);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => inbox.storeDelivery(givenDelivery('twice'), givenJob('twice'))),
    );
    expect(answers.filter((answer) => answer === 'stored')).toHaveLength(1);
    expect(answers.filter((answer) => answer === 'already-stored')).toHaveLength(9);
    expect(await count('twice', 'twice')).toEqual({ deliveries: 1, jobs: 1 });
  });

  test('says which GUIDs have arrived', async () => {
    const inbox = createInbox(db, queue);
    await inbox.storeDelivery(givenDelivery('arrived'), null);
    expect(await inbox.findStored(['arrived', 'lost, "quoted"', '{}'])).toEqual(new Set(['arrived']));
    expect(await inbox.findStored([])).toEqual(new Set());
  });

  test('a pass that looks after lost work adds nothing to a lane that has work', async () => {
    const inbox = createInbox(db, queue);
    for (let pass = 0; pass < 3; pass++) await inbox.enqueueIfIdle(givenJob('busy'));
    expect(await count('none', 'busy')).toEqual({ deliveries: 0, jobs: 1 });
  });

  test('keeps a payload that jsonb would refuse as it is', async () => {
    const payload = { title: 'nul \u0000 and half a pair \ud83d', list: [1, null, 'x'] };
    await createInbox(db, queue).storeDelivery(givenDelivery('odd', payload), null);
    const [row] = await db.query('select payload from testwright.deliveries where guid = $1', ['odd']);
    expect(row).toEqual({ payload });
  });

  test('prunes deliveries that are older than asked, and no other', async () => {
    const inbox = createInbox(db, queue);
    await inbox.storeDelivery(givenDelivery('old'), null);
    await inbox.storeDelivery(givenDelivery('new'), null);
    await db.query(
      `update testwright.deliveries set received_at = now() - interval '8 days' where guid = 'old'`,
    );
    expect(await inbox.pruneDeliveries(new Date(Date.now() - 7 * 24 * 3600 * 1000))).toBe(1);
    expect(await count('old', '-')).toEqual({ deliveries: 0, jobs: 0 });
    expect(await count('new', '-')).toEqual({ deliveries: 1, jobs: 0 });
  });
});
