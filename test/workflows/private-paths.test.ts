import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type CiRound, reportOf } from '../support/fake-ci.ts';
import {
  type ModelServer,
  type OpenAiBody,
  openAiCompletion,
  startOpenAiServer,
} from '../support/model-server.ts';
import {
  BASE_MEASURED,
  HEAD_MEASURED,
  openStage,
  type Stage,
  TEN_PIECES,
  TEN_PIECES_PASS,
} from '../support/stage.ts';

/** Stands in every private file, title, description and traceback of these stories. */
const CANARY = 'heliotrope';
const VAULT = `def unlock_${`${CANARY}`}(code):\n    """The ${CANARY} way in."""\n    if code < 0:\n        raise ValueError("${CANARY}")\n    return code * 2\n`;
const FILE = '.github/testwright.yml';
const SUGGESTED = { reasoning: 'One.', tests: [TEN_PIECES], edge_cases: [], weaknesses: [] };

let local: ModelServer<OpenAiBody>;
let withLocal: Stage;
let without: Stage;
beforeAll(async () => {
  local = await startOpenAiServer(() =>
    openAiCompletion(JSON.stringify({ reasoning: 'None.', tests: [], edge_cases: [], weaknesses: [] })),
  );
  without = await openStage({ engine: 'scripted-model', config: { privatePaths: ['operator/**'] } });
  withLocal = await openStage({
    engine: 'scripted-model',
    config: {
      localModel: {
        provider: 'openai',
        apiKey: 'none',
        baseUrl: local.baseUrl,
        model: 'local-scripted',
        timeoutMs: 10_000,
        maxRetries: 0,
      },
    },
  });
}, 120_000);
afterAll(async () => {
  await without.close();
  await withLocal.close();
  await local.close();
});

/** Everything that a remote model was sent. */
const sent = (asked: { text: string }[]): string => asked.map(({ text }) => text).join('\n');

test('without a local model, nothing of private files reaches the remote one, whatever way it could take', async () => {
  const misfit = {
    ...TEN_PIECES,
    title: 'Fails in the vault',
    code: 'def test_vault():\n    assert total(1, 1) == 5\n',
  };
  const failed = {
    outcome: 'failed' as const,
    durationMs: 1,
    failure: {
      type: 'AttributeError',
      message: `no attribute ${CANARY}`,
      phase: 'call' as const,
      raisedIn: 'test' as const,
      path: 'secret/vault.py',
      line: 3,
      traceback: `    return ${CANARY}\nsecret/vault.py:3: AttributeError`,
    },
  };
  const story = await without.tell({
    base: {
      [FILE]: 'private-paths: [secret/]\n',
      'secret/__init__.py': '',
      'secret/vault.py': VAULT,
      'moved/__init__.py': '',
      'secret/moved.py': `${VAULT}\nA = 1\nB = 2\nC = 3\n`,
      'secret/test_vault.py': `from secret.vault import *\n\ndef test_${CANARY}():\n    pass\n`,
      'prices.py':
        'from secret.vault import *\n\n\ndef total(price, quantity):\n    return price * quantity\n',
    },
    change: {
      // A pull request cannot make public what base calls private, and what it calls private is so at once.
      [FILE]: 'private-paths: [fresh.py]\n',
      'secret/vault.py': VAULT.replace('* 2', '* 3'),
      'secret/test_vault.py': `from secret.vault import *\n\ndef test_${CANARY}():\n    assert 1\n`,
      'secret/moved.py': null,
      'moved/moved.py': `${VAULT}\nA = 1\nB = 2\nC = 3\nD = 4\n`,
      'fresh.py': VAULT,
      'operator/keys.py': VAULT,
      'prices.py':
        'from secret.vault import *\n\n\ndef total(price, quantity):\n    if quantity >= 10:\n        return price * quantity * 9 // 10\n    return price * quantity\n',
    },
    ci: (round: CiRound) =>
      reportOf(round, {
        base: BASE_MEASURED,
        head: HEAD_MEASURED,
        tests: { test_ten_pieces: TEN_PIECES_PASS, test_vault: { head: failed, base: failed } },
      }),
    replies: { 'suggest-tests': { ...SUGGESTED, tests: [TEN_PIECES, misfit] } },
  });
  const ended = await story.review({ title: `The ${CANARY} way`, body: `See ${CANARY}` });
  expect(story.asked.map(({ kind }) => kind)).toContain('suggest-tests');
  expect(sent(story.asked)).toContain('prices.py::total');
  expect(sent(story.asked)).not.toContain(CANARY);
  expect(story.asked.map(({ kind }) => kind)).not.toContain('repair-test');
  expect(ended.result.outcome.code).toBe('suggestions-ready');
  expect(story.summary(ended.number)).toMatch(
    /`fresh\.py`.*`secret\/vault\.py`.*: skipped\. its path is private and no local model is configured/,
  );
}, 60_000);

test('a change of private files alone goes to the built-in engine', async () => {
  const story = await without.tell({
    base: { [FILE]: 'private-paths: ["**/*.py"]\n' },
    replies: { 'suggest-tests': SUGGESTED },
  });
  const ended = await story.review();
  expect(story.asked).toEqual([]);
  expect(story.ci.rounds[0]!.probes.length).toBeGreaterThan(0);
  expect(story.summary(ended.number)).toContain('Engine: built-in, no model.');
}, 60_000);

test('a list that cannot be read makes every path private', async () => {
  const story = await without.tell({ base: { [FILE]: 'private-paths: secret/\n' } });
  const ended = await story.review();
  expect(story.asked).toEqual([]);
  expect(story.summary(ended.number)).toContain('every path is taken for private');
}, 60_000);

test('with a local model, a change that touches private files is a matter of that model alone', async () => {
  const story = await withLocal.tell({
    base: { [FILE]: 'private-paths: [secret/]\n', 'secret/__init__.py': '' },
    change: { 'secret/vault.py': VAULT },
  });
  const ended = await story.review();
  expect(story.asked).toEqual([]);
  expect(JSON.stringify(local.requests.map(({ body }) => body))).toContain(CANARY);
  expect(story.summary(ended.number)).toContain('openai-compatible local-scripted');

  const before = local.requests.length;
  const open = await withLocal.tell({ base: { [FILE]: 'private-paths: [secret/]\n' } });
  await open.review();
  expect(open.asked.length).toBeGreaterThan(0);
  expect(local.requests).toHaveLength(before);
}, 60_000);
