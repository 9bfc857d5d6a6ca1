import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobResult, RunRequest, StepResult } from '../actions-port.ts';
import { requireAvailable } from './action-source.ts';
import { createAnnotationCollector } from './annotations.ts';
import { buildBaseEnvironment, type JobFolders, runnerArchitecture, runnerSystem } from './environment.ts';
import type { Scope } from './expressions/evaluate.ts';
import { renderTemplate } from './expressions/template.ts';
import type { ValueMap } from './expressions/value.ts';
import { buildEvent, READ_TOKEN } from './github-context.ts';
import { createJobLog } from './job-log.ts';
import type { ActionsRunnerSettings, Artifacts, Frame, JobState } from './job-state.ts';
import { RunnerProblem } from './problem.ts';
import { createProcessGroups } from './process-groups.ts';
import { runSteps } from './run-steps.ts';
import { minutesToMs } from './setting-values.ts';
import { report } from './step-output.ts';
import { buildStepScope, renderEnvironment } from './step-scope.ts';
import type { Job, Workflow } from './workflow-file.ts';

export interface JobRequest {
  settings: ActionsRunnerSettings;
  request: RunRequest;
  workflow: Workflow;
  workflowName: string;
  id: string;
  job: Job;
  /** As shown: rendered, with the matrix's values behind it. */
  name: string;
  /** The job's own folder; it is made here and removed by the caller. */
  root: string;
  /** `github`, `needs`, `matrix`, `strategy`, `inputs`, `vars`. */
  contexts: ValueMap;
  artifacts: Artifacts;
  onProgress(line: string): void;
}

export interface JobEnd {
  result: JobResult;
  outputs: Record<string, string>;
  problem: string | null;
}

/** Runs one job, or one combination of its matrix, in a folder of its own. */
export async function runJob(request: JobRequest): Promise<JobEnd> {
  const startedAt = new Date().toISOString();
  const steps: StepResult[] = [];
  const record = (name: string, conclusion: StepResult['conclusion'], since: string): void => {
    const completedAt = new Date().toISOString();
    steps.push({ name, number: steps.length + 1, conclusion, startedAt: since, completedAt });
    request.onProgress(`${request.name}: ${name}: ${conclusion}`);
  };
  const state = await makeState(request);
  const frame = topFrame(state, request);
  let outputs: Record<string, string> = {};
  try {
    if (setUp(state, frame, request)) {
      record('Set up job', 'success', startedAt);
      await runSteps(state, frame, request.job.steps!, (_step, name, conclusion, since) =>
        record(name, conclusion, since),
      );
      outputs = renderOutputs(state, frame, request.job);
    } else record('Set up job', 'failure', startedAt);
  } finally {
    state.processes.endAll();
  }
  record('Complete job', 'success', new Date().toISOString());
  const failed = frame.failed || state.problem !== null;
  return {
    outputs,
    problem: state.problem,
    result: {
      name: request.name,
      conclusion: failed ? 'failure' : state.cancelled ? 'cancelled' : 'success',
      startedAt,
      completedAt: new Date().toISOString(),
      steps,
      annotations: state.annotations.annotations,
      log: state.log.text(),
    },
  };
}

async function makeState(request: JobRequest): Promise<JobState> {
  const folders: JobFolders = {
    root: request.root,
    workspace: join(request.root, 'work', request.request.repository.name),
    temp: join(request.root, 'temp'),
    home: join(request.root, 'home'),
    actions: join(request.root, 'actions'),
  };
  for (const folder of Object.values(folders)) await mkdir(folder, { recursive: true });
  const trackingId = `localhub_${randomUUID()}`;
  const baseEnvironment = buildBaseEnvironment(request.request, {
    id: request.id,
    folders,
    workflowName: request.workflowName,
    trackingId,
  });
  await writeFile(
    baseEnvironment['GITHUB_EVENT_PATH']!,
    JSON.stringify(buildEvent(request.request), null, 2),
  );
  const log = createJobLog(request.onProgress);
  log.mask(READ_TOKEN);
  return {
    settings: request.settings,
    request: request.request,
    folders,
    log,
    annotations: createAnnotationCollector(),
    processes: createProcessGroups(trackingId),
    artifacts: request.artifacts,
    baseEnvironment,
    runDefaults: { ...request.workflow.defaults?.run, ...request.job.defaults?.run },
    exportedEnvironment: {},
    addedPath: [],
    contexts: {
      ...request.contexts,
      runner: {
        os: runnerSystem(),
        arch: runnerArchitecture(),
        name: 'localhub',
        environment: 'self-hosted',
        temp: folders.temp,
        tool_cache: join(folders.root, 'tools'),
        debug: '',
      },
    },
    deadline: Date.now() + request.settings.timeoutMs,
    cancelled: false,
    problem: null,
  };
}

function topFrame(state: JobState, request: JobRequest): Frame {
  return {
    contexts: { inputs: request.contexts['inputs']!, secrets: { GITHUB_TOKEN: READ_TOKEN } },
    steps: {},
    environment: {},
    actionPath: null,
    deadline: Number.POSITIVE_INFINITY,
    failed: state.problem !== null,
  };
}

/** What must hold before the first step. False leaves the reason in the state. */
function setUp(state: JobState, frame: Frame, { job, workflow }: JobRequest): boolean {
  try {
    const scope = (): Scope => buildStepScope(state, frame, frame.environment);
    requireLinux(job['runs-on'], scope());
    for (const step of job.steps!) if (step.uses !== undefined) requireAvailable(step.uses);
    Object.assign(frame.environment, renderEnvironment(workflow.env, scope()));
    Object.assign(frame.environment, renderEnvironment(job.env, scope()));
    state.deadline = Math.min(state.deadline, Date.now() + minutesToMs(job['timeout-minutes'], scope()));
    return true;
  } catch (error) {
    if (!(error instanceof RunnerProblem)) throw error;
    state.problem = error.message;
    report(state, 'failure', error.message);
    return false;
  }
}

function requireLinux(runsOn: unknown, scope: Scope): void {
  const labels = Array.isArray(runsOn) ? runsOn : [runsOn];
  const rendered = labels.map((label) => renderTemplate(String(label), scope));
  if (!rendered.some((label) => /^(ubuntu|linux)/i.test(label)))
    throw new RunnerProblem(`runs-on: ${rendered.join(', ')} is not available on this runner`);
}

function renderOutputs(state: JobState, frame: Frame, job: Job): Record<string, string> {
  try {
    return renderEnvironment(job.outputs, buildStepScope(state, frame, frame.environment));
  } catch (error) {
    if (!(error instanceof RunnerProblem)) throw error;
    state.problem ??= error.message;
    return {};
  }
}
