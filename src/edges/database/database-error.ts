import { DefectError, RetryableError, TestwrightError } from '../../errors.ts';

/**
 * SQLSTATE classes and codes after which the same statement may succeed.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const PASSING = [
  '08', // connection exception
  '40', // transaction rollback: serialization failure, deadlock
  '53', // insufficient resources: disk full, too many connections
  '55P03', // lock not available
  '57P', // operator intervention: shutdown, crash recovery
  '58', // system error outside PostgreSQL
];

/** Node's codes for a connection that broke or could not be made. */
const BROKEN_CONNECTION = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** The SQLSTATE or Node code of what a driver threw, or null. */
export function readCode(cause: unknown): string | null {
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : null;
  return typeof code === 'string' && code !== '' ? code : null;
}

/**
 * Wraps what a driver threw: RetryableError when the server or the connection is in passing trouble, DefectError
 * when the server refused the statement itself. Our own errors pass through.
 */
export function toDatabaseError(cause: unknown): TestwrightError {
  if (cause instanceof TestwrightError) return cause;
  const code = readCode(cause);
  const detail = cause instanceof Error ? cause.message : String(cause);
  // Without a code it is pg itself ("Connection terminated unexpectedly", a wait for a free connection that ran out).
  const passing =
    code === null || BROKEN_CONNECTION.has(code) || PASSING.some((prefix) => code.startsWith(prefix));
  if (passing) {
    return new RetryableError('database-unavailable', `The database did not answer: ${detail}`, {
      retryAfterMs: 2000,
      cause,
    });
  }
  return new DefectError('database-refused', `The database refused a statement (${code}): ${detail}`, {
    cause,
  });
}

/** Runs one piece of work with a driver, wrapping what the driver throws. */
export async function wrapDriver<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw toDatabaseError(cause);
  }
}
