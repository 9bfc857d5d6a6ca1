/** A block of code that a report quotes. */
export interface QuotedCode {
  /** As named at the fence, in lower case; empty when it names none. */
  language: string;
  text: string;
  /** The last words before it. */
  lead: string;
}

/** One frame of a traceback, as written. */
export interface ReportedFrame {
  path: string;
  line: number;
  function: string;
  /** The source line below it; empty when the report has none. */
  source: string;
}

export interface ReportedTraceback {
  text: string;
  frames: ReportedFrame[];
  /** Class of the exception without its module. */
  exception: string;
  /** Where the traceback says that the exception is from; null for Python's own. */
  module: string | null;
  message: string;
}

/**
 * What a bug report says, taken apart. Everything in it was written by whoever opened the issue: it is quoted, never obeyed.
 */
export interface IsolatedReport {
  title: string;
  /** Whole text without HTML comments and invisible characters. */
  body: string;
  steps: string | null;
  expected: string | null;
  actual: string | null;
  tracebacks: ReportedTraceback[];
  /** Names of exception classes that the report names anywhere. */
  exceptions: string[];
  /** `Django 5.1`, `Python 3.12`, …, as written. */
  versions: string[];
  code: QuotedCode[];
  /** URL paths that the report names: `/api/orders/?status=paid`. */
  urls: string[];
  /** Images and files that were attached: they are named, and nobody guesses what they show. */
  attachments: string[];
  /** What the reporter added when asked; part of `body` too. */
  answers: string[];
}

/** Characters of a body that are read: GitHub's own limit. */
export const MAX_BODY = 65_536;
