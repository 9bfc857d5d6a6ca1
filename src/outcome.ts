/**
 * How a run may end: a closed list. Each code has a section in docs/outcomes.md with its remedy (a test compares
 * the two lists). An outcome is a value, not an error.
 */
export const OUTCOME_CODES = [
  'suggestions-ready',
  'nothing-kept',
  'nothing-to-suggest',
  'no-python-changes',
  'draft-pull-request',
  'left-out-by-label',
  'bot-push',
  'fork-pull-request',
  'fork-not-runnable',
  'pull-request-closed',
  'superseded',
  'workflow-missing-on-head',
  'suggestions-not-executed',
  'ci-never-answered',
  'ci-failed',
  'report-missing',
  'report-refused',
  'base-suite-red',
  'head-suite-red',
  'head-suite-uncollectable',
  'head-suite-too-slow',
  'wrong-tree-imported',
  'runner-not-supported',
  'head-suite-not-measured',
  'possible-bug-found',
  'model-refused',
  'model-reply-invalid',
  'model-reply-truncated',
  'model-unavailable',
  'budget-exhausted',
  'private-paths',
  'branch-moved',
  'unknown-target',
  'nothing-fails',
  'suggestions-accepted',
  'acceptance-not-confirmed',
  'acceptance-not-permitted',
  'accepted-tree-gone',
  'head-moved',
  'branch-not-writable',
  'bug-reproduced',
  'bug-not-reproduced',
  'not-a-bug-report',
  'report-incomplete',
  'needs-a-model',
  'reproduction-cancelled',
  'access-lost',
  'internal-error',
] as const;

export type OutcomeCode = (typeof OUTCOME_CODES)[number];

/** The ending of a run: a code and one or two sentences with the particulars. */
export interface Outcome {
  code: OutcomeCode;
  reason: string;
}
