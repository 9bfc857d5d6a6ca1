import type { Database } from './database.ts';
import { forgetRuns } from './forget-runs.ts';
import { createReplies } from './replies.ts';
import { createRounds } from './rounds.ts';
import { type RunRow, toRun } from './run-row.ts';
import { createRunTransitions } from './run-transitions.ts';
import { createSpending } from './spending.ts';
import { startRun } from './start-run.ts';
import type { Run, RunStore } from './types.ts';

/** Runs, rounds, replies and spending in schema `testwright`. Throws what `Database` throws. */
export function createRunStore(db: Database): RunStore {
  async function find(sql: string, params: unknown[]): Promise<Run[]> {
    return (await db.query<RunRow>(sql, params)).map(toRun);
  }

  return {
    startRun: (start) => db.transaction((tx) => startRun(tx, start)),

    async findRun(id) {
      const [run] = await find('select * from testwright.runs where id = $1', [id]);
      return run ?? null;
    },

    async findActiveRun(repositoryId, pullNumber) {
      const [run] = await find(
        `select * from testwright.runs where repository_id = $1 and pull_number = $2 and state <> 'ended'`,
        [repositoryId, pullNumber],
      );
      return run ?? null;
    },

    listLatestRunsOfHead(repositoryId, headSha) {
      return find(
        `select * from (
           select distinct on (pull_number) * from testwright.runs
           where repository_id = $1
             and pull_number in (
               select pull_number from testwright.runs where repository_id = $1 and head_sha = $2
             )
           order by pull_number, created_at desc
         ) as latest
         where head_sha = $2`,
        [repositoryId, headSha],
      );
    },

    listRunsWaitingForCi() {
      return find(`select * from testwright.runs where state = 'waiting-for-ci' order by waiting_since`, []);
    },

    listStalledRuns(before) {
      return find(
        `select * from testwright.runs
         where state in ('planning', 'applying', 'judging') and updated_at < $1
         order by updated_at`,
        [before],
      );
    },

    forgetRuns: (before) => forgetRuns(db, before),

    ...createRunTransitions(db),
    ...createRounds(db),
    ...createReplies(db),
    ...createSpending(db),
  };
}
