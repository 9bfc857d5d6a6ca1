import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { CiReport } from '../../src/core/evidence/ci-report.ts';
import { parseAcceptanceMessage } from '../../src/core/names/acceptance-message.ts';
import { parseCommitMessage } from '../../src/core/names/commit-message.ts';
import { givenFailure } from '../support/ci-report.ts';
import { answers, type OpenStory, reactions, say } from '../support/conversation.ts';
import { type CiAnswer, type CiRound, reportOf } from '../support/fake-ci.ts';
import {
  BASE_MEASURED,
  HEAD_MEASURED,
  measured,
  openStage,
  type Replies,
  type Stage,
  type Story,
  settle,
  TEN_PIECES,
  TEN_PIECES_PASS,
} from '../support/stage.ts';

/** Scripted: one edge beside the boundary that is suggested already, and that one again under another name. */
const NINE_PIECES = {
  ...TEN_PIECES,
  title: 'Nine pieces cost the full price',
  checks: 'The docstring promises the discount from ten pieces on.',
  edge: 'just below ten pieces',
  code: 'def test_nine_pieces_cost_the_full_price():\n    assert total(10, 9) == 90\n',
};
const TEN_AGAIN = {
  ...TEN_PIECES,
  edge: 'exactly ten pieces',
  code: 'def test_exactly_ten():\n    assert total(10, 10) == 90\n',
};
const HUGE = {
  target_id: 'prices.py::total',
  kind: 'edge',
  scenario: 'A quantity of a hundred digits',
  why: 'A column may not hold it.',
};
const EDGES = { reasoning: 'Boundaries of ten.', tests: [NINE_PIECES, TEN_AGAIN], edge_cases: [HUGE] };
const FULL_PRICE = {
  covers: { 'prices.py': { lines: [3, 5, 7], branches: [[5, 7]] as [number, number][] } },
};

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ engine: 'scripted-model' });
}, 60_000);
afterAll(() => stage.close());

function ci(round: CiRound) {
  return reportOf(round, {
    base: BASE_MEASURED,
    head: {
      'prices.py': {
        ...HEAD_MEASURED['prices.py']!,
        missing: [4, 6],
        missingBranches: [
          [3, 4],
          [5, 6],
        ],
      },
    },
    tests: { test_ten_pieces: TEN_PIECES_PASS, test_nine_pieces_cost_the_full_price: FULL_PRICE },
  });
}

/** A reviewed pull request with one suggestion on offer; `ada` may write, `tri` may triage, `rob` may read. */
async function givenOffer(
  replies: Replies = {},
  answer: Parameters<Stage['tell']>[0] = {},
): Promise<OpenStory> {
  const story = await stage.tell({
    replies: {
      'suggest-tests': { reasoning: 'One.', tests: [TEN_PIECES], edge_cases: [], weaknesses: [] },
      'edge-cases': EDGES,
      ...replies,
    },
    ci,
    ...answer,
  });
  const { hub } = stage.world;
  hub.setPermission(story.repository, 'ada', 'write');
  hub.setPermission(story.repository, 'tri', 'triage');
  hub.setPermission(story.repository, 'rob', 'read');
  const { number } = await story.review();
  return { ...story, number };
}

const tip = (story: Story): string => story.git('rev-parse', 'refs/heads/change');
const tree = (story: Story, sha: string): string => story.git('rev-parse', `${sha}^{tree}`);
const tests = (story: Story, sha: string): string[] =>
  [...story.git('show', `${sha}:tests/test_prices.py`).matchAll(/^def (\w+)/gm)].map((match) => match[1]!);

test('edge cases stand beside what was on offer: nothing is lost, and what they do not add is said', async () => {
  const story = await givenOffer();
  const { hub } = stage.world;
  const summary = hub
    .comments(story.repository, story.number)
    .find(({ body }) => body.includes('testwright:summary'))!;
  const ticked = summary.body.replace(/- \[ \] (\*\*s1\*\*)/, '- [x] $1');
  await hub.editComment(story.repository, summary.id, 'ada', ticked);

  const comment = await say(story, 'tri', '/testwright edge-cases total');
  const result = await stage.world.nextResult();
  expect(result).toMatchObject({ outcome: { code: 'suggestions-ready' }, rounds: 1, model: { calls: 1 } });
  expect(result.suggestions.map(({ id, outcome }) => [id, outcome])).toEqual([
    ['s1', 'kept: captures-the-change'],
    ['s2', 'kept: guards-behaviour'],
  ]);
  expect(result.suggestions[1]).toMatchObject({
    linesGained: 0,
    branchesGained: 0,
    mutantsGained: 0,
    rungs: expect.arrayContaining([
      { rung: 'worth-it', result: 'not-measured', note: 'an edge case that was asked for' },
    ]),
  });
  expect(result.skipped).toContainEqual({
    what: TEN_AGAIN.title,
    reason: 'duplicate: it repeats suggestion s1',
  });
  expect(story.asked.map(({ kind }) => kind)).toEqual(['suggest-tests', 'cover-lines', 'edge-cases']);
  expect(story.asked[2]!.text).toContain('s1: Ten pieces cost a tenth less');

  // One further round, on head, with both; suites are not run again.
  expect(story.ci.rounds.map(({ suites, tests: run }) => [suites, run.map(({ name }) => name)])).toEqual([
    ['base head', ['test_ten_pieces']],
    ['none', ['test_ten_pieces', 'test_nine_pieces_cost_the_full_price']],
  ]);
  const companion = (await story.companion(story.number))!;
  expect(companion).toBe(result.companion?.sha);
  expect(story.git('rev-parse', `${companion}^`)).toBe(story.headSha);
  expect(tests(story, companion)).toEqual([
    'test_total',
    'test_ten_pieces',
    'test_nine_pieces_cost_the_full_price',
  ]);
  expect(parseCommitMessage(story.git('show', '--no-patch', '--format=%B', companion))).toMatchObject({
    round: 1,
  });

  const body = story.summary(story.number)!;
  expect(body).toMatch(/- \[x\] \*\*s1\*\*.*\n- \[ \] \*\*s2\*\*/);
  expect(body).toContain('— guards behaviour, edge case: just below ten pieces');
  expect(body.replaceAll('\\', '')).toContain(
    'It adds no line, branch or mutant that was measured; it is kept as an edge case that was asked for.',
  );
  expect(body).toContain('A quantity of a hundred digits');
  expect(body).toContain('Asked for by tri: `/testwright edge-cases total`');
  expect(body).toContain('`edge-cases@1`');
  expect(reactions(story, comment)).toEqual(['eyes', '+1']);
  expect(answers(story)).toEqual([]);

  // The tree that CI tested is the tree that lands, without another run.
  await say(story, 'ada', '/testwright apply all');
  expect(tree(story, tip(story))).toBe(tree(story, companion));
  expect(parseAcceptanceMessage(story.git('show', '--no-patch', '--format=%B', tip(story)))).toMatchObject({
    suggestionIds: ['s1', 's2'],
  });
  expect(story.ci.rounds).toHaveLength(2);
  hub.assertNoViolations();
}, 60_000);

