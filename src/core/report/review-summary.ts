import type { Outcome } from '../../outcome.ts';
import type { Limits } from '../budget/limits.ts';
import type { Spent } from '../budget/spent.ts';
import type { Skipped } from '../change-set/change-set.ts';
import type { ConfigurationProblem } from '../configuration/parse-configuration.ts';
import type { Assessment } from '../evidence/assessment.ts';
import type { ChangedLinesCoverage, Uncovered } from '../evidence/changed-lines.ts';
import type { Coverage, SuiteStatus } from '../evidence/ci-report.ts';
import type { Contradiction } from '../evidence/find-contradictions.ts';
import type { Verdict } from '../evidence/verdict.ts';
import type { FailingTest } from '../fix/failing-test.ts';
import type { OwnCi } from '../own-ci/own-ci.ts';
import type { MarkedTest } from '../reproduction/choose-reproductions.ts';
import type { GateResult } from '../review/judge-gates.ts';
import type { ForkRecord } from '../review/review-record.ts';
import type { Finding } from '../review-comments/finding.ts';
import type { PatchFile } from '../suggestions/render-patch.ts';
import type { EdgeCase, Refusal, Suggestion, Weakness } from '../suggestions/suggestion.ts';

/** A suggestion with the judgement on it. */
export interface JudgedSuggestion {
  suggestion: Suggestion;
  verdict: Verdict;
}

/** A possible bug: a catch, or a test that passes and contradicts the code's own contract. */
export interface JudgedCatch extends JudgedSuggestion {
  assessment: Assessment;
  /** Empty for a catch. */
  contradictions: Contradiction[];
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
  /** The command that this run carries out, and who gave it; absent for a review. */
  asked?: { command: string; by: string };
  engine: { label: string; builtIn: boolean };
  /** The companion branch with exactly the kept set; null when nothing was kept. */
  companion: { branch: string; commitSha: string } | null;
  base: SuiteSummary | null;
  head: SuiteSummary | null;
  /** Head's coverage with the kept suggestions. */
  withSuggestions: Coverage['totals'] | null;
  changedLines: { before: ChangedLinesCoverage; after: ChangedLinesCoverage } | null;
  uncovered: Uncovered[];
  /** What the repository's own CI says. */
  ownCi: OwnCi;
  /** The thresholds that the repository has set; they decide the conclusion of our check run. */
  gates: GateResult[];
  /** What in the repository's configuration has no effect. */
  configurationProblems: ConfigurationProblem[];
  kept: JudgedSuggestion[];
  /** Which of the kept ones are on the pull request's branch by now. */
  accepted: { suggestionId: string; commitSha: string; by: { login: string } }[];
  /** Names of the boxes of the kept ones, by id: made before secrets are taken out of their code. */
  boxKeys: Record<string, string>;
  /** Which of the kept ones a maintainer has turned down. */
  rejectedIds: string[];
  catches: JudgedCatch[];
  /** Ran, but is not offered. */
  dropped: JudgedSuggestion[];
  /** Written, but not run: the pull request comes from a fork, or our workflow is missing. */
  notRun: Suggestion[];
  /** Failing tests of issues that pass with this change against their marks. */
  unmarkable: MarkedTest[];
  /** Of a pull request from a fork; null for others. */
  fork: ForkRecord | null;
  /** The tests on offer as a patch, where they cannot be accepted by a click. */
  patch: PatchFile[];
  refusals: Refusal[];
  /** Failing tests of the pull request's own suite; absent as long as nobody has asked about them. */
  failing?: FailingTest[];
  edgeCases: EdgeCase[];
  weaknesses: Weakness[];
  /** Weak tests that are not told at their lines. */
  remarks: Finding[];
  skipped: Skipped[];
  rounds: RoundSummary[];
  environment: { python: string; packages: Record<string, string> } | null;
  /** What this run has spent, and its whole pull request together with that one's limits. */
  spent: { run: Spent; pullRequest: Spent };
  limits: Limits;
  prompts: { id: string; version: string }[];
  redactions: number;
  /** Why no further round was made. */
  stopped: string | null;
}
