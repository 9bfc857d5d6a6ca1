import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ActionsRunnerPort, RunRequest, RunResult } from '../actions-port.ts';
import { choosePassedOn, chooseSystemPath, type HostEnvironment } from './environment.ts';
import type { ActionsRunnerSettings } from './job-state.ts';
import { runWorkflow } from './run-workflow.ts';
import { chooseTriggered, isDispatchable } from './triggers.ts';

export interface ActionsRunnerOptions {
  workDirectory: string;
  actionRoot: string;
  python: string;
  timeoutMs?: number;
  pathEntries?: string[];
  /** Where the few variables that steps may see come from; this process's environment unless given. */
  hostEnvironment?: HostEnvironment;
}

/** GitHub's own limit for a job: six hours. */
const LONGEST_JOB_MS = 6 * 60 * 60_000;

/**
 * GitHub Actions on this machine: workflow files of a real bare repository, executed for real. Jobs run one after
 * another, each in a fresh clone, home and temporary folder, with an environment that has nothing of this process
 * but what pip needs. It is isolation for repeatability, not a sandbox: steps run as this process's user.
 */
export function createActionsRunner(options: ActionsRunnerOptions): ActionsRunnerPort {
  const host = options.hostEnvironment ?? process.env;
  const settings: ActionsRunnerSettings = {
    workDirectory: resolve(options.workDirectory),
    actionRoot: options.actionRoot,
    python: options.python,
    timeoutMs: options.timeoutMs ?? LONGEST_JOB_MS,
    pathEntries: options.pathEntries ?? chooseSystemPath(host),
    passedOn: choosePassedOn(host),
  };
  return {
    triggered: chooseTriggered,
    dispatchable: isDispatchable,
    execute: (request, onProgress = () => {}) => execute(settings, request, onProgress),
  };
}

async function execute(
  settings: ActionsRunnerSettings,
  request: RunRequest,
  onProgress: (line: string) => void,
): Promise<RunResult> {
  await mkdir(settings.workDirectory, { recursive: true });
  const folder = await mkdtemp(join(settings.workDirectory, `run-${request.runId}-${request.attempt}-`));
  try {
    const absolute = { ...request, gitDir: resolve(request.gitDir) };
    return await runWorkflow(settings, absolute, folder, onProgress);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
