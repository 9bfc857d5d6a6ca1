import { afterEach, describe, expect, test } from '@jest/globals';
import { OpenAiEmbeddings } from '../../../src/edges/models/openai-embeddings.ts';
import {
  openAiEmbeddings,
  openAiError,
  type ScriptedReply,
  startEmbeddingServer,
} from '../../support/model-server.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function given(...replies: ScriptedReply[]) {
  const server = await startEmbeddingServer(replies);
  closing.push(server.close);
  const model = new OpenAiEmbeddings({
    baseUrl: server.baseUrl,
    apiKey: 'a-key',
    model: 'embedding-scripted',
    timeoutMs: 2_000,
  });
  return { server, model };
}

test('texts become vectors in their order, with what they took; the key and the wish for numbers are sent', async () => {
  const swapped = openAiEmbeddings([
    [1, 0],
    [0, 1],
  ]);
  const body = swapped.body as { data: { index: number }[] };
  body.data[0]!.index = 1;
  body.data[1]!.index = 0;
  const { server, model } = await given(swapped);
  const { vectors, call } = await model.embed(['one', 'two']);
  expect(vectors).toEqual([
    [0, 1],
    [1, 0],
  ]);
  expect(call).toMatchObject({
    model: 'embedding-scripted',
    isEstimated: false,
    usage: { inputTokens: 8, outputTokens: 0 },
  });
  expect(server.requests[0]).toMatchObject({
    headers: { authorization: 'Bearer a-key' },
    body: { model: 'embedding-scripted', input: ['one', 'two'], encoding_format: 'float' },
  });
  expect(model.isLocal).toBe(true);
});

test('where no tokens are reported, the texts are counted', async () => {
  const { model } = await given(openAiEmbeddings([[1]], 0));
  const { call } = await model.embed(['a text of some length']);
  expect(call).toMatchObject({ isEstimated: true, usage: { inputTokens: expect.any(Number) } });
  expect(call.usage.inputTokens).toBeGreaterThan(3);
});

describe('what cannot be used is refused', () => {
  const refuses = async (reply: ScriptedReply, code: string, addressee: string) => {
    const { model } = await given(reply);
    await expect(model.embed(['one', 'two'])).rejects.toMatchObject({ code, addressee });
  };
  const data = (...values: unknown[]): ScriptedReply => ({
    body: { data: values.map((embedding, index) => ({ embedding, index })) },
  });
  test.each([
    ['too few vectors', data([1])],
    ['vectors of two lengths', data([1], [1, 2])],
    ['text instead of numbers', data(['1'], ['2'])],
    ['an empty vector', data([], [])],
    ['a vector that is too long', data(Array(16_001).fill(1), Array(16_001).fill(1))],
    ['no list at all', { body: { data: 'none' } }],
    [
      'a place twice',
      {
        body: {
          data: [
            { index: 0, embedding: [1] },
            { index: 0, embedding: [1] },
          ],
        },
      },
    ],
    [
      'a place that is none',
      {
        body: {
          data: [
            { index: 0, embedding: [1] },
            { index: 1e9, embedding: [1] },
          ],
        },
      },
    ],
    ['no JSON', { body: 'It works!' }],
  ])('%s', (_, reply) => refuses(reply, 'embeddings-unreadable', 'us'));
  test('a wrong key', () => refuses(openAiError(401, {}), 'model-key-rejected', 'operator'));
  test('too many requests', () =>
    refuses(openAiError(429, {}, { 'retry-after': '60' }), 'model-rate-limited', 'retry'));
  test('silence', () => refuses({ ...openAiEmbeddings([]), delayMs: 5_000 }, 'model-timed-out', 'retry'));
});
