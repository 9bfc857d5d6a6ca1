import type { Failure } from './ci-report.ts';

/** Class and first line of the message, for one sentence. */
export function describeFailure(failure: Failure | null): string {
  return failure ? `${failure.type}: ${firstLine(failure.message)}` : 'no failure was recorded';
}

/** The first line, cut to what a sentence can hold. */
export function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').slice(0, 300);
}
