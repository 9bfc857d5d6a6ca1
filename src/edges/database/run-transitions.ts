import type { Database } from './database.ts';
import { roundSpendingId } from './spending.ts';
import { toJsonText, toStorableText } from './storable.ts';
import type { RunStore } from './types.ts';

/**
 * The moves between states. Each is one UPDATE guarded by the state it starts from: whoever comes second, or after
 * the run was superseded, changes nothing and learns so.
 */
export function createRunTransitions(
  db: Database,
): Pick<RunStore, 'savePlan' | 'replacePlan' | 'reopenRun' | 'finishApply' | 'saveCiResult' | 'endRun'> {
  return {
    async savePlan(from, plan, record) {
      const moved = await db.query(
        `update testwright.runs
         set state = 'applying', plan = $2::json, record = $3::json, updated_at = clock_timestamp()
         where id = $1 and state = $4 and round = $5 and state in ('planning', 'judging')
         returning id`,
        [from.id, toJsonText(plan), toJsonText(record), from.state, from.round],
      );
      return moved.length > 0;
    },

    async replacePlan(runId, plan, record) {
      const moved = await db.query(
        `update testwright.runs
         set state = 'applying', plan = $2::json, record = $3::json, waiting_since = null,
             updated_at = clock_timestamp()
         where id = $1 and state <> 'ended'
         returning id`,
        [runId, toJsonText(plan), toJsonText(record)],
      );
      return moved.length > 0;
    },

    async reopenRun(runId, plan, record) {
      const moved = await db.query(
        `update testwright.runs as run
         set state = 'applying', plan = $2::json, record = $3::json, outcome_code = null, outcome_reason = null,
             updated_at = clock_timestamp()
         where id = $1 and state = 'ended'
           and not exists (
             select from testwright.runs as other
             where other.repository_id = run.repository_id and other.pull_number = run.pull_number
               and other.created_at > run.created_at
           )
         returning id`,
        [runId, toJsonText(plan), toJsonText(record)],
      );
      return moved.length > 0;
    },

    async finishApply(runId, next) {
      const outcome = next.state === 'ended' ? next.outcome : null;
      const moved = await db.query(
        `update testwright.runs
         set state = $2, plan = null, outcome_code = $3, outcome_reason = $4, updated_at = clock_timestamp(),
             waiting_since = case when $2 = 'waiting-for-ci' then clock_timestamp() end
         where id = $1 and state = 'applying'
         returning id`,
        [runId, next.state, outcome?.code ?? null, outcome && toStorableText(outcome.reason)],
      );
      return moved.length > 0;
    },

    async saveCiResult(runId, round, result, time) {
      const moved = await db.query(
        `with moved as (
           update testwright.runs
           set state = 'judging', waiting_since = null, updated_at = clock_timestamp()
           where id = $1 and state = 'waiting-for-ci' and round = $2
             and exists (select from testwright.rounds where run_id = $1 and round = $2)
           returning id
         ), spent as (
           update testwright.spending set ci_ms = $5, ci_minutes = $6
           from moved where spending.id = $4 and $5::bigint is not null
         )
         update testwright.rounds set result = $3::json from moved where run_id = moved.id and round = $2
         returning run_id`,
        [
          runId,
          round,
          toJsonText(result),
          roundSpendingId(runId, round),
          time?.ms ?? null,
          time?.minutes ?? null,
        ],
      );
      return moved.length > 0;
    },

    async endRun(runId, outcome) {
      const moved = await db.query(
        `update testwright.runs
         set state = 'ended', plan = null, waiting_since = null, outcome_code = $2, outcome_reason = $3,
             updated_at = clock_timestamp()
         where id = $1 and state <> 'ended'
         returning id`,
        [runId, outcome.code, toStorableText(outcome.reason)],
      );
      return moved.length > 0;
    },
  };
}
