import type { Inbox, Run } from '../edges/database/types.ts';
import { TestwrightError } from '../errors.ts';
import type { WorkflowDependencies } from './advance-run.ts';

/** GitHub keeps deliveries for three days: https://docs.github.com/webhooks/testing-and-troubleshooting-webhooks/redelivering-webhooks */
const REDELIVERY_WINDOW_MS = 3 * 24 * 3600_000;
const LONGEST_REDELIVERY_PAUSE_MS = 3600_000;
/** Longer than GitHub redelivers, so that no GUID is taken for a new one. */
const KEEP_DELIVERIES_MS = REDELIVERY_WINDOW_MS + 24 * 3600_000;
/** A run that was planned, applied or judged and not touched for this long has lost its job. */
const STALLED_AFTER_MS = 5 * 60_000;

export interface SweepDependencies extends WorkflowDependencies {
  inbox: Inbox;
  pruneDeliveries: (before: Date) => Promise<number>;
  /** Names of the events whose deliveries are stored. */
  handledEvents: readonly string[];
  /** The time between two passes. */
  sweepIntervalMs: number;
}

/**
 * The pass at start and every minute: webhooks only speed things up, this makes sure. It asks for failed deliveries
 * again, reads the state of each run that waits for CI, and picks up runs whose job was lost.
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
      await attempt(deps, `run ${run.id}`, () => lookAfterWaitingRun(deps, run, now));
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
}

async function lookAfterWaitingRun(deps: SweepDependencies, run: Run, now: Date): Promise<void> {
  const round = (await deps.store.listRounds(run.id)).find((candidate) => candidate.round === run.round);
  if (!round) return;
  const reader = deps.github.reader(run.repository);
  const workflowRun =
    round.workflowRunId !== null
      ? await reader.getWorkflowRun(round.workflowRunId)
      : ((await reader.listWorkflowRuns(deps.planning.settings.workflowFile, round.commitSha))[0] ?? null);
  if (workflowRun?.status === 'completed') {
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
  const waitedMs = now.getTime() - (run.waitingSince ?? run.updatedAt).getTime();
  if (waitedMs < deps.settings.ciTimeoutMs) return;
  const minutes = Math.round(waitedMs / 60_000);
  const ended = await deps.store.saveCiResult(run.id, round.round, {
    kind: 'none',
    outcome: {
      code: 'ci-never-answered',
      reason: `CI did not finish round ${round.round} within ${minutes} minutes${workflowRun ? ` (the run is ${workflowRun.status})` : ' (GitHub lists no run for it)'}. Push again to start over.`,
    },
  });
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
