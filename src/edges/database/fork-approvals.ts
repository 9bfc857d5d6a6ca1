import type { Database } from './database.ts';
import type { ForkApprovals } from './decision-types.ts';

interface ApprovalRow {
  by_id: number;
  by_login: string;
  delivery_guid: string;
}

/** Which commits of forks may be run, in `testwright.fork_approvals`. Throws what `Database` throws. */
export function createForkApprovals(db: Database): ForkApprovals {
  return {
    async findForkApproval(repositoryId, pullNumber, headSha) {
      const [row] = await db.query<ApprovalRow>(
        `select by_id, by_login, delivery_guid from testwright.fork_approvals
         where repository_id = $1 and pull_number = $2 and head_sha = $3`,
        [repositoryId, pullNumber, headSha],
      );
      return row ? { by: { id: row.by_id, login: row.by_login }, deliveryGuid: row.delivery_guid } : null;
    },

    async saveForkApproval({ repositoryId, pullNumber, headSha, by, commentId, deliveryGuid }) {
      await db.query(
        `insert into testwright.fork_approvals
           (repository_id, pull_number, head_sha, by_id, by_login, comment_id, delivery_guid)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (repository_id, pull_number, head_sha) do nothing`,
        [repositoryId, pullNumber, headSha, by.id, by.login, commentId, deliveryGuid],
      );
    },

    async listHeads(repositoryId, pullNumber) {
      const rows = await db.query<{ head_sha: string }>(
        `select distinct head_sha from testwright.runs
         where repository_id = $1 and pull_number = $2`,
        [repositoryId, pullNumber],
      );
      return rows.map(({ head_sha: headSha }) => headSha);
    },
  };
}
