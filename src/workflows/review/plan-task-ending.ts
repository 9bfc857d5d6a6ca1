import { companionBranch } from '../../core/names/companion-branch.ts';
import { buildPlan, type PlannedReply } from '../../core/plan/plan.ts';
import type { Redactor } from '../../core/redaction/redact.ts';
import { buildFinishedCheck } from '../../core/report/check-run.ts';
import { inline } from '../../core/report/markdown.ts';
import { redactSummary } from '../../core/report/redact-summary.ts';
import { describeTaskResult } from '../../core/report/task-answer.ts';
import { type AskedTask, SHOWN_OUTCOMES } from '../../core/review/asked-task.ts';
import type { ReportedRound } from '../../core/review/measurements.ts';
import type { ReviewRecord } from '../../core/review/review-record.ts';
import type { Run } from '../../edges/database/types.ts';
import type { Outcome } from '../../outcome.ts';
import type { ShownBefore } from './dependencies.ts';
import { type Planned, planEnding, summarizeReview } from './plan-parts.ts';

interface EndingDependencies {
  redactor: Redactor;
  shownBefore: ShownBefore | null;
}

/**
 * The end of a task. With something to show, the one summary comment tells it beside what was on offer before. Otherwise
 * comment, check and companion branch are what they were before it was asked for, and the thread is told why.
 */
export async function planTaskEnding(
  deps: EndingDependencies,
  run: Run,
  record: ReviewRecord,
  rounds: readonly ReportedRound[],
  outcome: Outcome,
): Promise<Planned> {
  const asked = record.asked!;
  if (!SHOWN_OUTCOMES.includes(outcome.code)) return planUndone(deps, run, record, rounds, outcome);
  const ended = await planEnding(deps.redactor, run, record, rounds, outcome);
  const answer = describeTaskResult(record, outcome);
  return {
    ...ended,
    plan: {
      ...ended.plan,
      reaction: { commentId: asked.commentId, content: '+1' },
      reply: answer === null ? null : await buildReply(deps, asked, answer),
    },
  };
}

async function planUndone(
  deps: EndingDependencies,
  run: Run,
  record: ReviewRecord,
  rounds: readonly ReportedRound[],
  outcome: Outcome,
): Promise<Planned> {
  const asked = record.asked!;
  const { shownBefore } = deps;
  const hasWritten = run.round > 0;
  const isOver = outcome.code === 'superseded' || outcome.code === 'pull-request-closed';
  const companion = isOver ? null : (shownBefore?.companion ?? null);
  const isAnswer = outcome.code === 'nothing-fails';
  const summary = await redactSummary(
    deps.redactor,
    summarizeReview(run, { ...record, kept: [] }, rounds, outcome),
  );
  const plan = buildPlan(
    { state: 'ended', outcome: summary.outcome },
    {
      check: hasWritten ? (shownBefore?.check ?? buildFinishedCheck(summary)) : null,
      deleteBranch: hasWritten && companion === null ? companionBranch(run.pullNumber) : null,
      restoreBranch: hasWritten ? companion : null,
      reaction: { commentId: asked.commentId, content: isAnswer ? '+1' : 'confused' },
      reply: await buildReply(
        deps,
        asked,
        isAnswer ? outcome.reason : `Not done: ${inline(summary.outcome.reason, 1000)}`,
      ),
    },
  );
  return { plan, record };
}

/** Without the secrets that code or a model may have put into a reason. */
async function buildReply(
  { redactor }: EndingDependencies,
  { commentId }: AskedTask,
  answer: string,
): Promise<PlannedReply> {
  return { toCommentId: commentId, body: (await redactor.redact(answer)).text };
}
