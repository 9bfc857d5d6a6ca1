import { delimiter } from 'node:path';
import type { Scope } from './expressions/evaluate.ts';
import type { ExpressionFunction } from './expressions/functions.ts';
import { renderTemplate } from './expressions/template.ts';
import { toText } from './expressions/value.ts';
import { extendContext } from './github-context.ts';
import { hashFiles } from './hash-files.ts';
import type { Frame, JobState } from './job-state.ts';

/** What expressions of a step may see; `environment` is the step's `env` context. */
export function buildStepScope(job: JobState, frame: Frame, environment: Record<string, string>): Scope {
  const github = extendContext(job.contexts['github'] as never, {
    workspace: job.folders.workspace,
    event_path: job.baseEnvironment['GITHUB_EVENT_PATH']!,
    job: job.baseEnvironment['GITHUB_JOB']!,
    action_path: frame.actionPath ?? '',
  });
  const status = job.cancelled ? 'cancelled' : frame.failed ? 'failure' : 'success';
  return {
    contexts: {
      ...job.contexts,
      ...frame.contexts,
      github,
      env: environment,
      steps: frame.steps,
      job: { status },
    },
    functions: {
      ...statusFunctions(status),
      hashfiles: {
        atLeast: 1,
        atMost: 255,
        call: (args) => hashFiles(args.map(toText), job.folders.workspace),
      },
    },
  };
}

/** The four questions about how things went so far. After a skipped job nothing but `always()` holds. */
export function statusFunctions(
  status: 'success' | 'failure' | 'cancelled' | 'skipped',
): Record<string, ExpressionFunction> {
  const answer = (value: boolean): ExpressionFunction => ({ atLeast: 0, atMost: 0, call: () => value });
  return {
    success: answer(status === 'success'),
    failure: answer(status === 'failure'),
    cancelled: answer(status === 'cancelled'),
    always: answer(true),
  };
}

/** `env:` around the step, then what earlier steps exported. */
export function surroundingEnvironment(job: JobState, frame: Frame): Record<string, string> {
  return { ...frame.environment, ...job.exportedEnvironment };
}

/** Each value rendered with what stands before this `env:`. */
export function renderEnvironment(
  env: Record<string, string> | null | undefined,
  scope: Scope,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env ?? {}).map(([name, value]) => [name, renderTemplate(value, scope)]),
  );
}

/** The whole environment of a step's process. What the runner owns wins over `env:`. */
export function processEnvironment(
  job: JobState,
  environment: Record<string, string>,
): Record<string, string> {
  const path = [...job.addedPath, ...job.settings.pathEntries].join(delimiter);
  return { PATH: path, ...job.settings.passedOn, ...overridable(job), ...environment, ...owned(job) };
}

const isOwned = (name: string): boolean => /^(GITHUB_|RUNNER_)/.test(name);

function owned(job: JobState): Record<string, string> {
  return Object.fromEntries(Object.entries(job.baseEnvironment).filter(([name]) => isOwned(name)));
}

function overridable(job: JobState): Record<string, string> {
  return Object.fromEntries(Object.entries(job.baseEnvironment).filter(([name]) => !isOwned(name)));
}
