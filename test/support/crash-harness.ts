import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ActionsRunnerPort } from '../../localhub/actions-port.ts';
import type { LoggedRequest } from '../../localhub/hub.ts';
import type { Localhub, RepositoryHandle } from '../../localhub/localhub.ts';
import { startLocalhub } from '../../localhub/start-localhub.ts';
import { parseNodeId } from '../../localhub/views/node-id.ts';
import {
  type AppProcess,
  createWebhookSecret,
  type LogLine,
  startApp,
} from '../../scripts/demo/app-process.ts';
import { type CrashBarrier, createCrashBarrier } from './crash/crash-barrier.ts';
import type { CrashCase, CrashPoint } from './crash/crash-point.ts';
import { buildStoryReply, readStoryCall, type StoryCall } from './crash/crash-story.ts';
import { type ReviewState, readReviewState } from './crash/review-state.ts';
import { type RelayedDelivery, startWebhookRelay } from './crash/webhook-relay.ts';
import { startAnthropicServer } from './model-server.ts';
import { PERMISSIONS } from './world.ts';

/** A local GitHub and a scripted model that live on, and an app, a process, that is killed and started again. */
export interface CrashWorld {
  hub: Localhub;
  /** Steps of all reviews so far, in order; with one review alone, the list of points at which it can be killed. */
  points: CrashPoint[];
  /** Calls that the model's server has received. */
  modelCalls: StoryCall[];
  /** Where the app keeps its database. */
  dataDirectory: string;
  /** Lines of the app's log, of all its processes. */
  log: LogLine[];
  /** Starts the app on its folder. */
  start(): Promise<void>;
  /** Starts another process on the same folder and returns with what words it ended. */
  startSecond(): Promise<string>;
  /** SIGTERM; returns the exit code. */
  stop(): Promise<number | null>;
  /** Lets CI, or the model, not answer until the returned function is called. */
  holdBack(what: 'ci' | 'model'): () => void;
  /** Opens the one pull request of a new repository; reviews do not touch each other. */
  open(): Promise<RepositoryHandle>;
  /**
   * Opens a pull request for each case, kills the app when every one stands at its point, starts it again and waits
   * until every review is over. At most one case is at the minting of a token, and cases at model calls are not mixed
   * with others.
   */
  crash(cases: readonly CrashCase[]): Promise<RepositoryHandle[]>;
  /** Waits until the check run of every review is completed and nothing is under way. */
  waitForEnd(repositories: readonly RepositoryHandle[]): Promise<void>;
  /** What people can see of a review on GitHub. */
  readState(repository: RepositoryHandle): Promise<ReviewState>;
  close(): Promise<void>;
}

/** Each repository has one pull request, its first. */
const PULL = 1;
/** Far above what anything here takes, on a busy machine too. */
const PATIENCE_MS = 90_000;
/** Longer than a batch of cases: what was lost has to be found at start, not by a later sweep. */
const SWEEP_SECONDS = 60;

