import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Failure } from '../../src/core/evidence/ci-report.ts';
import { type CiAnswer, type CiRound, reportOf } from '../support/fake-ci.ts';
import { anthropicMessage } from '../support/model-server.ts';
import {
  BASE_MEASURED,
  expectEnding,
  HEAD_MEASURED,
  openStage,
  type Stage,
  TEN_PIECES,
  TEN_PIECES_PASS,
} from '../support/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ engine: 'scripted-model' });
}, 60_000);
afterAll(() => stage.close());

const suggest = (...tests: object[]): object => ({
  reasoning: 'A plan.',
  tests,
  edge_cases: [],
  weaknesses: [],
});

/** CI in which the test fails like this for as long as its code says so. */
function failing(name: string, failure: (round: CiRound) => Partial<Failure> | null) {
  return (round: CiRound): CiAnswer => {
    const found = failure(round);
    return reportOf(round, {
      base: BASE_MEASURED,
      head: HEAD_MEASURED,
      tests: {
        [name]: found
          ? {
              head: {
                outcome: 'failed',
                durationMs: 1,
                failure: {
                  type: 'AttributeError',
                  message: '',
                  phase: 'call',
                  raisedIn: 'test',
                  path: 'tests/test_prices_more.py',
                  line: 5,
                  traceback: '',
                  ...found,
                },
              },
              base: null,
            }
          : TEN_PIECES_PASS,
      },
    });
  };
}

const codeOf = (story: { git(...args: string[]): string }, round: CiRound): string =>
  story.git('show', `${round.commitSha}:tests/test_prices.py`);

describe('a suggestion with a fault of its own', () => {
  test('that a rule can mend costs no call of the model, and the comment says what was mended', async () => {
    const typo = {
      ...TEN_PIECES,
      code: 'def test_ten_pieces(price_lst):\n    assert total(price_lst["apple"], 10) == 90\n',
    };
    const story = await stage.tell({
      replies: { 'suggest-tests': suggest(typo) },
      ci: failing('test_ten_pieces', (round) =>
        codeOf(story, round).includes('price_lst')
          ? {
              type: 'FixtureLookupError',
              message: "('price_lst', <FixtureRequest for <Function test_ten_pieces>>)",
              phase: 'setup',
              raisedIn: 'elsewhere',
              traceback:
                "E       fixture 'price_lst' not found\n>       available fixtures: cache, price_list, tmp_path",
            }
          : null,
      ),
    });
    const ended = await story.review();
    await expectEnding(story, ended, { code: 'suggestions-ready', comment: 'one', companion: 'tested' });
    expect(story.asked.map(({ kind }) => kind)).not.toContain('repair-test');
    expect(codeOf(story, story.ci.rounds.at(-1)!)).toContain('def test_ten_pieces(price_list):');
    expect(story.summary(ended.number)).toContain(
      'Repaired by rule, without the model: it uses the fixture price\\_list, as there is no price\\_lst.',
    );
  }, 60_000);

  test('that fails alike three times is given up with that reason', async () => {
    let attempt = 0;
    const story = await stage.tell({
      replies: {
        'suggest-tests': suggest(TEN_PIECES),
        'repair-test': () => {
          attempt += 1;
          return anthropicMessage(
            JSON.stringify({
              diagnosis: 'Another way.',
              tests: [
                {
                  suggestion_id: 's1',
                  title: TEN_PIECES.title,
                  checks: TEN_PIECES.checks,
                  imports: TEN_PIECES.imports,
                  code: `def test_ten_pieces():\n    assert total(10, 10) + ${attempt} == ${90 + attempt}\n`,
                },
              ],
              give_up: [],
            }),
          );
        },
      },
      ci: failing('test_ten_pieces', (round) => ({
        message: `'int' object has no attribute 'amount' (attempt ${round.round} at 0x7f${round.round})`,
      })),
    });
    const ended = await story.review();
    expect(ended.result.suggestions).toMatchObject([{ id: 's1', outcome: 'drop: same-failure-three-times' }]);
    expect(story.ci.rounds).toHaveLength(3);
    const repairs = story.asked.filter(({ kind }) => kind === 'repair-test');
    expect(repairs).toHaveLength(2);
    expect(repairs[0]!.text).toContain('s1: hallucinated-name (amount): int has no attribute amount.');
    expect(repairs[0]!.text).toContain('- s1: Do not use amount: it does not exist.');
    expect(repairs[0]!.text).toMatch(/### Tests with hidden state\n\n<<<hidden_state \S+>>>\nNone\.\n/);
  }, 60_000);

  test('that is the machine’s is not repaired, and the reason says so', async () => {
    const story = await stage.tell({
      replies: { 'suggest-tests': suggest(TEN_PIECES) },
      ci: failing('test_ten_pieces', () => ({
        type: 'ConnectionRefusedError',
        message: '[Errno 111] Connection refused',
        raisedIn: 'elsewhere',
        path: 'prices.py',
      })),
    });
    const ended = await story.review();
    expect(ended.result.suggestions).toMatchObject([{ id: 's1', outcome: 'drop: environment' }]);
    expect(story.asked.map(({ kind }) => kind)).not.toContain('repair-test');
  }, 60_000);
});
