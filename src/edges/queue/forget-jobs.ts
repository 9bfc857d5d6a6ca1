import type { Queryable } from '../database/database.ts';
import { JOB_SCHEMA } from './start-boss.ts';

/**
 * Deletes jobs about these repositories that nobody works on, done and dead ones too: pg-boss keeps what a job said for a
 * day. True when one of them is being worked on.
 */
export async function forgetJobs(
  tx: Queryable,
  wanted: { installationId: number; repositoryIds: readonly number[]; all: boolean },
): Promise<boolean> {
  const about = `(
    data #>> '{job,data,repository,id}' = any($1::text[])
    or data #>> '{job,data,runId}' in (select id from testwright.runs where repository_id = any($2::bigint[]))
    or (data #>> '{job,name}' = 'onboard-installation' and data #>> '{job,data,installationId}' = $3
      and ($4 or state in ('completed', 'failed', 'cancelled')))
  )`;
  const values = [
    wanted.repositoryIds.map(String),
    wanted.repositoryIds,
    String(wanted.installationId),
    wanted.all,
  ];
  await tx.query(`delete from ${JOB_SCHEMA}.job where state <> 'active' and ${about}`, values);
  const active = await tx.query(
    `select 1 from ${JOB_SCHEMA}.job where state = 'active' and ${about} limit 1`,
    values,
  );
  return active.length > 0;
}
