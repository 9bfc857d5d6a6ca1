import { readFileSync } from 'node:fs';
import { type BudgetLimits, type Limits, NO_LIMITS } from './core/budget/limits.ts';
import { OperatorError } from './errors.ts';
import { isLocalAddress } from './local-address.ts';
import { SETTINGS } from './settings.ts';

export type ModelSettings =
  | { provider: 'builtin' }
  | {
      provider: 'anthropic' | 'openai';
      apiKey: string;
      baseUrl: string | null;
      /** One model for everything; null for the provider's defaults. */
      model: string | null;
      /** Ids that go before `model` for what is asked of the fast or the strong model. */
      fast?: string | null;
      strong?: string | null;
      timeoutMs: number;
      maxRetries: number;
    };

/** US dollars for a million tokens. */
interface OwnPrice {
  input: number;
  output: number;
}

/** Everything the environment decides, parsed once and frozen. */
export interface Config {
  appId: number;
  privateKey: string;
  webhookSecret: string;
  githubApiUrl: string;
  /** Where people see repositories: derived from `githubApiUrl`. */
  githubWebUrl: string;
  host: string;
  port: number;
  role: 'all' | 'web' | 'worker';
  database: { url: string } | { directory: string };
  /** What is kept of a repository's Python files. */
  projectIndex: 'texts' | 'records' | 'off';
  workerConcurrency: number;
  model: ModelSettings;
  /** The only model that may see private paths; null when there is none. */
  localModel: Exclude<ModelSettings, { provider: 'builtin' }> | null;
  privatePaths: readonly string[];
  /** Null: text search alone. */
  embeddings: {
    baseUrl: string;
    apiKey: string;
    model: string;
    timeoutMs: number;
    usdPerMillion: number | null;
  } | null;
  /** The operator's own price of the model (the strong one, where there are two); null: list prices, where known. */
  modelPrice: OwnPrice | null;
  /** The same for the fast model, where it is another one. */
  fastModelPrice: OwnPrice | null;
  budget: BudgetLimits;
  contextTokenBudget: number;
  maxFurtherRounds: number;
  ciTimeoutMs: number;
  modelPatienceMs: number;
  sweepIntervalMs: number;
  retentionMs: number;
  workflowFile: string;
  githubWriteSpacingMs: number;
  /** Whether new repositories get an issue. */
  onboarding: boolean;
  logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';
}

/** Secrets that tutorials and libraries use; anyone can sign with them. */
const KNOWN_SECRETS = new Set([
  'development',
  'secret',
  'changeme',
  'your-webhook-secret',
  'webhook-secret',
  'mywebhooksecret',
]);

/** A batch takes a second or two; a service that needs longer is done without. */
const EMBEDDING_TIMEOUT_MS = 20_000;

/** Far beyond any budget, and exact in every unit. */
const MAX_AMOUNT = 1_000_000_000;

/**
 * Parses the environment.
 * @throws OperatorError naming the variable and what to set, when one is missing or unusable.
 */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const read = createRead(env);
  const config: Config = {
    appId: readInteger(read, 'APP_ID', 1, Number.MAX_SAFE_INTEGER),
    privateKey: readPrivateKey(read),
    webhookSecret: readWebhookSecret(read),
    githubApiUrl: readUrl(read, 'GITHUB_API_URL')!,
    githubWebUrl: readUrl(read, 'GITHUB_API_URL')!
      .replace('://api.', '://')
      .replace(/\/api\/v3$/, ''),
    host: read('HOST'),
    port: readInteger(read, 'PORT', 0, 65_535),
    role: readChoice(read, 'ROLE', ['all', 'web', 'worker']),
    database: read('DATABASE_URL') ? { url: read('DATABASE_URL') } : { directory: read('DATA_DIRECTORY') },
    projectIndex: readChoice(read, 'PROJECT_INDEX', ['texts', 'records', 'off']),
    workerConcurrency: readInteger(read, 'WORKER_CONCURRENCY', 1, 64),
    model: readModel(read),
    localModel: readLocalModel(read),
    privatePaths: readList(read, 'PRIVATE_PATHS'),
    embeddings: readEmbeddings(read),
    modelPrice: readModelPrice(read, 'MODEL'),
    fastModelPrice: readModelPrice(read, 'MODEL_FAST'),
    budget: {
      pullRequest: readLimits(read, 'PULL_REQUEST'),
      repositoryDay: NO_LIMITS,
      installationDay: readLimits(read, 'DAY'),
    },
    contextTokenBudget: readInteger(read, 'CONTEXT_TOKEN_BUDGET', 1000, 1_000_000),
    maxFurtherRounds: readInteger(read, 'MAX_FURTHER_ROUNDS', 0, 5),
    ciTimeoutMs: readInteger(read, 'CI_TIMEOUT_MINUTES', 1, 1440) * 60_000,
    modelPatienceMs: readInteger(read, 'MODEL_PATIENCE_MINUTES', 1, 1440) * 60_000,
    sweepIntervalMs: readInteger(read, 'SWEEP_SECONDS', 1, 3600) * 1000,
    retentionMs: readInteger(read, 'RETENTION_DAYS', 1, 3650) * 24 * 3600_000,
    workflowFile: readWorkflowFile(read),
    githubWriteSpacingMs: readInteger(read, 'GITHUB_WRITE_SPACING_MS', 0, 60_000),
    onboarding: readChoice(read, 'ONBOARDING', ['on', 'off']) === 'on',
    logLevel: readChoice(read, 'LOG_LEVEL', ['trace', 'debug', 'info', 'warn', 'error', 'fatal']),
  };
  if (config.role !== 'all' && 'directory' in config.database) {
    throw new OperatorError(
      'role-needs-database',
      `ROLE=${config.role} needs DATABASE_URL: the embedded database serves one process only. Set DATABASE_URL, or ROLE=all.`,
    );
  }
  return Object.freeze(config);
}

