import type { Plan } from '../../core/plan/plan.ts';
import type { OutcomeCode } from '../../outcome.ts';
import type { CiResult, Round, Run, RunState } from './types.ts';

/** Columns of testwright.runs, for every statement that reads a run. */
export interface RunRow {
  id: string;
  workflow: Run['workflow'];
  installation_id: number;
  repository_id: number;
  owner: string;
  repository: string;
  pull_number: number;
  head_sha: string;
  state: RunState;
  round: number;
  plan: Plan | null;
  record: unknown;
  outcome_code: OutcomeCode | null;
  outcome_reason: string | null;
  waiting_since: Date | null;
  created_at: Date;
  updated_at: Date;
}

export function toRun(row: RunRow): Run {
  return {
    id: row.id,
    workflow: row.workflow,
    repository: {
      installationId: row.installation_id,
      owner: row.owner,
      name: row.repository,
      id: row.repository_id,
    },
    pullNumber: row.pull_number,
    headSha: row.head_sha,
    state: row.state,
    round: row.round,
    plan: row.plan,
    record: row.record,
    outcome: row.outcome_code === null ? null : { code: row.outcome_code, reason: row.outcome_reason ?? '' },
    waitingSince: row.waiting_since,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

/** Columns of testwright.rounds. */
export interface RoundRow {
  run_id: string;
  round: number;
  commit_sha: string;
  tree_sha: string;
  workflow_run_id: number | null;
  attempt: number | null;
  result: CiResult | null;
}

export function toRound(row: RoundRow): Round {
  return {
    runId: row.run_id,
    round: row.round,
    commitSha: row.commit_sha,
    treeSha: row.tree_sha,
    workflowRunId: row.workflow_run_id,
    attempt: row.attempt,
    result: row.result,
  };
}
