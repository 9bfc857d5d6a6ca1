-- Issues share their numbers with pull requests, so a run for an issue keeps its number in `pull_number` too, and the rules
-- of one active run and of one lane for each number hold for both.

-- Failing tests that reproduce an issue, the newest of each. Kept when the runs themselves are forgotten: a later pull
-- request that makes one pass is to be told.
create table testwright.reproductions (
  repository_id bigint not null,
  issue_number bigint not null,
  run_id text not null references testwright.runs (id) on delete cascade,
  -- Of the test, as it was offered.
  path text not null,
  test_name text not null,
  form text not null check (form in ('xfail', 'plain')),
  commit_sha text not null,
  -- The label, and the moment at which CI had shown the failing test.
  requested_at timestamptz not null,
  failing_at timestamptz not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (repository_id, issue_number)
);

create index reproductions_newest on testwright.reproductions (repository_id, created_at desc);
