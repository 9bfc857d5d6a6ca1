import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { createLanguageModel } from '../../../src/edges/models/create-language-model.ts';
import type { ModelReply, ServiceModelSettings } from '../../../src/edges/models/types.ts';
import { OperatorError, RetryableError } from '../../../src/errors.ts';
import {
  anthropicError,
  anthropicMessage,
  openAiCompletion,
  openAiError,
  type ScriptedReply,
  startAnthropicServer,
  startOpenAiServer,
} from '../../support/model-server.ts';

const schema = z.object({ answer: z.string(), items: z.array(z.string().max(40)) });
type Answer = z.infer<typeof schema>;
const GOOD = { answer: 'yes', items: ['a'] };

/** One provider: its server, and how it says the same things. */
interface Dialect {
  provider: 'anthropic' | 'openai';
  start: (
    script: ScriptedReply[],
  ) => Promise<{ baseUrl: string; requests: unknown[]; close(): Promise<void> }>;
  text: (text: string) => ScriptedReply;
  refused: ScriptedReply;
  truncated: ScriptedReply;
  error: (status: number, headers?: Record<string, string>) => ScriptedReply;
}

const DIALECTS: Dialect[] = [
  {
    provider: 'anthropic',
    start: startAnthropicServer,
    text: (text) => anthropicMessage(text),
    refused: anthropicMessage('I cannot', { stopReason: 'refusal' }),
    truncated: anthropicMessage('{"answer": "y', { stopReason: 'max_tokens' }),
    error: (status, headers) => anthropicError(status, { type: 'api_error', message: 'Scripted.' }, headers),
  },
  {
    provider: 'openai',
    start: startOpenAiServer,
    text: (text) => openAiCompletion(text),
    refused: openAiCompletion(null, { refusal: 'I cannot.' }),
    truncated: openAiCompletion('{"answer": "y', { finishReason: 'length' }),
    error: (status, headers) => openAiError(status, {}, headers),
  },
];

interface Asked {
  reply: ModelReply<Answer> | null;
  error: unknown;
  requests: number;
}

async function ask(
  dialect: Dialect,
  script: ScriptedReply[],
  settings: Partial<ServiceModelSettings> = {},
): Promise<Asked> {
  const server = await dialect.start(script);
  try {
    const model = createLanguageModel({
      provider: dialect.provider,
      apiKey: 'no-key-needed',
      baseUrl: server.baseUrl,
      model: 'scripted',
      timeoutMs: 5000,
      maxRetries: 0,
      ...settings,
    });
    const request = { system: 'Be brief.', user: 'Go.', schemaName: 'answer', schema, maxOutputTokens: 500 };
    try {
      return { reply: await model.ask(request), error: null, requests: server.requests.length };
    } catch (error) {
      return { reply: null, error, requests: server.requests.length };
    }
  } finally {
    await server.close();
  }
}

