import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { createApp, HANDLED_EVENTS } from './app.ts';
import type { Config } from './config.ts';
import { buildOwnPrice, findListPrice, type Price } from './core/budget/prices.ts';
import { createRedactor } from './core/redaction/redact.ts';
import type { Database } from './edges/database/database.ts';
import { createDecisionStore } from './edges/database/decision-store.ts';
import type { DecisionStore } from './edges/database/decision-types.ts';
import { forgetRepositories } from './edges/database/forget-repositories.ts';
import { createHealth } from './edges/database/health.ts';
import { createInbox } from './edges/database/inbox.ts';
import { createIndexStore } from './edges/database/index-store.ts';
import { migrate } from './edges/database/migrate.ts';
import { openDatabase } from './edges/database/open-database.ts';
import { createReproductionStore } from './edges/database/reproduction-store.ts';
import type { ReproductionStore } from './edges/database/reproduction-types.ts';
import { createRunStore } from './edges/database/run-store.ts';
import type { RunStore } from './edges/database/types.ts';
import { openVectorStore } from './edges/database/vector-store.ts';
import { loadPythonParser } from './edges/files/load-grammar.ts';
import { readPrompts } from './edges/files/read-prompts.ts';
import { createGitHubApp } from './edges/github/github-app.ts';
import {
  createLanguageModel,
  createModelPair,
  type ModelPair,
} from './edges/models/create-language-model.ts';
import { OpenAiEmbeddings } from './edges/models/openai-embeddings.ts';
import type { LanguageModel } from './edges/models/types.ts';
import { createQueue } from './edges/queue/queue.ts';
import type { QueueTiming } from './edges/queue/start-boss.ts';
import { createWebhookServer, WEBHOOK_PATH } from './edges/web/webhook-server.ts';
import { isLocalAddress } from './local-address.ts';
import type { WorkflowDependencies } from './workflows/advance-run.ts';
import { endDeadJob } from './workflows/end-dead-job.ts';
import { handleJob } from './workflows/handle-job.ts';
import type { OnboardingDependencies } from './workflows/onboarding/onboard-installation.ts';
import type { Indexing } from './workflows/retrieval/index-project.ts';
import { startSweeping } from './workflows/start-sweeping.ts';
import type { SweepDependencies } from './workflows/sweep.ts';

/** Long enough for a write to GitHub to end; a model call in flight is asked again by whoever takes the job. */
const GRACE_MS = 10_000;
/**
 * Issues of a large installation come once a minute: GitHub allows 5,000 requests an hour and 500 new contents, and reviews
 * need most of them. One repository takes 30 requests on average, 110 at most.
 */
const WRITES_OF_ONBOARDING = 60;
const PROMPTS = fileURLToPath(new URL('../prompts/', import.meta.url));

/** What runs, and how to stop it. */
export interface RunningApp {
  /** The port that webhooks are received on; null for a worker. */
  port: number | null;
  stop(): Promise<void>;
}

/**
 * Builds every edge and starts what the role asks for. `timing` is the queue's own unless given.
 * @throws OperatorError in one sentence when the environment does not allow it.
 */