export async function startCrashWorld(options: {
  directory: string;
  /** A git repository with branches `main` and `change`. */
  source: { path: string; baseSha: string; headSha: string };
  runner: ActionsRunnerPort;
  /** Jobs that the app works on at the same time. */
  concurrency: number;
}): Promise<CrashWorld> {
  const { directory, source } = options;
  const dataDirectory = join(directory, 'data');
  const points: CrashPoint[] = [];
  const modelCalls: StoryCall[] = [];
  const log: LogLine[] = [];
  const counts = new Map<string, number>();
  /** Installation → repository, and `owner/name` → repository. */
  const installations = new Map<number, number>();
  const repositoryIds = new Map<string, number>();
  let barrier: CrashBarrier = createCrashBarrier([]);
  let running: AppProcess | null = null;
  let opened = 0;
  /** What CI and the model wait for before they answer. */
  const gates: Record<'ci' | 'model', Promise<void> | null> = { ci: null, model: null };

  /** Notes a step that begins now and returns its point. */
  function note<K extends 'write' | 'webhook'>(repositoryId: number, kind: K, name: string): CrashPoint {
    const key = `${repositoryId} ${kind} ${name}`;
    const ordinal = (counts.get(key) ?? 0) + 1;
    counts.set(key, ordinal);
    const point: CrashPoint = { kind, name, ordinal };
    points.push(point);
    return point;
  }

  const runner: ActionsRunnerPort = {
    ...options.runner,
    execute: async (request, onProgress) => {
      await gates.ci;
      return options.runner.execute(request, onProgress);
    },
  };
  const hub = await startLocalhub({ directory: join(directory, 'hub'), runner });
  const steps = new WeakMap<LoggedRequest | RelayedDelivery, { repositoryId: number; point: CrashPoint }>();
  hub.intercept(async (phase, request) => {
    if (phase === 'before' && isStep(request)) {
      const repositoryId = findRepositoryId(request, installations, repositoryIds);
      steps.set(request, { repositoryId, point: note(repositoryId, 'write', request.operationId!) });
    }
    const step = steps.get(request);
    const held = step ? barrier.reach(step.repositoryId, step.point, phase) : null;
    if (!held) return undefined;
    await held;
    return { destroy: true };
  });

  const relay = await startWebhookRelay((phase, delivery) => {
    const { repositoryId, name } = delivery;
    if (phase === 'unsent') steps.set(delivery, { repositoryId, point: note(repositoryId, 'webhook', name) });
    return barrier.reach(repositoryId, steps.get(delivery)!.point, phase);
  });

  const model = await startAnthropicServer(async ({ body }) => {
    const call = readStoryCall(body);
    const point: CrashPoint = { kind: 'model', name: call, ordinal: 1 };
    modelCalls.push(call);
    points.push(point);
    await gates.model;
    await barrier.reach(null, point, 'before');
    const reply = buildStoryReply(call);
    // All but the end of the reply is sent: it was paid for and cannot be stored.
    return barrier.reach(null, point, 'after') ? { ...reply, stall: true } : reply;
  });

  const webhookSecret = createWebhookSecret();
  const { appId, privateKeyPem } = hub.registerApp({
    slug: 'testwright',
    webhookUrl: relay.url,
    webhookSecret,
    permissions: PERMISSIONS,
    events: ['pull_request', 'workflow_run'],
  });
  hub.addUser('maintainer');

  function launch(): Promise<AppProcess> {
    return startApp({
      appId,
      privateKeyPem,
      webhookSecret,
      githubApiUrl: hub.url,
      dataDirectory,
      environment: {
        MODEL_PROVIDER: 'anthropic',
        MODEL: 'scripted',
        ANTHROPIC_API_KEY: 'not-a-key',
        ANTHROPIC_BASE_URL: model.baseUrl,
        WORKER_CONCURRENCY: String(options.concurrency),
        SWEEP_SECONDS: String(SWEEP_SECONDS),
        // Most of a start is compiling; the harness starts the same code dozens of times.
        NODE_COMPILE_CACHE: join(directory, 'compile-cache'),
      },
      onLog: (line) => {
        log.push(line);
        if (line.msg === 'listening') relay.forwardTo(Number(line['port']));
      },
    });
  }

  async function start(): Promise<void> {
    running = await launch();
  }

  async function startSecond(): Promise<string> {
    const second = await launch().catch((error: Error) => error);
    if (second instanceof Error) return second.message;
    await second.stop();
    throw new Error('a second process started on the same folder');
  }

  async function stop(): Promise<number | null> {
    if (!running) throw new Error('the app is not running');
    await running.stop();
    relay.forwardTo(null);
    return running.exited;
  }

  function holdBack(what: 'ci' | 'model'): () => void {
    const gate = Promise.withResolvers<void>();
    gates[what] = gate.promise;
    return () => {
      gates[what] = null;
      gate.resolve();
    };
  }

  async function open(): Promise<RepositoryHandle> {
    const repository = await createRepository();
    await openPullRequest(repository);
    return repository;
  }

  async function createRepository(): Promise<RepositoryHandle> {
    opened += 1;
    const wanted = { owner: `owner-${opened}`, name: 'project', from: source.path, defaultBranch: 'main' };
    const repository = await hub.createRepository(wanted);
    installations.set(hub.installApp(appId, [repository]), repository.id);
    repositoryIds.set(repository.fullName, repository.id);
    return repository;
  }

  async function openPullRequest(repo: RepositoryHandle): Promise<void> {
    await hub.openPullRequest({ repo, head: 'change', base: 'main', title: 'Change', author: 'maintainer' });
  }

  async function crash(cases: readonly CrashCase[]): Promise<RepositoryHandle[]> {
    if (!running) throw new Error('the app is not running');
    const repositories: RepositoryHandle[] = [];
    for (const _ of cases) repositories.push(await createRepository());
    barrier = createCrashBarrier(
      cases.map((wanted, index) => ({ wanted, repositoryId: repositories[index]!.id })),
    );
    // The client mints one token after another, so a review that stops there has to be the last.
    const [last, first] = [true, false].map((minting) =>
      repositories.filter((_, index) => isMinting(cases[index]!.point) === minting),
    ) as [RepositoryHandle[], RepositoryHandle[]];
    try {
      for (const [some, left] of [
        [first, last.length],
        [last, 0],
      ] as const) {
        await Promise.all(some.map(openPullRequest));
        await within(barrier.waitFor(left), () => `Not reached: ${barrier.missing().join('; ')}`);
      }
    } finally {
      running.child.kill('SIGKILL');
      relay.forwardTo(null);
      await running.exited;
      barrier.release();
      await start();
    }
    await waitForEnd(repositories);
    return repositories;
  }

  async function waitForEnd(repositories: readonly RepositoryHandle[]): Promise<void> {
    const isOver = (repository: RepositoryHandle): boolean =>
      hub
        .checkRuns(repository, source.headSha)
        .some((check) => check.app.id === appId && check.status === 'completed');
    const until = Date.now() + PATIENCE_MS;
    while (!repositories.every(isOver)) {
      if (Date.now() > until) {
        const open = repositories.filter((one) => !isOver(one)).map((one) => one.fullName);
        throw new Error(`Not over: ${open.join(', ')}\n${describeLog()}`);
      }
      await sleep(20);
    }
    await hub.idle();
  }

  function describeLog(): string {
    const lines = log.slice(-40).map((line) => JSON.stringify(line));
    return `${lines.join('\n')}\n${running?.stderr() ?? ''}`;
  }

  async function within(work: Promise<void>, describe: () => string): Promise<void> {
    const timer = new AbortController();
    const late = sleep(PATIENCE_MS, 'late', { signal: timer.signal });
    try {
      if ((await Promise.race([work, late])) === 'late') throw new Error(`${describe()}\n${describeLog()}`);
    } finally {
      timer.abort();
      await late.catch(() => undefined);
    }
  }

  return {
    hub,
    points,
    modelCalls,
    dataDirectory,
    log,
    start,
    startSecond,
    stop,
    holdBack,
    open,
    crash,
    waitForEnd,
    readState: (repository) =>
      readReviewState(hub, appId, repository, {
        number: PULL,
        baseSha: source.baseSha,
        headSha: source.headSha,
      }),
    close: async () => {
      barrier.release();
      if (running?.child.exitCode === null && running.child.signalCode === null) await running.stop();
      await relay.close();
      await model.close();
      await hub.close();
    },
  };
}

const MINTING = 'apps/create-installation-access-token';

/** Is this the minting of a token? At most one case in a batch may stop there. */
export function isMinting(point: CrashPoint): boolean {
  return point.name === MINTING;
}

/** Writes, and the minting of tokens, which changes no repository but comes before every write. */
function isStep(request: LoggedRequest): boolean {
  return request.write || request.operationId === MINTING;
}

/** Whose step this is: by the path, the installation, or the node id in a mutation. */
function findRepositoryId(
  request: LoggedRequest,
  installations: Map<number, number>,
  repositoryIds: Map<string, number>,
): number {
  const installation = /^\/app\/installations\/(\d+)\//.exec(request.path);
  const named = /^\/repos\/([^/]+\/[^/]+)\//.exec(request.path);
  const body = request.body as { variables?: { input?: { repositoryId?: string } } } | undefined;
  const id = installation
    ? installations.get(Number(installation[1]))
    : named
      ? repositoryIds.get(named[1]!)
      : Number(parseNodeId(body?.variables?.input?.repositoryId ?? '')?.id);
  if (!id) throw new Error(`${request.method} ${request.path} belongs to no repository`);
  return id;
}