describe.each(DIALECTS)('a model of $provider', (dialect) => {
  const good = dialect.text(JSON.stringify(GOOD));

  test('returns the value with tokens, calls and the model that answered', async () => {
    const { reply } = await ask(dialect, [good]);
    expect(reply).toEqual({
      kind: 'ok',
      value: GOOD,
      calls: 1,
      usage: expect.objectContaining({ inputTokens: 110, outputTokens: 20 }),
      model: expect.stringContaining('scripted'),
    });
  });

  test.each([
    ['a refusal', dialect.refused, 'refused'],
    ['a reply cut at the token limit', dialect.truncated, 'truncated'],
  ])('ends with %s without asking again', async (_, scripted, kind) => {
    const { reply, requests } = await ask(dialect, [scripted]);
    expect(reply).toMatchObject({ kind, calls: 1 });
    expect(requests).toBe(1);
  });

  test.each([
    ['broken JSON', '{"answer": "yes", "items": ['],
    ['a wrong shape', '{"answer": 3, "items": []}'],
    ['prose', 'Here you are!'],
    ['no text at all', ''],
  ])('asks once more after %s and sums calls and tokens', async (_, broken) => {
    const { reply } = await ask(dialect, [dialect.text(broken), good]);
    expect(reply).toMatchObject({
      kind: 'ok',
      value: GOOD,
      calls: 2,
      usage: { inputTokens: 220, outputTokens: 40 },
    });
  });

  test('gives up after a second invalid reply, with the reason', async () => {
    const { reply, requests } = await ask(dialect, [dialect.text('{"answer": 3, "items": []}')]);
    expect(reply).toMatchObject({ kind: 'invalid', calls: 2, detail: expect.stringContaining('answer') });
    expect(requests).toBe(2);
  });

  test.each([
    ['a fenced block in prose', `Sure:\n\n\`\`\`json\n${JSON.stringify(GOOD)}\n\`\`\`\nDone.`],
    ['thinking before it', `<think>\nmaybe {"answer": 1}\n</think>\n${JSON.stringify(GOOD)}`],
    ['thinking without its opening tag', `hm, hm</think>${JSON.stringify(GOOD)}`],
    ['thinking and a fence', `<think>x</think>\n\`\`\`\n${JSON.stringify(GOOD)}\n\`\`\``],
    ['properties nobody asked for', JSON.stringify({ ...GOOD, tool: 'rm -rf' })],
  ])('accepts a reply with %s', async (_, text) => {
    const { reply } = await ask(dialect, [dialect.text(text)]);
    expect(reply).toMatchObject({ kind: 'ok', value: GOOD, calls: 1 });
    expect(reply).not.toHaveProperty('value.tool');
  });

  test('replaces NUL and lone surrogates, which the database cannot store', async () => {
    const { reply } = await ask(dialect, [dialect.text('{"answer": "a\\u0000b\\ud800c", "items": []}')]);
    expect(reply).toMatchObject({ kind: 'ok', value: { answer: 'a\ufffdb\ufffdc' } });
  });

  test.each<[string, ScriptedReply]>([
    ['an HTML page with status 200', { headers: { 'content-type': 'text/html' }, body: '<h1>Login</h1>' }],
    [
      'HTML that claims to be JSON',
      { headers: { 'content-type': 'application/json' }, body: '<h1>Login</h1>' },
    ],
    ['JSON of another API', { body: { ok: true } }],
    ['a JSON array', { body: [] }],
    ['an empty body', { headers: { 'content-type': 'application/json' }, body: '' }],
    ['a body beyond the cap', { body: { content: [], choices: [], filler: 'x'.repeat(9_000_000) } }],
  ])('calls %s invalid, once, and counts it as if it had been as long as it may', async (_, scripted) => {
    const { reply, requests } = await ask(dialect, [scripted], { maxRetries: 2 });
    expect(reply).toMatchObject({ kind: 'invalid', calls: 1, usage: { outputTokens: 500 } });
    expect(reply?.usage.inputTokens).toBeGreaterThan(0);
    expect(requests).toBe(1);
  });

  test('calls JSON that is nested very deeply invalid', async () => {
    const deep = `{"answer": ${'['.repeat(100_000)}${']'.repeat(100_000)}, "items": []}`;
    const { reply } = await ask(dialect, [dialect.text(deep)]);
    expect(reply).toMatchObject({ kind: 'invalid', detail: expect.stringContaining('nested') });
  });

  test.each<[string, ScriptedReply, string, number]>([
    [
      '429 with retry-after in seconds',
      dialect.error(429, { 'retry-after': '120' }),
      'model-rate-limited',
      120_000,
    ],
    [
      '429 that asks for days',
      dialect.error(429, { 'retry-after': '864000' }),
      'model-rate-limited',
      3_600_000,
    ],
    ['429 without retry-after', dialect.error(429), 'model-rate-limited', 60_000],
    ['overload with status 529', dialect.error(529), 'model-overloaded', 60_000],
    ['overload with status 503', dialect.error(503, { 'retry-after': '30' }), 'model-overloaded', 30_000],
  ])('is asked again later after %s', async (_, scripted, code, retryAfterMs) => {
    const { error } = await ask(dialect, [scripted]);
    expect(error).toBeInstanceOf(RetryableError);
    expect(error).toMatchObject({ code, retryAfterMs });
  });

  test('waits out a short retry-after inside the SDK', async () => {
    const { reply, requests } = await ask(dialect, [dialect.error(429, { 'retry-after-ms': '10' }), good], {
      maxRetries: 2,
    });
    expect(reply).toMatchObject({ kind: 'ok', calls: 1 });
    expect(requests).toBe(2);
  });

  test('does not hold a worker for a long retry-after', async () => {
    const { error, requests } = await ask(dialect, [dialect.error(529, { 'retry-after': '60' })], {
      maxRetries: 2,
    });
    expect(error).toMatchObject({ code: 'model-overloaded', retryAfterMs: 60_000 });
    expect(requests).toBe(1);
  });

  test('retries an overload no more often than it was told', async () => {
    const { error, requests } = await ask(dialect, [dialect.error(503, { 'retry-after-ms': '5' })], {
      maxRetries: 2,
    });
    expect(error).toBeInstanceOf(RetryableError);
    expect(requests).toBe(3);
  });

  test.each<[string, ScriptedReply]>([
    ['answers nothing', { ...good, delayMs: 3000 }],
    ['stalls in the middle of the body', { ...good, stall: true }],
  ])('times out when the server %s', async (_, scripted) => {
    const started = Date.now();
    const { error } = await ask(dialect, [scripted], { timeoutMs: 300, maxRetries: 2 });
    expect(error).toMatchObject({ addressee: 'retry', code: 'model-timed-out' });
    expect(Date.now() - started).toBeLessThan(2500);
  });

  test('is asked again later when nothing listens', async () => {
    const server = await dialect.start([]);
    await server.close();
    const { error } = await ask(dialect, [], { baseUrl: server.baseUrl });
    expect(error).toMatchObject({ addressee: 'retry', code: 'model-unreachable' });
  });

  test.each([
    [401, 'model-key-rejected', '_API_KEY'],
    [403, 'model-key-rejected', '_API_KEY'],
    [402, 'model-quota-exhausted', '_API_KEY'],
    [404, 'model-not-found', 'MODEL'],
    [413, 'model-context-too-long', 'CONTEXT_TOKEN_BUDGET'],
    [400, 'model-request-refused', 'MODEL'],
  ])('tells the operator which setting to check after status %i', async (status, code, setting) => {
    const { error } = await ask(dialect, [dialect.error(status)], { maxRetries: 2 });
    expect(error).toBeInstanceOf(OperatorError);
    expect(error).toMatchObject({ code, message: expect.stringContaining(setting) });
  });

  test('never puts the key into an error', async () => {
    const { error } = await ask(dialect, [dialect.error(401)], { apiKey: 'very-private' });
    expect(JSON.stringify(error) + String(error)).not.toContain('very-private');
  });
});
