import { randomUUID } from 'node:crypto';
import type { OutcomeCode } from '../../outcome.ts';
import type { Transaction } from './database.ts';
import { type RunRow, toRun } from './run-row.ts';
import { toJsonText } from './storable.ts';
import type { Run, RunStore } from './types.ts';

/**
 * Endings that came from outside, from passing trouble or from something that is mended meanwhile: the same head
 * deserves another run. `superseded` belongs here because a force push may bring an earlier head back, `bot-push` because
 * a person may take over. The others say what the head itself is like.
 */
const FOLLOWED_BY_NEW_RUN: readonly OutcomeCode[] = [
  'superseded',
  'pull-request-closed',
  'draft-pull-request',
  'left-out-by-label',
  'bot-push',
  'fork-not-runnable',
  'workflow-missing-on-head',
  'suggestions-not-executed',
  'ci-never-answered',
  'ci-failed',
  'report-missing',
  'report-refused',
  'model-refused',
  'model-reply-invalid',
  'model-reply-truncated',
  'model-unavailable',
  'budget-exhausted',
  'branch-moved',
  'access-lost',
  'internal-error',
];

/** Finds or creates the run of a pull request for this head, ending runs for other heads; see RunStore.startRun. */
export async function startRun(
  tx: Transaction,
  start: Parameters<RunStore['startRun']>[0],
): Promise<{ run: Run; created: boolean }> {
  const { repository, pullNumber, headSha, trigger, deliveryGuid } = start;
  // Two heads of one pull request that start together: one after the other, else both would find no run.
  await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [
    `testwright:pull:${repository.id}:${pullNumber}`,
  ]);
  await tx.query(
    `update testwright.runs
     set state = 'ended', plan = null, waiting_since = null, outcome_code = 'superseded',
         outcome_reason = 'The pull request has the newer head ' || left($3, 7) || '.', updated_at = clock_timestamp()
     where repository_id = $1 and pull_number = $2 and head_sha <> $3 and state <> 'ended'`,
    [repository.id, pullNumber, headSha],
  );
  const runs = await tx.query<RunRow & { is_repeated: boolean }>(
    `select *, $4 = any(started_by) as is_repeated from testwright.runs
     where repository_id = $1 and pull_number = $2 and head_sha = $3 and workflow = 'review-pull-request'
     order by created_at desc`,
    [repository.id, pullNumber, headSha, deliveryGuid],
  );
  const [latest] = runs;
  const isRepeated = runs.some((run) => run.is_repeated);
  if (latest && (isRepeated || !isFollowed(latest, trigger))) {
    if (!isRepeated) {
      await tx.query('update testwright.runs set started_by = array_append(started_by, $2) where id = $1', [
        latest.id,
        deliveryGuid,
      ]);
    }
    return { run: toRun(latest), created: false };
  }
  // An acceptance or a task goes on beside the review that has ended.
  const [active] = await tx.query<RunRow>(
    `select * from testwright.runs where repository_id = $1 and pull_number = $2 and state <> 'ended'`,
    [repository.id, pullNumber],
  );
  if (active) return { run: toRun(active), created: false };
  const [created] = await tx.query<RunRow>(
    `insert into testwright.runs
       (id, workflow, installation_id, repository_id, owner, repository, pull_number, head_sha, started_by, state,
        record)
     values ($1, 'review-pull-request', $2, $3, $4, $5, $6, $7, array[$8::text], 'planning', $9::json)
     returning *`,
    [
      randomUUID(),
      repository.installationId,
      repository.id,
      repository.owner,
      repository.name,
      pullNumber,
      headSha,
      deliveryGuid,
      toJsonText(start.record),
    ],
  );
  return { run: toRun(created!), created: true };
}

/** Whether a new run comes after this one, because of how it ended or because the pull request was reopened. */
function isFollowed(run: RunRow, trigger: string): boolean {
  if (run.outcome_code === null) return false;
  return trigger === 'reopened' || trigger === 'asked' || FOLLOWED_BY_NEW_RUN.includes(run.outcome_code);
}
