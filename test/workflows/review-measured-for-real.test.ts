import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { BASE } from '../support/example-project.ts';
import { expectEnding, openStage, type Stage, TEN_PIECES } from '../support/stage.ts';

/**
 * Stories in which the truth of the measurement is the point: `ci/` really runs pytest on base and head. Every other
 * outcome is told with CI that answers at once, since a real round takes seconds.
 */
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

/** The change also lets nothing cost something. */
const BROKEN = `def total(price: int, quantity: int) -> int:
    if quantity >= 10:
        return price * quantity * 9 // 10
    return price * max(quantity, 1)
`;
const ZERO_PIECES = {
  ...TEN_PIECES,
  title: 'Zero pieces cost nothing',
  checks: 'Nothing is owed for nothing.',
  code: 'def test_zero_pieces():\n    assert total(10, 0) == 0\n',
};

describe('really run,', () => {
  test('a test that passes on base and fails on head is shown as a possible bug, and neither repaired nor offered', async () => {
    const story = await stage.tell({
      change: { 'prices.py': BROKEN },
      ci: stage.runForReal,
      replies: { 'suggest-tests': suggest(ZERO_PIECES, TEN_PIECES) },
    });
    const ended = await story.review();
    await expectEnding(story, ended, { code: 'possible-bug-found', comment: 'one', companion: 'tested' });
    expect(ended.result.suggestions).toMatchObject([
      { id: 's2', outcome: 'kept: captures-the-change' },
      { id: 's1', outcome: 'catch: passes-on-base-fails-on-head' },
    ]);
    const summary = story.summary(ended.number)!;
    expect(summary).toContain('### Possible bugs');
    expect(summary).toContain('assert 10 == 0');
    // Merged into the project's own module: its text as it was, and the test that was kept.
    const { sha } = ended.result.companion!;
    expect(story.git('diff', '--name-status', story.headSha, sha)).toBe('M\ttests/test_prices.py');
    expect(`${story.git('show', `${sha}:tests/test_prices.py`)}\n`).toBe(
      `${BASE['tests/test_prices.py']}\n\n${TEN_PIECES.code}`,
    );
    expect(story.asked.map(({ kind }) => kind)).not.toContain('repair-test');
  }, 180_000);

  test('a suite that is red on base and on head is named, with its failures, and suggestions are judged all the same', async () => {
    const story = await stage.tell({
      base: {
        'tests/test_prices.py': `${BASE['tests/test_prices.py']}\n\ndef test_wrong():\n    assert total(2, 3) == 7\n`,
      },
      ci: stage.runForReal,
      replies: { 'suggest-tests': suggest(TEN_PIECES) },
    });
    const ended = await story.review();
    await expectEnding(story, ended, { code: 'base-suite-red', comment: 'one', companion: 'tested' });
    const summary = story.summary(ended.number)!;
    expect(summary).toContain('tests/test_prices.py::test_wrong');
    expect(summary).toContain('(red suite)');
    expect(ended.result.suggestions).toMatchObject([{ id: 's1', outcome: 'kept: captures-the-change' }]);
  }, 180_000);

  test('a suite that cannot be collected on head is quoted', async () => {
    const story = await stage.tell({
      change: { 'tests/test_broken.py': 'import not_there_at_all\n' },
      ci: stage.runForReal,
    });
    const ended = await story.review();
    await expectEnding(story, ended, { code: 'head-suite-uncollectable', comment: 'one', companion: 'none' });
    expect(story.summary(ended.number)?.replaceAll('\\', '')).toContain('not_there_at_all');
  }, 180_000);
});
