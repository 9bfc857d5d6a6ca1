import { randomUUID } from 'node:crypto';
import type { Database } from './database.ts';
import type { Reproduction, ReproductionStore } from './reproduction-types.ts';
import { type RunRow, toRun } from './run-row.ts';
import { toJsonText, toStorableText } from './storable.ts';

interface ReproductionRow {
  issue_number: number;
  run_id: string;
  path: string;
  test_name: string;
  form: Reproduction['form'];
  commit_sha: string;
  requested_at: Date;
  failing_at: Date;
}

/** Runs for issues, in schema `testwright`. Throws what `Database` throws. */
export function createReproductionStore(db: Database): ReproductionStore {
  return {
    startReproduction: ({ repository, issueNumber, headSha, deliveryGuid, record }) =>
      db.transaction(async (tx) => {
        // The lock that runs for this number start under.
        await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [
          `testwright:pull:${repository.id}:${issueNumber}`,
        ]);
        const [known] = await tx.query<RunRow>(
          `select * from testwright.runs
           where repository_id = $1 and pull_number = $2 and workflow = 'reproduce-issue'
             and (state <> 'ended' or $3 = any(started_by))
           order by created_at desc
           limit 1`,
          [repository.id, issueNumber, deliveryGuid],
        );
        if (known) return { run: toRun(known), created: false };
        const [created] = await tx.query<RunRow>(
          `insert into testwright.runs
             (id, workflow, installation_id, repository_id, owner, repository, pull_number, head_sha, started_by, state,
              record)
           values ($1, 'reproduce-issue', $2, $3, $4, $5, $6, $7, array[$8::text], 'planning', $9::json)
           returning *`,
          [
            randomUUID(),
            repository.installationId,
            repository.id,
            repository.owner,
            repository.name,
            issueNumber,
            headSha,
            deliveryGuid,
            toJsonText(record),
          ],
        );
        return { run: toRun(created!), created: true };
      }),

    async findLatestReproduction(repositoryId, issueNumber) {
      const [row] = await db.query<RunRow>(
        `select * from testwright.runs
         where repository_id = $1 and pull_number = $2 and workflow = 'reproduce-issue' and record is not null
         order by created_at desc
         limit 1`,
        [repositoryId, issueNumber],
      );
      return row ? toRun(row) : null;
    },

    async saveReproduction(runId, { path, testName, form, commitSha, requestedAt, failingAt }) {
      await db.query(
        `insert into testwright.reproductions
           (repository_id, issue_number, run_id, path, test_name, form, commit_sha, requested_at, failing_at)
         select repository_id, pull_number, id, $2, $3, $4, $5, $6::timestamptz, $7::timestamptz
         from testwright.runs where id = $1
         on conflict (repository_id, issue_number) do update set
           run_id = excluded.run_id, path = excluded.path, test_name = excluded.test_name, form = excluded.form,
           commit_sha = excluded.commit_sha, requested_at = excluded.requested_at, failing_at = excluded.failing_at,
           created_at = excluded.created_at
         where reproductions.run_id <> excluded.run_id`,
        [runId, toStorableText(path), toStorableText(testName), form, commitSha, requestedAt, failingAt],
      );
    },

    async listReproductions(repositoryId) {
      const rows = await db.query<ReproductionRow>(
        `select * from testwright.reproductions where repository_id = $1 order by created_at desc limit 500`,
        [repositoryId],
      );
      return rows.map((row) => ({
        issueNumber: row.issue_number,
        runId: row.run_id,
        path: row.path,
        testName: row.test_name,
        form: row.form,
        commitSha: row.commit_sha,
        requestedAt: row.requested_at,
        failingAt: row.failing_at,
      }));
    },
  };
}
