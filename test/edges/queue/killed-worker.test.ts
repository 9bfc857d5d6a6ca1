import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Database } from '../../../src/edges/database/database.ts';
import { migrate } from '../../../src/edges/database/migrate.ts';
import { openDatabase } from '../../../src/edges/database/open-database.ts';
import type { Job } from '../../../src/edges/database/types.ts';
import { createQueue, type Queue } from '../../../src/edges/queue/queue.ts';
import { startChild } from '../../support/child.ts';
import {
  DATABASE_KINDS,
  type DatabaseKind,
  startDatabases,
  type TestDatabases,
  waitFor,
} from '../../support/databases.ts';

const JOB: Job = { name: 'advance-run', data: { runId: 'the-run' } };

describe('a job whose process was killed', () => {
  const databases = {} as Record<DatabaseKind, TestDatabases>;
  const opened: { db: Database; queue: Queue }[] = [];

  beforeAll(async () => {
    for (const kind of DATABASE_KINDS) databases[kind] = await startDatabases(kind);
  });
  afterEach(async () => {
    for (const { db, queue } of opened.splice(0)) {
      await queue.stop({ graceMs: 2000 });
      await db.close();
    }
  });
  afterAll(async () => {
    for (const kind of DATABASE_KINDS) await databases[kind]?.stop();
  });

  async function open(
    options: { url: string } | { directory: string },
  ): Promise<{ db: Database; queue: Queue }> {
    const db = await openDatabase(options);
    await migrate(db);
    const both = { db, queue: await createQueue(db, { timing: { superviseSeconds: 1, pollSeconds: 0.5 } }) };
    opened.push(both);
    return both;
  }

  async function close(): Promise<void> {
    for (const { db, queue } of opened.splice(0)) {
      await queue.stop({ graceMs: 0 });
      await db.close();
    }
  }

  async function collectJobs(queue: Queue): Promise<Job[]> {
    const taken: Job[] = [];
    await queue.work(async (job) => void taken.push(job), { concurrency: 2, onDead: async () => {} });
    return taken;
  }

  test('is worked on again at once when the embedded database is opened next', async () => {
    const options = await databases.embedded.build();
    await (await open(options)).queue.enqueue(JOB);
    await close();
    const child = startChild('hang-in-job.ts', JSON.stringify(options));
    expect(await child.read()).toEqual({ took: JOB });
    await child.kill();

    const { queue } = await open(options);
    const taken = await collectJobs(queue);
    await waitFor(() => taken.length > 0, 2000);
    expect(taken).toEqual([JOB]);
  });

  test('is left alone on a server while its process lives, and worked on again when its heart has stopped', async () => {
    const options = await databases.server.build();
    const { db, queue } = await open(options);
    await queue.enqueue(JOB);
    const child = startChild('hang-in-job.ts', JSON.stringify(options));
    expect(await child.read()).toEqual({ took: JOB });
    const taken = await collectJobs(queue);
    // Longer than supervision takes to look twice.
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(taken).toEqual([]);
    await child.kill();

    // The heartbeat is 30 seconds; the test does not wait for them, it moves the last beat back.
    await db.query(
      `update testwright_jobs.job set heartbeat_on = now() - interval '31 seconds' where state = 'active'`,
    );
    await waitFor(
      async () => (await db.query(`select from testwright_jobs.job where state = 'retry'`)).length === 1,
    );
    await db.query(`update testwright_jobs.job set start_after = now() where state = 'retry'`);
    await waitFor(() => taken.length > 0);
    expect(taken).toEqual([JOB]);
  });

  test('a live worker keeps a long job by its heartbeat', async () => {
    const db = await openDatabase(await databases.server.build());
    await migrate(db);
    const queue = await createQueue(db, {
      timing: { superviseSeconds: 1, pollSeconds: 0.5, heartbeatRefreshSeconds: 1 },
    });
    opened.push({ db, queue });
    let starts = 0;
    let finish = (): void => {};
    await queue.work(
      () => {
        starts += 1;
        return new Promise<void>((resolve) => (finish = resolve));
      },
      { concurrency: 2, onDead: async () => {} },
    );
    await queue.enqueue(JOB);
    await waitFor(() => starts === 1);
    const beat = async (): Promise<number> => {
      const [row] = await db.query<{ at: Date }>(
        `select heartbeat_on as at from testwright_jobs.job where state = 'active'`,
      );
      return row!.at.getTime();
    };
    const first = await beat();
    await waitFor(async () => (await beat()) > first + 900);
    expect(starts).toBe(1);
    finish();
    await waitFor(
      async () => (await db.query(`select from testwright_jobs.job where state = 'completed'`)).length === 1,
    );
  });
});
