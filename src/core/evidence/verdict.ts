import type { Rung } from '../suggestions/suggestion.ts';
import type { Covered, Failure, Leftover, Mutant, Stability, TestOutcome } from './ci-report.ts';
import type { Diagnosis } from './diagnosis.ts';

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
  /** Null when it was not repeated. */
  stability: Stability | null;
  leaves: Leftover[];
}

/** One rung of the ladder as it was climbed, or not. */
export interface RungResult {
  rung: Rung;
  result: 'passed' | 'failed' | 'not-measured';
  /** What was seen, in a few words; empty when the rung's name says it all. */
  note: string;
}

/** A mutant that the suggestion's tests kill. */
export type KilledMutant = Pick<
  Mutant,
  'id' | 'path' | 'line' | 'operator' | 'original' | 'replacement' | 'ownSuite'
>;

/** The judgement on one suggestion after a round, with the evidence it rests on. */
export interface Verdict {
  suggestionId: string;
  class: VerdictClass;
  /** `keep`: offered. `repair`: our fault, may go back to the model. `drop`: not offered. `catch`: shown as a possible bug. */
  decision: 'keep' | 'repair' | 'drop' | 'catch';
  code: string;
  reason: string;
  /** The rungs that CI decides, in order, up to where the climb ended. */
  rungs: RungResult[];
  tests: TestEvidence[];
  /** What it executes beyond head's own suite and the suggestions kept before it. */
  gains: Covered;
  linesGained: number;
  branchesGained: number;
  /** Mutants of changed lines that it kills, and how many of its reach there were; null when not measured. */
  mutants: { killed: KilledMutant[]; reached: number } | null;
  /** Ids of those that neither head's own suite nor a suggestion kept before it kills. */
  mutantsGained: string[];
  /** Why it failed, for what did not run as meant. */
  diagnosis: Diagnosis | null;
}
