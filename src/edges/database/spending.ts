import { NOTHING_SPENT, type Spent, type SpentByScope } from '../../core/budget/spent.ts';
import type { Database } from './database.ts';
import { toJsonText } from './storable.ts';
import type { RunStore } from './types.ts';

interface SpentRow extends Record<Exclude<keyof Spent, 'priceAsOf' | 'models'>, number> {
  scope: keyof SpentByScope;
  priceAsOf: string | null;
  models: string[];
}

/**
 * Part of a statement that writes the calls in `$n` (JSON text of CallSpending[]) of the run `$1` for the key `$2`. A
 * call that is written again is the same call.
 */
export function insertCalls(calls: '$3' | '$6'): string {
  return `
    insert into testwright.spending
      (id, run_id, installation_id, repository_id, pull_number, kind, key, model, input_tokens, cached_input_tokens,
       cache_write_tokens, output_tokens, is_estimated, micro_usd, price_as_of)
    select call.id, runs.id, installation_id, repository_id, pull_number, 'call', $2::text, call.model,
           call."inputTokens", call."cachedInputTokens", call."cacheWriteTokens", call."outputTokens",
           call."isEstimated", call."microUsd", call."priceAsOf"
    from testwright.runs, json_to_recordset(${calls}::json) as call (
      id text, model text, "inputTokens" bigint, "cachedInputTokens" bigint, "cacheWriteTokens" bigint,
      "outputTokens" bigint, "isEstimated" boolean, "microUsd" bigint, "priceAsOf" text
    )
    where runs.id = $1
    on conflict (id) do nothing`;
}

/** The ledger. Each reader sees what is committed; see docs/decisions/2026-11-25-budget.md for what that guarantees. */
export function createSpending(db: Database): Pick<RunStore, 'readSpent' | 'saveCalls' | 'saveCiTime'> {
  return {
    async readSpent(runId) {
      const rows = await db.query<SpentRow>(READ_SPENT, [runId]);
      const of = (scope: keyof SpentByScope): Spent => {
        const row = rows.find((candidate) => candidate.scope === scope);
        if (!row) return NOTHING_SPENT;
        const { scope: _, ...spent } = row;
        return spent;
      };
      return {
        run: of('run'),
        pullRequest: of('pullRequest'),
        repositoryDay: of('repositoryDay'),
        installationDay: of('installationDay'),
      };
    },

    async saveCalls(runId, key, calls) {
      await db.query(insertCalls('$3'), [runId, key, toJsonText(calls)]);
    },

    async saveCiTime(runId, round, time) {
      await db.query(`update testwright.spending set ci_ms = $2, ci_minutes = $3 where id = $1`, [
        roundSpendingId(runId, round),
        time.ms,
        time.minutes,
      ]);
    },
  };
}

/** The ledger's row of a round. */
export function roundSpendingId(runId: string, round: number): string {
  return `${runId}/round-${round}`;
}

const READ_SPENT = `
  with this as (
    select id, installation_id, repository_id, pull_number, (clock_timestamp() at time zone 'utc')::date as today
    from testwright.runs where id = $1
  ), entries as (
    select 'run' as scope, entry.* from testwright.spending entry, this where entry.run_id = this.id
    union all
    select 'pullRequest', entry.* from testwright.spending entry, this
    where entry.repository_id = this.repository_id and entry.pull_number = this.pull_number
    union all
    select 'repositoryDay', entry.* from testwright.spending entry, this
    where entry.repository_id = this.repository_id and entry.day = this.today
    union all
    select 'installationDay', entry.* from testwright.spending entry, this
    where entry.installation_id = this.installation_id and entry.day = this.today
  )
  select scope,
         count(*) filter (where kind = 'call')::int as calls,
         count(*) filter (where is_estimated)::int as "estimatedCalls",
         coalesce(sum(input_tokens), 0)::bigint as "inputTokens",
         coalesce(sum(cached_input_tokens), 0)::bigint as "cachedInputTokens",
         coalesce(sum(cache_write_tokens), 0)::bigint as "cacheWriteTokens",
         coalesce(sum(output_tokens), 0)::bigint as "outputTokens",
         coalesce(sum(micro_usd), 0)::bigint as "microUsd",
         count(*) filter (where kind = 'call' and micro_usd is null)::int as "unpricedCalls",
         min(price_as_of) as "priceAsOf",
         coalesce(json_agg(distinct model) filter (where model is not null), '[]'::json) as models,
         count(*) filter (where kind = 'round')::int as rounds,
         count(*) filter (where kind = 'round' and ci_ms is null)::int as "untimedRounds",
         coalesce(sum(ci_ms), 0)::bigint as "ciMs",
         coalesce(sum(ci_minutes), 0)::bigint as "ciMinutes",
         coalesce(max(ci_minutes), 0)::int as "longestRoundMinutes"
  from entries group by scope`;
