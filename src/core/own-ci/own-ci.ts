import type { ScoresReading } from '../evaluations/scores.ts';
import type { ChangedLinesCoverage, Uncovered } from '../evidence/changed-lines.ts';
import type { Coverage } from '../evidence/ci-report.ts';

/** Where a number comes from: files of one artifact of one workflow run. */
export interface OwnCiSource {
  /** File name of the workflow, e.g. `tests.yml`. */
  workflow: string;
  workflowRunId: number;
  artifact: string;
  files: string[];
}

/** Coverage of one commit by the repository's own CI, or one sentence about why there is none. */
export type OwnCoverageSide =
  | {
      kind: 'measured';
      /** Over the Python files of the tree that are not tests. */
      totals: Coverage['totals'];
      sources: OwnCiSource[];
      /** What was left out, each in a few words. */
      notes: string[];
    }
  | { kind: 'none'; reason: string };

export interface OwnCoverage {
  head: OwnCoverageSide;
  base: OwnCoverageSide;
  /** Null when head was not measured. */
  changedLines: ChangedLinesCoverage | null;
  uncovered: Uncovered[];
  /** Changed lines that are reached and of which not every way out is; LCOV does not say where a branch leads. */
  halfTaken: { path: string; lines: number[] }[];
  /** Changed files whose numbers are not known: the LCOV does not list them, or is of other text. */
  unknown: { path: string; reason: string }[];
  /** Workflow files that had not finished for head when this was read. */
  pending: string[];
}

/** Evaluations of one commit; `none` says why there are none, such as that they are not reported yet. */
export type OwnEvaluationsSide =
  | (Extract<ScoresReading, { kind: 'scores' }> & { source: OwnCiSource })
  | { kind: 'none'; reason: string };

export interface OwnEvaluations {
  head: OwnEvaluationsSide;
  base: OwnEvaluationsSide;
}

/** What the repository's own CI says about a pull request: plain JSON, kept with the run. */
export interface OwnCi {
  /** Only where our own workflow is missing; null elsewhere. */
  coverage: OwnCoverage | null;
  /** Null when the repository has not configured any. */
  evaluations: OwnEvaluations | null;
}
