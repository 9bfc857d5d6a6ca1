-- Findings that were told at lines of a pull request's diff: none is told twice there, whatever people did with the comment.
create table testwright.review_comments (
  repository_id bigint not null,
  pull_number bigint not null,
  -- Of rule, file and test or function: core/review-comments/fingerprint-of.ts.
  fingerprint text not null,
  rule text not null,
  path text not null,
  -- `open`: there is a comment. `fixed`: resolved by us, since the finding was gone. `listed`: GitHub did not take the
  -- comment, so the summary comment has it.
  state text not null check (state in ('open', 'fixed', 'listed')),
  created_at timestamptz not null default clock_timestamp(),
  primary key (repository_id, pull_number, fingerprint)
);
