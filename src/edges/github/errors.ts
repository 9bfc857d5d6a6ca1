import { RequestError } from '@octokit/request-error';
import { DefectError, GitHubRefusal, OperatorError, RetryableError, TestwrightError } from '../../errors.ts';

/** What is known of the request that failed; `route` is the template, so no names or secrets are in it. */
export interface FailedRequest {
  method: string;
  route: string;
  /** A read, or anything else that does no harm when it happens twice. */
  isRepeatable: boolean;
  /** Seconds that the throttling plugin read from a secondary limit, if it saw one. */
  secondaryLimitSeconds: number | null;
}

const SECOND = 1000;
const UNAVAILABLE_RETRY_MS = 15 * SECOND;
/** GitHub asks for at least a minute where it names no time: https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api */
const LIMIT_RETRY_MS = 60 * SECOND;
const LONGEST_RETRY_MS = 3600 * SECOND;

const REFUSALS: Record<number, 'not-found' | 'forbidden' | 'gone' | 'conflict' | 'invalid'> = {
  400: 'invalid',
  403: 'forbidden',
  404: 'not-found',
  405: 'invalid',
  409: 'conflict',
  410: 'gone',
  413: 'invalid',
  422: 'invalid',
  451: 'forbidden',
};

/**
 * The one place where Octokit's errors become ours. A write whose fate is unknown (5xx, network, time-out) is
 * `github-unsure`: the job is repeated and each write finds what is there first. The result carries neither the
 * request nor the response: both hold bodies, and the request holds the token.
 */
export function toTestwrightError(
  error: unknown,
  request: FailedRequest,
  now: Date = new Date(),
): TestwrightError {
  if (error instanceof TestwrightError) return error;
  // Octokit wraps whatever the fetch function throws.
  if (error instanceof RequestError && error.cause instanceof TestwrightError) return error.cause;
  const what = `${request.method} ${request.route}`;
  const limit = findLimit(error, request, now);
  if (limit !== null) {
    return new RetryableError('github-rate-limited', `${what}: GitHub's rate limit is used up`, {
      retryAfterMs: limit,
    });
  }
  if (!(error instanceof RequestError)) {
    return new DefectError('github-client', `${what}: the client failed before GitHub was asked`, {
      cause: error,
    });
  }
  if (!error.response) return unavailable(what, request, null, error.cause);
  const { status, headers, data } = error.response;
  if (status === 401) {
    return new OperatorError(
      'github-unauthorized',
      `${what}: GitHub does not accept the app's credentials; check APP_ID, PRIVATE_KEY and this machine's clock`,
    );
  }
  const kind = REFUSALS[status];
  if (kind) return new GitHubRefusal(kind, status, `${what}: ${status}${describe(data)}`);
  return unavailable(`${what}: ${status}`, request, readSeconds(headers['retry-after'], now), null);
}

/** Whether a quick repetition of a read may help: GitHub or the network failed, and did not name a time. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof RequestError) || error.cause instanceof TestwrightError) return false;
  if (!error.response) return true;
  return error.response.status >= 500 && error.response.headers['retry-after'] === undefined;
}

function unavailable(
  what: string,
  request: FailedRequest,
  retryMs: number | null,
  cause: unknown,
): RetryableError {
  return new RetryableError(
    request.isRepeatable ? 'github-unavailable' : 'github-unsure',
    request.isRepeatable ? `${what}: GitHub did not answer` : `${what}: GitHub may or may not have done this`,
    { retryAfterMs: retryMs ?? UNAVAILABLE_RETRY_MS, cause },
  );
}

/** Milliseconds to wait when this is a rate limit, else null. 403 stands for both limits and missing permissions. */
function findLimit(error: unknown, request: FailedRequest, now: Date): number | null {
  const response = readResponse(error);
  if (!response) return null;
  const { status, headers } = response;
  // Status 200 is GraphQL's way to say so; the throttling plugin then throws with the response.
  if (![200, 403, 429].includes(status)) return null;
  const asked = readSeconds(headers['retry-after'], now);
  if (asked !== null) return asked;
  if (String(headers['x-ratelimit-remaining']) === '0') {
    const reset = Number(headers['x-ratelimit-reset']);
    const wait = Number.isFinite(reset) ? reset * SECOND - now.getTime() + SECOND : LIMIT_RETRY_MS;
    return clamp(wait);
  }
  if (request.secondaryLimitSeconds !== null) return clamp(request.secondaryLimitSeconds * SECOND);
  return status === 403 ? null : LIMIT_RETRY_MS;
}

interface Response {
  status: number;
  headers: Record<string, string | number | undefined>;
}

function readResponse(error: unknown): Response | null {
  if (!(error instanceof Error) || !('response' in error)) return null;
  const response = error.response as Partial<Response> | undefined;
  return response?.headers && typeof response.status === 'number' ? (response as Response) : null;
}

/** `retry-after` is a number of seconds or a date. */
function readSeconds(value: string | number | undefined, now: Date): number | null {
  if (value === undefined || value === '') return null;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return clamp(seconds * SECOND);
  const date = Date.parse(String(value));
  return Number.isNaN(date) ? null : clamp(date - now.getTime());
}

function clamp(ms: number): number {
  return Math.min(Math.max(ms, SECOND), LONGEST_RETRY_MS);
}

/** GitHub's own sentence, without the `errors` beside it: those may quote what was sent. */
function describe(data: unknown): string {
  const message = typeof data === 'object' && data !== null && 'message' in data ? data.message : null;
  return typeof message === 'string' ? ` ${message.slice(0, 200)}` : '';
}
