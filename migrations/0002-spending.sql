-- What was spent: a row for each answered call to a model, and one for each round that CI was asked to run. Kept when a
-- run's replies and reports are forgotten; it holds sizes and sums only.
create table testwright.spending (
  id text primary key,
  run_id text not null references testwright.runs (id),
  installation_id bigint not null,
  repository_id bigint not null,
  pull_number bigint not null,
  -- The UTC day of the call, or of the round's commit.
  day date not null default (clock_timestamp() at time zone 'utc')::date,
  kind text not null check (kind in ('call', 'round')),
  -- The reply's key, or `round-N`.
  key text not null,
  model text,
  -- Input holds the cached tokens and those written to the cache.
  input_tokens bigint,
  cached_input_tokens bigint,
  cache_write_tokens bigint,
  output_tokens bigint,
  -- The service reported no tokens.
  is_estimated boolean,
  -- Millionths of a US dollar; null when the price is not known.
  micro_usd bigint,
  -- The day of the price list, or `operator`.
  price_as_of text,
  -- Null while CI works, and when its time is not known.
  ci_ms bigint,
  ci_minutes integer,
  created_at timestamptz not null default clock_timestamp(),
  constraint spending_calls_have_tokens check (
    (kind = 'call') = (model is not null)
    and (kind = 'call') = (input_tokens is not null and cached_input_tokens is not null
      and cache_write_tokens is not null and output_tokens is not null and is_estimated is not null)
  ),
  constraint spending_price_with_money check ((micro_usd is null) = (price_as_of is null)),
  constraint spending_ci_time_of_rounds check (
    (ci_ms is null) = (ci_minutes is null) and (kind = 'round' or ci_ms is null)
  )
);

create index spending_by_run on testwright.spending (run_id);
create index spending_by_pull_request on testwright.spending (repository_id, pull_number);
create index spending_by_repository_day on testwright.spending (repository_id, day);
create index spending_by_installation_day on testwright.spending (installation_id, day);
