import { type FileRecord, RECORD_VERSION } from '../../core/index/file-record.ts';
import type { Database } from './database.ts';
import type { IndexedFile, IndexStore } from './index-types.ts';

/** Rows and characters of one statement: on the embedded database nothing else runs meanwhile. */
const BATCH_ROWS = 100;
const BATCH_CHARACTERS = 4_000_000;
/** Twice what a review indexes of one repository at most, so that the versions of some months fit. */
const MAX_ROWS = 60_000;
const MAX_PRUNED = 2_000;
const MAX_HITS = 80;
/** A row is written again for having been seen after so many days only. */
const SEEN_DAYS = 7;

/** In schema `testwright`. Throws what `Database` throws. */
export function createIndexStore(db: Database): IndexStore {
  return {
    async findKnown(repositoryId, blobShas) {
      const rows = await db.query<{ sha: string; size: number }>(
        `select blob_sha as sha, record_size as size from testwright.index_files
         where repository_id = $1 and blob_sha = any($2::text[]) and record_version = $3`,
        [repositoryId, blobShas, RECORD_VERSION],
      );
      // Two workers that meet the same rows pass each other by.
      await db.query(
        `update testwright.index_files set seen_on = (clock_timestamp() at time zone 'utc')::date
         where repository_id = $1 and blob_sha in (
           select blob_sha from testwright.index_files
           where repository_id = $1 and blob_sha = any($2::text[])
             and seen_on < (clock_timestamp() at time zone 'utc')::date - ${SEEN_DAYS}
           for update skip locked
         )`,
        [repositoryId, blobShas],
      );
      return new Map(rows.map(({ sha, size }) => [sha, size]));
    },

    async loadRecords(repositoryId, blobShas) {
      const records = new Map<string, FileRecord>();
      for (let start = 0; start < blobShas.length; start += BATCH_ROWS * 5) {
        const rows = await db.query<{ sha: string; record: string }>(
          `select blob_sha as sha, record::text as record from testwright.index_files
           where repository_id = $1 and blob_sha = any($2::text[]) and record_version = $3`,
          [repositoryId, blobShas.slice(start, start + BATCH_ROWS * 5), RECORD_VERSION],
        );
        for (const { sha, record } of rows) records.set(sha, JSON.parse(record) as FileRecord);
      }
      return records;
    },

    async loadTexts(repositoryId, blobShas) {
      const rows = await db.query<{ sha: string; content: string }>(
        `select blob_sha as sha, content from testwright.index_files
         where repository_id = $1 and blob_sha = any($2::text[]) and content is not null`,
        [repositoryId, blobShas],
      );
      return new Map(rows.map(({ sha, content }) => [sha, content]));
    },

    async saveFiles(repositoryId, files) {
      for (const batch of batchesOf(files)) {
        // In one order, so that two workers cannot wait for each other's rows.
        await db.query(
          `insert into testwright.index_files as known
             (repository_id, blob_sha, record_version, record, record_size, content, terms)
           select $1, file.sha, $2, file.record::json, length(file.record), file.content,
                  array_to_tsvector(array(select json_array_elements_text(file.terms::json)))
           from unnest($3::text[], $4::text[], $5::text[], $6::text[]) as file (sha, record, content, terms)
           order by file.sha
           on conflict (repository_id, blob_sha) do update
           set record_version = excluded.record_version, record = excluded.record,
               record_size = excluded.record_size, content = excluded.content, terms = excluded.terms,
               seen_on = excluded.seen_on
           where known.record_version < excluded.record_version`,
          [
            repositoryId,
            RECORD_VERSION,
            batch.map(({ sha }) => sha),
            batch.map(({ record }) => record),
            batch.map(({ content }) => content),
            batch.map(({ terms }) => terms),
          ],
        );
      }
    },

    async search(repositoryId, blobShas, words) {
      const rows = await db.query<{ kind: 'count' | 'hit'; key: string; value: number }>(SEARCH, [
        repositoryId,
        blobShas,
        [...words.keys()],
        [...words.keys()].map(toQuery),
        [...words.values()],
        blobShas.length,
      ]);
      const of = (wanted: 'count' | 'hit') => rows.filter(({ kind }) => kind === wanted);
      return {
        hits: of('hit').map(({ key, value }) => ({ blobSha: key, score: value })),
        counts: new Map(of('count').map(({ key, value }) => [key, value])),
      };
    },

    async trim(repositoryId) {
      const deleted = await db.query(
        `delete from testwright.index_files where repository_id = $1 and blob_sha in (
             select blob_sha from testwright.index_files where repository_id = $1
             order by seen_on desc, blob_sha offset ${MAX_ROWS}
             for update skip locked
           ) returning 1`,
        [repositoryId],
      );
      return deleted.length;
    },

    async prune(before) {
      const deleted = await db.query(
        `delete from testwright.index_files where (repository_id, blob_sha) in (
             select repository_id, blob_sha from testwright.index_files
             where seen_on < $1::timestamptz::date - ${SEEN_DAYS} order by seen_on limit ${MAX_PRUNED}
             for update skip locked
           ) returning 1`,
        [before],
      );
      return deleted.length;
    },
  };
}

/**
 * A word counts by its weight and by how rare it is among these files, once a file: what BM25 does for short texts. `ts_rank`
 * knows no rarity.
 */
const SEARCH = `
  with asked as (
    select * from unnest($3::text[], $4::text[], $5::float8[]) as asked (word, query, weight)
  ), found as materialized (
    select asked.word, asked.weight, file.blob_sha
    from asked join testwright.index_files file on file.terms @@ asked.query::tsquery
    where file.repository_id = $1 and file.blob_sha = any($2::text[])
  ), counts as materialized (
    select word, count(*)::float8 as files from found group by word
  ), scored as (
    select blob_sha, sum(weight * ln(1 + $6::float8 / files)) as score
    from found join counts using (word) group by blob_sha
    order by score desc, blob_sha limit ${MAX_HITS}
  ), answer as (
    select 'count' as kind, word as key, files as value from counts
    union all select 'hit', blob_sha, score from scored
  )
  select kind, key, value from answer order by kind, value desc, key`;

/** One lexeme, quoted: https://www.postgresql.org/docs/current/datatype-textsearch.html#DATATYPE-TSQUERY */
function toQuery(word: string): string {
  return `'${word.replaceAll(/['\\]/g, '$&$&')}'`;
}

interface Row {
  sha: string;
  record: string;
  content: string | null;
  terms: string;
}

function* batchesOf(files: readonly IndexedFile[]): Generator<Row[]> {
  let batch: Row[] = [];
  let size = 0;
  for (const { blobSha, record, text, terms } of new Map(
    files.map((file) => [file.blobSha, file]),
  ).values()) {
    const row = { sha: blobSha, record: JSON.stringify(record), content: text, terms: JSON.stringify(terms) };
    const more = row.record.length + row.terms.length + (text?.length ?? 0);
    if (batch.length > 0 && (batch.length >= BATCH_ROWS || size + more > BATCH_CHARACTERS)) {
      yield batch;
      batch = [];
      size = 0;
    }
    batch.push(row);
    size += more;
  }
  if (batch.length > 0) yield batch;
}
