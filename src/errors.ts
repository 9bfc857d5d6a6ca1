/**
 * Failures, told apart by who must act. Expected endings of a run are not errors: see outcome.ts.
 * Edges wrap what libraries throw once, in one of these; nothing reads an error's message to decide.
 */
export type Addressee = 'retry' | 'operator' | 'user' | 'us';

export class TestwrightError extends Error {
  override readonly name: string = 'TestwrightError';
  readonly addressee: Addressee;
  /** Kebab-case, stable, safe to log and to show. */
  readonly code: string;

  constructor(addressee: Addressee, code: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.addressee = addressee;
    this.code = code;
  }
}

/** Passing trouble: the job is run again, not before `retryAfterMs`. */
export class RetryableError extends TestwrightError {
  override readonly name = 'RetryableError';
  readonly retryAfterMs: number;

  constructor(code: string, message: string, options: { retryAfterMs: number; cause?: unknown }) {
    super('retry', code, message, options);
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** Someone who runs the app must change a setting; the message says which and how. */
export class OperatorError extends TestwrightError {
  override readonly name = 'OperatorError';
  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super('operator', code, message, options);
  }
}

/** A defect of Testwright, or a reply from GitHub that breaks its contract. */
export class DefectError extends TestwrightError {
  override readonly name = 'DefectError';
  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super('us', code, message, options);
  }
}

/** GitHub refused a request for good: gone, forbidden, or in conflict with what is there now. */
export class GitHubRefusal extends TestwrightError {
  override readonly name = 'GitHubRefusal';
  readonly status: number;

  constructor(
    kind: 'not-found' | 'forbidden' | 'gone' | 'conflict' | 'invalid',
    status: number,
    message: string,
    options?: { cause?: unknown },
  ) {
    super('user', `github-${kind}`, message, options);
    this.status = status;
  }
}
