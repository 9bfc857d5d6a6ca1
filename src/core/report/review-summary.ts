import type { Outcome } from '../../outcome.ts';
import type { Skipped } from '../change-set/change-set.ts';
import type { ChangedLinesCoverage, Uncovered } from '../evidence/changed-lines.ts';
import type { Coverage, SuiteStatus } from '../evidence/ci-report.ts';
import type { Verdict } from '../evidence/verdict.ts';
import type { EdgeCase, Refusal, Suggestion, Weakness } from '../suggestions/suggestion.ts';

/** A suggestion with the judgement on it. */
export interface JudgedSuggestion {
  suggestion: Suggestion;
  verdict: Verdict;
}

/** What CI said of one of the repository's own suites. */
export interface SuiteSummary {
  status: SuiteStatus;
  reason: string | null;
  totals: Coverage['totals'] | null;
  failures: { nodeid: string; message: string }[];
}

/** One round: a commit, what it was for, and the workflow run that tested it. */
export interface RoundSummary {
  round: number;
  purpose: string;
  commitSha: string;
  workflowRunId: number | null;
}

/** Everything that the summary comment, the check run and the result record say about a review. */
export interface ReviewSummary {
  /** Address of the repository's pages, for links. */
  repositoryUrl: string;
  pullNumber: number;
  headSha: string;
  baseSha: string | null;
  outcome: Outcome;
  engine: { label: string; builtIn: boolean };
  /** The companion branch with exactly the kept set; null when nothing was kept. */
  companion: { branch: string; commitSha: string } | null;
  base: SuiteSummary | null;
  head: SuiteSummary | null;
  /** Head's coverage with the kept suggestions. */
  withSuggestions: Coverage['totals'] | null;
  changedLines: { before: ChangedLinesCoverage; after: ChangedLinesCoverage } | null;
  uncovered: Uncovered[];
  kept: JudgedSuggestion[];
  /** Which of the kept ones are on the pull request's branch by now. */
  accepted: { suggestionId: string; commitSha: string; by: { login: string } }[];
  /** Names of the boxes of the kept ones, by id: made before secrets are taken out of their code. */
  boxKeys: Record<string, string>;
  /** Which of the kept ones a maintainer has turned down. */
  rejectedIds: string[];
  catches: JudgedSuggestion[];
  /** Ran, but is not offered. */
  dropped: JudgedSuggestion[];
  /** Written, but not run: the pull request comes from a fork. */
  notRun: Suggestion[];
  refusals: Refusal[];
  edgeCases: EdgeCase[];
  weaknesses: Weakness[];
  skipped: Skipped[];
  rounds: RoundSummary[];
  environment: { python: string; packages: Record<string, string> } | null;
  usage: { calls: number; inputTokens: number; outputTokens: number };
  prompts: { id: string; version: string }[];
  redactions: number;
  /** Why no further round was made. */
  stopped: string | null;
}
