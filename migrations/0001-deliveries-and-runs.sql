-- Documents that came from outside (payloads, reports, replies) are `json`, not `jsonb`: nothing queries inside
-- them, and `jsonb` refuses the escape \u0000 and lone surrogates, which a hostile report may well contain.

create table testwright.deliveries (
  guid text primary key,
  event text not null,
  action text,
  installation_id bigint,
  repository_id bigint,
  payload json not null,
  received_at timestamptz not null default clock_timestamp()
);

create index deliveries_received_at on testwright.deliveries (received_at);

create table testwright.runs (
  id text primary key,
  workflow text not null,
  installation_id bigint not null,
  repository_id bigint not null,
  owner text not null,
  repository text not null,
  pull_number bigint not null,
  head_sha text not null,
  -- GUIDs of the deliveries that were given this run.
  started_by text[] not null,
  state text not null check (state in ('planning', 'applying', 'waiting-for-ci', 'judging', 'ended')),
  round integer not null default 0,
  plan json,
  record json,
  outcome_code text,
  outcome_reason text,
  waiting_since timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint runs_plan_only_while_applying check ((plan is not null) = (state = 'applying')),
  constraint runs_wait_only_for_ci check ((waiting_since is not null) = (state = 'waiting-for-ci')),
  constraint runs_outcome_only_when_ended check (
    (outcome_code is not null) = (state = 'ended') and (outcome_reason is not null) = (state = 'ended')
  )
);

create unique index runs_one_active_per_pull_request on testwright.runs (repository_id, pull_number)
  where state <> 'ended';
create index runs_by_pull_request on testwright.runs (repository_id, pull_number, created_at);
create index runs_remembered on testwright.runs (updated_at) where state = 'ended' and record is not null;
create index runs_active on testwright.runs (state, updated_at) where state <> 'ended';

create table testwright.rounds (
  run_id text not null references testwright.runs (id) on delete cascade,
  round integer not null,
  commit_sha text not null,
  tree_sha text not null,
  workflow_run_id bigint,
  attempt integer,
  result json,
  created_at timestamptz not null default clock_timestamp(),
  primary key (run_id, round)
);

create index rounds_by_commit on testwright.rounds (commit_sha);

create table testwright.replies (
  run_id text not null references testwright.runs (id) on delete cascade,
  key text not null,
  prompt_id text not null,
  prompt_version text not null,
  reply json not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (run_id, key)
);
