import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createActionsRunner } from '../../localhub/actions/runner.ts';
import type { ActionsRunnerPort } from '../../localhub/actions-port.ts';
import type { Localhub, RepositoryHandle } from '../../localhub/localhub.ts';
import { startLocalhub } from '../../localhub/start-localhub.ts';
import { ownPython } from '../../scripts/demo/prepare-repository.ts';
import type { Config, ModelSettings } from '../../src/config.ts';
import { NO_LIMITS } from '../../src/core/budget/limits.ts';
import { parseReplyMarker } from '../../src/core/names/reply-marker.ts';
import type { ReviewResult } from '../../src/core/report/result.ts';
import type { QueueTiming } from '../../src/edges/queue/start-boss.ts';
import { createLog } from '../../src/log.ts';
import { type RunningApp, startApp } from '../../src/start-app.ts';
import { buildRepository, type Files } from './git-repository.ts';
import { placeDatabase } from './prepared-database.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const PERMISSIONS = {
  contents: 'write',
  pull_requests: 'write',
  checks: 'write',
  actions: 'write',
  issues: 'write',
  merge_queues: 'read',
  metadata: 'read',
} as const;

/** One repository with the branches `main` and `change`, on which the app is installed. */
export interface Scene {
  repository: RepositoryHandle;
  baseSha: string;
  headSha: string;
  open(options?: {
    head?: string;
    author?: string;
    draft?: boolean;
    title?: string;
    body?: string;
    headRepo?: RepositoryHandle;
  }): Promise<number>;
  /** The body of our one summary comment; fails when there are several. */
  summary(number: number): string | null;
}

/** A local GitHub with one repository, the app installed on it and running in this process. */
export interface World extends Scene {
  hub: Localhub;
  app: RunningApp;
  /** What the app was started with, for starting further processes beside it. */
  config: Config;
  appId: number;
  /** Resolves with the result of the next run that ends, or one that has ended and was not taken yet. */
  nextResult(): Promise<ReviewResult>;
  /** Another repository, of an owner of its own. Starting a world costs seconds, a repository a fraction of one. */
  addRepository(wanted: {
    owner: string;
    base: Files;
    change: Files;
    /** The owner's repository `.github`, on which the app is installed as well. */
    organisation?: Files;
  }): Promise<Scene>;
  log: string[];
  close(): Promise<void>;
}

export async function givenWorld(wanted: {
  base: Files;
  change: Files;
  model?: ModelSettings;
  /** Null: CI never starts anything. */
  runner?: ActionsRunnerPort | null;
  config?: Partial<Config>;
  timing?: Partial<QueueTiming>;
}): Promise<World> {
  const directory = mkdtempSync(join(tmpdir(), 'testwright-world-'));
  const runner =
    wanted.runner === undefined
      ? createActionsRunner({
          workDirectory: join(directory, 'actions'),
          actionRoot: ROOT,
          python: ownPython(),
        })
      : wanted.runner;
  const hub = await startLocalhub({ directory: join(directory, 'hub'), runner });
  const webhookSecret = randomBytes(32).toString('hex');
  const registered = hub.registerApp({
    slug: 'testwright',
    webhookUrl: null,
    webhookSecret,
    permissions: PERMISSIONS,
    events: ['pull_request', 'workflow_run', 'issue_comment', 'issues', 'merge_group'],
  });
  hub.addUser('maintainer');
  const addRepository: World['addRepository'] = async ({ owner, base, change, organisation }) => {
    const source = join(directory, 'sources', owner);
    const shas = buildRepository(source, base, change);
    const repository = await hub.createRepository({
      owner,
      name: 'project',
      from: source,
      defaultBranch: 'main',
    });
    const repositories = [repository];
    if (organisation) {
      const from = join(directory, 'sources', `${owner}-organisation`);
      buildRepository(from, organisation, {});
      const name = '.github';
      repositories.push(await hub.createRepository({ owner, name, from, defaultBranch: 'main' }));
    }
    hub.installApp(registered.appId, repositories);
    return { ...shas, ...buildScene(hub, registered.appId, repository) };
  };
  const scene = await addRepository({ owner: 'example', base: wanted.base, change: wanted.change });

  const log: string[] = [];
  const results: ReviewResult[] = [];
  const waiting: ((result: ReviewResult) => void)[] = [];
  const stream = {
    write(line: string) {
      log.push(line);
      const entry = JSON.parse(line) as { msg: string; result?: ReviewResult };
      if (entry.msg !== 'run ended' || !entry.result) return;
      const next = waiting.shift();
      if (next) next(entry.result);
      else results.push(entry.result);
    },
  };
  const config: Config = {
    appId: registered.appId,
    privateKey: registered.privateKeyPem,
    webhookSecret,
    githubApiUrl: hub.url,
    githubWebUrl: hub.url,
    host: '127.0.0.1',
    port: 0,
    role: 'all',
    database: { directory: join(directory, 'data') },
    projectIndex: 'texts',
    workerConcurrency: 2,
    model: wanted.model ?? { provider: 'builtin' },
    localModel: null,
    embeddings: null,
    privatePaths: [],
    modelPrice: null,
    fastModelPrice: null,
    budget: { pullRequest: NO_LIMITS, repositoryDay: NO_LIMITS, installationDay: NO_LIMITS },
    contextTokenBudget: 24_000,
    maxFurtherRounds: 2,
    ciTimeoutMs: 600_000,
    modelPatienceMs: 600_000,
    sweepIntervalMs: 1_000,
    retentionMs: 3_600_000,
    workflowFile: 'testwright.yml',
    githubWriteSpacingMs: 0,
    onboarding: true,
    logLevel: 'info',
    ...wanted.config,
  };
  if ('directory' in config.database) await placeDatabase(config.database.directory);
  const app = await startApp(config, createLog(config.logLevel, stream), wanted.timing);
  hub.setWebhookUrl(registered.appId, `http://127.0.0.1:${app.port}/api/github/webhooks`);

  return {
    ...scene,
    hub,
    app,
    config,
    appId: registered.appId,
    log,
    addRepository,
    nextResult: () => {
      const ready = results.shift();
      return ready ? Promise.resolve(ready) : new Promise((resolve) => waiting.push(resolve));
    },
    close: async () => {
      await app.stop();
      await hub.idle();
      await hub.close();
      rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

function buildScene(
  hub: Localhub,
  appId: number,
  repository: RepositoryHandle,
): Omit<Scene, 'baseSha' | 'headSha'> {
  return {
    repository,
    open: (options = {}) =>
      hub.openPullRequest({
        repo: repository,
        headRepo: options.headRepo,
        head: options.head ?? 'change',
        base: 'main',
        title: options.title ?? 'Change',
        body: options.body,
        author: options.author ?? 'maintainer',
        draft: options.draft,
      }),
    summary: (number) => {
      const ours = hub
        .comments(repository, number)
        .filter(({ app, body }) => app?.id === appId && parseReplyMarker(body) === null);
      if (ours.length > 1) throw new Error(`${ours.length} summary comments instead of one`);
      return ours[0]?.body ?? null;
    },
  };
}
