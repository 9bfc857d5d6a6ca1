import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type ActionsRunnerOptions, createActionsRunner } from '../../../localhub/actions/runner.ts';
import type { RunRequest, RunResult, StepResult } from '../../../localhub/actions-port.ts';

const IDENTITY = {
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
};

/** A bare repository made of real commits, and a runner with folders of its own. */
export interface Scenario {
  folder: string;
  gitDir: string;
  git(...args: string[]): string;
  /** Commits the files (null deletes) on a branch of the bare repository; returns the commit's SHA. */
  commit(files: Record<string, string | null>, options?: { branch?: string; message?: string }): string;
  request(workflow: string, more?: Partial<RunRequest>): RunRequest;
  run(workflow: string, more?: RunOptions): Promise<RunResult>;
  remove(): void;
}

export interface RunOptions {
  request?: Partial<RunRequest>;
  runner?: Partial<ActionsRunnerOptions>;
  onProgress?: (line: string) => void;
}

export function givenRepository(files: Record<string, string>): Scenario {
  const folder = mkdtempSync(join(tmpdir(), 'actions-runner-'));
  const source = join(folder, 'source');
  const gitDir = join(folder, 'shop.git');
  const actionRoot = join(folder, 'action');
  mkdirSync(source);
  mkdirSync(actionRoot);
  const env = { ...process.env, ...IDENTITY, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  const gitIn = (cwd: string, args: string[]): string =>
    execFileSync('git', args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  const git = (...args: string[]): string => gitIn(source, args);
  gitIn(folder, ['init', '--quiet', '--bare', '--initial-branch=main', gitDir]);
  git('init', '--quiet', '--initial-branch=main');

  const commit: Scenario['commit'] = (changes, { branch = 'main', message = 'A change' } = {}) => {
    if (git('branch', '--show-current') !== branch) git('checkout', '--quiet', '-b', branch);
    for (const [path, text] of Object.entries(changes)) {
      if (text === null) rmSync(join(source, path));
      else {
        mkdirSync(dirname(join(source, path)), { recursive: true });
        writeFileSync(join(source, path), text);
      }
    }
    git('add', '--all');
    git('commit', '--quiet', '--allow-empty', '--message', message);
    git('push', '--quiet', gitDir, `HEAD:refs/heads/${branch}`);
    return git('rev-parse', 'HEAD');
  };
  commit(files);

  const request: Scenario['request'] = (workflow, more = {}) => ({
    gitDir,
    repository: { owner: 'octo', name: 'shop', id: 42 },
    headSha: git('rev-parse', 'HEAD'),
    ref: `refs/heads/${git('branch', '--show-current')}`,
    event: 'push',
    inputs: {},
    workflow: { path: '.github/workflows/ci.yml', text: workflow },
    runId: 7001,
    attempt: 1,
    apiUrl: 'http://127.0.0.1:1/api',
    serverUrl: 'http://127.0.0.1:1',
    ...more,
  });
  return {
    folder,
    gitDir,
    git,
    commit,
    request,
    run: (workflow, options = {}) =>
      createActionsRunner({
        workDirectory: join(folder, 'runs'),
        actionRoot,
        python: 'python3',
        ...options.runner,
      }).execute(request(workflow, options.request), options.onProgress),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A workflow with one job, `test`, of these steps (YAML list items, without indentation). */
export function workflowOf(steps: string, job = ''): string {
  const indent = (text: string, by: string): string => text.trim().replace(/^/gm, by);
  return [
    'name: CI',
    'on: [push, workflow_dispatch]',
    'jobs:',
    '  test:',
    '    runs-on: ubuntu-latest',
    ...(job ? [indent(job, '    ')] : []),
    '    steps:',
    indent(steps, '      '),
  ].join('\n');
}

/** The workflow's own steps as `name: conclusion`, without `Set up job` and `Complete job`. */
export function stepsOf(result: RunResult, job = 0): string[] {
  const steps: StepResult[] = result.jobs[job]?.steps ?? [];
  return steps.slice(1, -1).map((step) => `${step.name}: ${step.conclusion}`);
}

/** The lines of a job's log that are `name=value` with this name. */
export function logged(result: RunResult, name: string, job = 0): string[] {
  const lines = (result.jobs[job]?.log ?? '').split('\n');
  return lines.filter((line) => line.startsWith(`${name}=`)).map((line) => line.slice(name.length + 1));
}