test('on what an acceptance has left, CI measures first, and the open suggestion stays on offer', async () => {
  const story = await givenOffer(
    {
      'suggest-tests': {
        reasoning: 'Two.',
        tests: [
          TEN_PIECES,
          { ...TEN_PIECES, title: 'Two', code: 'def test_twelve():\n    assert total(10, 12) == 108\n' },
        ],
        edge_cases: [],
        weaknesses: [],
      },
    },
    {
      ci: (round) =>
        reportOf(round, {
          base: BASE_MEASURED,
          head: HEAD_MEASURED,
          tests: {
            test_ten_pieces: TEN_PIECES_PASS,
            test_twelve: TEN_PIECES_PASS,
            test_nine_pieces_cost_the_full_price: FULL_PRICE,
          },
        }),
    },
  );
  await say(story, 'ada', '/testwright apply 1');
  const landed = tip(story);
  await say(story, 'tri', '/testwright edge-cases');
  const result = await stage.world.nextResult();
  expect(result.pull.headSha).toBe(landed);
  expect(result.suggestions.map(({ id, outcome }) => [id, outcome])).toEqual([
    ['s2', 'kept: captures-the-change'],
    ['s3', 'kept: guards-behaviour'],
  ]);
  expect(story.ci.rounds.at(-1)).toMatchObject({ suites: 'base head', headSha: landed });
  expect(tests(story, result.companion!.sha)).toEqual([
    'test_total',
    'test_ten_pieces',
    'test_twelve',
    'test_nine_pieces_cost_the_full_price',
  ]);
}, 60_000);

test('what cannot be done is told in the thread, and comment, branch and offer stay as they were', async () => {
  let isBroken = false;
  const story = await givenOffer(
    {},
    {
      ci: (round) =>
        isBroken ? { kind: 'no-report', conclusion: 'failure', failedStep: 'Install' } : ci(round),
    },
  );
  const { hub } = stage.world;
  const before = { companion: await story.companion(story.number), body: story.summary(story.number) };
  const check = () =>
    hub
      .checkRuns(story.repository, story.headSha)
      .filter(({ name }) => name === 'Testwright')
      .map(({ status, output, actions }) => ({ status, title: output.title, actions }));
  const checked = check();
  expect(await said('rob', '/testwright edge-cases')).toContain('triage rights or more');
  expect(await said('tri', '/testwright edge-cases refund')).toContain('It changes `prices.py::total`');
  isBroken = true;
  expect(await said('tri', '/testwright edge-cases')).toMatch(/^Not done: .*Install/);
  expect(await stage.world.nextResult()).toMatchObject({ outcome: { code: 'ci-failed' } });
  expect({ companion: await story.companion(story.number), body: story.summary(story.number) }).toEqual(
    before,
  );
  expect(check()).toEqual(checked);

  // What was on offer lands as it was confirmed.
  await say(story, 'ada', '/testwright apply all');
  expect(tree(story, tip(story))).toBe(tree(story, before.companion!));
  expect(story.ci.rounds).toHaveLength(2);
  await settle(story);
  hub.assertNoViolations();

  async function said(who: string, body: string): Promise<string> {
    const comment = await say(story, who, body);
    expect(reactions(story, comment)).toEqual(['eyes', 'confused']);
    return answers(story).at(-1)!;
  }
}, 60_000);

const OWN_TESTS = `from prices import total


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

async function givenRed(answer: Parameters<Stage['tell']>[0]): Promise<OpenStory> {
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
  const story = await givenRed({
    base: { 'tests/test_prices.py': OWN_TESTS },
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
    `${OWN_TESTS.replace('== 144', '== 129')}\n\n${TEN_PIECES.code}`,
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
  expect(`${story.git('show', `${landed}:tests/test_prices.py`)}\n`).toBe(
    OWN_TESTS.replace('== 144', '== 129'),
  );
  stage.world.hub.assertNoViolations();
}, 90_000);

test('with nothing failing the thread is told so: at once where the head was measured, else by CI', async () => {
  const story = await givenRed({ ci: measured });
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
