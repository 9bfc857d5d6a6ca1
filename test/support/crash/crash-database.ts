import { openDatabase } from '../../../src/edges/database/open-database.ts';

/** What the app's own records say when everything is over. */
export interface CrashRecords {
  /** A line per run: repository's owner, outcome. */
  runs: {
    owner: string;
    state: string;
    outcome: string | null;
    rounds: number;
    replies: number;
    /** Of the ledger: calls, rounds, and those whose CI time is known. */
    spent: { calls: number; rounds: number; timed: number };
  }[];
  /** Jobs that are not done: state and how often each was tried. */
  jobsLeft: { state: string; name: string }[];
}

/** Reads the embedded database of an app that has stopped. */
export async function readRecords(directory: string): Promise<CrashRecords> {
  const db = await openDatabase({ directory });
  try {
    return {
      runs: await db.query(
        `select owner, state, outcome_code as outcome,
           (select count(*)::int from testwright.rounds where run_id = runs.id) as rounds,
           (select count(*)::int from testwright.replies where run_id = runs.id) as replies,
           (select json_build_object('calls', count(model), 'rounds', count(*) - count(model), 'timed', count(ci_ms))
            from testwright.spending where run_id = runs.id) as spent
         from testwright.runs order by created_at`,
      ),
      jobsLeft: await db.query(
        `select state::text, name from testwright_jobs.job where state <> 'completed' and name in ('jobs', 'dead-jobs')`,
      ),
    };
  } finally {
    await db.close();
  }
}
