import { RetryableError, TestwrightError } from '../../../src/errors.ts';

export interface Failure {
  type: string;
  code: string;
  status?: number;
  retryAfterMs?: number;
}

/** What a call rejected with, reduced to what its callers may look at. */
export async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof TestwrightError))
    throw new Error('a TestwrightError was expected', { cause: error });
  return {
    type: error.name,
    code: error.code,
    ...('status' in error ? { status: Number(error.status) } : {}),
    ...(error instanceof RetryableError ? { retryAfterMs: error.retryAfterMs } : {}),
  };
}
