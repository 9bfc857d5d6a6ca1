import { type ConstructorOptions, type Db, fromPglite, PgBoss } from 'pg-boss';
import type { Database, Queryable } from '../database/database.ts';
import type { QueueLog } from './queue.ts';

/** Schema of pg-boss's own tables, which it creates and migrates by itself. */
export const JOB_SCHEMA = 'testwright_jobs';
export const JOB_QUEUE = 'jobs';
/** Where pg-boss copies a job when it gives up, in the same statement. */
export const DEAD_QUEUE = 'dead-jobs';

export interface QueueTiming {
  /** Longest wait for a job whose time has come; new jobs are announced with NOTIFY and do not wait for it. */
  pollSeconds: number;
  /** First pause after a failure; it doubles each time, with jitter. */
  retryDelaySeconds: number;
  retryLimit: number;
  /** A job on a server whose worker has been silent for this long is given to another; pg-boss takes 10 or more. */
  heartbeatSeconds: number;
  heartbeatRefreshSeconds: number;
  /** How often silent workers are looked for. */
  superviseSeconds: number;
}

export const QUEUE_TIMING: QueueTiming = {
  pollSeconds: 1,
  retryDelaySeconds: 5,
  retryLimit: 5,
  heartbeatSeconds: 30,
  heartbeatRefreshSeconds: 10,
  superviseSeconds: 10,
};

/** A job that still runs then is stuck: the longest wait inside one is for a model, some minutes. */
const JOB_TIMEOUT_SECONDS = 3600;
const KEEP_DONE_SECONDS = 24 * 60 * 60;
/** Connections beside those of `Database`, and one more for LISTEN. */
const POOL_SIZE = 4;

/**
 * Starts pg-boss. Its policies, and why:
 *
 * - One queue of policy `singleton` with the lane as its key: at most one active job a lane, any number waiting, so
 *   nothing enqueued while a job is active is lost. Rejected: `stately` and `exclusive` drop jobs, `key_strict_fifo`
 *   blocks a lane for good behind a dead job, and a queue a lane would be thousands of queues.
 * - LISTEN/NOTIFY with a poll every second behind it, for jobs whose time comes.
 *   Measured on two busy cores with four workers, from storing a delivery to its handler: 6 to 43 ms on PGlite and 5 to
 *   20 ms on a server, where polling alone takes half a poll on average. 200 jobs are sent and worked off in 1.9 s and
 *   0.8 s.
 * - A heartbeat on a server only: a lost worker is noticed after 30 to 50 seconds. Embedded, this process holds the
 *   lock on the folder, so nobody else can work on a job that is active at start, and all of them are freed at once.
 */
export async function startBoss(db: Database, timing: QueueTiming, log?: QueueLog): Promise<PgBoss> {
  const boss = new PgBoss({
    ...connect(db),
    schema: JOB_SCHEMA,
    useListenNotify: true,
    schedule: false,
    registerInstance: false,
    monitorVacuum: false,
    openTelemetry: { enabled: false },
    superviseIntervalSeconds: timing.superviseSeconds,
    monitorIntervalSeconds: timing.superviseSeconds,
  });
  boss.on('error', (err) => log?.error({ err }, 'queue'));
  boss.on('warning', (warning) => log?.warn({ warning }, 'queue'));
  await boss.start();
  const settings = {
    notify: true,
    retryLimit: timing.retryLimit,
    retryDelay: timing.retryDelaySeconds,
    retryBackoff: true,
    expireInSeconds: JOB_TIMEOUT_SECONDS,
    deleteAfterSeconds: KEEP_DONE_SECONDS,
    ...(db.connection.kind === 'server' && { heartbeatSeconds: timing.heartbeatSeconds }),
  };
  await boss.createQueue(DEAD_QUEUE, settings);
  await boss.createQueue(JOB_QUEUE, { ...settings, policy: 'singleton', deadLetter: DEAD_QUEUE });
  // `createQueue` leaves a queue of an earlier version as it is.
  await boss.updateQueue(DEAD_QUEUE, settings);
  await boss.updateQueue(JOB_QUEUE, settings);
  if (db.connection.kind === 'embedded') await freeActiveJobs(db, boss);
  return boss;
}

/** Any connection or transaction of ours as pg-boss wants it, for one statement at a time. */
export function toBossDb(queryable: Queryable): Db {
  return { executeSql: async (text, values) => ({ rows: await queryable.query(text, values) }) };
}

function connect(db: Database): ConstructorOptions {
  return db.connection.kind === 'embedded'
    ? { backend: 'pglite', db: fromPglite(db.connection.pglite) }
    : {
        backend: 'postgres',
        connectionString: db.connection.url,
        max: POOL_SIZE,
        application_name: 'testwright-jobs',
      };
}

/**
 * Makes the jobs of a killed process runnable now. It counts as a failed attempt, so a job that kills every process
 * that touches it is dead after a few.
 */
async function freeActiveJobs(db: Database, boss: PgBoss): Promise<void> {
  const active = await db.query<{ name: string; id: string }>(
    `select name, id from ${JOB_SCHEMA}.job where state = 'active'`,
  );
  for (const { name, id } of active) {
    await boss.fail(name, id, { message: 'The process that worked on this job ended.' });
    await boss.update(name, undefined, { id, startAfter: new Date() });
  }
}
