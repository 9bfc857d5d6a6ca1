import type { Database } from './database.ts';
import { type RoundRow, type RunRow, toRound, toRun } from './run-row.ts';
import { roundSpendingId } from './spending.ts';
import type { Round, RunStore } from './types.ts';

export function createRounds(
  db: Database,
): Pick<RunStore, 'findRoundByCommit' | 'findRound' | 'listRounds' | 'saveRound' | 'saveWorkflowRun'> {
  async function findRound(runId: string, round: number): Promise<Round | null> {
    const [row] = await db.query<RoundRow>(
      'select * from testwright.rounds where run_id = $1 and round = $2',
      [runId, round],
    );
    return row ? toRound(row) : null;
  }

  return {
    findRound,

    async findRoundByCommit(repositoryId, commitSha) {
      const [found] = await db.query<{ run_id: string; round: number }>(
        `select r.run_id, r.round
         from testwright.rounds r join testwright.runs on runs.id = r.run_id
         where r.commit_sha = $2 and runs.repository_id = $1
         order by r.created_at desc
         limit 1`,
        [repositoryId, commitSha],
      );
      if (!found) return null;
      const [run] = await db.query<RunRow>('select * from testwright.runs where id = $1', [found.run_id]);
      const round = await findRound(found.run_id, found.round);
      return run && round ? { run: toRun(run), round } : null;
    },

    async listRounds(runId) {
      const rows = await db.query<RoundRow>(
        'select * from testwright.rounds where run_id = $1 order by round',
        [runId],
      );
      return rows.map(toRound);
    },

    async saveRound({ runId, round, commitSha, treeSha }) {
      // A crash between commit and this record makes a second commit for the round; the one on the branch counts,
      // and what CI said of the other one does not.
      await db.query(
        `with saved as (
           insert into testwright.rounds (run_id, round, commit_sha, tree_sha) values ($1, $2, $3, $4)
           on conflict (run_id, round) do update
             set commit_sha = excluded.commit_sha, tree_sha = excluded.tree_sha,
                 workflow_run_id = null, attempt = null, result = null
             where rounds.commit_sha <> excluded.commit_sha
         ), spent as (
           insert into testwright.spending (id, run_id, installation_id, repository_id, pull_number, kind, key)
           select $5, id, installation_id, repository_id, pull_number, 'round', 'round-' || $2::int
           from testwright.runs where id = $1
           on conflict (id) do nothing
         )
         update testwright.runs set round = greatest(round, $2), updated_at = clock_timestamp() where id = $1`,
        [runId, round, commitSha, treeSha, roundSpendingId(runId, round)],
      );
    },

    async saveWorkflowRun(runId, round, workflowRunId, attempt) {
      await db.query(
        `update testwright.rounds set workflow_run_id = $3, attempt = $4 where run_id = $1 and round = $2`,
        [runId, round, workflowRunId, attempt],
      );
    },
  };
}
