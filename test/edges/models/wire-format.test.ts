import type { Usage } from '@anthropic-ai/sdk/resources/messages';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { CompletionUsage } from 'openai/resources/completions';
import type { BilledCall } from '../../../src/core/budget/token-usage.ts';
import { suggestTestsReplySchema } from '../../../src/core/suggestions/reply-schema.ts';
import { createLanguageModel, createModelPair } from '../../../src/edges/models/create-language-model.ts';
import type { ModelRequest, ServiceModelSettings } from '../../../src/edges/models/types.ts';
import { OperatorError, RetryableError } from '../../../src/errors.ts';
import {
  anthropicMessage,
  type OpenAiBody,
  openAiCompletion,
  openAiError,
  type ReceivedRequest,
  type ScriptedReply,
  startAnthropicServer,
  startOpenAiServer,
} from '../../support/model-server.ts';

const EMPTY_REPLY = JSON.stringify({ reasoning: '', tests: [], edge_cases: [], weaknesses: [] });
const REQUEST = {
  system: 'You write tests.',
  user: 'Suggest.',
  schemaName: 'suggest_tests',
  schema: suggestTestsReplySchema,
  maxOutputTokens: 30_000,
};

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function settings(provider: 'anthropic' | 'openai', baseUrl: string): ServiceModelSettings {
  return { provider, apiKey: 'no-key-needed', baseUrl, model: 'scripted', timeoutMs: 5000, maxRetries: 0 };
}

async function givenOpenAi(
  script: ScriptedReply[] | ((request: ReceivedRequest<OpenAiBody>) => ScriptedReply),
) {
  const server = await startOpenAiServer(script);
  closing.push(server.close);
  return server;
}

async function givenAnthropic(script: ScriptedReply[]) {
  const server = await startAnthropicServer(script);
  closing.push(server.close);
  return server;
}

/** Every keyword of a schema, and whether each object is closed and requires all of its properties. */
function inspectSchema(schema: unknown, keywords = new Set<string>(), loose: unknown[] = []) {
  if (schema !== null && typeof schema === 'object') {
    if (!Array.isArray(schema)) {
      const node = schema as Record<string, unknown>;
      for (const key of Object.keys(node)) keywords.add(key);
      const properties = node['properties'] as Record<string, unknown> | undefined;
      if (properties) {
        const required = JSON.stringify(node['required']) === JSON.stringify(Object.keys(properties));
        if (!required || node['additionalProperties'] !== false) loose.push(node);
        for (const value of Object.values(properties)) inspectSchema(value, keywords, loose);
      }
    }
    for (const [key, value] of Object.entries(schema)) {
      if (key !== 'properties') inspectSchema(value, keywords, loose);
    }
  }
  return { keywords, loose };
}

describe('an Anthropic request', () => {
  test('asks for structured output and lets the instructions be cached', async () => {
    const server = await givenAnthropic([anthropicMessage(EMPTY_REPLY)]);
    const model = createLanguageModel(settings('anthropic', server.baseUrl));
    expect(await model.ask(REQUEST)).toMatchObject({ kind: 'ok' });
    const { body, headers } = server.requests[0]!;
    expect(body).toMatchObject({
      model: 'scripted',
      max_tokens: 30_000,
      system: [{ type: 'text', text: 'You write tests.', cache_control: { type: 'ephemeral' } }],
      messages: [{ role: 'user', content: 'Suggest.' }],
    });
    expect(headers.authorization).toBe('Bearer no-key-needed');
    expect(body.output_config?.format?.type).toBe('json_schema');
    const { keywords, loose } = inspectSchema(body.output_config?.format?.schema);
    expect(loose).toEqual([]);
    expect([...keywords].sort()).toEqual([
      'additionalProperties',
      'description',
      'enum',
      'items',
      'properties',
      'required',
      'type',
    ]);
  });

  test('shows the model its broken reply and what was wrong with it', async () => {
    const server = await givenAnthropic([
      anthropicMessage('{"reasoning": 1}'),
      anthropicMessage(EMPTY_REPLY),
    ]);
    await createLanguageModel(settings('anthropic', server.baseUrl)).ask(REQUEST);
    const turns = server.requests[1]!.body.messages;
    expect(turns.map((turn) => turn.role)).toEqual(['user', 'assistant', 'user']);
    expect(turns[1]!.content).toBe('{"reasoning": 1}');
    expect(turns[2]!.content).toMatch(/reasoning/);
  });

  test('falls back to the schema in the prompt where a compatible server refuses the format', async () => {
    const server = await givenAnthropic([{ status: 400, body: {} }, anthropicMessage(EMPTY_REPLY)]);
    const model = createLanguageModel(settings('anthropic', server.baseUrl));
    expect(await model.ask(REQUEST)).toMatchObject({ kind: 'ok', calls: 1 });
    expect(server.requests[1]!.body.output_config).toBeUndefined();
    expect(server.requests[1]!.body.system[1]!.text).toContain('edge_cases');
  });
});

