/** Something to say at lines of the diff: about a weak test, or about changed lines that no test reaches. */
export interface Finding {
  /** Of a rule in core/smells, or one of the rules of this folder. */
  rule: string;
  title: string;
  /** 1 is the gravest; what counts for more is said first. */
  severity: number;
  path: string;
  /** The test or function that it is about: `TestCart::test_total`, `Cart.total`. */
  what: string;
  /** Lines at head, 1-based and inclusive. */
  firstLine: number;
  lastLine: number;
  /** Sentences for people; code stands between backticks. */
  message: string;
  /** Lines that may stand in place of these, checked to apply; null where it takes thought. */
  replacement: string[] | null;
  /** The diff shows these lines in one hunk: GitHub takes no comment elsewhere. */
  isInDiff: boolean;
  /** The same for the same thing after any push; see `fingerprintOf`. */
  fingerprint: string;
}

/** Rules that do not look at a test's syntax alone. */
export const CONTRADICTS_DOCSTRING = 'contradicts-docstring';
export const NOT_REACHED = 'not-reached';
export const OPINION = 'opinion-of-the-model';
