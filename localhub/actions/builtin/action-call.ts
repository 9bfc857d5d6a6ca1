import type { JobState } from '../job-state.ts';
import { RunnerProblem } from '../problem.ts';

/** One use of a built-in action. */
export interface ActionCall {
  job: JobState;
  /** Rendered `with:`; names in lower case. */
  inputs: Record<string, string>;
  /** `env:` in force at the step. */
  environment: Record<string, string>;
}

/** Throws a StepFailure when the action fails, a RunnerProblem for an input that this runner does not have. */
export type BuiltinAction = (call: ActionCall) => Promise<Record<string, string>>;

/** An input whose effect is not built would change results silently, so it fails by name. */
export function requireKnownInputs(action: string, inputs: Record<string, string>, known: string[]): void {
  const strange = Object.keys(inputs).find((name) => !known.includes(name));
  if (strange) throw new RunnerProblem(`Input '${strange}' of ${action} is not available on this runner`);
}

/** A boolean input as GitHub's toolkit reads it. */
export function booleanInput(inputs: Record<string, string>, name: string, fallback: boolean): boolean {
  const text = inputs[name]?.trim() ?? '';
  if (text === '') return fallback;
  if (/^(true|True|TRUE)$/.test(text)) return true;
  if (/^(false|False|FALSE)$/.test(text)) return false;
  throw new RunnerProblem(`Input '${name}' is not a boolean: '${text}'`);
}