describe('an OpenAI request', () => {
  test('asks for strict structured output', async () => {
    const server = await givenOpenAi([openAiCompletion(EMPTY_REPLY)]);
    expect(await createLanguageModel(settings('openai', server.baseUrl)).ask(REQUEST)).toMatchObject({
      kind: 'ok',
    });
    const { body } = server.requests[0]!;
    expect(body).toMatchObject({
      model: 'scripted',
      max_tokens: 30_000,
      messages: [
        { role: 'system', content: 'You write tests.' },
        { role: 'user', content: 'Suggest.' },
      ],
      response_format: { type: 'json_schema', json_schema: { name: 'suggest_tests', strict: true } },
    });
    expect(inspectSchema(body.response_format?.json_schema?.schema).loose).toEqual([]);
  });

  test.each([
    ['json_object', ['json_schema'], ['json_schema', 'json_object', 'json_object']],
    ['no format', ['json_schema', 'json_object'], ['json_schema', 'json_object', undefined, undefined]],
  ])('falls back to %s for a compatible server, and remembers it', async (_, refused, expected) => {
    const server = await givenOpenAi(({ body }) =>
      refused.includes(body.response_format?.type ?? '')
        ? openAiError(400, { message: 'response_format is not supported' })
        : openAiCompletion(EMPTY_REPLY),
    );
    const model = createLanguageModel(settings('openai', server.baseUrl));
    expect(await model.ask(REQUEST)).toMatchObject({ kind: 'ok', calls: 1 });
    expect(await model.ask(REQUEST)).toMatchObject({ kind: 'ok', calls: 1 });
    expect(server.requests.map(({ body }) => body.response_format?.type)).toEqual(expected);
    expect(server.requests.at(-1)!.body.messages[0]!.content).toContain('edge_cases');
  });

  test('does not climb down when the request is longer than the context of the model', async () => {
    const server = await givenOpenAi([openAiError(400, { code: 'context_length_exceeded' })]);
    const asked = createLanguageModel(settings('openai', server.baseUrl)).ask(REQUEST);
    await expect(asked).rejects.toMatchObject({ addressee: 'operator', code: 'model-context-too-long' });
    expect(server.requests).toHaveLength(1);
  });

  test('an account without credit is for the operator, not for another try', async () => {
    const server = await givenOpenAi([openAiError(429, { code: 'insufficient_quota' })]);
    const asked = createLanguageModel(settings('openai', server.baseUrl)).ask(REQUEST);
    await expect(asked).rejects.toMatchObject({ addressee: 'operator', code: 'model-quota-exhausted' });
  });

  test.each<[string, unknown, string]>([
    [
      'the content filter withheld it',
      openAiCompletion('', { finishReason: 'content_filter' }).body,
      'refused',
    ],
    ['there are no choices', { choices: [], model: 'x' }, 'invalid'],
    ['a choice has no message', { choices: [{}], model: 'x' }, 'invalid'],
    ['it calls a tool', openAiCompletion(null, { finishReason: 'tool_calls' }).body, 'invalid'],
  ])('ends by name when %s', async (_, body, kind) => {
    const server = await givenOpenAi([{ body }]);
    const reply = await createLanguageModel(settings('openai', server.baseUrl)).ask(REQUEST);
    expect(reply.kind).toBe(kind);
  });
});

