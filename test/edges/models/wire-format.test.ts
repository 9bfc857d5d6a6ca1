import { afterEach, describe, expect, test } from '@jest/globals';
import { suggestTestsReplySchema } from '../../../src/core/suggestions/reply-schema.ts';
import { createLanguageModel } from '../../../src/edges/models/create-language-model.ts';
import type { ServiceModelSettings } from '../../../src/edges/models/types.ts';
import { OperatorError } from '../../../src/errors.ts';
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

  test('counts missing usage as no tokens', async () => {
    const { usage: _, ...body } = openAiCompletion(EMPTY_REPLY).body as Record<string, unknown>;
    const server = await givenOpenAi([{ body }]);
    const reply = await createLanguageModel(settings('openai', server.baseUrl)).ask(REQUEST);
    expect(reply).toMatchObject({ kind: 'ok', usage: { inputTokens: 0, outputTokens: 0 } });
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

  test('or refused where a compatible server needs a name', () => {
    const build = () =>
      createLanguageModel({ ...settings('openai', 'http://127.0.0.1:11434/v1'), model: null });
    expect(build).toThrow(OperatorError);
    expect(build).toThrow(/MODEL/);
  });
});
