import type { Told, ToldState } from '../../core/review-comments/choose-remarks.ts';
import type { Database } from './database.ts';
import { toStorableText } from './storable.ts';

/** What was told at lines of a pull request's diff. Every method is one transaction. */
export interface ReviewCommentStore {
  listTold(repositoryId: number, pullNumber: number): Promise<Told[]>;
  /** Adds what was told, and changes the state of what is known. Idempotent. */
  saveTold(repositoryId: number, pullNumber: number, told: readonly Told[]): Promise<void>;
}

/** A pull request with more comments than this has other troubles. */
const MAX_TOLD = 5_000;

/** In schema `testwright`. Throws what `Database` throws. */
export function createReviewCommentStore(db: Database): ReviewCommentStore {
  return {
    async listTold(repositoryId, pullNumber) {
      const rows = await db.query<{ fingerprint: string; rule: string; path: string; state: ToldState }>(
        `select fingerprint, rule, path, state from testwright.review_comments
         where repository_id = $1 and pull_number = $2 order by created_at, fingerprint limit ${MAX_TOLD}`,
        [repositoryId, pullNumber],
      );
      return rows.map(({ fingerprint, rule, path, state }) => ({ fingerprint, rule, path, state }));
    },

    async saveTold(repositoryId, pullNumber, told) {
      await db.transaction(async (tx) => {
        for (const one of told) {
          await tx.query(
            `insert into testwright.review_comments (repository_id, pull_number, fingerprint, rule, path, state)
             values ($1, $2, $3, $4, $5, $6)
             on conflict (repository_id, pull_number, fingerprint) do update set state = excluded.state`,
            [repositoryId, pullNumber, one.fingerprint, one.rule, toStorableText(one.path), one.state],
          );
        }
      });
    },
  };
}
