import type { Database } from './database.ts';

/** Runs in one pass, so that a pass over a large backlog locks nothing for long. */
const MAX_PER_PASS = 500;

/** See RunStore.forgetRuns. A run that has been forgotten has no record. */
export async function forgetRuns(db: Database, before: Date): Promise<number> {
  const [row] = await db.query<{ forgotten: number }>(
    `with old as (
       select id from testwright.runs
       where state = 'ended' and record is not null and updated_at < $1
       order by updated_at
       limit ${MAX_PER_PASS}
     ), replies as (
       delete from testwright.replies where run_id in (select id from old)
     ), results as (
       update testwright.rounds set result = null where run_id in (select id from old) and result is not null
     ), forgotten as (
       update testwright.runs set record = null where id in (select id from old) returning 1
     )
     select count(*)::int as forgotten from forgotten`,
    [before],
  );
  return row?.forgotten ?? 0;
}