describe('what a call is billed for', () => {
  async function ask(
    provider: 'anthropic' | 'openai',
    script: ScriptedReply[],
    others: Partial<ModelRequest<unknown>> = {},
  ) {
    const server = provider === 'anthropic' ? await givenAnthropic(script) : await givenOpenAi(script);
    const billed: BilledCall[] = [];
    const reply = await createLanguageModel(settings(provider, server.baseUrl))
      .ask<unknown>({ ...REQUEST, onBilled: (call) => billed.push(call), ...others })
      .catch((error: unknown) => error);
    return { reply, billed, requests: server.requests };
  }

  /** A message with other usage; what it is made of is checked against the SDK's own type. */
  function message(usage: Partial<Usage>): ScriptedReply {
    const body = anthropicMessage(EMPTY_REPLY).body as { usage: Usage };
    return { body: { ...body, usage: { ...body.usage, ...usage } satisfies Usage } };
  }

  test('holds what Anthropic read from and wrote to its cache, besides its input tokens', async () => {
    const usage = {
      input_tokens: 500,
      cache_creation_input_tokens: 2000,
      cache_read_input_tokens: 30_000,
      output_tokens: 800,
    };
    const { billed } = await ask('anthropic', [message(usage)]);
    expect(billed).toEqual([
      {
        model: 'claude-scripted',
        usage: {
          inputTokens: 32_500,
          cachedInputTokens: 30_000,
          cacheWriteTokens: 2000,
          outputTokens: 800,
        },
        isEstimated: false,
        priceFactor: 1,
      },
    ]);
  });

  test("holds OpenAI's prompt and completion tokens once, cache and reasoning being parts of them", async () => {
    const usage: CompletionUsage = {
      prompt_tokens: 32_500,
      completion_tokens: 800,
      total_tokens: 33_300,
      prompt_tokens_details: { cached_tokens: 30_000, cache_write_tokens: 2000 },
      completion_tokens_details: { reasoning_tokens: 600 },
    };
    const { billed } = await ask('openai', [openAiCompletion(EMPTY_REPLY, { usage })]);
    expect(billed).toMatchObject([
      {
        usage: {
          inputTokens: 32_500,
          cachedInputTokens: 30_000,
          cacheWriteTokens: 2000,
          outputTokens: 800,
        },
        isEstimated: false,
        priceFactor: 1,
      },
    ]);
  });

  test.each<['anthropic' | 'openai', ScriptedReply, number | null]>([
    ['anthropic', message({ inference_geo: 'us' }), 1.1],
    ['anthropic', message({ service_tier: 'priority' }), null],
    ['anthropic', message({ speed: 'fast' }), null],
    ['openai', { body: { ...(openAiCompletion(EMPTY_REPLY).body as object), service_tier: 'default' } }, 1],
    [
      'openai',
      { body: { ...(openAiCompletion(EMPTY_REPLY).body as object), service_tier: 'priority' } },
      null,
    ],
  ])('says so where %s took it under other terms', async (provider, reply, priceFactor) => {
    expect((await ask(provider, [reply])).billed).toMatchObject([{ priceFactor }]);
  });

  test.each<[string, unknown]>([
    ['no usage', undefined],
    ['usage of zeros', { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }],
    ['usage that is none', { prompt_tokens: 'many' }],
  ])('is estimated from the texts for a server that reports %s', async (_what, usage) => {
    const body = { ...(openAiCompletion(EMPTY_REPLY).body as object), usage };
    const { billed } = await ask('openai', [{ body }]);
    expect(billed).toMatchObject([
      { isEstimated: true, usage: { outputTokens: Math.ceil(EMPTY_REPLY.length / 3) } },
    ]);
    const texts = [REQUEST.system, REQUEST.user].join('');
    expect(billed[0]!.usage.inputTokens).toBeGreaterThan(texts.length / 3);
  });

  test.each<['anthropic' | 'openai', string, ScriptedReply]>([
    ['anthropic', 'refused', anthropicMessage('', { stopReason: 'refusal' })],
    ['anthropic', 'truncated', anthropicMessage('{"reas', { stopReason: 'max_tokens' })],
    ['openai', 'refused', openAiCompletion('', { refusal: 'No.' })],
    ['openai', 'truncated', openAiCompletion('{"reas', { finishReason: 'length' })],
  ])('is told for a reply of %s that is %s', async (provider, kind, scripted) => {
    const { reply, billed } = await ask(provider, [scripted]);
    expect(reply).toMatchObject({ kind });
    expect(billed).toMatchObject([{ usage: { inputTokens: 110, outputTokens: 20 }, isEstimated: false }]);
  });

  test.each(['anthropic', 'openai'] as const)(
    'is told for both calls of %s when a broken reply is asked for again, also when the second fails',
    async (provider) => {
      const text = provider === 'anthropic' ? anthropicMessage : openAiCompletion;
      const twice = await ask(provider, [text('{'), text(EMPTY_REPLY)]);
      expect(twice.reply).toMatchObject({ kind: 'ok', calls: 2 });
      expect(twice.billed).toHaveLength(2);
      const failed = await ask(provider, [text('{'), { status: 503, body: {} }]);
      expect(failed.reply).toBeInstanceOf(RetryableError);
      expect(failed.billed).toHaveLength(1);
    },
  );

  test('a broken reply is not asked for again where that is not allowed', async () => {
    let estimate = 0;
    const { reply, billed, requests } = await ask('anthropic', [anthropicMessage('{"reasoning": 1}')], {
      mayAskAgain: (inputTokens) => {
        estimate = inputTokens;
        return false;
      },
    });
    expect(reply).toMatchObject({ kind: 'invalid', calls: 1, detail: expect.stringContaining('budget') });
    expect(billed).toHaveLength(1);
    expect(requests).toHaveLength(1);
    // The whole conversation would have been sent again.
    expect(estimate).toBeGreaterThan(REQUEST.user.length + REQUEST.system.length);
  });

  test('has a list price at the worldwide service of a provider only', () => {
    const list = (provider: 'anthropic' | 'openai', baseUrl: string | null) =>
      createLanguageModel({ ...settings(provider, ''), baseUrl }).priceList;
    expect(list('anthropic', null)).toBe('anthropic');
    expect(list('openai', 'https://api.openai.com/v1')).toBe('openai');
    expect(list('openai', 'https://eu.api.openai.com/v1')).toBeNull();
    expect(list('openai', 'http://127.0.0.1:11434/v1')).toBeNull();
    expect(list('anthropic', 'https://gateway.example/anthropic')).toBeNull();
  });
});

