import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  type AnthropicBody,
  anthropicMessage,
  type ModelServer,
  startAnthropicServer,
} from '../support/model-server.ts';
import { openStage, type Stage } from '../support/stage.ts';

const FILE = '.github/testwright.yml';
const NOTHING = JSON.stringify({ reasoning: 'None.', tests: [], edge_cases: [], weaknesses: [] });
const STRAIGHT = 'def label(item):\n    name = item.name.strip()\n    return f"{name} ({item.code})"\n';
const GUARDED =
  'def unlock(user):\n    account = find(user)\n    return reply(account.has_perm("unlock").name)\n';

let server: ModelServer<AnthropicBody>;
let stage: Stage;
beforeAll(async () => {
  server = await startAnthropicServer(({ body }) =>
    anthropicMessage(NOTHING, { model: `${body.model}-20261101` }),
  );
  stage = await openStage({
    engine: 'scripted-model',
    config: {
      model: {
        provider: 'anthropic',
        apiKey: 'not-a-key',
        baseUrl: server.baseUrl,
        model: 'for-the-rest',
        fast: 'quick',
        strong: 'careful',
        timeoutMs: 10_000,
        maxRetries: 0,
      },
      modelPrice: { input: 10, output: 50 },
      fastModelPrice: { input: 1, output: 5 },
      maxFurtherRounds: 0,
    },
  });
}, 120_000);
afterAll(async () => {
  await stage.close();
  await server.close();
});

test.each<[what: string, files: Record<string, string>, settings: string, model: string, usd: number]>([
  ['boilerplate', { 'labels.py': STRAIGHT }, '', 'quick', (110 * 1 + 20 * 5) / 1_000_000],
  [
    'security, with boilerplate in the same question,',
    { 'labels.py': STRAIGHT, 'locks.py': GUARDED },
    '',
    'careful',
    (110 * 10 + 20 * 50) / 1_000_000,
  ],
  [
    'security, which the repository takes lightly',
    { 'locks.py': GUARDED },
    'models: {security: fast, boilerplate: for-the-rest}\n',
    'quick',
    (110 * 1 + 20 * 5) / 1_000_000,
  ],
])(
  '%s is asked of the model for it, at its own price',
  async (_what, files, settings, model, usd) => {
    const before = server.requests.length;
    const prices = { 'prices.py': 'def total(price, quantity):\n    return price * quantity\n' };
    const story = await stage.tell({
      base: { ...prices, ...(settings === '' ? {} : { [FILE]: settings }) },
      change: { ...prices, ...files },
    });
    const ended = await story.review();
    expect(server.requests.slice(before).map(({ body }) => body.model)).toEqual([model]);
    expect(ended.result.model).toMatchObject({ calls: 1, usd, priceDate: 'operator' });
    const summary = story.summary(ended.number)!;
    expect(summary).toContain('Engine: anthropic careful and quick. 1 call,');
    expect(summary).toContain(`answered by ${model}-20261101.`);
    // A repository names no models.
    if (settings !== '') expect(summary).toContain('line 1: `models.boilerplate` must be `fast` or `strong`');
  },
  60_000,
);
