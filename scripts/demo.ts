import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createActionsRunner } from '../localhub/actions/runner.ts';
import { startLocalhub } from '../localhub/start-localhub.ts';
import type { ReviewResult } from '../src/core/report/result.ts';
import { acceptOne } from './demo/accept-one.ts';
import { createWebhookSecret, type LogLine, startApp } from './demo/app-process.ts';
import { type DemoArguments, parseArguments, USAGE, UsageError } from './demo/arguments.ts';
import { runOnlyDispatched } from './demo/only-dispatched.ts';
import { ownPython, prepareRepository } from './demo/prepare-repository.ts';
import { printAccepted, printEnd, printStay, printStep } from './demo/print.ts';
import { shotsOfAcceptance, shotsOfReview, takeScreenshots } from './demo/screenshots.ts';

/** Longer than any suite that a demo should wait for. */
const LIMIT_MS = 60 * 60_000;
const ROOT = fileURLToPath(new URL('..', import.meta.url));

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

/** Starts everything, opens the pull request, waits for the end of its run, and shows what happened. */
async function demo(args: DemoArguments): Promise<void> {
  const startedAt = Date.now();
  const directory = mkdtempSync(join(tmpdir(), 'testwright-demo-'));
  const closing: (() => Promise<void> | void)[] = [
    () => rmSync(directory, { recursive: true, force: true, maxRetries: 3 }),
  ];
  try {
    const prepared = prepareRepository(directory, args);
    const python = args.python ?? ownPython();
    const actions = createActionsRunner({
      workDirectory: join(directory, 'actions'),
      actionRoot: ROOT,
      python,
    });
    const runner = args.repository ? runOnlyDispatched(actions) : actions;
    const hub = await startLocalhub({ directory: join(directory, 'hub'), port: args.port, runner });
    closing.push(() => hub.close());
    printStep(`local GitHub at ${hub.url}`);

    const webhookSecret = createWebhookSecret();
    const app = hub.registerApp({
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
    hub.installApp(app.appId, [repository]);
    hub.setPermission(repository, 'maintainer', 'maintain');
    // For seeing on the pages what is refused.
    hub.setPermission(repository, 'reader', 'read');

    const ended = Promise.withResolvers<ReviewResult>();
    const acceptanceEnded = Promise.withResolvers<LogLine>();
    const onLog = (line: LogLine): void => {
      if (line.msg === 'run ended') ended.resolve(line['result'] as ReviewResult);
      else if (line.msg === 'acceptance ended' || (line.msg === 'obeyed' && line['obeyed'] === 'told'))
        acceptanceEnded.resolve(line);
      else if (line.msg === 'waiting for CI')
        printStep(`round ${line['round']} is on the companion branch, CI runs it …`);
      else if (line.msg === 'delivery' && line['job'])
        printStep(`webhook ${line['event']} stored, job ${line['job']}`);
      else if (line.level >= 40) printStep(`the app reports: ${line.msg}. ${describeProblem(line)}`);
    };
    const process_ = await startApp({
      ...app,
      webhookSecret,
      githubApiUrl: hub.url,
      dataDirectory: join(directory, 'data'),
      onLog,
    });
    closing.push(() => process_.stop());
    hub.setWebhookUrl(app.appId, `http://127.0.0.1:${process_.port}/api/github/webhooks`);
    printStep(`app at http://127.0.0.1:${process_.port}, process ${process_.child.pid}`);

    const number = await hub.openPullRequest({
      repo: repository,
      head: prepared.head,
      base: prepared.base,
      title: prepared.title,
      author: 'maintainer',
    });
    const page = `${hub.url}/${repository.fullName}/pull/${number}`;
    printStep(`pull request #${number}: ${prepared.title}, to be looked at ${page}`);
    const result = await waitFor(ended.promise, process_.exited, process_.stderr);
    await hub.idle();
    const comment = hub.comments(repository, number)[0]?.body ?? null;
    if (args.screenshots) await takeScreenshots(args.screenshots, shotsOfReview(page));
    const first =
      !args.stay && result.companion && result.suggestions.find((one) => one.outcome.startsWith('kept'));
    if (first) printStep(`the maintainer writes: /testwright apply ${first.id.slice(1)}`);
    const accepted = first
      ? await waitFor(
          acceptOne(hub, repository, number, first.id, acceptanceEnded.promise),
          process_.exited,
          process_.stderr,
        )
      : null;
    if (args.screenshots && accepted && 'sha' in accepted)
      await takeScreenshots(args.screenshots, shotsOfAcceptance(page));
    const wallMs = Date.now() - startedAt;
    printEnd({ result, comment, requests: hub.requests.length, violations: hub.violations, wallMs });
    printAccepted(accepted, repository.gitDir);
    if (args.json) {
      const github = { requests: hub.requests.length };
      const { code: outcome, reason: outcomeReason } = result.outcome;
      const written = { ...result, outcome, outcomeReason, comment, accepted, github, wallMs };
      writeFileSync(args.json, `${JSON.stringify(written, null, 2)}\n`);
      printStep(`result written to ${args.json}`);
    }
    if (hub.violations.length > 0) process.exitCode = 1;
    if (args.stay) {
      printStay(page, repository.gitDir);
      await stay(process_.exited);
    }
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

/** What a log line says went wrong, in one sentence. */
function describeProblem(line: LogLine): string {
  const problem = (line['err'] ?? line['failure']) as { message?: unknown } | undefined;
  return typeof problem?.message === 'string' ? problem.message : '';
}

async function waitFor<T>(
  wanted: Promise<T>,
  exited: Promise<number | null>,
  stderr: () => string,
): Promise<T> {
  const timeout = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error('the run did not end within an hour')), LIMIT_MS).unref();
  });
  const died = exited.then((code) => {
    throw new Error(`the app ended with ${code} in the middle of the run.\n${stderr()}`);
  });
  died.catch(() => undefined);
  return Promise.race([wanted, timeout, died, interruption()]);
}

/** Rejects on Ctrl-C, so that what was started is stopped and the temporary folder goes. */
function interruption(): Promise<never> {
  const interrupted = new Promise<never>((_, reject) => {
    const stop = (): void => reject(new Error('stopped before the run had ended.'));
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  });
  interrupted.catch(() => undefined);
  return interrupted;
}

/** Until Ctrl-C, or until there is no app any more. */
async function stay(exited: Promise<number | null>): Promise<void> {
  const code = await Promise.race([exited, interruption().catch(() => 'interrupted' as const)]);
  if (code !== 'interrupted') throw new Error(`the app ended with ${code}.`);
}

try {
  const args = parseArguments(process.argv.slice(2));
  if (args === 'help') console.log(USAGE);
  else await demo(args);
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  console.error(`testwright: ${message}${error instanceof UsageError ? `\n\n${USAGE}` : ''}`);
  process.exitCode = 1;
}
