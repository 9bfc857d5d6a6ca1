import { PROBES_PATH, PROBES_SCHEMA_VERSION, type ProbeFile } from '../../core/builtin/probe.ts';
import { renderCommitMessage } from '../../core/names/commit-message.ts';
import { companionBranch } from '../../core/names/companion-branch.ts';
import {
  buildPlan,
  type Plan,
  type PlannedCommit,
  type PlannedFile,
  type PlannedReview,
} from '../../core/plan/plan.ts';
import type { PythonParser } from '../../core/python/parser.ts';
import type { Redactor } from '../../core/redaction/redact.ts';
import { buildFinishedCheck, buildRunningCheck } from '../../core/report/check-run.ts';
import { chooseComment } from '../../core/report/choose-comment.ts';
import { redactSummary } from '../../core/report/redact-summary.ts';
import { renderReviewBody, renderReviewCommentBody } from '../../core/report/review-comment.ts';
import type { ReviewSummary } from '../../core/report/review-summary.ts';
import { renderSummaryComment } from '../../core/report/summary-comment.ts';
import { buildSummary } from '../../core/review/build-summary.ts';
import { findRemarks } from '../../core/review/find-remarks.ts';
import type { ReportedRound } from '../../core/review/measurements.ts';
import {
  describeRound,
  findTestModules,
  isAsked,
  type PlannedRound,
  type ReviewRecord,
  type RoundPurpose,
} from '../../core/review/review-record.ts';
import { renderTestFiles } from '../../core/suggestions/render-test-file.ts';
import type { Suggestion } from '../../core/suggestions/suggestion.ts';
import type { Run } from '../../edges/database/types.ts';
import type { Outcome } from '../../outcome.ts';

export interface Planned {
  plan: Plan;
  record: ReviewRecord;
}

/** Outcomes that say nothing a maintainer must read: our check run shows them, no comment is made. */
const QUIET: ReadonlySet<Outcome['code']> = new Set([
  'no-python-changes',
  'draft-pull-request',
  'left-out-by-label',
  'bot-push',
  'pull-request-closed',
  'superseded',
]);

/** Whether a run that ended so leaves no comment. */
export function isQuiet(code: Outcome['code']): boolean {
  return QUIET.has(code);
}

/** The next round: one commit on the companion branch, one dispatch, our check run in progress. */
export function planRound(
  parser: PythonParser,
  run: Run,
  record: ReviewRecord,
  next: {
    purpose: RoundPurpose;
    suggestions: Suggestion[];
    suites: 'base head' | 'none';
    workflowFile: string;
  },
): Planned {
  const round: PlannedRound = { round: run.round + 1, purpose: next.purpose, suggestions: next.suggestions };
  const files: PlannedFile[] =
    next.purpose === 'probe' || next.purpose === 'measure'
      ? [{ path: PROBES_PATH, content: renderProbes(record) }]
      : renderTestFiles(parser, next.suggestions, findTestModules(record));
  const commit: PlannedCommit = {
    branch: companionBranch(run.pullNumber),
    parentSha: run.headSha,
    runId: run.id,
    round: round.round,
    files,
    message: renderCommitMessage(`Testwright: ${describeRound(round)}`, {
      runId: run.id,
      round: round.round,
      baseSha: record.baseSha ?? run.headSha,
      kind: next.purpose === 'probe' || next.purpose === 'measure' ? 'probe' : 'tests',
      suites: next.suites,
      evidence: next.purpose === 'confirmation' ? 'confirm' : 'full',
    }),
  };
  const plan = buildPlan(
    { state: 'waiting-for-ci' },
    {
      commit,
      dispatch: { workflowFile: next.workflowFile },
      check: buildRunningCheck(run.headSha, round.round, describeRound(round)),
    },
  );
  return { plan, record: { ...record, rounds: [...record.rounds, round] } };
}

/**
 * The end of a run: the comment (unless the outcome is a quiet one) and our finished check run, without secrets that the
 * code, its tests or a model may have put into what they say.
 */
export async function planEnding(
  redactor: Redactor,
  run: Run,
  record: ReviewRecord,
  rounds: readonly ReportedRound[],
  outcome: Outcome,
): Promise<Planned> {
  const branch = companionBranch(run.pullNumber);
  const summary = await redactSummary(redactor, summarizeReview(run, record, rounds, outcome));
  // What is on the branch was tested and refused, or is a probe: nothing a maintainer could accept. A newer run takes the
  // branch over by itself, unless it is of a fork: then it may not be run at all. The code of a fork stays no longer than
  // it must.
  const mustGo =
    record.fork !== null || (record.kept.length === 0 && run.round > 0 && outcome.code !== 'superseded');
  const choice = chooseComment(record.configuration.configuration.comment, isAsked(record), summary);
  const plan = buildPlan(
    { state: 'ended', outcome: summary.outcome },
    {
      review: isQuiet(outcome.code)
        ? null
        : await planRemarks(redactor, run, record, { rounds, outcome, mayWrite: choice === 'write' }),
      comment:
        isQuiet(outcome.code) && !changesSettingsWrongly(summary)
          ? null
          : { body: renderSummaryComment(summary), choice },
      check: buildFinishedCheck(summary),
      deleteBranch: mustGo ? branch : null,
    },
  );
  return { plan, record };
}

/** Whoever changes the settings is told what will have no effect, also where there is nothing to review. */
function changesSettingsWrongly({ outcome, configurationProblems }: ReviewSummary): boolean {
  return (
    outcome.code === 'no-python-changes' && configurationProblems.some(({ source }) => source?.of === 'head')
  );
}

/** What is said at lines of the diff, and which earlier conversations are over; null for nothing. */
async function planRemarks(
  redactor: Redactor,
  run: Run,
  record: ReviewRecord,
  ending: { rounds: readonly ReportedRound[]; outcome: Outcome; mayWrite: boolean },
): Promise<PlannedReview | null> {
  const { rounds, outcome } = ending;
  const { comments: wanted, gone } = findRemarks(record, rounds);
  // Where the repository wants no comment of ours, nothing new is said at lines either.
  const comments = ending.mayWrite ? wanted : [];
  if (comments.length + gone.length === 0) return null;
  const planned: PlannedReview['comments'] = [];
  for (const finding of comments) {
    const { fingerprint, rule, path, firstLine, lastLine } = finding;
    const body = await renderReviewCommentBody(redactor, finding);
    planned.push({ fingerprint, rule, path, firstLine, lastLine, body });
  }
  const told = [
    ...record.told,
    ...comments.map(({ fingerprint, rule, path }) => ({ fingerprint, rule, path, state: 'listed' as const })),
  ];
  const without = summarizeReview(run, { ...record, told }, rounds, outcome);
  return {
    headSha: run.headSha,
    body: renderReviewBody(comments.length),
    comments: planned,
    gone,
    summaryWithout: comments.length > 0 ? renderSummaryComment(await redactSummary(redactor, without)) : null,
  };
}

/** The data that the comment, the check run and the result are made from. */
export function summarizeReview(
  run: Run,
  record: ReviewRecord,
  rounds: readonly ReportedRound[],
  outcome: Outcome,
): ReviewSummary {
  return buildSummary({
    repositoryUrl: record.repositoryUrl,
    pullNumber: run.pullNumber,
    headSha: run.headSha,
    companionBranch: companionBranch(run.pullNumber),
    record,
    rounds,
    outcome,
  });
}

function renderProbes(record: ReviewRecord): string {
  const file: ProbeFile = { schema: PROBES_SCHEMA_VERSION, probes: record.probes };
  return `${JSON.stringify(file, null, 1)}\n`;
}
