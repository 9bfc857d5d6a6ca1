import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { OutcomeCode } from '../../src/outcome.ts';
import { anthropicError, anthropicMessage, type ScriptedReply } from '../support/model-server.ts';
import {
  expectEnding,
  MISFIT,
  measuredTwoRounds,
  openStage,
  type Stage,
  TEN_PIECES,
} from '../support/stage.ts';

let stage: Stage;
beforeAll(async () => {
  // So small that the first failure is one too many: how long a job waits between tries is the queue's own test.
  stage = await openStage({ engine: 'scripted-model', config: { modelPatienceMs: 0 } });
}, 60_000);
afterAll(() => stage.close());

const suggest = (...tests: object[]): object => ({
  reasoning: 'A plan.',
  tests,
  edge_cases: [],
  weaknesses: [],
});

const REFUSED = (): ScriptedReply => anthropicMessage('', { stopReason: 'refusal' });
const TRUNCATED = (): ScriptedReply => anthropicMessage('{"reasoning": "Ten', { stopReason: 'max_tokens' });
const NOT_JSON = (): ScriptedReply => anthropicMessage('Certainly! Here are the tests.');
const KEY = 'sk-ant-api03-the-key-that-was-sent';
const WRONG_KEY = (): ScriptedReply =>
  anthropicError(401, { type: 'authentication_error', message: `invalid x-api-key: ${KEY}` });
const OVERLOADED = (): ScriptedReply =>
  anthropicError(529, { type: 'overloaded_error', message: 'Overloaded' });

const FAILURES: [string, () => ScriptedReply, OutcomeCode, number][] = [
  ['refuses', REFUSED, 'model-refused', 1],
  ['is cut off', TRUNCATED, 'model-reply-truncated', 1],
  ['twice writes no JSON', NOT_JSON, 'model-reply-invalid', 2],
  ['rejects the key', WRONG_KEY, 'model-unavailable', 1],
  ['is down for longer than patience lasts', OVERLOADED, 'model-unavailable', 1],
];

describe('a model that', () => {
  test.each(FAILURES)(
    '%s is said, and nothing is pushed',
    async (_what, reply, code, requests) => {
      const story = await stage.tell({ replies: { 'suggest-tests': reply } });
      const ended = await story.review();
      await expectEnding(story, ended, { code, comment: 'one', companion: 'none' });
      expect(story.asked).toHaveLength(requests);
      expect(stage.world.hub.workflowRuns(story.repository)).toEqual([]);
      // What the service said is for the operator's log; the comment is for everyone.
      expect(story.summary(ended.number)).not.toContain(KEY);
    },
    60_000,
  );

  test.each(FAILURES)(
    '%s in a further round loses nothing of what was kept',
    async (_what, reply) => {
      const story = await stage.tell({
        replies: { 'suggest-tests': suggest(TEN_PIECES, MISFIT), 'repair-test': reply, 'cover-lines': reply },
        ci: measuredTwoRounds,
      });
      const ended = await story.review();
      await expectEnding(story, ended, { code: 'suggestions-ready', comment: 'one', companion: 'tested' });
      expect(ended.result.suggestions).toMatchObject([
        { id: 's1', outcome: 'kept: captures-the-change' },
        { id: 's2', outcome: 'drop: does-not-fit-the-code' },
      ]);
      // The set that is offered ran once more as it is.
      expect(story.ci.rounds.map((round) => round.tests.map((one) => one.name))).toEqual([
        ['test_ten_pieces', 'test_misfit'],
        ['test_ten_pieces'],
      ]);
      expect(ended.result.skipped.map((one) => one.what)).toEqual(
        expect.arrayContaining(['repairs', 'tests for uncovered lines']),
      );
    },
    60_000,
  );

  test('writes conftest.py has it refused by its path, and nothing of it reaches a branch', async () => {
    const conftest = {
      ...TEN_PIECES,
      path: 'tests/conftest.py',
      title: 'A fixture for all',
      code: 'def test_patched_everywhere():\n    assert total(3, 3) == 9\n',
    };
    const story = await stage.tell({
      replies: { 'suggest-tests': suggest(conftest, TEN_PIECES) },
      ci: measuredTwoRounds,
    });
    const ended = await story.review();
    await expectEnding(story, ended, { code: 'suggestions-ready', comment: 'one', companion: 'tested' });
    expect(ended.result.skipped).toEqual([
      { what: 'A fixture for all', reason: expect.stringContaining('path-not-allowed') },
    ]);
    expect(story.summary(ended.number)).toContain('A fixture for all: refused (`path-not-allowed`)');
    expect(
      story.git('grep', '--name-only', '-e', 'test_ten_pieces', '--all-match', ended.result.companion!.sha),
    ).toContain('tests/test_prices.py');
    for (const { commitSha } of story.ci.rounds) {
      expect(story.git('diff', '--name-only', story.headSha, commitSha)).toBe('tests/test_prices.py');
      expect(story.git('show', `${commitSha}:tests/test_prices.py`)).not.toContain('patched_everywhere');
    }
  }, 60_000);

  test('only writes what is refused ends with nothing-kept, and the suites are measured all the same', async () => {
    const story = await stage.tell({
      replies: { 'suggest-tests': suggest({ ...TEN_PIECES, path: 'tests/conftest.py' }) },
    });
    const ended = await story.review();
    await expectEnding(story, ended, { code: 'nothing-kept', comment: 'one', companion: 'none' });
    expect(ended.result.coverage.head).toMatchObject({ lines: { covered: 4, total: 6 } });
  }, 60_000);

  test('proposes nothing ends with nothing-to-suggest', async () => {
    const story = await stage.tell();
    await expectEnding(story, await story.review(), {
      code: 'nothing-to-suggest',
      comment: 'one',
      companion: 'none',
    });
  }, 60_000);
});