/**
 * The model that the environment names; for programs that need no more of it than that.
 * @throws OperatorError as readConfig.
 */
export function readModelSettings(env: Record<string, string | undefined>): ModelSettings {
  return readModel(createRead(env));
}

type Read = (name: string) => string;

function createRead(env: Record<string, string | undefined>): Read {
  return (name) => {
    const setting = SETTINGS.find((candidate) => candidate.name === name);
    if (!setting) throw new Error(`${name} is not in SETTINGS`);
    const value = env[name]?.trim();
    return value ? value : (setting.fallback ?? '');
  };
}

function readInteger(read: Read, name: string, min: number, max: number): number {
  const text = read(name);
  if (!text) throw new OperatorError('setting-missing', `${name} is not set. Set it to ${describe(name)}`);
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) {
    throw new OperatorError(
      'setting-invalid',
      `${name} is "${text}"; it must be a whole number from ${min} to ${max}.`,
    );
  }
  return value;
}

function readChoice<T extends string>(read: Read, name: string, choices: readonly T[]): T {
  const text = read(name).toLowerCase();
  const choice = choices.find((candidate) => candidate === text);
  if (!choice)
    throw new OperatorError(
      'setting-invalid',
      `${name} is "${text}"; it must be one of ${choices.join(', ')}.`,
    );
  return choice;
}

function readUrl(read: Read, name: string): string | null {
  const text = read(name);
  if (!text) return null;
  const url = URL.parse(text);
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new OperatorError('setting-invalid', `${name} is "${text}"; it must be an http or https URL.`);
  }
  return text.replace(/\/+$/, '');
}

function readPrivateKey(read: Read): string {
  const path = read('PRIVATE_KEY_PATH');
  let key = read('PRIVATE_KEY').replaceAll('\\n', '\n');
  if (!key && path) {
    try {
      key = readFileSync(path, 'utf8');
    } catch (cause) {
      throw new OperatorError(
        'private-key-unreadable',
        `PRIVATE_KEY_PATH names "${path}", which cannot be read.`,
        { cause },
      );
    }
  }
  if (!key)
    throw new OperatorError(
      'setting-missing',
      'PRIVATE_KEY is not set. Set it, or PRIVATE_KEY_PATH, to the key of the GitHub App.',
    );
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(key)) {
    throw new OperatorError(
      'setting-invalid',
      'PRIVATE_KEY is not a PEM private key. Download one on the settings page of the GitHub App.',
    );
  }
  return key;
}

function readWebhookSecret(read: Read): string {
  const secret = read('WEBHOOK_SECRET');
  const advice =
    'Set WEBHOOK_SECRET to a random value, for example from `openssl rand -hex 32`, here and on the settings page of the GitHub App.';
  if (!secret) throw new OperatorError('webhook-secret-missing', `WEBHOOK_SECRET is not set. ${advice}`);
  if (secret.length < 16 || new Set(secret).size < 6 || KNOWN_SECRETS.has(secret.toLowerCase())) {
    throw new OperatorError(
      'webhook-secret-weak',
      `WEBHOOK_SECRET is too weak: anyone who guesses it can send forged events. ${advice}`,
    );
  }
  return secret;
}

function readWorkflowFile(read: Read): string {
  const name = read('WORKFLOW_FILE');
  if (!/^[A-Za-z0-9._-]+\.ya?ml$/.test(name)) {
    throw new OperatorError(
      'setting-invalid',
      `WORKFLOW_FILE is "${name}"; it must be a file name such as testwright.yml.`,
    );
  }
  return name;
}