export async function startApp(
  config: Config,
  log: Logger,
  timing?: Partial<QueueTiming>,
): Promise<RunningApp> {
  const database = await openDatabase(config.database);
  const closing: (() => Promise<void>)[] = [() => database.close()];
  const health = createHealth(database);
  const stop = async (): Promise<void> => {
    health.stop();
    // Whoever stops a second time finds nothing to close.
    for (const close of closing.splice(0).reverse()) await close();
  };
  let port: number | null = null;
  try {
    await migrate(database);
    const queue = await createQueue(database, { log, timing });
    closing.push(() => queue.stop({ graceMs: GRACE_MS }));
    const inbox = createInbox(database, queue);
    if (config.role !== 'worker') {
      const server = await createWebhookServer({
        ...config,
        app: createApp(inbox, log),
        isHealthy: () => health.isHealthy(),
        log,
      });
      await listen(server, config.port, config.host);
      closing.push(() => closeServer(server));
      port = (server.address() as AddressInfo).port;
      log.info({ host: config.host, port, path: WEBHOOK_PATH }, 'listening');
    }
    if (config.role !== 'web') {
      const index = createIndexStore(database);
      const deps: SweepDependencies & Omit<OnboardingDependencies, 'signal'> = {
        ...(await buildWorkflowDependencies(
          config,
          log,
          createRunStore(database),
          createDecisionStore(database),
          createReproductionStore(database),
          await openIndexing(config, database, log),
        )),
        inbox,
        onboarding: {
          isOn: config.onboarding,
          spacingMs: WRITES_OF_ONBOARDING * config.githubWriteSpacingMs,
          forget: (wanted) => forgetRepositories(database, wanted),
        },
        pruneDeliveries: (before) => inbox.pruneDeliveries(before),
        pruneIndex: (before) => index.prune(before),
        handledEvents: HANDLED_EVENTS,
        sweepIntervalMs: config.sweepIntervalMs,
        retentionMs: config.retentionMs,
      };
      await queue.work((job, { signal }) => handleJob({ ...deps, signal }, job), {
        concurrency: config.workerConcurrency,
        onDead: (job, failure, { signal }) => endDeadJob({ ...deps, signal }, job, failure),
      });
      closing.push(startSweeping(deps, config.sweepIntervalMs));
      log.info({ engine: deps.planning.engine.label }, 'working');
    }
    return { port, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What the project is indexed with; where meaning cannot be searched, it says why. */
async function openIndexing(config: Config, database: Database, log: Logger): Promise<Indexing | null> {
  if (config.projectIndex === 'off') {
    log.info('PROJECT_INDEX=off: no project is indexed');
    return null;
  }
  const indexing: Indexing = {
    store: createIndexStore(database),
    keepsTexts: config.projectIndex === 'texts',
    meaning: null,
  };
  if (!config.embeddings) {
    log.info('projects are searched by their words: no embeddings are configured');
    return indexing;
  }
  const vectors = await openVectorStore(database);
  if ('unusable' in vectors) {
    log.warn(
      { reason: vectors.unusable },
      'projects are searched by their words alone: the database has no pgvector, so EMBEDDINGS_BASE_URL is not used; run `CREATE EXTENSION vector` in it',
    );
    return indexing;
  }
  const model = new OpenAiEmbeddings(config.embeddings);
  log.info({ embeddings: model.modelId }, 'projects are searched by their words and by meaning');
  return { ...indexing, meaning: { model, vectors, log } };
}

async function buildWorkflowDependencies(
  config: Config,
  log: Logger,
  store: RunStore,
  decisions: DecisionStore,
  reproductions: ReproductionStore,
  indexing: Indexing | null,
): Promise<Omit<WorkflowDependencies, 'signal' | 'inbox'>> {
  const [parser, prompts, redactor] = await Promise.all([
    loadPythonParser(),
    readPrompts(PROMPTS),
    createRedactor(),
  ]);
  const models = config.model.provider === 'builtin' ? null : createModelPair(config.model);
  const local = config.localModel && createLanguageModel(config.localModel);
  const findPrice = buildFindPrice(config, models, local);
  for (const model of new Set(Object.values(models ?? {}))) {
    if (findPrice(model.modelId)) continue;
    const name = model === models?.strong ? 'MODEL' : 'MODEL_FAST';
    log.warn(
      { model: model.label },
      `the price of the model is not known: BUDGET_USD_… do not limit it, the limits on calls and tokens do; ${name}_INPUT_USD_PER_MILLION and ${name}_OUTPUT_USD_PER_MILLION state one`,
    );
  }
  return {
    github: createGitHubApp({
      appId: config.appId,
      privateKey: config.privateKey,
      apiUrl: config.githubApiUrl,
      writeSpacingMs: config.githubWriteSpacingMs,
      log,
    }),
    store,
    decisions,
    reproductions,
    planning: {
      parser,
      redactor,
      engine: models ? { label: labelOf(models), builtIn: false } : { label: 'built-in', builtIn: true },
      asking: models
        ? { models, local, privatePaths: config.privatePaths, prompts, redactor, replies: store, log }
        : null,
      indexing,
      budget: { limits: config.budget, ledger: store, findPrice },
      settings: {
        workflowFile: config.workflowFile,
        maxFurtherRounds: config.maxFurtherRounds,
        contextTokenBudget: config.contextTokenBudget,
      },
    },
    settings: {
      ciTimeoutMs: config.ciTimeoutMs,
      modelPatienceMs: config.modelPatienceMs,
      webUrl: config.githubWebUrl,
    },
    log,
  };
}

/** What is shown as the engine: both models, where there are two. */
function labelOf({ strong, fast }: ModelPair): string {
  return fast === strong ? strong.label : `${strong.label} and ${fast.modelId}`;
}

/**
 * Each model has its own price: the operator's first, then the list price, which holds for the provider's own service only. A
 * local model takes no money for tokens.
 */
function buildFindPrice(
  config: Config,
  models: ModelPair | null,
  local: LanguageModel | null,
): (id: string) => Price | null {
  const free = buildOwnPrice({ input: 0, output: 0 });
  const own = config.modelPrice && buildOwnPrice(config.modelPrice);
  const ownFast = config.fastModelPrice && buildOwnPrice(config.fastModelPrice);
  const list = models?.strong.priceList;
  const { embeddings } = config;
  const perMillion =
    embeddings?.usdPerMillion ?? (embeddings && isLocalAddress(embeddings.baseUrl) ? 0 : null);
  return (id) => {
    if (id === embeddings?.model)
      return perMillion === null ? null : buildOwnPrice({ input: perMillion, output: 0 });
    if (id === local?.modelId) return free;
    const stated = id === models?.strong.modelId ? own : id === models?.fast.modelId ? ownFast : null;
    return stated ?? (list ? findListPrice(list, id) : null);
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}
