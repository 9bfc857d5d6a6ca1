import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isProtectedName, parseCommandFile } from './command-files.ts';
import type { JobState } from './job-state.ts';
import { RunnerProblem, StepFailure } from './problem.ts';
import { createOutputReader } from './step-output.ts';
import { processEnvironment } from './step-scope.ts';

export interface Script {
  text: string;
  /** As written in the workflow; undefined means bash with fewer options than `bash`. */
  shell: string | undefined;
  workingDirectory: string | undefined;
  environment: Record<string, string>;
  timeoutMs: number;
}

/** https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell */
const SHELLS = new Map([
  ['', { command: 'bash -e {0}', suffix: '.sh' }],
  ['bash', { command: 'bash --noprofile --norc -eo pipefail {0}', suffix: '.sh' }],
  ['sh', { command: 'sh -e {0}', suffix: '.sh' }],
  ['python', { command: 'python {0}', suffix: '.py' }],
]);

export interface ScriptEnd {
  /** Kept also when the script failed. */
  outputs: Record<string, string>;
  /** Null when it exited with 0. */
  failure: StepFailure | null;
}

/** Runs a `run:` step. Throws a StepFailure when it cannot start or left a file that cannot be read. */
export async function runScript(job: JobState, script: Script): Promise<ScriptEnd> {
  const shell = SHELLS.get(script.shell ?? '') ?? customShell(script.shell!);
  const folder = join(job.folders.temp, `step-${randomUUID()}`);
  await mkdir(folder, { recursive: true });
  const file = join(folder, `script${shell.suffix}`);
  await writeFile(file, script.text.endsWith('\n') ? script.text : `${script.text}\n`);
  const commandFiles = await makeCommandFiles(folder);
  const cwd = resolve(job.folders.workspace, script.workingDirectory ?? '.');
  if (!(await isFolder(cwd)))
    throw new StepFailure(`The working directory '${script.workingDirectory}' does not exist`);

  logScript(job, script, shell.command);
  const outputs: Record<string, string> = {};
  const [command = '', ...args] = shell.command.split(/\s+/).map((word) => word.replace('{0}', file));
  const { exitCode, timedOut } = await job.processes.run({
    command,
    args,
    cwd,
    env: { ...processEnvironment(job, script.environment), ...commandFiles },
    timeoutMs: script.timeoutMs,
    onLine: createOutputReader(job, outputs),
  });
  await takeCommandFiles(job, commandFiles, outputs);
  await rm(folder, { recursive: true, force: true });
  return { outputs, failure: findFailure(exitCode, timedOut, script.timeoutMs) };
}

function findFailure(exitCode: number | null, timedOut: boolean, timeoutMs: number): StepFailure | null {
  if (timedOut)
    return new StepFailure(`The step was ended after ${Math.round(timeoutMs / 1000)} s, its time limit.`);
  if (exitCode === 0) return null;
  return new StepFailure(
    exitCode === null ? 'Process was ended by a signal.' : `Process completed with exit code ${exitCode}.`,
  );
}

function customShell(shell: string): { command: string; suffix: string } {
  if (!shell.includes('{0}')) throw new RunnerProblem(`shell: ${shell} is not available on this runner`);
  return { command: shell, suffix: '' };
}

function logScript(job: JobState, script: Script, shell: string): void {
  const lines = script.text.trimEnd().split('\n');
  job.log.write(`##[group]Run ${lines[0]}`);
  for (const line of lines) job.log.write(line);
  job.log.write(`shell: ${shell}`);
  for (const [name, value] of Object.entries(script.environment)) job.log.write(`env: ${name}: ${value}`);
  job.log.write('##[endgroup]');
}

type CommandFiles = Record<
  'GITHUB_ENV' | 'GITHUB_OUTPUT' | 'GITHUB_PATH' | 'GITHUB_STATE' | 'GITHUB_STEP_SUMMARY',
  string
>;

async function makeCommandFiles(folder: string): Promise<CommandFiles> {
  const files: CommandFiles = {
    GITHUB_ENV: join(folder, 'env'),
    GITHUB_OUTPUT: join(folder, 'output'),
    GITHUB_PATH: join(folder, 'path'),
    GITHUB_STATE: join(folder, 'state'),
    GITHUB_STEP_SUMMARY: join(folder, 'summary'),
  };
  for (const path of Object.values(files)) await writeFile(path, '');
  return files;
}

/** Takes over what the step wrote, also when it failed. */
async function takeCommandFiles(
  job: JobState,
  files: CommandFiles,
  outputs: Record<string, string>,
): Promise<void> {
  const read = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');
  for (const [name, value] of parseCommandFile(await read(files.GITHUB_OUTPUT), 'output'))
    outputs[name] = value;
  for (const [name, value] of parseCommandFile(await read(files.GITHUB_ENV), 'env')) {
    if (isProtectedName(name)) throw new StepFailure(`Can't store '${name}' in GITHUB_ENV`);
    job.exportedEnvironment[name] = value;
  }
  const entries = (await read(files.GITHUB_PATH)).split(/\r?\n/).filter((entry) => entry !== '');
  job.addedPath.unshift(...entries.reverse());
  const summary = await read(files.GITHUB_STEP_SUMMARY);
  for (const line of summary.trimEnd().split('\n')) if (line !== '') job.log.write(`summary: ${line}`);
}

async function isFolder(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => null);
  return stats?.isDirectory() ?? false;
}
