import { checkExternalId } from '../core/names/check-name.ts';
import { summaryMarker } from '../core/names/comment-marker.ts';
import type { Plan } from '../core/plan/plan.ts';
import type { Redactor } from '../core/redaction/redact.ts';
import { redactSummary } from '../core/report/redact-summary.ts';
import type { ReviewSummary } from '../core/report/review-summary.ts';
import type { ReportedRound } from '../core/review/measurements.ts';
import { createReviewRecord, type ReviewRecord } from '../core/review/review-record.ts';
import type { Round, Run, RunStore } from '../edges/database/types.ts';
import type { GitHubWriter } from '../edges/github/types.ts';
import type { Outcome } from '../outcome.ts';
import type { PlanningDependencies } from './review/dependencies.ts';
import { gatherOwnCi } from './review/gather-own-ci.ts';
import { planFirstRound } from './review/plan-first-round.ts';
import { planNextRound } from './review/plan-next-round.ts';
import { type Planned, planEnding, summarizeReview } from './review/plan-parts.ts';
import { planUnexecuted } from './review/plan-unexecuted.ts';

/**
 * The story of one pull request: plan, apply, wait for CI, plan again, … until it ends.
 *
 *   planning ──plan──► applying ──apply──► waiting-for-ci ──CI──► judging ──plan──► applying ──► … ──► ended
 *
 * `planReview` reads and asks but writes nothing to GitHub; its plan is stored. `applyReview` obeys the stored plan
 * and decides nothing, so a crash anywhere repeats at most one half without paying a model twice.
 */
export async function planReview(
  deps: PlanningDependencies,
  run: Run,
  rounds: readonly Round[],
): Promise<Planned> {
  const record = readRecord(run);
  if (run.state === 'planning') return planFirstRound(deps, run, record);
  const reported = rounds.map(toReportedRound);
  const latest = rounds.at(-1)?.result;
  if (!latest) throw new Error(`run ${run.id} is judged without a result of CI`);
  if (latest.kind === 'none') {
    record.ownCi = await gatherOwnCi(deps, run.headSha, record, { coverage: false });
    return planEnding(deps.redactor, run, keepNothingUnconfirmed(record), reported, latest.outcome);
  }
  return planNextRound(deps, run, record, reported);
}

/** What became of a plan: written, or stopped because GitHub's state forbids it. */
export type Applied = { kind: 'done' } | { kind: 'stopped'; outcome: Outcome };

/** Obeys the stored plan. Every write is an `ensure`, so applying twice ends in the same state. */
export async function applyReview(
  writer: GitHubWriter,
  store: Pick<RunStore, 'saveRound' | 'saveWorkflowRun'>,
  run: Run,
  plan: Plan,
): Promise<Applied> {
  if (plan.commit) {
    const committed = await writer.ensureCompanionCommit(plan.commit);
    if (committed.kind === 'branch-moved') {
      return stopped(
        'branch-moved',
        `Someone else has written to ${plan.commit.branch}. Delete that branch and push again.`,
      );
    }
    const { commitSha, treeSha } = committed;
    await store.saveRound({ runId: run.id, round: plan.commit.round, commitSha, treeSha });
    if (plan.dispatch) {
      const { workflowFile } = plan.dispatch;
      const dispatched = await writer.ensureDispatched({
        branch: plan.commit.branch,
        workflowFile,
        commitSha,
      });
      if (dispatched.kind === 'workflow-missing') {
        return stopped(
          'workflow-missing-on-head',
          `GitHub could not start ${workflowFile}: it must be on the default branch, on this branch, and have \`workflow_dispatch\`.`,
        );
      }
      if (dispatched.workflowRunId) {
        await store.saveWorkflowRun(run.id, plan.commit.round, dispatched.workflowRunId, 1);
      }
    }
  }
  if (plan.deleteBranch) await writer.ensureBranchAbsent(plan.deleteBranch);
  if (plan.comment) {
    await writer.ensureSummaryComment(run.pullNumber, summaryMarker(run.pullNumber), plan.comment.body);
  }
  if (plan.check) await writer.ensureCheckRun(plan.check, checkExternalId(run.pullNumber));
  return { kind: 'done' };
}

/** The plan that ends a run for a reason from outside: closed, superseded, no answer, a failure of ours. */
export function planStop(
  redactor: Redactor,
  run: Run,
  rounds: readonly Round[],
  outcome: Outcome,
): Promise<Planned> {
  return planEnding(
    redactor,
    run,
    keepNothingUnconfirmed(readRecord(run)),
    rounds.map(toReportedRound),
    outcome,
  );
}

/** The end of a run for which our workflow could not be started: what was to be run is shown as a draft. */
export function planWithoutWorkflow(
  deps: Parameters<typeof planUnexecuted>[0],
  run: Run,
  rounds: readonly Round[],
  why: string,
): Promise<Planned> {
  const record = readRecord(run);
  const notRun = record.rounds.at(-1)?.suggestions ?? [];
  const before = { ...keepNothingUnconfirmed(record), notRun };
  return planUnexecuted(deps, run, before, rounds.map(toReportedRound), why);
}

/** A run that has ended, ended once more with what its record has learnt since. */
export function planEndAgain(
  redactor: Redactor,
  run: Run,
  record: ReviewRecord,
  rounds: readonly Round[],
  outcome: Outcome,
): Promise<Planned> {
  return planEnding(redactor, run, record, rounds.map(toReportedRound), outcome);
}

/** What a run that has ended found: the same data that its comment was rendered from. */
export function summarize(
  redactor: Redactor,
  run: Run,
  rounds: readonly Round[],
  outcome: Outcome,
): Promise<ReviewSummary> {
  return redactSummary(redactor, summarizeReview(run, readRecord(run), rounds.map(toReportedRound), outcome));
}

/**
 * What the review has learnt so far; every run of this workflow was started with a record. One that began under an earlier
 * version lacks what was added since.
 */
export function readRecord(run: Run): ReviewRecord {
  const record = run.record as ReviewRecord;
  return { ...createReviewRecord(record.trigger, record.repositoryUrl), ...record };
}

/** A run that stops early has no confirmed set, so it offers none: the tree that CI tested is the tree one accepts. */
function keepNothingUnconfirmed(record: ReviewRecord): ReviewRecord {
  return { ...record, kept: [] };
}

function toReportedRound(round: Round): ReportedRound {
  const { result } = round;
  return {
    round: round.round,
    commitSha: round.commitSha,
    workflowRunId: round.workflowRunId,
    report: result?.kind === 'report' ? result.report : null,
    statements: result?.kind === 'report' ? result.statements : {},
  };
}

function stopped(code: Outcome['code'], reason: string): Applied {
  return { kind: 'stopped', outcome: { code, reason } };
}
