import type { Outcome } from '../../outcome.ts';
import { totalUsd } from '../budget/spent.ts';
import type { Assessment } from '../evidence/assessment.ts';
import type { ChangedLinesCoverage } from '../evidence/changed-lines.ts';
import type { Coverage } from '../evidence/ci-report.ts';
import { percentCovered } from '../evidence/coverage-sets.ts';
import type { OwnCi } from '../own-ci/own-ci.ts';
import type { GateResult } from '../review/judge-gates.ts';
import type { ReviewSummary } from './review-summary.ts';

interface CoverageFigure {
  percent: number | null;
  lines: { covered: number; total: number };
  branches: { covered: number; total: number };
}

/** The result of a review as data: logged when a run ends, written by the demo's `--json`. */
export interface ReviewResult {
  pull: { number: number; headSha: string };
  companion: { branch: string; sha: string } | null;
  rounds: number;
  suggestions: {
    id: string;
    path: string;
    title: string;
    tests: string[];
    outcome: string;
    reason: string;
    linesGained: number;
    branchesGained: number;
    mutantsGained: number;
    rungs: { rung: string; result: string; note: string }[];
    /** Null unless it is a possible bug. */
    assessment: Assessment | null;
  }[];
  coverage: {
    base: CoverageFigure | null;
    head: CoverageFigure | null;
    companion: CoverageFigure | null;
    changedLines: { before: CoverageFigure; after: CoverageFigure } | null;
  };
  ownCi: OwnCi;
  gates: GateResult[];
  model: {
    engine: string;
    calls: number;
    /** Those read from or written to the provider's cache included. */
    inputTokens: number;
    cachedInputTokens: number;
    outputTokens: number;
    /** Null when the price of any call is not known; 0 without a call. */
    usd: number | null;
    /** Of the oldest price list that was used, or `operator`. */
    priceDate: string | null;
  };
  /** Time of CI's jobs in minutes, and the same with each job rounded up as GitHub bills; null when not known. */
  ci: { rounds: number; minutes: number | null; billedMinutes: number | null };
  skipped: { what: string; reason: string }[];
  outcome: Outcome;
}

export function buildResult(summary: ReviewSummary): ReviewResult {
  const spent = summary.spent.run;
  return {
    pull: { number: summary.pullNumber, headSha: summary.headSha },
    companion: summary.companion
      ? { branch: summary.companion.branch, sha: summary.companion.commitSha }
      : null,
    // Those of a review that a task goes on from are that review's.
    rounds: summary.rounds.filter(({ round }) => round > 0).length,
    suggestions: [...summary.kept, ...summary.catches, ...summary.dropped].map(({ suggestion, verdict }) => ({
      id: suggestion.id,
      path: suggestion.path,
      title: suggestion.title,
      tests: verdict.tests.length > 0 ? verdict.tests.map((test) => test.nodeid) : suggestion.testNames,
      outcome:
        verdict.decision === 'keep' ? `kept: ${verdict.class}` : `${verdict.decision}: ${verdict.code}`,
      reason: verdict.reason,
      linesGained: verdict.linesGained,
      branchesGained: verdict.branchesGained,
      mutantsGained: verdict.mutantsGained.length,
      rungs: verdict.rungs,
      assessment: summary.catches.find((one) => one.suggestion.id === suggestion.id)?.assessment ?? null,
    })),
    coverage: {
      base: figure(summary.base?.totals ?? null),
      head: figure(summary.head?.totals ?? null),
      companion: summary.kept.length > 0 ? figure(summary.withSuggestions) : null,
      changedLines: summary.changedLines
        ? { before: figure(summary.changedLines.before)!, after: figure(summary.changedLines.after)! }
        : null,
    },
    ownCi: summary.ownCi,
    gates: summary.gates,
    model: {
      engine: summary.engine.label,
      calls: spent.calls,
      inputTokens: spent.inputTokens,
      cachedInputTokens: spent.cachedInputTokens,
      outputTokens: spent.outputTokens,
      usd: totalUsd(spent),
      priceDate: spent.priceAsOf,
    },
    ci: {
      rounds: spent.rounds,
      minutes: spent.untimedRounds > 0 ? null : spent.ciMs / 60_000,
      billedMinutes: spent.untimedRounds > 0 ? null : spent.ciMinutes,
    },
    skipped: [
      ...summary.refusals.map((refusal) => ({
        what: refusal.title,
        reason: `${refusal.code}: ${refusal.reason}`,
      })),
      ...summary.skipped,
    ],
    outcome: summary.outcome,
  };
}

function figure(totals: Coverage['totals'] | ChangedLinesCoverage | null): CoverageFigure | null {
  return totals ? { percent: percentCovered(totals), lines: totals.lines, branches: totals.branches } : null;
}
