import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { CiReport } from '../../src/core/evidence/ci-report.ts';
import { givenFailure } from '../support/ci-report.ts';
import { answers, type OpenStory, reactions, say } from '../support/conversation.ts';
import { type CiAnswer, type CiRound, reportOf } from '../support/fake-ci.ts';
import {
  BASE_MEASURED,
  HEAD_MEASURED,
  measured,
  openStage,
  type Stage,
  settle,
  TEN_PIECES,
  TEN_PIECES_PASS,
} from '../support/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ engine: 'scripted-model' });
}, 60_000);
afterAll(() => stage.close());

const TESTS = `from prices import total


def test_total():
    assert total(2, 3) == 6


def test_dozen():
    assert total(10, 12) == 120


def test_gross():
    assert total(1, 144) == 144


def test_weight():
    assert total(3, 10) == 30


def test_old():
    assert total(1, 1) == 2


def test_dozen_as_a_row():
    assert total(10, 12) == 120
`;

const failing = (name: string, message: string, line: string) => ({
  nodeid: `tests/test_prices.py::${name}`,
  message: `AssertionError: ${message}`,
  failure: givenFailure({
    message,
    path: 'tests/test_prices.py',
    traceback: `>       ${line}\nE       ${message}`,
  }),
});
const FAILING = [
  failing('test_dozen', 'assert 108 == 120\n +  where 108 = total(10, 12)', 'assert total(10, 12) == 120'),
  failing('test_gross', 'assert 129 == 144\n +  where 129 = total(1, 144)', 'assert total(1, 144) == 144'),
  failing('test_weight', 'assert 27 == 30\n +  where 27 = total(3, 10)', 'assert total(3, 10) == 30'),
  failing('test_old', 'assert 1 == 2\n +  where 1 = total(1, 1)', 'assert total(1, 1) == 2'),
];

/** Head fails four tests, base the last of them. What is rewritten passes on head; on base, where it is not named, too. */
function red(round: CiRound): CiAnswer {
  const asRed = (suite: CiReport['suites']['head'], failures: typeof FAILING) => ({
    ...suite,
    status: 'red' as const,
    reason: `${failures.length} of 5 tests failed.`,
    failures,
  });
  return reportOf(round, {
    base: BASE_MEASURED,
    head: HEAD_MEASURED,
    tests: {
      test_ten_pieces: TEN_PIECES_PASS,
      test_gross: TEN_PIECES_PASS,
      test_weight: { covers: TEN_PIECES_PASS.covers! },
    },
    change: (report) =>
      round.suites === 'none'
        ? report
        : {
            ...report,
            suites: {
              base: asRed(report.suites.base, FAILING.slice(3)),
              head: asRed(report.suites.head, FAILING),
            },
          },
  });
}

const rewritten = (failing_id: string, code: string) => ({
  failing_id,
  title: `Rewritten ${failing_id}`,
  checks: 'The docstring promises it.',
  imports: [],
  code,
});
const said = (failing_id: string) => ({
  failing_id,
  at_fault: 'test',
  reason: 'The docstring says "ten or more cost a tenth less".',
  advice: '',
});

async function given(answer: Parameters<Stage['tell']>[0]): Promise<OpenStory> {
  const story = await stage.tell({
    ...answer,
    replies: {
      'suggest-tests': { reasoning: 'One.', tests: [TEN_PIECES], edge_cases: [], weaknesses: [] },
      ...answer?.replies,
    },
  });
  stage.world.hub.setPermission(story.repository, 'ada', 'write');
  const { number } = await story.review();
  return { ...story, number };
}

