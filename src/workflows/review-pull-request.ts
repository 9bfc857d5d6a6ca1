import type { Redactor } from '../core/redaction/redact.ts';
import { redactSummary } from '../core/report/redact-summary.ts';
import type { ReviewSummary } from '../core/report/review-summary.ts';
import { buildOfferPatch } from '../core/review/build-offer-patch.ts';
import type { ReportedRound } from '../core/review/measurements.ts';
import { createReviewRecord, type ReviewRecord } from '../core/review/review-record.ts';
import type { Round, Run } from '../edges/database/types.ts';
import type { Outcome } from '../outcome.ts';
import type { PlanningDependencies } from './review/dependencies.ts';
import { gatherOwnCi } from './review/gather-own-ci.ts';
import { planFirstRound } from './review/plan-first-round.ts';
import { planNextRound } from './review/plan-next-round.ts';
import { type Planned, planEnding, summarizeReview } from './review/plan-parts.ts';
import { planTask } from './review/plan-task.ts';
import { planTaskEnding } from './review/plan-task-ending.ts';
import { planUnexecuted } from './review/plan-unexecuted.ts';

/**
 * The story of one pull request: plan, apply, wait for CI, plan again, … until it ends.
 *
 *   planning ──plan──► applying ──apply──► waiting-for-ci ──CI──► judging ──plan──► applying ──► … ──► ended
 *
 * `planReview` reads and asks but writes nothing to GitHub; its plan is stored. `applyPlan` obeys the stored plan
 * and decides nothing, so a crash anywhere repeats at most one half without paying a model twice.
 */
export async function planReview(
  deps: PlanningDependencies,
  run: Run,
  rounds: readonly Round[],
): Promise<Planned> {
  const record = readRecord(run);
  const reported = rounds.map(toReportedRound);
  if (run.state === 'planning') {
    return record.asked
      ? planTask(deps, run, record, record.asked, reported)
      : planFirstRound(deps, run, record);
  }
  const latest = rounds.at(-1)?.result;
  if (!latest) throw new Error(`run ${run.id} is judged without a result of CI`);
  if (latest.kind === 'none' && record.asked) {
    return planTaskEnding(deps, run, record, reported, latest.outcome);
  }
  if (latest.kind === 'none') {
    record.ownCi = await gatherOwnCi(deps, run.headSha, record, { coverage: false });
    return planEnding(deps.redactor, run, keepNothingUnconfirmed(record), reported, latest.outcome);
  }
  return planNextRound(deps, run, record, reported);
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

/** The end of a run whose approved commit of a fork GitHub does not take: what was to be run is shown as a draft. */
export function planForkRefused(
  { parser, redactor }: Pick<PlanningDependencies, 'parser' | 'redactor'>,
  run: Run,
  rounds: readonly Round[],
  outcome: Outcome,
): Promise<Planned> {
  const known = readRecord(run);
  const record = { ...keepNothingUnconfirmed(known), notRun: known.rounds.at(-1)?.suggestions ?? [] };
  const patch = buildOfferPatch(parser, record);
  return planEnding(redactor, run, { ...record, patch }, rounds.map(toReportedRound), outcome);
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
  return { ...record, kept: [], patch: [] };
}

/** A round as the core knows it. */
export function toReportedRound(round: Round): ReportedRound {
  const { result } = round;
  return {
    round: round.round,
    commitSha: round.commitSha,
    workflowRunId: round.workflowRunId,
    report: result?.kind === 'report' ? result.report : null,
    statements: result?.kind === 'report' ? result.statements : {},
  };
}
