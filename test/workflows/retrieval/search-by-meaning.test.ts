import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  type EmbeddingBody,
  type ModelServer,
  openAiEmbeddings,
  openAiError,
  type ScriptedReply,
  startEmbeddingServer,
} from '../../support/model-server.ts';
import { openStage, type Stage, type Story, settle, TEN_PIECES } from '../../support/stage.ts';

/** What the scripted model understands: each meaning in words that share nothing. */
const MEANINGS = [/total|pieces|sum/i, /rebate|bargain|total/i, /letter|mail/i];
const vectorOf = (text: string): number[] => [...MEANINGS.map((one) => (one.test(text) ? 1 : 0)), 0.1];

let embeddings: ModelServer<EmbeddingBody>;
let answer: (texts: string[]) => ScriptedReply;
let stage: Stage;
beforeAll(async () => {
  embeddings = await startEmbeddingServer(({ body }) => answer(body.input));
  stage = await openStage({
    engine: 'scripted-model',
    config: {
      embeddings: {
        baseUrl: embeddings.baseUrl,
        apiKey: 'none',
        model: 'embedding-scripted',
        timeoutMs: 5_000,
        usdPerMillion: 1000,
      },
    },
  });
}, 120_000);
afterAll(async () => {
  await stage?.close();
  await embeddings?.close();
});

const TOKEN = `ghp_${'a1B2c3D4e5F6'.repeat(3)}`;
const BASE = {
  'market/__init__.py': '',
  'market/rebates.py': `def grant_rebate(customer, key="${TOKEN}"):\n    """A bargain for ${TOKEN}."""\n    return customer.level * 2\n`,
  'vault/total.py': 'def vault_sum(pieces):\n    """A bargain that nobody may see."""\n    return pieces\n',
  '.github/testwright.yml': 'private-paths: [vault/]\n',
  'post/letters.py': 'def send_letter(address):\n    """By mail."""\n    return address\n',
};
const SUGGESTED = { reasoning: 'One.', tests: [TEN_PIECES], edge_cases: [], weaknesses: [] };
const suggesting = (story: Story) => story.asked.filter(({ kind }) => kind === 'suggest-tests');
const sent = () => embeddings.requests.flatMap(({ body }) => body.input);

test('what is close in meaning is shown, though it shares no word; nothing is embedded twice, secrets are never sent', async () => {
  answer = (texts) => openAiEmbeddings(texts.map(vectorOf), 10);
  const story = await stage.tell({ base: BASE, replies: { 'suggest-tests': SUGGESTED } });
  const { number, result } = await story.review();
  expect(suggesting(story)[0]?.text).toContain('def grant_rebate(customer');
  expect(sent().some((text) => text.includes('def grant_rebate'))).toBe(true);
  expect(sent().join('\n')).not.toContain(TOKEN);
  expect(sent().join('\n')).not.toContain('vault_sum');
  // One row of spending a run: 10 tokens a request at a thousand dollars a million. The price of the scripted model is not known.
  expect(result.model.calls).toBe(story.asked.length + 1);
  expect(story.summary(number)).toContain('embedding-scripted');

  const before = sent().length;
  await story.push('change', {
    'prices.py': 'def total(price, quantity):\n    return price * quantity + 0\n',
  });
  await story.world.nextResult();
  // The changed file, and what is looked for.
  expect(sent().slice(before)).toHaveLength(2);
  expect(sent().slice(before)[0]).toContain('def total(price, quantity)');
});

test.each<[string, (texts: string[]) => ScriptedReply, string]>([
  ['fails', () => openAiError(500, {}), 'model-overloaded'],
  ['speaks nonsense', () => ({ body: { data: [] } }), 'embeddings-unreadable'],
])('a service that %s leaves the text search, and the comment says so', async (_, script, code) => {
  answer = script;
  const story = await stage.tell({ base: BASE, replies: { 'suggest-tests': SUGGESTED } });
  const { number, result } = await story.review();
  expect(result.outcome.code).toBe('suggestions-ready');
  expect(suggesting(story)[0]?.text).not.toContain('def grant_rebate');
  expect(result.skipped).toContainEqual({
    what: expect.stringMatching(/^\d+ Python files$/),
    reason: `found by their words alone: the embedding service failed (${code})`,
  });
  await settle(story);
  expect(story.summary(number)).toContain('found by their words alone');
});
