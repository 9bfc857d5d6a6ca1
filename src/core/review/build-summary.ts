import type { Outcome } from '../../outcome.ts';
import { measureChangedLines } from '../evidence/changed-lines.ts';
import type { Suite } from '../evidence/ci-report.ts';
import { addCovered, unionCovered } from '../evidence/coverage-sets.ts';
import type { ReviewSummary, SuiteSummary } from '../report/review-summary.ts';
import { findUnmarkable } from '../reproduction/choose-reproductions.ts';
import { suggestionKey } from '../suggestions/suggestion-prints.ts';
import type { AskedTask } from './asked-task.ts';
import { findRemarks, findStillUncovered } from './find-remarks.ts';
import { judgeGates } from './judge-gates.ts';
import { measureGates } from './measure-gates.ts';
import { findBaseline, findMutation, type ReportedRound } from './measurements.ts';
import { describeRound, type ReviewRecord } from './review-record.ts';

export interface SummaryInput {
  repositoryUrl: string;
  pullNumber: number;
  headSha: string;
  companionBranch: string;
  record: ReviewRecord;
  rounds: readonly ReportedRound[];
  outcome: Outcome;
}

/** Everything the comment, the check run and the result record show. Numbers come from reports only. */
export function buildSummary(input: SummaryInput): ReviewSummary {
  const { record, rounds } = input;
  const baseline = findBaseline(rounds);
  const head = baseline?.report.suites.head ?? null;
  // Without a test, nothing of the project was imported: united with that, suggestions would lack all that importing
  // executes, and a number that plain coverage.py contradicts is worse than none.
  const headCoverage = head && head.status !== 'empty' ? head.coverage : null;
  const gained = unionCovered(record.kept.map(({ verdict }) => verdict.gains));
  const last = rounds.findLast((round) => round.report !== null);
  const before =
    headCoverage && baseline ? measureChangedLines(record.changed, baseline.statements, headCoverage) : null;
  const { configuration, problems } = record.configuration;
  return {
    repositoryUrl: input.repositoryUrl,
    pullNumber: input.pullNumber,
    headSha: input.headSha,
    baseSha: record.baseSha,
    outcome: input.outcome,
    engine: record.engine,
    ...(record.asked ? { asked: describeAsked(record.asked) } : {}),
    companion:
      // Of a fork nothing stays on a branch of this repository once it was run.
      record.kept.length > 0 && last && record.fork === null
        ? { branch: input.companionBranch, commitSha: last.commitSha }
        : null,
    base: baseline ? summarizeSuite(baseline.report.suites.base) : null,
    head: baseline ? summarizeSuite(baseline.report.suites.head) : null,
    withSuggestions: headCoverage && record.kept.length > 0 ? addCovered(headCoverage, gained).totals : null,
    changedLines:
      headCoverage && baseline && before
        ? {
            before,
            after: measureChangedLines(record.changed, baseline.statements, headCoverage, gained),
          }
        : null,
    uncovered: findStillUncovered(record, rounds) ?? [],
    ownCi: record.ownCi,
    gates: judgeGates(
      configuration.gates ?? {},
      measureGates({
        suites: baseline?.report.suites ?? null,
        changedLines: before,
        mutation: findMutation(record, rounds),
        ownCi: record.ownCi,
      }),
    ),
    configurationProblems: problems,
    kept: record.kept,
    accepted: [],
    boxKeys: Object.fromEntries(
      record.kept.map(({ suggestion }) => [suggestion.id, suggestionKey(suggestion)]),
    ),
    rejectedIds: [],
    catches: record.catches,
    dropped: record.dropped,
    notRun: record.notRun,
    unmarkable: findUnmarkable(record.marked, baseline?.report.suites.head.failures ?? []),
    fork: record.fork,
    patch: record.patch,
    refusals: record.refusals,
    ...(record.failing ? { failing: record.failing } : {}),
    edgeCases: record.edgeCases,
    weaknesses: record.weaknesses,
    remarks: findRemarks(record, rounds).listed,
    skipped: [
      ...record.skipped,
      ...[...new Set(rounds.flatMap((round) => round.report?.skipped ?? []))].map((reason) => ({
        what: 'CI',
        reason,
      })),
    ],
    rounds: record.rounds.map((planned) => {
      const reported = rounds.find((round) => round.round === planned.round);
      return {
        round: planned.round,
        purpose: describeRound(planned),
        commitSha: reported?.commitSha ?? 'not made',
        workflowRunId: reported?.workflowRunId ?? null,
      };
    }),
    environment: last?.report
      ? { python: last.report.environment.python, packages: last.report.environment.packages }
      : null,
    spent: { run: record.spent.run, pullRequest: record.spent.pullRequest },
    limits: record.limits,
    prompts: record.prompts,
    redactions: record.redactions,
    stopped: record.stopped,
  };
}

function describeAsked({ kind, target, by }: AskedTask): NonNullable<ReviewSummary['asked']> {
  return { command: `/testwright ${kind}${target === null ? '' : ` ${target}`}`, by: by.login };
}

function summarizeSuite(suite: Suite): SuiteSummary {
  return {
    status: suite.status,
    reason: suite.reason,
    // Shown, the counts of a suite without tests would be a false zero.
    totals: suite.status === 'empty' ? null : (suite.coverage?.totals ?? null),
    failures: suite.failures,
  };
}
