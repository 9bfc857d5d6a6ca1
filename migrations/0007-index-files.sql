-- What the index knows of the Python files of a repository, each by the SHA of its blob: no blob is fetched, parsed or searched
-- twice. Rows go with the repository, and when no review has met their blob for a while.
create table testwright.index_files (
  repository_id bigint not null,
  blob_sha text not null,
  -- core/index/file-record.ts: RECORD_VERSION. A row of another version counts as unknown and is replaced.
  record_version integer not null,
  record json not null,
  -- Characters of the record, so that a reader knows what loading costs.
  record_size integer not null,
  -- Null where texts are not kept, and for a blob that is no text.
  content text,
  -- core/retrieval/terms.ts: words are split by us, for no dictionary fits identifiers.
  terms tsvector not null,
  seen_on date not null default (clock_timestamp() at time zone 'utc')::date,
  primary key (repository_id, blob_sha)
);

create index index_files_by_term on testwright.index_files using gin (terms);
create index index_files_unseen on testwright.index_files (seen_on);
