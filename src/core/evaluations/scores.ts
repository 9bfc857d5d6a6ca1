/** What a repository's own LLM evaluations came to. Skipped ones are told and count for nothing. */
export interface Scores {
  passed: number;
  failed: number;
  /** Ended without a judgement: the model or the grader could not be asked. They count as not passed. */
  errors: number;
  skipped: number;
  /** Mean of the tests' own scores, on whatever scale the evaluation has; null where the format knows none. */
  meanScore: number | null;
}

/** The scores, or one sentence about why the text is not believed. */
export type ScoresReading = { kind: 'scores'; scores: Scores } | { kind: 'refused'; reason: string };

/** Evaluations that were judged, or should have been. */
export function countJudged({ passed, failed, errors }: Scores): number {
  return passed + failed + errors;
}

/** Passed of those that were judged, in percent; null when there was none. */
export function passRate(scores: Scores): number | null {
  const judged = countJudged(scores);
  return judged === 0 ? null : (100 * scores.passed) / judged;
}