describe('a language model is labelled', () => {
  function check(
    provider: 'anthropic' | 'openai',
    baseUrl: string | null,
    model: string | null,
    label: string,
  ) {
    const built = createLanguageModel({ ...settings(provider, ''), baseUrl, model });
    expect(built.label).toBe(label);
  }

  test('with the default of the provider when no model is named', () => {
    check('anthropic', null, null, 'anthropic claude-sonnet-5-5');
    check('openai', null, null, 'openai gpt-5.5');
    check('openai', 'https://eu.api.openai.com/v1', null, 'openai gpt-5.5');
  });

  test('with the model that a compatible server runs', () => {
    check('openai', 'http://127.0.0.1:11434/v1', 'qwen3-coder', 'openai-compatible qwen3-coder');
  });

  test('with two defaults for what is asked of a fast and of a strong model, or with one model for both', () => {
    const ids = (provider: 'anthropic' | 'openai', named: Partial<Parameters<typeof createModelPair>[0]>) => {
      const { fast, strong } = createModelPair({
        ...settings(provider, ''),
        baseUrl: null,
        model: null,
        ...named,
      });
      return [fast.modelId, strong.modelId, fast === strong];
    };
    expect(ids('anthropic', {})).toEqual(['claude-haiku-5-5', 'claude-sonnet-5-5', false]);
    expect(ids('openai', {})).toEqual(['gpt-5.4-mini', 'gpt-5.5', false]);
    expect(ids('openai', { model: 'one' })).toEqual(['one', 'one', true]);
    expect(ids('openai', { model: 'one', strong: 'two' })).toEqual(['one', 'two', false]);
    const server = { baseUrl: 'http://127.0.0.1:11434/v1' };
    expect(ids('openai', { ...server, fast: 'a', strong: 'b' })).toEqual(['a', 'b', false]);
    expect(() => ids('openai', { ...server, fast: 'a' })).toThrow(/MODEL_FAST and MODEL_STRONG/);
  });

  test('or refused where a compatible server needs a name', () => {
    const build = () =>
      createLanguageModel({ ...settings('openai', 'http://127.0.0.1:11434/v1'), model: null });
    expect(build).toThrow(OperatorError);
    expect(build).toThrow(/MODEL/);
  });
});
