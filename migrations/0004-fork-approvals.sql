-- Commits of forks that a maintainer lets CI of the base repository run. Kept for good: who allowed what, and when.

create table testwright.fork_approvals (
  repository_id bigint not null,
  pull_number bigint not null,
  -- Exactly this commit; the next push needs an approval of its own.
  head_sha text not null,
  by_id bigint not null,
  by_login text not null,
  comment_id bigint not null,
  -- The delivery that brought the command, by which a repeated job knows its own approval.
  delivery_guid text not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (repository_id, pull_number, head_sha)
);
