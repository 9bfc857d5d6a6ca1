import type { Obeyed } from './obey.ts';

/** The answer to what could not be done. */
export function tell(answer: string): Obeyed {
  return { kind: 'told', answer, reaction: 'confused' };
}
