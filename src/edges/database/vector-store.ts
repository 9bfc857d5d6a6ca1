import { TestwrightError } from '../../errors.ts';
import type { Database } from './database.ts';

/** A part of a file with its vector. */
export interface StoredVector {
  blobSha: string;
  part: number;
  /** Functions and classes of the part. */
  qualnames: readonly string[];
  vector: readonly number[];
}

/** Vectors by blob SHA and model. They go with the blob's row of the index. */
export interface VectorStore {
  /** Those of these blobs that the model has vectors of. */
  findEmbedded(repositoryId: number, model: string, blobShas: readonly string[]): Promise<Set<string>>;
  /** All parts of each blob at once, so that a blob is either embedded or not. A blob that the index does not hold is left out. */
  saveVectors(repositoryId: number, model: string, vectors: readonly StoredVector[]): Promise<void>;
  /** The parts nearest by cosine distance among these blobs. */
  searchVectors(
    repositoryId: number,
    model: string,
    blobShas: readonly string[],
    vector: readonly number[],
  ): Promise<{ blobSha: string; qualnames: string[] }[]>;
}

const MAX_NEAREST = 40;

/**
 * No index on the vectors: an exact search among the blobs of one repository is fast enough (docs/decisions/2026-11-25-index-in-the-database.md), an approximate one
 * that is filtered afterwards misses what it should find, and a column of any dimension can have none.
 */
const TABLE = `
  create extension if not exists vector;
  create table if not exists testwright.index_vectors (
    repository_id bigint not null,
    blob_sha text not null,
    model text not null,
    part integer not null,
    qualnames text[] not null,
    embedding vector not null,
    primary key (repository_id, blob_sha, model, part),
    foreign key (repository_id, blob_sha) references testwright.index_files on delete cascade
  );
  alter table testwright.index_vectors alter column embedding set storage external;`;
/** Any constant; two processes that create an extension at once would get in each other's way. */
const TABLE_LOCK = 7_318_204_552;

/**
 * The vectors in schema `testwright`, or why this database can hold none. The table is no migration, because a server without
 * pgvector must be able to start.
 */
export async function openVectorStore(db: Database): Promise<VectorStore | { unusable: string }> {
  try {
    await db.transaction(async (tx) => {
      await tx.query('select pg_advisory_xact_lock($1::bigint)', [TABLE_LOCK]);
      await tx.execute(TABLE);
    });
  } catch (error) {
    if (!(error instanceof TestwrightError) || error.addressee === 'retry') throw error;
    return { unusable: error.message };
  }
  return createVectorStore(db);
}

function createVectorStore(db: Database): VectorStore {
  return {
    async findEmbedded(repositoryId, model, blobShas) {
      const rows = await db.query<{ sha: string }>(
        `select distinct blob_sha as sha from testwright.index_vectors
         where repository_id = $1 and model = $2 and blob_sha = any($3::text[])`,
        [repositoryId, model, blobShas],
      );
      return new Set(rows.map(({ sha }) => sha));
    },

    async saveVectors(repositoryId, model, vectors) {
      const sorted = vectors.toSorted((a, b) => (a.blobSha < b.blobSha ? -1 : 1) || a.part - b.part);
      await db.query(
        `insert into testwright.index_vectors (repository_id, blob_sha, model, part, qualnames, embedding)
         select $1, vector.sha, $2, vector.part, array(select json_array_elements_text(vector.names::json)), vector.value::vector
         from unnest($3::text[], $4::int[], $5::text[], $6::text[]) as vector (sha, part, names, value)
         where exists (
           select from testwright.index_files as file where file.repository_id = $1 and file.blob_sha = vector.sha
         )
         on conflict do nothing`,
        [
          repositoryId,
          model,
          sorted.map(({ blobSha }) => blobSha),
          sorted.map(({ part }) => part),
          sorted.map(({ qualnames }) => JSON.stringify(qualnames)),
          sorted.map(({ vector }) => toText(vector)),
        ],
      );
    },

    async searchVectors(repositoryId, model, blobShas, vector) {
      return db.query<{ blobSha: string; qualnames: string[] }>(
        `select blob_sha as "blobSha", qualnames from testwright.index_vectors
         where repository_id = $1 and model = $2 and blob_sha = any($3::text[]) and vector_dims(embedding) = $4
         order by embedding <=> $5::vector, blob_sha, part limit ${MAX_NEAREST}`,
        [repositoryId, model, blobShas, vector.length, toText(vector)],
      );
    },
  };
}

/** https://github.com/pgvector/pgvector#storing */
function toText(vector: readonly number[]): string {
  return `[${vector.join(',')}]`;
}
