import type { StepResult } from '../actions-port.ts';
import { findBuiltin, loadComposite } from './action-source.ts';
import type { Scope } from './expressions/evaluate.ts';
import { evaluateCondition, renderTemplate } from './expressions/template.ts';
import type { ValueMap } from './expressions/value.ts';
import type { Frame, JobState } from './job-state.ts';
import { RunnerProblem, StepFailure } from './problem.ts';
import { runScript } from './run-script.ts';
import { isSet, minutesToMs } from './setting-values.ts';
import { report } from './step-output.ts';
import { buildStepScope, renderEnvironment, surroundingEnvironment } from './step-scope.ts';
import type { Step } from './workflow-file.ts';

type Conclusion = StepResult['conclusion'];

/** After a job is cancelled, steps with `always()` or `cancelled()` have this long, all together. */
const CANCELLED_GRACE_MS = 60_000;

/** Runs steps in order; a failed step marks the frame, and later steps decide by their `if:`. */
export async function runSteps(
  job: JobState,
  frame: Frame,
  steps: Step[],
  onStep: (step: Step, name: string, conclusion: Conclusion, startedAt: string) => void = () => {},
): Promise<void> {
  for (const step of steps) {
    const startedAt = new Date().toISOString();
    if (frame.actionPath === null) job.annotations.startStep();
    const { name, outcome, conclusion, outputs } = await runStep(job, frame, step);
    if (conclusion === 'failure') frame.failed = true;
    if (step.id !== undefined) frame.steps[step.id] = { outputs, outcome, conclusion };
    onStep(step, name, conclusion, startedAt);
  }
}

/** `reported`: the failing step inside has already said why. */
interface Performed {
  outputs: Record<string, string>;
  failure: StepFailure | 'reported' | null;
}

interface StepEnd {
  name: string;
  outcome: Conclusion;
  conclusion: Conclusion;
  outputs: ValueMap;
}

async function runStep(job: JobState, frame: Frame, step: Step): Promise<StepEnd> {
  let name = defaultName(step);
  const ended = (outcome: Conclusion, conclusion: Conclusion, outputs: ValueMap = {}): StepEnd => ({
    name,
    outcome,
    conclusion,
    outputs,
  });
  try {
    const around = surroundingEnvironment(job, frame);
    const outer = buildStepScope(job, frame, around);
    const runs = evaluateCondition(step.if, outer);
    const environment = { ...around, ...(runs ? renderEnvironment(step.env, outer) : {}) };
    const scope = buildStepScope(job, frame, environment);
    if (step.name !== undefined) name = renderTemplate(step.name, scope);
    if (!runs) return ended('skipped', 'skipped');
    const mayFail = isSet(step['continue-on-error'], scope);
    const before = job.cancelled;
    const { outputs, failure } = await perform(job, frame, step, scope, environment).catch(asFailure);
    if (failure === null) return ended('success', 'success', outputs);
    if (failure !== 'reported') report(job, 'failure', failure.message);
    cancelWhenLate(job);
    if (job.cancelled && !before) return ended('cancelled', 'cancelled', outputs);
    return ended('failure', mayFail ? 'success' : 'failure', outputs);
  } catch (error) {
    if (!(error instanceof RunnerProblem)) throw error;
    job.problem ??= error.message;
    report(job, 'failure', error.message);
    return ended('failure', 'failure');
  }
}

function asFailure(error: unknown): Performed {
  if (error instanceof StepFailure) return { outputs: {}, failure: error };
  throw error;
}

function cancelWhenLate(job: JobState): void {
  if (job.cancelled || Date.now() < job.deadline) return;
  job.cancelled = true;
  job.deadline = Date.now() + CANCELLED_GRACE_MS;
}

function defaultName(step: Step): string {
  return `Run ${step.uses ?? (step.run ?? '').trimStart().split('\n')[0]}`;
}

/** When the step must have ended, in milliseconds of the epoch. */
function chooseDeadline(job: JobState, frame: Frame, step: Step, scope: Scope): number {
  return Math.min(job.deadline, frame.deadline, Date.now() + minutesToMs(step['timeout-minutes'], scope));
}

async function perform(
  job: JobState,
  frame: Frame,
  step: Step,
  scope: Scope,
  environment: Record<string, string>,
): Promise<Performed> {
  const deadline = chooseDeadline(job, frame, step, scope);
  if (step.run !== undefined) {
    const render = (text: string | undefined): string | undefined =>
      text === undefined ? undefined : renderTemplate(text, scope);
    const defaults = frame.actionPath === null ? job.runDefaults : {};
    return runScript(job, {
      text: renderTemplate(step.run, scope),
      shell: render(step.shell ?? defaults.shell),
      workingDirectory: render(step['working-directory'] ?? defaults['working-directory']),
      environment:
        frame.actionPath === null ? environment : { ...environment, GITHUB_ACTION_PATH: frame.actionPath },
      timeoutMs: Math.max(1, deadline - Date.now()),
    });
  }
  const uses = step.uses!;
  const inputs = lowerCased(renderEnvironment(step.with, scope));
  const builtin = findBuiltin(uses);
  job.log.write(`##[group]Run ${uses}`);
  for (const [name, value] of Object.entries(inputs)) job.log.write(`with: ${name}: ${value}`);
  job.log.write('##[endgroup]');
  if (builtin) return { outputs: await builtin({ job, inputs, environment }), failure: null };
  return performComposite(job, frame, { uses, inputs, environment, deadline });
}

const lowerCased = (inputs: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name.toLowerCase(), value]));

async function performComposite(
  job: JobState,
  caller: Frame,
  use: {
    uses: string;
    inputs: Record<string, string>;
    environment: Record<string, string>;
    deadline: number;
  },
): Promise<Performed> {
  const { uses, environment, deadline } = use;
  const action = await loadComposite(job, uses);
  for (const name of Object.keys(use.inputs))
    if (!Object.hasOwn(action.inputs, name)) report(job, 'warning', `Unexpected input '${name}' of ${uses}`);
  const outside = buildStepScope(job, caller, environment);
  const inputs: ValueMap = {};
  for (const [name, { default: fallback }] of Object.entries(action.inputs))
    inputs[name] = use.inputs[name] ?? renderTemplate(fallback ?? '', outside);
  const frame: Frame = {
    contexts: { inputs },
    steps: {},
    environment,
    actionPath: action.folder,
    deadline,
    failed: false,
  };
  await runSteps(job, frame, action.steps);
  const scope = buildStepScope(job, frame, environment);
  const outputs = renderEnvironment(action.outputs, scope);
  return { outputs, failure: frame.failed || job.cancelled ? 'reported' : null };
}
