import type { Scope } from './expressions/evaluate.ts';
import { evaluateTemplate, renderTemplate } from './expressions/template.ts';
import { isTruthy } from './expressions/value.ts';
import { RunnerProblem } from './problem.ts';

/** A setting such as `continue-on-error`, which may be an expression. */
export function isSet(text: string | undefined, scope: Scope): boolean {
  if (text === undefined) return false;
  const value = evaluateTemplate(text, scope);
  return value === 'false' ? false : isTruthy(value);
}

/** `timeout-minutes` in milliseconds; no setting is no limit. */
export function minutesToMs(text: string | undefined, scope: Scope): number {
  if (text === undefined) return Number.POSITIVE_INFINITY;
  const minutes = Number(renderTemplate(text, scope));
  if (!(minutes > 0)) throw new RunnerProblem(`timeout-minutes is not a positive number: ${text}`);
  return minutes * 60_000;
}
