import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Database } from '../../../src/edges/database/database.ts';
import { createRunStore } from '../../../src/edges/database/run-store.ts';
import type { Job } from '../../../src/edges/database/types.ts';
import type { JobFailure } from '../../../src/edges/queue/job-failure.ts';
import { createQueue, type JobHandler, type Queue } from '../../../src/edges/queue/queue.ts';
import { OperatorError, RetryableError } from '../../../src/errors.ts';
import { DATABASE_KINDS, startDatabases, type TestDatabases, waitFor } from '../../support/databases.ts';

const REPOSITORY = { installationId: 1, owner: 'octo', name: 'shop', id: 16_000_000_000 };
const TIMING = { pollSeconds: 0.5, retryDelaySeconds: 0, retryLimit: 1, superviseSeconds: 1 };

describe.each(DATABASE_KINDS)('the queue on the %s database', (kind) => {
  let databases: TestDatabases;
  let db: Database;
  let queue: Queue;
  let dead: { job: Job; failure: JobFailure }[];
  let runs = 0;

  beforeAll(async () => {
    databases = await startDatabases(kind);
    db = await databases.openMigrated();
  });
  afterAll(() => databases?.stop());
  beforeEach(async () => {
    dead = [];
    queue = await createQueue(db, { timing: TIMING });
  });
  afterEach(async () => {
    await queue.stop({ graceMs: 2000 });
    await db.query('delete from testwright_jobs.job');
  });

  function givenJob(): Extract<Job, { name: 'advance-run' }> {
    runs += 1;
    return { name: 'advance-run', data: { runId: `run-${runs}` } };
  }

  async function work(handler: JobHandler, concurrency = 4): Promise<void> {
    const onDead = async (job: Job, failure: JobFailure) => void dead.push({ job, failure });
    await queue.work(handler, { concurrency, onDead });
  }

  test('hands a job to a waiting worker within half a second', async () => {
    let took = 0;
    await work(async () => {
      took = performance.now();
    });
    // Long enough for every worker to have looked, found nothing and gone to sleep.
    await new Promise((resolve) => setTimeout(resolve, 150));
    const sent = performance.now();
    await queue.enqueue(givenJob());
    await waitFor(() => took > 0);
    expect(took - sent).toBeLessThan(500);
  });

  test('works on one job of a lane at a time, on all of them, and on other lanes meanwhile', async () => {
    const sameLane = Array.from(
      { length: 6 },
      (): Job => ({
        name: 'review-pull-request',
        data: {
          repository: REPOSITORY,
          pullNumber: 1,
          headSha: 'h',
          sender: { id: 1, login: 'o', type: 'User' },
          trigger: 'opened',
          deliveryGuid: 'guid',
        },
      }),
    );
    let inLane = 0;
    let mostInLane = 0;
    let besides = 0;
    let done = 0;
    await work(async (job) => {
      if (job.name === 'advance-run') {
        besides += inLane;
        return;
      }
      inLane += 1;
      mostInLane = Math.max(mostInLane, inLane);
      // While the first is worked on, the rest arrives, and a job of another lane.
      if (done === 0)
        await Promise.all([...sameLane.slice(1), givenJob()].map((later) => queue.enqueue(later)));
      if (done === 0) await waitFor(() => besides > 0);
      await new Promise((resolve) => setTimeout(resolve, 20));
      inLane -= 1;
      done += 1;
    });
    await queue.enqueue(sameLane[0]!);
    await waitFor(() => done === 6);
    expect(mostInLane).toBe(1);
    expect(besides).toBe(1);
  });

  test('puts every job of a pull request into the same lane', async () => {
    const store = createRunStore(db);
    const start = {
      repository: REPOSITORY,
      pullNumber: 77,
      headSha: 'head',
      trigger: 'opened',
      deliveryGuid: 'guid',
      record: null,
    };
    const { run } = await store.startRun(start);
    await store.saveRound({ runId: run.id, round: 1, commitSha: 'companion', treeSha: 't' });
    const ci = { repository: REPOSITORY, workflowRunId: 1, attempt: 1 };
    const jobs: Job[] = [
      { name: 'review-pull-request', data: { ...start, sender: { id: 1, login: 'o', type: 'User' } } },
      { name: 'close-pull-request', data: { repository: REPOSITORY, pullNumber: 77 } },
      { name: 'read-ci-result', data: { ...ci, headSha: 'companion' } },
      { name: 'advance-run', data: { runId: run.id } },
      // A workflow of the repository's own, on the head itself.
      { name: 'read-ci-result', data: { ...ci, headSha: 'head' } },
      { name: 'read-ci-result', data: { ...ci, headSha: 'not-ours' } },
    ];
    for (const job of jobs) await queue.enqueue(job);
    const lanes = await db.query(`select singleton_key as lane from testwright_jobs.job order by created_on`);
    const lane = 'pull:16000000000:77';
    expect(lanes.map((row) => row['lane'])).toEqual([
      lane,
      lane,
      lane,
      lane,
      lane,
      'commit:16000000000:not-ours',
    ]);
  });

  test('holds a job back until its time', async () => {
    let took = 0;
    await work(async () => {
      took = Date.now();
    });
    const startAfter = new Date(Date.now() + 700);
    await queue.enqueue(givenJob(), { startAfter });
    await waitFor(() => took > 0);
    expect(took).toBeGreaterThanOrEqual(startAfter.getTime() - 10);
  });

  test('tries again after a failure, then tells until it is heard that the job is dead, without secrets of the cause', async () => {
    const job = givenJob();
    let attempts = 0;
    const told: { job: Job; failure: JobFailure }[] = [];
    const cause = Object.assign(new Error('request'), { headers: { authorization: 'token ghs_secret' } });
    await queue.work(
      async () => {
        attempts += 1;
        throw new OperatorError('key-refused', 'The key was refused.', { cause });
      },
      {
        concurrency: 1,
        onDead: async (deadJob, failure) => {
          told.push({ job: deadJob, failure });
          if (told.length === 1)
            throw new RetryableError('github-down', 'Down.', { retryAfterMs: 10, cause });
        },
      },
    );
    await queue.enqueue(job);
    await waitFor(async () => {
      await hurryRetries();
      return told.length === 2;
    });
    expect(attempts).toBe(1 + TIMING.retryLimit);
    const one = {
      job,
      failure: { code: 'key-refused', addressee: 'operator', message: 'The key was refused.' },
    };
    expect(told).toEqual([one, one]);
    const stored = await db.query('select output, source_output from testwright_jobs.job');
    expect(JSON.stringify(stored)).toContain('The key was refused.');
    expect(JSON.stringify(stored)).not.toContain('ghs_secret');
  });

  test('waits as long as a RetryableError asks, without counting it as a failed attempt', async () => {
    const times: number[] = [];
    await work(async () => {
      times.push(Date.now());
      if (times.length <= TIMING.retryLimit + 2) {
        throw new RetryableError('rate-limited', 'Slow down.', {
          retryAfterMs: times.length === 1 ? 600 : 0,
        });
      }
    });
    await queue.enqueue(givenJob());
    await waitFor(() => times.length === TIMING.retryLimit + 3);
    expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(590);
    expect(dead).toEqual([]);
  });

  test('stop gives a job back that outlasts its grace, and aborts its signal', async () => {
    const job = givenJob();
    let aborted = false;
    await work(async (_, { signal }) => {
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      aborted = true;
    });
    await queue.enqueue(job);
    await waitFor(async () => (await countJobs('active')) === 1);
    await queue.stop({ graceMs: 100 });
    await waitFor(() => aborted);
    expect(await countJobs('retry')).toBe(1);

    await hurryRetries();
    queue = await createQueue(db, { timing: TIMING });
    const again: Job[] = [];
    await work(async (taken) => void again.push(taken));
    await waitFor(() => again.length > 0);
    expect(again).toEqual([job]);
  });

  /** Retries wait a second or more; here their time comes at once. */
  async function hurryRetries(): Promise<void> {
    await db.query(`update testwright_jobs.job set start_after = now() where state = 'retry'`);
  }

  async function countJobs(state: string): Promise<number> {
    return (await db.query('select from testwright_jobs.job where state::text = $1', [state])).length;
  }
});
