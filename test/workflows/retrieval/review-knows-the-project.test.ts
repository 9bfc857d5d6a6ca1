import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { startApp } from '../../../src/start-app.ts';
import { waitFor } from '../../support/databases.ts';
import { openStage, type Stage, settle, TEN_PIECES } from '../../support/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ engine: 'scripted-model' });
}, 120_000);
afterAll(() => stage?.close());

const SUGGESTED = { reasoning: 'One.', tests: [TEN_PIECES], edge_cases: [], weaknesses: [] };

const HALVED =
  'def total(count, price):\n    if count > 9:\n        return count * price * 0.5\n    return count * price\n';

/** Far from the changed file by name and by folder, so that nothing but an index of the whole project leads there. */
const DISTANT = {
  'billing/__init__.py': '',
  'billing/monthly/__init__.py': '',
  'billing/monthly/statements.py':
    'from prices import total\n\n\ndef build_statement(entries):\n    return [total(count, price) for count, price in entries]\n',
  'qa/suite/test_yearly.py':
    'from prices import total\n\n\ndef test_yearly_statement_has_no_discount():\n    assert total(1, 5) == 5\n',
  'vault/__init__.py': '',
  'vault/ledger.py': 'from prices import total\n\n\ndef hidden_caller():\n    return total(2, 2)\n',
  '.github/testwright.yml': 'private-paths: [vault/]\n',
};

test('callers and tests anywhere are shown, private ones never; another process reads only what none has met', async () => {
  const story = await stage.tell({ base: DISTANT, replies: { 'suggest-tests': SUGGESTED } });
  const { hub, config } = story.world;
  const suggesting = () => story.asked.filter(({ kind }) => kind === 'suggest-tests');
  const expectSurroundings = (text = ''): void => {
    expect(text).toContain('def build_statement(entries)');
    expect(text).toContain('def test_yearly_statement_has_no_discount');
    expect(text).not.toContain('hidden_caller');
  };
  await story.review();
  expect(suggesting()).toHaveLength(1);
  expectSurroundings(suggesting()[0]?.text);

  // Another process remembers nothing but what is in the database.
  await story.world.app.stop();
  const app = await startApp(config, pino({ level: 'silent' }));
  try {
    hub.setWebhookUrl(story.world.appId, `http://127.0.0.1:${app.port}/api/github/webhooks`);
    const since = hub.requests.length;
    await story.push('change', { 'prices.py': HALVED });
    await waitFor(() => suggesting().length === 2, 30_000);
    await settle(story);
    expectSurroundings(suggesting()[1]?.text);
    const blobs = hub.requests
      .slice(since)
      .map(({ operationId, path }) => ({ operationId, path }))
      .filter(({ operationId, path }) => operationId === 'git/get-blob' || path.endsWith('/graphql'));
    // The file as it is changed now, and the settings of the repository, which are no Python; the rest of GraphQL moves a branch.
    expect(blobs.map(({ operationId }) => operationId)).toEqual([
      'git/get-blob',
      'git/get-blob',
      'graphql/updateRefs',
    ]);
  } finally {
    await app.stop();
  }
});
