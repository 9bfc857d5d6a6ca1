import { join } from 'node:path';
import type { JobResult, RunRequest, RunResult } from '../actions-port.ts';
import { buildDispatchInputs } from './dispatch-inputs.ts';
import type { Scope } from './expressions/evaluate.ts';
import { evaluateCondition, renderTemplate } from './expressions/template.ts';
import type { ValueMap } from './expressions/value.ts';
import { buildGithubContext } from './github-context.ts';
import type { ActionsRunnerSettings, Artifacts } from './job-state.ts';
import { expandMatrix, matrixSuffix } from './matrix.ts';
import { RunnerProblem } from './problem.ts';
import { type JobEnd, runJob } from './run-job.ts';
import { isSet } from './setting-values.ts';
import { statusFunctions } from './step-scope.ts';
import { type Job, orderJobs, parseWorkflow, type Workflow } from './workflow-file.ts';

type Conclusion = JobResult['conclusion'];

interface Run {
  settings: ActionsRunnerSettings;
  request: RunRequest;
  folder: string;
  onProgress(line: string): void;
  workflow: Workflow;
  workflowName: string;
  contexts: ValueMap;
  artifacts: Artifacts;
  results: JobResult[];
  /** By job id. */
  ended: Map<string, { conclusion: Conclusion; outputs: ValueMap; ancestors: string[] }>;
  conclusion: RunResult['conclusion'];
  message: string | null;
}

/** Executes a workflow in `folder`. A file that GitHub would refuse ends as `startup_failure`, with the reason. */
export async function runWorkflow(
  settings: ActionsRunnerSettings,
  request: RunRequest,
  folder: string,
  onProgress: (line: string) => void,
): Promise<RunResult> {
  let run: Run;
  let order: string[];
  try {
    const workflow = parseWorkflow(request.workflow);
    order = orderJobs(workflow.jobs);
    const inputs =
      request.event === 'workflow_dispatch' ? buildDispatchInputs(request.workflow, request.inputs) : {};
    const workflowName = workflow.name ?? request.workflow.path;
    const contexts = { github: buildGithubContext(request, workflowName), inputs, vars: {} };
    run = {
      settings,
      request,
      folder,
      onProgress,
      workflow,
      workflowName,
      contexts,
      artifacts: new Map(),
      results: [],
      ended: new Map(),
      conclusion: 'success',
      message: null,
    };
  } catch (error) {
    if (!(error instanceof RunnerProblem)) throw error;
    return { conclusion: 'startup_failure', jobs: [], artifacts: [], message: error.message };
  }
  for (const id of order) await runJobWithId(run, id, run.workflow.jobs[id]!);
  return {
    conclusion: run.conclusion,
    jobs: run.results,
    artifacts: [...run.artifacts].map(([name, zip]) => ({ name, zip })),
    message: run.message,
  };
}

async function runJobWithId(run: Run, id: string, job: Job): Promise<void> {
  const needed = job.needs ?? [];
  const ancestors = [...new Set(needed.flatMap((name) => [name, ...(run.ended.get(name)?.ancestors ?? [])]))];
  const needs: ValueMap = {};
  for (const name of needed) {
    const { conclusion, outputs } = run.ended.get(name)!;
    needs[name] = { result: conclusion, outputs };
  }
  const scope: Scope = {
    contexts: { ...run.contexts, needs },
    functions: statusFunctions(statusOf(run, ancestors)),
  };
  try {
    const shown = (strategy: ValueMap): string =>
      job.name === undefined
        ? `${id}${matrixSuffix(strategy)}`
        : renderTemplate(job.name, { ...scope, contexts: { ...scope.contexts, matrix: strategy } });
    if (!evaluateCondition(job.if, scope)) {
      finish(run, id, ancestors, 'skipped', {});
      run.results.push(emptyResult(job.name ?? id, 'skipped'));
      return;
    }
    await runCombinations(run, id, job, { scope, ancestors, shown });
  } catch (error) {
    if (!(error instanceof RunnerProblem)) throw error;
    run.message ??= error.message;
    run.results.push(emptyResult(job.name ?? id, 'failure'));
    finish(run, id, ancestors, 'failure', {});
  }
}

async function runCombinations(
  run: Run,
  id: string,
  job: Job,
  place: { scope: Scope; ancestors: string[]; shown(combination: ValueMap): string },
): Promise<void> {
  const combinations = expandMatrix(job.strategy, place.scope);
  const failFast = job.strategy?.['fail-fast'] ?? true;
  const outputs: ValueMap = {};
  let worst: Conclusion = 'success';
  for (const [index, matrix] of combinations.entries()) {
    const name = place.shown(matrix);
    if (worst === 'failure' && failFast !== false) {
      run.results.push(emptyResult(name, 'cancelled'));
      continue;
    }
    const strategy = {
      'job-index': index,
      'job-total': combinations.length,
      'fail-fast': failFast !== false,
    };
    const contexts: ValueMap = { ...place.scope.contexts, matrix, strategy };
    const end: JobEnd = await runJob({
      ...run,
      id,
      job,
      name,
      contexts,
      root: join(run.folder, String(run.results.length + 1)),
    });
    run.message ??= end.problem;
    run.results.push(end.result);
    Object.assign(outputs, end.outputs);
    const forgiven = isSet(job['continue-on-error'], { ...place.scope, contexts }) && end.problem === null;
    if (end.result.conclusion !== 'success' && worst !== 'failure' && !forgiven)
      worst = end.result.conclusion;
  }
  finish(run, id, place.ancestors, worst, outputs);
}

function finish(run: Run, id: string, ancestors: string[], conclusion: Conclusion, outputs: ValueMap): void {
  run.ended.set(id, { conclusion, outputs, ancestors });
  if (conclusion === 'failure') run.conclusion = 'failure';
  if (conclusion === 'cancelled' && run.conclusion === 'success') run.conclusion = 'cancelled';
}

/** `success()` of a job asks about everything it needs, directly or not; a skipped one is no success. */
function statusOf(run: Run, ancestors: string[]): Conclusion {
  const conclusions = ancestors.map((name) => run.ended.get(name)?.conclusion);
  const worst = (['cancelled', 'failure', 'skipped'] as const).find((bad) => conclusions.includes(bad));
  return worst ?? 'success';
}

function emptyResult(name: string, conclusion: Conclusion): JobResult {
  const now = new Date().toISOString();
  return { name, conclusion, startedAt: now, completedAt: now, steps: [], annotations: [], log: '' };
}
