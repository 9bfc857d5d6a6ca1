import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parseAcceptanceMessage } from '../../src/core/names/acceptance-message.ts';
import { parseCommitMessage } from '../../src/core/names/commit-message.ts';
import { answers, type OpenStory, reactions, say } from '../support/conversation.ts';
import { type CiRound, reportOf } from '../support/fake-ci.ts';
import {
  BASE_MEASURED,
  HEAD_MEASURED,
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