test('rules go before the model, and what was only weakened is not offered', async () => {
  const story = await given({
    base: { 'tests/test_prices.py': TESTS },
    ci: red,
    replies: {
      'fix-failing-test': {
        diagnosis: 'Three.',
        faults: ['f1', 'f2', 'f3', 'f4'].map(said),
        tests: [
          rewritten('f1', 'def test_dozen():\n    assert total(10, 12) == 108\n'),
          rewritten('f2', 'def test_gross():\n    assert total(1, 144) == 129\n'),
          // As exact as before, and yet it passes on both sides and notices no mutant.
          rewritten('f3', 'def test_weight():\n    assert total(3, 9) == 27\n'),
          rewritten('f4', 'def test_old():\n    assert total(1, 1) == 1\n'),
        ],
      },
    },
  });
  const comment = await say(story, 'ada', '/testwright fix');
  const result = await stage.world.nextResult();
  expect(reactions(story, comment)).toEqual(['eyes', '+1']);
  expect(answers(story)).toEqual([]);
  expect(result.outcome.code).toBe('possible-bug-found');
  expect(result.suggestions.map(({ id, outcome }) => [id, outcome])).toEqual([
    ['s1', 'kept: captures-the-change'],
    ['s2', 'kept: captures-the-change'],
    ['s4', 'catch: passes-on-base-fails-on-head'],
    ['s3', 'drop: repair-not-shown'],
  ]);

  // The model is asked about what rules leave open, and told nothing of the others.
  const asked = story.asked.find(({ kind }) => kind === 'fix-failing-test')!.text;
  expect(asked).toContain('failing_id: f2');
  expect(asked).not.toMatch(/failing_id: f[14]/);
  expect(
    story.ci.rounds.map(({ suites, evidence, tests }) => [suites, evidence, tests.map(({ name }) => name)]),
  ).toEqual([
    ['base head', 'full', ['test_ten_pieces']],
    ['none', 'full', ['test_gross', 'test_weight', 'test_ten_pieces']],
    ['none', 'confirm', ['test_gross', 'test_ten_pieces']],
  ]);
  expect(`${story.git('show', `${result.companion!.sha}:tests/test_prices.py`)}\n`).toBe(
    `${TESTS.replace('== 144', '== 129')}\n\n${TEN_PIECES.code}`,
  );

  const body = story.summary(story.number)!.replaceAll('\\', '');
  const section = body.slice(body.indexOf('### Failing tests'), body.indexOf('### Coverage'));
  expect(section.split('\n').filter((line) => line.startsWith('- '))).toEqual([
    '- `tests/test_prices.py::test_dozen` — **the code is likely wrong**, by rule',
    '- `tests/test_prices.py::test_gross` — **the test is out of date or wrong in itself**, says the model',
    '- `tests/test_prices.py::test_weight` — **the test is out of date or wrong in itself**, says the model',
    '- `tests/test_prices.py::test_old` — **not this change: it fails on base as well**',
  ]);
  expect(section).toContain('Input: `total(10, 12)` · before: `120` · after: `108`');
  expect(section).toContain('See s4 under possible bugs.');
  expect(section).toContain('s2 below rewrites it.');
  expect(section).toContain('it may only have been weakened until it passes');
  expect(body).toContain(
    'Takes the place of `tests/test_prices.py::test_gross`, which fails on this change.',
  );
  expect(body).toContain('- [ ] **s2**');

  // Asked once more, what is on offer stays, and nothing is shown twice.
  await say(story, 'ada', '/testwright fix');
  const again = await stage.world.nextResult();
  expect(again.suggestions.filter(({ outcome }) => outcome.startsWith('catch'))).toHaveLength(1);
  expect(again.suggestions.filter(({ outcome }) => outcome.startsWith('kept')).map(({ id }) => id)).toEqual([
    's1',
    's2',
  ]);

  // A part of it lands after a run of its own: only the rewritten test.
  await say(story, 'ada', '/testwright apply 2');
  const landed = story.git('rev-parse', 'refs/heads/change');
  expect(`${story.git('show', `${landed}:tests/test_prices.py`)}\n`).toBe(TESTS.replace('== 144', '== 129'));
  stage.world.hub.assertNoViolations();
}, 90_000);

test('with nothing failing the thread is told so: at once where the head was measured, else by CI', async () => {
  const story = await given({ ci: measured });
  const before = story.summary(story.number);
  const first = await say(story, 'ada', '/testwright fix');
  expect(reactions(story, first)).toEqual(['eyes', '+1']);
  expect(answers(story)).toEqual([`Nothing fails at \`${story.headSha.slice(0, 7)}\`: its one test passes.`]);
  expect(story.ci.rounds).toHaveLength(1);

  await say(story, 'ada', '/testwright pause');
  const pushed = await story.push('change', { 'notes.txt': 'x' });
  await settle(story);
  const second = await say(story, 'ada', '/testwright fix');
  expect(await stage.world.nextResult()).toMatchObject({ outcome: { code: 'nothing-fails' } });
  expect(reactions(story, second)).toEqual(['eyes', '+1']);
  expect(answers(story).at(-1)).toBe(`Nothing fails at \`${pushed.slice(0, 7)}\`: its one test passes.`);
  expect(story.ci.rounds.at(-1)).toMatchObject({ headSha: pushed, suites: 'base head', kind: 'probe' });
  expect(story.summary(story.number)).toBe(before);
}, 60_000);
