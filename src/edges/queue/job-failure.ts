import { type Addressee, TestwrightError } from '../../errors.ts';

/** Why a job failed, in words that may be stored: no cause, no request, so no token of a library's error object. */
export interface JobFailure {
  /** Code of the error; `job-crashed` for an error that is not ours, `worker-lost` when no error was recorded. */
  code: string;
  addressee: Addressee;
  message: string;
}

const ADDRESSEES: readonly Addressee[] = ['retry', 'operator', 'user', 'us'];

export function buildJobFailure(error: unknown): JobFailure {
  if (error instanceof TestwrightError) {
    return { code: error.code, addressee: error.addressee, message: error.message };
  }
  return {
    code: 'job-crashed',
    addressee: 'us',
    message: error instanceof Error ? error.message : String(error),
  };
}

/** An error that carries a failure and nothing else: pg-boss stores all fields of what a handler throws. */
export function toStorableError(failure: JobFailure): Error {
  const error = Object.assign(new Error(failure.message), failure);
  error.stack = undefined;
  return error;
}

/** The failure that pg-boss kept with a dead job. Time-outs and lost workers are pg-boss's own texts. */
export function parseJobFailure(output: unknown): JobFailure {
  const fields = typeof output === 'object' && output !== null ? (output as Record<string, unknown>) : {};
  const message = [fields['message'], fields['value']].find((text) => typeof text === 'string');
  return {
    code: typeof fields['code'] === 'string' ? fields['code'] : 'worker-lost',
    addressee: ADDRESSEES.find((addressee) => addressee === fields['addressee']) ?? 'us',
    message: typeof message === 'string' ? message : 'The process that worked on this job ended.',
  };
}
