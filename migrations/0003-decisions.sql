-- What maintainers decided. Kept when the runs themselves are forgotten: a rejected test must stay rejected.

create table testwright.acceptances (
  review_run_id text not null references testwright.runs (id) on delete cascade,
  suggestion_id text not null,
  -- The run that landed it.
  run_id text not null references testwright.runs (id) on delete cascade,
  commit_sha text not null,
  by_id bigint not null,
  by_login text not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (review_run_id, suggestion_id)
);

create index acceptances_by_commit on testwright.acceptances (commit_sha);

create table testwright.rejections (
  repository_id bigint not null,
  -- What the test does, whatever its name and place.
  fingerprint text not null,
  target_id text not null,
  -- Of the target's source when it was rejected: another one deserves another look.
  target_digest text not null,
  title text not null,
  reason text,
  pull_number bigint not null,
  by_id bigint not null,
  by_login text not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (repository_id, fingerprint, target_id, target_digest)
);

create index rejections_newest on testwright.rejections (repository_id, created_at desc);

-- Pull requests that are left alone until someone asks.
create table testwright.quiet_pull_requests (
  repository_id bigint not null,
  pull_number bigint not null,
  why text not null check (why in ('paused', 'accepted')),
  by_id bigint not null,
  by_login text not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (repository_id, pull_number)
);
