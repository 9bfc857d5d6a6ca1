import type { Covered, Failure, TestOutcome } from './ci-report.ts';

/** How a suggestion behaves on base and head; see docs/glossary.md. */
export type VerdictClass =
  | 'captures-the-change'
  | 'new-code'
  | 'guards-behaviour'
  | 'catch'
  | 'invalid'
  | 'disputed';

/** What was measured about one test of a suggestion. */
export interface TestEvidence {
  nodeid: string;
  head: TestOutcome['outcome'];
  base: TestOutcome['outcome'] | 'not-run';
  durationMs: number;
  /** The failure on head, if any. */
  failure: Failure | null;
  /** The failure on base, if any. */
  baseFailure: Failure | null;
}

/** The judgement on one suggestion after a round, with the evidence it rests on. */
export interface Verdict {
  suggestionId: string;
  class: VerdictClass;
  /** `keep`: offered. `repair`: our fault, may go back to the model. `drop`: not offered. `catch`: shown as a possible bug. */
  decision: 'keep' | 'repair' | 'drop' | 'catch';
  code: string;
  reason: string;
  tests: TestEvidence[];
  /** What it executes beyond head's own suite and the suggestions kept before it. */
  gains: Covered;
  linesGained: number;
  branchesGained: number;
}
