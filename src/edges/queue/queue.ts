import type { Job as Attempt, JobWithMetadata, PgBoss } from 'pg-boss';
import { DefectError, RetryableError } from '../../errors.ts';
import type { Database, Queryable } from '../database/database.ts';
import { toDatabaseError } from '../database/database-error.ts';
import type { Job } from '../database/types.ts';
import { findLane } from './find-lane.ts';
import { buildJobFailure, type JobFailure, parseJobFailure, toStorableError } from './job-failure.ts';
import {
  DEAD_QUEUE,
  JOB_QUEUE,
  JOB_SCHEMA,
  QUEUE_TIMING,
  type QueueTiming,
  startBoss,
  toBossDb,
} from './start-boss.ts';

export interface Queue {
  /** Stores a job; with `tx`, together with whatever else that transaction stores. */
  enqueue(job: Job, options?: { tx?: Queryable; startAfter?: Date }): Promise<void>;
  /** Whether a job of the same lane waits, is worked on, or is to be tried again. */
  isLaneBusy(job: Job): Promise<boolean>;
  /**
   * Works on jobs, `concurrency` at a time, until `stop`. `signal` aborts when the job is no longer ours: after an hour,
   * when a heartbeat was missed, or when the grace of `stop` is over.
   *
   * What a handler throws decides what comes next. RetryableError: again, not before `retryAfterMs`, for up to a day.
   * Anything else, or a process that died with the job: again with growing pauses, five times. After that the
   * job is dead and `onDead` is told, itself with retries; it must be idempotent.
   */
  work(handler: JobHandler, options: { concurrency: number; onDead: DeadJobHandler }): Promise<void>;
  /** Fetches no more, waits `graceMs` (a second at least) for running jobs, and gives back those that are left. */
  stop(options: { graceMs: number }): Promise<void>;
}

export type JobHandler = (job: Job, context: { signal: AbortSignal }) => Promise<void>;
export type DeadJobHandler = (
  job: Job,
  failure: JobFailure,
  context: { signal: AbortSignal },
) => Promise<void>;

/** What the queue says of itself; a pino logger fits. */
export interface QueueLog {
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What is stored: the job, and since when it has been tried, for the limit of retries that do not count. */
interface StoredJob {
  job: Job;
  since: string;
}

/** A RetryableError counts as a failed attempt once the job is this old. */
const LONGEST_WAIT_MS = 24 * 60 * 60 * 1000;

/**
 * The job queue, pg-boss in schema `testwright_jobs`; see start-boss.ts for its policies. Call `migrate` first.
 * @throws RetryableError or DefectError when the database does not let it start.
 */
export async function createQueue(
  db: Database,
  options: { log?: QueueLog; timing?: Partial<QueueTiming> } = {},
): Promise<Queue> {
  const timing = { ...QUEUE_TIMING, ...options.timing };
  let boss: PgBoss;
  try {
    boss = await startBoss(db, timing, options.log);
  } catch (cause) {
    throw toDatabaseError(cause);
  }

  async function send(stored: StoredJob, sending: { tx?: Queryable; startAfter?: Date }): Promise<void> {
    const id = await boss.send(JOB_QUEUE, stored, {
      singletonKey: await findLane(sending.tx ?? db, stored.job),
      ...(sending.startAfter && { startAfter: sending.startAfter }),
      ...(sending.tx && { db: toBossDb(sending.tx) }),
    });
    if (id === null)
      throw new DefectError('job-not-stored', `The queue did not take a ${stored.job.name} job.`);
  }

  /** Puts a job back for later without counting an attempt; does nothing when another worker has it by now. */
  async function postpone(attempt: { id: string; retryCount: number }, stored: StoredJob, delayMs: number) {
    await db.transaction(async (tx) => {
      const completed = await boss.complete(JOB_QUEUE, attempt, null, { db: toBossDb(tx) });
      // pg-boss says how many rows it changed; its types keep that to themselves.
      if ((completed as { affected?: number }).affected === 0) return;
      await send(stored, { tx, startAfter: new Date(Date.now() + delayMs) });
    });
  }

  async function startWorker(handler: JobHandler): Promise<void> {
    const workerId = await boss.work<StoredJob>(
      JOB_QUEUE,
      {
        pollingIntervalSeconds: timing.pollSeconds,
        notifyPollingIntervalSeconds: timing.pollSeconds,
        ...heartbeat(),
      },
      async ([attempt]) => {
        try {
          if (attempt) await runAttempt(handler, attempt);
        } catch (error) {
          throw toStorableError(buildJobFailure(error));
        } finally {
          // Fetch again at once: otherwise the next job of this lane would wait for the poll.
          boss.notifyWorker(workerId);
        }
      },
    );
  }

  async function runAttempt(handler: JobHandler, attempt: Attempt<StoredJob>): Promise<void> {
    const { job, since } = attempt.data;
    try {
      await handler(job, { signal: attempt.signal });
    } catch (error) {
      options.log?.warn({ job, err: error }, 'job failed');
      const fresh = Date.now() - Date.parse(since) < LONGEST_WAIT_MS;
      if (!(error instanceof RetryableError && fresh)) throw error;
      await postpone(attempt, attempt.data, error.retryAfterMs);
    }
  }

  function heartbeat(): { heartbeatRefreshSeconds?: number } {
    return db.connection.kind === 'server' ? { heartbeatRefreshSeconds: timing.heartbeatRefreshSeconds } : {};
  }

  return {
    async enqueue(job, sending = {}) {
      try {
        await send({ job, since: new Date().toISOString() }, sending);
      } catch (cause) {
        throw toDatabaseError(cause);
      }
    },

    async isLaneBusy(job) {
      const rows = await db.query(
        `select 1 from ${JOB_SCHEMA}.job
         where name = $1 and singleton_key = $2 and state in ('created', 'retry', 'active')
         limit 1`,
        [JOB_QUEUE, await findLane(db, job)],
      );
      return rows.length > 0;
    },

    async work(handler, { concurrency, onDead }) {
      // One registration each, so that a worker can be woken by its own id.
      for (let count = 0; count < concurrency; count++) await startWorker(handler);
      await boss.work(
        DEAD_QUEUE,
        {
          includeMetadata: true,
          pollingIntervalSeconds: timing.pollSeconds,
          notifyPollingIntervalSeconds: timing.pollSeconds,
        },
        async ([dead]: JobWithMetadata<StoredJob>[]) => {
          if (!dead) return;
          const failure = parseJobFailure(dead.sourceOutput);
          options.log?.error({ job: dead.data.job, failure }, 'job is dead');
          await onDead(dead.data.job, failure, { signal: dead.signal }).catch((error) => {
            options.log?.error({ job: dead.data.job, err: error }, 'dead job not ended');
            throw toStorableError(buildJobFailure(error));
          });
        },
      );
    },

    async stop({ graceMs }) {
      await boss.stop({ graceful: true, timeout: graceMs });
    },
  };
}
