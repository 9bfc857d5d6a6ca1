import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createActionsRunner } from '../../localhub/actions/runner.ts';
import type { Localhub, RepositoryHandle } from '../../localhub/localhub.ts';
import { startLocalhub } from '../../localhub/start-localhub.ts';
import { type AppProcess, createWebhookSecret, type LogLine, startApp } from './app-process.ts';
import type { DemoArguments } from './arguments.ts';
import { runOnlyDispatched } from './only-dispatched.ts';
import { ownPython, type PreparedRepository } from './prepare-repository.ts';
import { printStep } from './print.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PERMISSIONS = {
  contents: 'write',
  pull_requests: 'write',
  checks: 'write',
  actions: 'write',
  metadata: 'read',
  issues: 'write',
  merge_queues: 'read',
} as const;
const EVENTS = ['pull_request', 'workflow_run', 'issue_comment', 'issues', 'merge_group'];

/** What every story of the demo stands on: a local GitHub with one repository, and the app installed on it. */
export interface Stand {
  hub: Localhub;
  repository: RepositoryHandle;
  prepared: PreparedRepository;
  app: AppProcess;
  close(): Promise<void>;
}

/** Starts everything. `onLog` hears each line of the app's log; progress is printed here. */
export async function openStand(
  args: Pick<DemoArguments, 'repository' | 'python' | 'port'>,
  prepare: (directory: string) => PreparedRepository,
  onLog: (line: LogLine) => void,
): Promise<Stand> {
  const directory = mkdtempSync(join(tmpdir(), 'testwright-demo-'));
  const closing: (() => Promise<void> | void)[] = [
    () => rmSync(directory, { recursive: true, force: true, maxRetries: 3 }),
  ];
  const close = async (): Promise<void> => {
    for (const end of closing.reverse()) await end();
  };
  try {
    const prepared = prepare(directory);
    const actions = createActionsRunner({
      workDirectory: join(directory, 'actions'),
      actionRoot: ROOT,
      python: args.python ?? ownPython(),
    });
    const runner = args.repository ? runOnlyDispatched(actions) : actions;
    const hub = await startLocalhub({ directory: join(directory, 'hub'), port: args.port, runner });
    closing.push(() => hub.close());
    printStep(`local GitHub at ${hub.url}`);
    const webhookSecret = createWebhookSecret();
    const registered = hub.registerApp({
      slug: 'testwright',
      webhookUrl: 'http://127.0.0.1:9/',
      webhookSecret,
      permissions: PERMISSIONS,
      events: EVENTS,
    });
    const repository = await hub.createRepository({
      owner: prepared.owner,
      name: prepared.name,
      from: prepared.gitDir,
      defaultBranch: prepared.base,
    });
    hub.installApp(registered.appId, [repository]);
    hub.setPermission(repository, 'maintainer', 'maintain');
    // For seeing on the pages what is refused.
    hub.setPermission(repository, 'reader', 'read');
    const app = await startApp({
      ...registered,
      webhookSecret,
      githubApiUrl: hub.url,
      dataDirectory: join(directory, 'data'),
      onLog: (line) => {
        printProgress(line);
        onLog(line);
      },
    });
    closing.push(() => app.stop());
    hub.setWebhookUrl(registered.appId, `http://127.0.0.1:${app.port}/api/github/webhooks`);
    printStep(`app at http://127.0.0.1:${app.port}, process ${app.child.pid}`);
    return { hub, repository, prepared, app, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function printProgress(line: LogLine): void {
  if (line.msg === 'waiting for CI')
    printStep(`round ${line['round']} is on a branch of its own, CI runs it …`);
  else if (line.msg === 'delivery' && line['job'])
    printStep(`webhook ${line['event']} stored, job ${line['job']}`);
  else if (line.level >= 40) printStep(`the app reports: ${line.msg}. ${describeProblem(line)}`);
}

/** What a log line says went wrong, in one sentence. */
function describeProblem(line: LogLine): string {
  const problem = (line['err'] ?? line['failure']) as { message?: unknown } | undefined;
  return typeof problem?.message === 'string' ? problem.message : '';
}
