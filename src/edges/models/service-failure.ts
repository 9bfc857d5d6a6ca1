import { OperatorError, RetryableError, type TestwrightError } from '../../errors.ts';
import { readRetryAfterMs } from './capped-fetch.ts';

/** What an SDK threw, in our words: each model file translates its own SDK's classes. */
export type ServiceFailure =
  | { kind: 'timed-out'; cause: unknown }
  | { kind: 'unreachable'; cause: unknown }
  | {
      kind: 'status';
      status: number;
      headers: Headers | null;
      /** The service's own code of the error, e.g. `insufficient_quota`; null when it gave none. */
      code: string | null;
      /** What the service said; shown, never decided on. */
      said: string;
      cause: unknown;
    };

/** Names that an operator knows: which service, and which variables set it up. */
export interface ServiceNames {
  service: string;
  model: string;
  keyVariable: string;
  baseUrlVariable: string;
}

const DEFAULT_RETRY_MS = 60_000;
/** A server that asks for days is asked again after an hour. */
const MAX_RETRY_MS = 3_600_000;

/** The one error for a failed call: RetryableError for passing trouble, OperatorError where a setting must change. */
export function buildFailureError(failure: ServiceFailure, names: ServiceNames): TestwrightError {
  const { service, model, keyVariable, baseUrlVariable } = names;
  const { cause } = failure;
  const retry = (code: string, message: string, afterMs = DEFAULT_RETRY_MS) =>
    new RetryableError(code, message, { retryAfterMs: Math.min(afterMs, MAX_RETRY_MS), cause });
  const operator = (code: string, message: string) => new OperatorError(code, message, { cause });

  if (failure.kind === 'timed-out') {
    return retry(
      'model-timed-out',
      `${service} did not reply within the time limit (MODEL_TIMEOUT_SECONDS).`,
    );
  }
  if (failure.kind === 'unreachable') {
    return retry(
      'model-unreachable',
      `${service} cannot be reached; check ${baseUrlVariable} if this goes on.`,
    );
  }
  const { status, headers, code } = failure;
  const said = failure.said ? ` It says: ${failure.said.replace(/\s+/g, ' ').trim().slice(0, 300)}` : '';
  if (status === 401 || status === 403) {
    return operator(
      'model-key-rejected',
      `${service} rejects the key (${status}): check ${keyVariable}.${said}`,
    );
  }
  if (status === 402 || code === 'insufficient_quota' || code === 'billing_error') {
    return operator(
      'model-quota-exhausted',
      `${service} has no credit left for this key: check the account of ${keyVariable}.${said}`,
    );
  }
  if (status === 404) {
    return operator(
      'model-not-found',
      `${service} does not know the model "${model}": check MODEL and ${baseUrlVariable}.${said}`,
    );
  }
  if (status === 413 || code === 'context_length_exceeded' || code === 'request_too_large') {
    return operator(
      'model-context-too-long',
      `The request is longer than "${model}" reads: lower CONTEXT_TOKEN_BUDGET or choose another MODEL.${said}`,
    );
  }
  const afterMs = (headers && readRetryAfterMs(headers)) ?? undefined;
  if (status === 429)
    return retry('model-rate-limited', `${service} limits the rate of requests.${said}`, afterMs);
  if (status === 408 || status === 409 || status >= 500) {
    return retry('model-overloaded', `${service} cannot answer now (${status}).${said}`, afterMs);
  }
  return operator(
    'model-request-refused',
    `${service} refuses the request (${status}): check MODEL, CONTEXT_TOKEN_BUDGET and ${baseUrlVariable}.${said}`,
  );
}
