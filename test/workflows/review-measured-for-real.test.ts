import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { answers, reactions, say } from '../support/conversation.ts';
import { BASE } from '../support/example-project.ts';
import { expectEnding, openStage, type Stage, type Story, TEN_PIECES } from '../support/stage.ts';

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

const PRICE_TESTS = `from prices import total


class TestTotal:
    def test_two(self):
        assert total(2, 3) == 6

    # As the price list has it.
    def test_twelve(self):
        assert total(10, 12) == 120
        assert total(10, 11) == 110


def test_nothing():
    assert total(10, 0) == 0
`;
/** The discount is meant; that nothing costs something is a slip. */
const CHANGED = `def total(price: int, quantity: int) -> int:
    """What the pieces cost: ten or more cost a tenth less."""
    if quantity >= 10:
        return price * quantity * 9 // 10
    return price * max(quantity, 1)
`;

/** Scripted. */
const TWELVE = {
  failing_id: 'f1',
  title: 'Twelve and eleven pieces cost a tenth less',
  checks: 'The docstring promises a tenth less from ten pieces on.',
  imports: [],
  code: 'def test_twelve(self):\n    assert total(10, 12) == 108\n    assert total(10, 11) == 99\n',
};
const DIAGNOSED = {
  diagnosis: 'The discount is new; that nothing costs one piece is not.',
  faults: [
    {
      failing_id: 'f1',
      at_fault: 'test',
      reason: 'The docstring says "ten or more cost a tenth less".',
      advice: '',
    },
    {
      failing_id: 'f2',
      at_fault: 'code',
      reason: 'Nothing says that no pieces cost anything.',
      advice: 'Multiply by quantity, not by max(quantity, 1).',
    },
  ],
  tests: [TWELVE],
};
const NINE_PIECES = {
  ...TEN_PIECES,
  title: 'Nine pieces cost the full price',
  checks: 'The discount begins at ten.',
  edge: 'just below ten pieces',
  code: 'def test_nine_pieces():\n    assert total(10, 9) == 90\n',
};

const module = (story: Story, commit: string): string =>
  `${story.git('show', `${commit}:tests/test_prices.py`)}\n`;

test('failing tests are told apart, the one that is out of date is rewritten, and edges come beside it', async () => {
  const story = await stage.tell({
    base: { 'tests/test_prices.py': PRICE_TESTS },
    change: { 'prices.py': CHANGED },
    ci: stage.runForReal,
    replies: {
      'fix-failing-test': DIAGNOSED,
      'edge-cases': { reasoning: 'Nine.', tests: [NINE_PIECES], edge_cases: [] },
    },
  });
  const { hub } = stage.world;
  hub.setPermission(story.repository, 'ada', 'write');
  const reviewed = await story.review();
  expect(reviewed.result.outcome.code).toBe('head-suite-red');
  const open = { ...story, number: reviewed.number };

  const fix = await say(open, 'ada', '/testwright fix', 120_000);
  const fixed = await stage.world.nextResult();
  expect(answers(open)).toEqual([]);
  expect(reactions(open, fix)).toEqual(['eyes', '+1']);
  expect(fixed.suggestions.map(({ id, outcome }) => [id, outcome])).toEqual([
    ['s1', 'kept: captures-the-change'],
    ['s2', 'catch: passes-on-base-fails-on-head'],
  ]);
  expect(fixed.suggestions[0]!.rungs.at(-1)).toMatchObject({
    result: 'passed',
    note: expect.stringContaining('fails on base'),
  });
  expect(fixed.outcome.code).toBe('possible-bug-found');
  // Every other character of the module stays.
  expect(module(story, fixed.companion!.sha)).toBe(
    PRICE_TESTS.replace('== 120', '== 108').replace('== 110', '== 99'),
  );
  expect(story.git('diff', '--name-only', story.headSha, fixed.companion!.sha)).toBe('tests/test_prices.py');
  expect(story.ci.rounds.map(({ suites }) => suites)).toEqual(['base head', 'none']);
  const body = story.summary(open.number)!.replaceAll('\\', '');
  expect(body).toContain(
    '`tests/test_prices.py::TestTotal::test_twelve` — **the test is out of date or wrong in itself**',
  );
  expect(body).toContain('s1 below rewrites it.');
  expect(body).toContain('**the code is likely wrong**');
  expect(body).toContain('not executed: Multiply by quantity, not by max(quantity, 1).');
  expect(body).toContain('-    assert total(10, 12) == 120\n');
  expect(body).toContain('+    assert total(10, 12) == 108\n');

  await say(open, 'ada', '/testwright edge-cases', 120_000);
  const edges = await stage.world.nextResult();
  expect(edges.suggestions.map(({ id, outcome }) => [id, outcome])).toEqual([
    ['s1', 'kept: captures-the-change'],
    ['s3', 'kept: guards-behaviour'],
    ['s2', 'catch: passes-on-base-fails-on-head'],
  ]);
  // No test of the project, rewritten or not, notices that the discount could begin one piece earlier.
  expect(edges.suggestions[1]!.mutantsGained).toBeGreaterThan(0);

  await say(open, 'ada', '/testwright apply all');
  const landed = story.git('rev-parse', 'refs/heads/change');
  expect(story.git('rev-parse', `${landed}^{tree}`)).toBe(
    story.git('rev-parse', `${edges.companion!.sha}^{tree}`),
  );
  expect(module(story, landed)).toContain('assert total(10, 12) == 108');
  expect(story.ci.rounds).toHaveLength(3);
  hub.assertNoViolations();
}, 180_000);
