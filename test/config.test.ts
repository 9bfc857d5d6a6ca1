import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { readConfig } from '../src/config.ts';
import { OperatorError } from '../src/errors.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PRIVATE_KEY = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const GOOD = { APP_ID: '7', PRIVATE_KEY, WEBHOOK_SECRET: 'b7c1e0a94d2f6835aa' };

describe('the environment', () => {
  test('with the required variables gives the defaults', () => {
    expect(readConfig(GOOD)).toMatchObject({
      appId: 7,
      role: 'all',
      database: { directory: 'data' },
      model: { provider: 'builtin' },
      port: 3000,
      retentionMs: 90 * 24 * 3600_000,
    });
  });

  test('a key with escaped line breaks is accepted', () => {
    expect(readConfig({ ...GOOD, PRIVATE_KEY: PRIVATE_KEY.replaceAll('\n', '\\n') }).privateKey).toContain(
      '\n',
    );
  });

  test.each([
    [{ ANTHROPIC_API_KEY: 'k' }, { provider: 'anthropic', apiKey: 'k' }],
    [
      { OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1/', MODEL: 'llama' },
      { provider: 'openai', baseUrl: 'http://127.0.0.1:11434/v1', model: 'llama' },
    ],
    [{ ANTHROPIC_API_KEY: 'k', OPENAI_API_KEY: 'k' }, { provider: 'anthropic' }],
    [{ ANTHROPIC_API_KEY: 'k', MODEL_PROVIDER: 'builtin' }, { provider: 'builtin' }],
    [
      { ANTHROPIC_API_KEY: 'k', MODEL_FAST: 'quick', MODEL_STRONG: 'careful' },
      { model: null, fast: 'quick', strong: 'careful' },
    ],
  ])('%j chooses the model', (environment, expected) => {
    expect(readConfig({ ...GOOD, ...environment }).model).toMatchObject(expected);
  });

  test('limits what a review may cost, unless a limit is 0', () => {
    const { budget, modelPrice } = readConfig({
      ...GOOD,
      BUDGET_USD_PER_PULL_REQUEST: '0.25',
      BUDGET_TOKENS_PER_PULL_REQUEST: '0',
      BUDGET_CI_MINUTES_PER_DAY: '90',
    });
    expect(modelPrice).toBeNull();
    expect(budget.pullRequest).toEqual({ calls: 100, tokens: null, usd: 0.25, rounds: 60, ciMinutes: 300 });
    expect(budget.installationDay).toEqual({
      calls: null,
      tokens: 20_000_000,
      usd: 50,
      rounds: null,
      ciMinutes: 90,
    });
  });

  test('takes a price of the model that may be nothing', () => {
    const prices = { MODEL_INPUT_USD_PER_MILLION: '0', MODEL_OUTPUT_USD_PER_MILLION: '1.5' };
    expect(readConfig({ ...GOOD, ...prices }).modelPrice).toEqual({ input: 0, output: 1.5 });
  });

  test('takes a server of embeddings, which is none by default', () => {
    expect(readConfig(GOOD)).toMatchObject({ embeddings: null, projectIndex: 'texts' });
    const set = { EMBEDDINGS_BASE_URL: 'http://localhost:11434/v1/', EMBEDDINGS_MODEL: 'm' };
    expect(readConfig({ ...GOOD, ...set, EMBEDDINGS_USD_PER_MILLION: '0.02' }).embeddings).toMatchObject({
      baseUrl: 'http://localhost:11434/v1',
      apiKey: 'no-key-needed',
      model: 'm',
      usdPerMillion: 0.02,
    });
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ['no app id', { APP_ID: '' }, /APP_ID is not set/],
    ['an app id in words', { APP_ID: 'seven' }, /APP_ID is "seven"/],
    ['no private key', { PRIVATE_KEY: '' }, /PRIVATE_KEY/],
    ['something else as the key', { PRIVATE_KEY: 'hello' }, /not a PEM private key/],
    [
      'a key file that is not there',
      { PRIVATE_KEY: '', PRIVATE_KEY_PATH: '/nowhere/key.pem' },
      /cannot be read/,
    ],
    ['no webhook secret', { WEBHOOK_SECRET: '' }, /openssl rand/],
    ['Probot’s default secret', { WEBHOOK_SECRET: 'development' }, /too weak/],
    ['a short secret', { WEBHOOK_SECRET: 'abc123' }, /too weak/],
    ['a monotonous secret', { WEBHOOK_SECRET: 'a'.repeat(40) }, /too weak/],
    ['an unknown role', { ROLE: 'boss' }, /one of all, web, worker/],
    ['a worker without a database server', { ROLE: 'worker' }, /DATABASE_URL/],
    ['a model without a key', { MODEL_PROVIDER: 'openai' }, /OPENAI_API_KEY/],
    ['a base URL that is none', { OPENAI_BASE_URL: 'localhost:11434' }, /OPENAI_BASE_URL/],
    ['a workflow outside its folder', { WORKFLOW_FILE: '../deploy.yml' }, /WORKFLOW_FILE/],
    ['no retention', { RETENTION_DAYS: '0' }, /from 1 to 3650/],
    ['a budget with a unit', { BUDGET_USD_PER_DAY: '$20' }, /BUDGET_USD_PER_DAY is "\$20"/],
    ['a negative budget', { BUDGET_CALLS_PER_PULL_REQUEST: '-1' }, /from 0 to/],
    ['half a price', { MODEL_INPUT_USD_PER_MILLION: '3' }, /Set both, or neither/],
    ['half a fast price', { MODEL_FAST_OUTPUT_USD_PER_MILLION: '3' }, /MODEL_FAST_INPUT_USD_PER_MILLION/],
    ['half of embeddings', { EMBEDDINGS_MODEL: 'm' }, /EMBEDDINGS_BASE_URL and EMBEDDINGS_MODEL/],
    [
      'embeddings without an index',
      { EMBEDDINGS_BASE_URL: 'http://localhost/v1', EMBEDDINGS_MODEL: 'm', PROJECT_INDEX: 'off' },
      /PROJECT_INDEX=off/,
    ],
    ['an index of something else', { PROJECT_INDEX: 'all' }, /texts, records, off/],
    ['a port out of range', { PORT: '70000' }, /from 0 to 65535/],
  ])('%s is refused with what to do', (_name, change, message) => {
    expect(() => readConfig({ ...GOOD, ...change })).toThrow(OperatorError);
    expect(() => readConfig({ ...GOOD, ...change })).toThrow(message);
  });
});
