import { randomUUID } from 'node:crypto';
import { SHOWN_OUTCOMES } from '../../core/review/asked-task.ts';
import type { Database, Queryable } from './database.ts';
import type { Acceptance, DecisionStore, Person, Quiet, Rejection } from './decision-types.ts';
import { createForkApprovals } from './fork-approvals.ts';
import { createReviewCommentStore } from './review-comments.ts';
import { type RunRow, toRun } from './run-row.ts';
import { toJsonText, toStorableText } from './storable.ts';
import type { Run } from './types.ts';

interface ByColumns {
  by_id: number;
  by_login: string;
}

/** What maintainers decided, in schema `testwright`. Throws what `Database` throws. */
export function createDecisionStore(db: Database): DecisionStore {
  return {
    ...createForkApprovals(db),
    ...createReviewCommentStore(db),

    async findLatestReview(repositoryId, pullNumber) {
      const [row] = await db.query<RunRow>(
        `select * from testwright.runs
         where repository_id = $1 and pull_number = $2 and state = 'ended' and record is not null
           and (
             (workflow = 'review-pull-request' and outcome_code <> 'superseded')
             or (workflow in ('edge-cases', 'fix') and outcome_code = any($3::text[]))
           )
         order by created_at desc
         limit 1`,
        [repositoryId, pullNumber, [...SHOWN_OUTCOMES]],
      );
      return row ? toRun(row) : null;
    },

    findWished: (repositoryId, pullNumber, deliveryGuid) =>
      findWished(db, repositoryId, pullNumber, deliveryGuid),

    startWished: ({ workflow, repository, pullNumber, headSha, deliveryGuid, record }) =>
      db.transaction(async (tx) => {
        // The lock that reviews of this pull request start under.
        await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [
          `testwright:pull:${repository.id}:${pullNumber}`,
        ]);
        const known = await findWished(tx, repository.id, pullNumber, deliveryGuid);
        if (known) return known;
        const [active] = await tx.query(
          `select from testwright.runs where repository_id = $1 and pull_number = $2 and state <> 'ended'`,
          [repository.id, pullNumber],
        );
        if (active) return null;
        const [created] = await tx.query<RunRow>(
          `insert into testwright.runs
             (id, workflow, installation_id, repository_id, owner, repository, pull_number, head_sha, started_by, state,
              record)
           values ($1, $10, $2, $3, $4, $5, $6, $7, array[$8::text], 'planning', $9::json)
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
            toJsonText(record),
            workflow,
          ],
        );
        return toRun(created!);
      }),

    async listAcceptances(reviewRunId) {
      const rows = await db.query<{ suggestion_id: string; commit_sha: string } & ByColumns>(
        'select * from testwright.acceptances where review_run_id = $1 order by created_at, suggestion_id',
        [reviewRunId],
      );
      return rows.map(
        (row): Acceptance => ({
          suggestionId: row.suggestion_id,
          commitSha: row.commit_sha,
          by: toPerson(row),
        }),
      );
    },

    async saveAcceptances({ reviewRunId, runId, suggestionIds, commitSha, by }) {
      await db.query(
        `with landed as (
           insert into testwright.acceptances (review_run_id, suggestion_id, run_id, commit_sha, by_id, by_login)
           select $1, suggestion_id, $2, $4, $5, $6 from unnest($3::text[]) as suggestion_id
           on conflict (review_run_id, suggestion_id) do nothing
         )
         insert into testwright.quiet_pull_requests (repository_id, pull_number, why, by_id, by_login)
         select repository_id, pull_number, 'accepted', $5, $6 from testwright.runs where id = $2
         on conflict (repository_id, pull_number) do nothing`,
        [reviewRunId, runId, suggestionIds, commitSha, by.id, by.login],
      );
    },

    async listRejections(repositoryId) {
      const rows = await db.query<RejectionRow>(
        'select * from testwright.rejections where repository_id = $1 order by created_at desc limit 500',
        [repositoryId],
      );
      return rows.map(toRejection);
    },

    async saveRejections(repositoryId, rejections) {
      await db.transaction(async (tx) => {
        for (const one of rejections) {
          await tx.query(
            `insert into testwright.rejections
               (repository_id, fingerprint, target_id, target_digest, title, reason, pull_number, by_id, by_login)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             on conflict (repository_id, fingerprint, target_id, target_digest)
               do update set reason = coalesce(excluded.reason, rejections.reason)`,
            [
              repositoryId,
              one.fingerprint,
              one.targetId,
              one.targetDigest,
              toStorableText(one.title),
              one.reason === null ? null : toStorableText(one.reason),
              one.pullNumber,
              one.by.id,
              one.by.login,
            ],
          );
        }
      });
    },

    async findQuiet(repositoryId, pullNumber) {
      const [row] = await db.query<{ why: Quiet['why'] } & ByColumns>(
        'select * from testwright.quiet_pull_requests where repository_id = $1 and pull_number = $2',
        [repositoryId, pullNumber],
      );
      return row ? { why: row.why, by: toPerson(row) } : null;
    },

    async saveQuiet(repositoryId, pullNumber, { why, by }) {
      await db.query(
        `insert into testwright.quiet_pull_requests (repository_id, pull_number, why, by_id, by_login)
         values ($1, $2, $3, $4, $5)
         on conflict (repository_id, pull_number)
           do update set why = excluded.why, by_id = excluded.by_id, by_login = excluded.by_login`,
        [repositoryId, pullNumber, why, by.id, by.login],
      );
    },

    async endQuiet(repositoryId, pullNumber) {
      await db.query(
        'delete from testwright.quiet_pull_requests where repository_id = $1 and pull_number = $2',
        [repositoryId, pullNumber],
      );
    },
  };
}

async function findWished(
  queryable: Queryable,
  repositoryId: number,
  pullNumber: number,
  deliveryGuid: string,
): Promise<Run | null> {
  const [known] = await queryable.query<RunRow>(
    `select * from testwright.runs
     where repository_id = $1 and pull_number = $2 and workflow <> 'review-pull-request' and $3 = any(started_by)`,
    [repositoryId, pullNumber, deliveryGuid],
  );
  return known ? toRun(known) : null;
}

interface RejectionRow extends ByColumns {
  fingerprint: string;
  target_id: string;
  target_digest: string;
  title: string;
  reason: string | null;
  pull_number: number;
}

function toRejection(row: RejectionRow): Rejection {
  return {
    fingerprint: row.fingerprint,
    targetId: row.target_id,
    targetDigest: row.target_digest,
    title: row.title,
    reason: row.reason,
    pullNumber: row.pull_number,
    by: toPerson(row),
  };
}

function toPerson(row: ByColumns): Person {
  return { id: row.by_id, login: row.by_login };
}
