import type { Inbox, Round, Run } from '../edges/database/types.ts';
import type { WorkflowRun } from '../edges/github/types.ts';
import { TestwrightError } from '../errors.ts';
import type { Outcome } from '../outcome.ts';
import type { WorkflowDependencies } from './advance-run.ts';
import { findLostAccess } from './end-dead-job.ts';

/** GitHub keeps deliveries for three days: https://docs.github.com/webhooks/testing-and-troubleshooting-webhooks/redelivering-webhooks */
const REDELIVERY_WINDOW_MS = 3 * 24 * 3600_000;
const LONGEST_REDELIVERY_PAUSE_MS = 3600_000;
/** Longer than GitHub redelivers, so that no GUID is taken for a new one. */
const KEEP_DELIVERIES_MS = REDELIVERY_WINDOW_MS + 24 * 3600_000;
/** For reading what CI has finished, retries of the job included. After that the run ends without it. */
const READING_MS = 25 * 3600_000;
/** A run that was planned, applied or judged and not touched for this long has lost its job. */
const STALLED_AFTER_MS = 5 * 60_000;

export interface SweepDependencies extends Omit<WorkflowDependencies, 'signal' | 'inbox'> {
  inbox: Inbox;
  pruneDeliveries: (before: Date) => Promise<number>;
  /** Deletes what the index keeps of blobs that no run has met since. */
  pruneIndex: (before: Date) => Promise<number>;
  /** Names of the events whose deliveries are stored. */
  handledEvents: readonly string[];
  /** How long after its end a run is remembered. */
  retentionMs: number;
  /** The time between two passes. */
  sweepIntervalMs: number;
}

/**
 * The pass at start and every minute: webhooks only speed things up, this makes sure. It asks for failed deliveries
 * again, reads the state of each run that waits for CI, picks up runs whose job was lost, and deletes what is old.
 */
export async function sweep(
  deps: SweepDependencies,
  now: Date,
  options: { atStart: boolean },
): Promise<void> {
  await attempt(deps, 'redelivery', async () => {
    const count = await deps.github.redeliverFailed({
      since: new Date(now.getTime() - REDELIVERY_WINDOW_MS),
      now,
      // What failed before the start failed because nobody was there to receive it.
      pauseMs: options.atStart
        ? { first: 0, longest: 0 }
        : { first: deps.sweepIntervalMs, longest: LONGEST_REDELIVERY_PAUSE_MS },
      events: deps.handledEvents,
      findStored: (guids) => deps.inbox.findStored(guids),
    });
    if (count > 0) deps.log.info({ count }, 'asked for failed deliveries again');
  });
  await attempt(deps, 'waiting runs', async () => {
    for (const run of await deps.store.listRunsWaitingForCi()) {
      await attempt(deps, `run ${run.id}`, () => lookAfterWaitingRun(deps, run, now, options));
    }
  });
  await attempt(deps, 'stalled runs', async () => {
    // At start nobody can be working on a run of this process; elsewhere jobs of a live worker are left alone.
    const before = options.atStart ? now : new Date(now.getTime() - STALLED_AFTER_MS);
    for (const run of await deps.store.listStalledRuns(before)) {
      await deps.inbox.enqueueIfIdle({ name: 'advance-run', data: { runId: run.id } });
    }
  });
  await attempt(deps, 'old deliveries', async () => {
    await deps.pruneDeliveries(new Date(now.getTime() - KEEP_DELIVERIES_MS));
  });
  await attempt(deps, 'index', async () => {
    // Also where the setting has switched the index off since.
    await deps.pruneIndex(new Date(now.getTime() - deps.retentionMs));
  });
  await attempt(deps, 'old runs', async () => {
    const count = await deps.store.forgetRuns(new Date(now.getTime() - deps.retentionMs));
    if (count > 0) deps.log.info({ count }, 'forgot what old runs knew');
  });
}

/** Whatever GitHub says or does not say, a run does not wait for longer than its limit. */
async function lookAfterWaitingRun(
  deps: SweepDependencies,
  run: Run,
  now: Date,
  options: { atStart: boolean },
): Promise<void> {
  const waitedMs = now.getTime() - (run.waitingSince ?? run.updatedAt).getTime();
  const isLate = waitedMs >= deps.settings.ciTimeoutMs;
  const minutes = Math.round(waitedMs / 60_000);
  const endUnanswered = (what: string): Promise<void> =>
    endWaiting(deps, run, {
      code: 'ci-never-answered',
      reason: `CI did not finish round ${run.round} within ${minutes} minutes (${what}). Push again to start over.`,
    });

  const round = await deps.store.findRound(run.id, run.round);
  if (!round) return isLate ? endUnanswered('nothing was dispatched') : undefined;
  let workflowRun: WorkflowRun | null;
  try {
    workflowRun = await findWorkflowRun(deps, run, round);
  } catch (error) {
    const lost = error instanceof TestwrightError ? findLostAccess(error.code) : null;
    if (lost) return endWaiting(deps, run, lost);
    // After downtime CI may well have answered: GitHub gets the time until the next pass to say so.
    if (isLate && !options.atStart) return endUnanswered('GitHub cannot be read');
    throw error;
  }
  const isReadable = options.atStart || waitedMs < deps.settings.ciTimeoutMs + READING_MS;
  if (workflowRun?.status === 'completed' && isReadable) {
    await deps.inbox.enqueueIfIdle({
      name: 'read-ci-result',
      data: {
        repository: run.repository,
        workflowRunId: workflowRun.id,
        attempt: workflowRun.attempt,
        headSha: round.commitSha,
      },
    });
    return;
  }
  if (!isLate) return;
  if (!workflowRun) return endUnanswered('GitHub lists no run for it');
  const { status } = workflowRun;
  await endUnanswered(status === 'completed' ? 'its result could not be read' : `the run is ${status}`);
}

async function findWorkflowRun(deps: SweepDependencies, run: Run, round: Round): Promise<WorkflowRun | null> {
  const reader = deps.github.reader(run.repository);
  if (round.workflowRunId !== null) return reader.getWorkflowRun(round.workflowRunId);
  return (await reader.listWorkflowRuns(deps.planning.settings.workflowFile, round.commitSha))[0] ?? null;
}

/**
 * The round's result is that there is none; the run is ended by its job, which shows it on GitHub if it can. When it
 * cannot, the job dies, and `endDeadJob` ends the run in the database.
 */
async function endWaiting(deps: SweepDependencies, run: Run, outcome: Outcome): Promise<void> {
  const ended = await deps.store.saveCiResult(run.id, run.round, { kind: 'none', outcome }, null);
  // False: the run has moved on, or there is no round that could have a result.
  if (!ended && !(await deps.store.findRound(run.id, run.round))) await deps.store.endRun(run.id, outcome);
  if (ended) await deps.inbox.enqueue({ name: 'advance-run', data: { runId: run.id } });
}

/** One part that fails must not keep the others from running; the next pass tries again. */
async function attempt(deps: SweepDependencies, part: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const level = error instanceof TestwrightError && error.addressee === 'retry' ? 'info' : 'error';
    deps.log[level]({ err: error, part }, 'sweep part failed');
  }
}
