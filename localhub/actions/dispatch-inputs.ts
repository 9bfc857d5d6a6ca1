import type { WorkflowFile } from '../actions-port.ts';
import type { ValueMap } from './expressions/value.ts';
import { RunnerProblem } from './problem.ts';
import { parseYaml } from './workflow-file.ts';

interface DeclaredInput {
  type?: string;
  default?: unknown;
  required?: boolean;
  options?: unknown[];
}

/**
 * The `inputs` context of a dispatched run: given values and declared defaults, booleans and numbers typed as
 * declared. A value that the file does not declare, or a required one that is missing, is a RunnerProblem.
 */
export function buildDispatchInputs(file: WorkflowFile, given: Record<string, string>): ValueMap {
  const declared = readDeclaredInputs(file);
  const unexpected = Object.keys(given).filter((name) => !Object.hasOwn(declared, name));
  if (unexpected.length > 0)
    throw new RunnerProblem(`Unexpected inputs provided: ${JSON.stringify(unexpected)}`);
  const inputs: ValueMap = {};
  for (const [name, input] of Object.entries(declared)) {
    const text = given[name] ?? (input?.default === undefined ? undefined : String(input.default));
    if (text === undefined && input?.required)
      throw new RunnerProblem(`Required input '${name}' not provided`);
    inputs[name] = typedInput(name, input ?? {}, text);
  }
  return inputs;
}

function readDeclaredInputs(file: WorkflowFile): Record<string, DeclaredInput | null> {
  const document = parseYaml(file) as { on?: { workflow_dispatch?: { inputs?: unknown } | null } } | null;
  const on = document?.on;
  const inputs = typeof on === 'object' ? on?.workflow_dispatch?.inputs : undefined;
  return typeof inputs === 'object' && inputs !== null
    ? (inputs as Record<string, DeclaredInput | null>)
    : {};
}

function typedInput(name: string, input: DeclaredInput, text: string | undefined): string | boolean | number {
  if (input.type === 'boolean') {
    if (text !== undefined && text !== 'true' && text !== 'false')
      throw new RunnerProblem(`Input '${name}' is not a boolean: '${text}'`);
    return text === 'true';
  }
  if (input.type === 'number') {
    if (text !== undefined && !Number.isFinite(Number(text)))
      throw new RunnerProblem(`Input '${name}' is not a number: '${text}'`);
    return Number(text ?? 0);
  }
  if (input.type === 'choice' && text !== undefined && !input.options?.map(String).includes(text))
    throw new RunnerProblem(`Input '${name}' is not one of its options: '${text}'`);
  return text ?? '';
}