function readModel(read: Read): ModelSettings {
  const choice = readChoice(read, 'MODEL_PROVIDER', ['auto', 'anthropic', 'openai', 'builtin']);
  const keys = {
    anthropic: { apiKey: read('ANTHROPIC_API_KEY'), baseUrl: readUrl(read, 'ANTHROPIC_BASE_URL') },
    openai: { apiKey: read('OPENAI_API_KEY'), baseUrl: readUrl(read, 'OPENAI_BASE_URL') },
  };
  const usable = (name: 'anthropic' | 'openai'): boolean => Boolean(keys[name].apiKey || keys[name].baseUrl);
  const provider =
    choice === 'auto'
      ? usable('anthropic')
        ? 'anthropic'
        : usable('openai')
          ? 'openai'
          : 'builtin'
      : choice;
  if (provider === 'builtin') return { provider };
  if (!usable(provider)) {
    const prefix = provider.toUpperCase();
    throw new OperatorError(
      'model-key-missing',
      `MODEL_PROVIDER is ${provider}, but neither ${prefix}_API_KEY nor ${prefix}_BASE_URL is set. Set one, or MODEL_PROVIDER=builtin.`,
    );
  }
  return {
    provider,
    // Local servers want no key, but the SDKs refuse to start without one.
    apiKey: keys[provider].apiKey || 'no-key-needed',
    baseUrl: keys[provider].baseUrl,
    model: read('MODEL') || null,
    fast: read('MODEL_FAST') || null,
    strong: read('MODEL_STRONG') || null,
    timeoutMs: readInteger(read, 'MODEL_TIMEOUT_SECONDS', 1, 3600) * 1000,
    maxRetries: 2,
  };
}

function readLocalModel(read: Read): Config['localModel'] {
  const baseUrl = readUrl(read, 'LOCAL_MODEL_BASE_URL');
  const model = read('LOCAL_MODEL');
  if (baseUrl === null && model === '') return null;
  if (baseUrl === null || model === '') {
    throw new OperatorError(
      'local-model-incomplete',
      'Of LOCAL_MODEL_BASE_URL and LOCAL_MODEL only one is set. Set both, or neither.',
    );
  }
  if (!isLocalAddress(baseUrl)) {
    throw new OperatorError(
      'local-model-not-local',
      `LOCAL_MODEL_BASE_URL is "${baseUrl}", which is no address of this machine or a private network. Private code goes there: use such an address, or leave it empty.`,
    );
  }
  return {
    provider: 'openai',
    apiKey: read('LOCAL_MODEL_API_KEY') || 'no-key-needed',
    baseUrl,
    model,
    timeoutMs: readInteger(read, 'MODEL_TIMEOUT_SECONDS', 1, 3600) * 1000,
    maxRetries: 2,
  };
}

function readEmbeddings(read: Read): Config['embeddings'] {
  const baseUrl = readUrl(read, 'EMBEDDINGS_BASE_URL');
  const model = read('EMBEDDINGS_MODEL');
  if (baseUrl === null && model === '') return null;
  if (baseUrl === null || model === '') {
    throw new OperatorError(
      'embeddings-incomplete',
      'Of EMBEDDINGS_BASE_URL and EMBEDDINGS_MODEL only one is set. Set both, or neither.',
    );
  }
  if (read('PROJECT_INDEX') === 'off') {
    throw new OperatorError(
      'embeddings-without-index',
      'EMBEDDINGS_BASE_URL is set, but PROJECT_INDEX=off keeps nothing that could be searched. Set PROJECT_INDEX to texts or records, or leave EMBEDDINGS_BASE_URL empty.',
    );
  }
  return {
    baseUrl,
    apiKey: read('EMBEDDINGS_API_KEY') || 'no-key-needed',
    model,
    timeoutMs: EMBEDDING_TIMEOUT_MS,
    usdPerMillion: readAmount(read, 'EMBEDDINGS_USD_PER_MILLION'),
  };
}

/** Entries between commas. */
function readList(read: Read, name: string): string[] {
  return read(name)
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

function readLimits(read: Read, scope: 'PULL_REQUEST' | 'DAY'): Limits {
  return {
    calls: readLimit(read, `BUDGET_CALLS_PER_${scope}`),
    tokens: readLimit(read, `BUDGET_TOKENS_PER_${scope}`),
    usd: readLimit(read, `BUDGET_USD_PER_${scope}`),
    rounds: readLimit(read, `BUDGET_ROUNDS_PER_${scope}`),
    ciMinutes: readLimit(read, `BUDGET_CI_MINUTES_PER_${scope}`),
  };
}

/** Null for no limit. */
function readLimit(read: Read, name: string): number | null {
  return readAmount(read, name) || null;
}

function readModelPrice(read: Read, prefix: 'MODEL' | 'MODEL_FAST'): OwnPrice | null {
  const input = readAmount(read, `${prefix}_INPUT_USD_PER_MILLION`);
  const output = readAmount(read, `${prefix}_OUTPUT_USD_PER_MILLION`);
  if (input === null && output === null) return null;
  if (input === null || output === null) {
    throw new OperatorError(
      'model-price-incomplete',
      `Of ${prefix}_INPUT_USD_PER_MILLION and ${prefix}_OUTPUT_USD_PER_MILLION only one is set. Set both, or neither.`,
    );
  }
  return { input, output };
}

/** A number that need not be whole; null when nothing is set. */
function readAmount(read: Read, name: string): number | null {
  const text = read(name);
  if (!text) return null;
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || value > MAX_AMOUNT) {
    throw new OperatorError(
      'setting-invalid',
      `${name} is "${text}"; it must be a number from 0 to ${MAX_AMOUNT}, such as 20 or 2.50, without a unit.`,
    );
  }
  return value;
}

function describe(name: string): string {
  const setting = SETTINGS.find((candidate) => candidate.name === name);
  return setting ? setting.description.charAt(0).toLowerCase() + setting.description.slice(1) : 'a value.';
}
