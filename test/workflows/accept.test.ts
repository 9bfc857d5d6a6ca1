import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseAcceptanceMessage } from '../../src/core/names/acceptance-message.ts';
import { waitFor } from '../support/databases.ts';
import { reportOf } from '../support/fake-ci.ts';
import {
  BASE_MEASURED,
  HEAD_MEASURED,
  NO_PIECES,
  NO_PIECES_PASS,
  openStage,
  type Stage,
  type Story,
  settle,
  TEN_PIECES,
  TEN_PIECES_PASS,
} from '../support/stage.ts';

const SUGGESTED = {
  'suggest-tests': { reasoning: 'Two.', tests: [TEN_PIECES, NO_PIECES], edge_cases: [], weaknesses: [] },
};
let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ engine: 'scripted-model' });
}, 60_000);
afterAll(() => stage.close());

/** A reviewed pull request with two suggestions, both on the companion branch; `ada` may write, `rob` may read. */
async function givenOffer(
  part: 'passes' | 'fails' = 'passes',
): Promise<Story & { number: number; confirmed: string }> {
  const story = await stage.tell({
    replies: SUGGESTED,
    ci: (round) =>
      reportOf(round, {
        base: BASE_MEASURED,
        head: HEAD_MEASURED,
        tests: {
          test_ten_pieces:
            part === 'fails' && round.tests.length === 1
              ? { head: { outcome: 'error', durationMs: 1, failure: null } }
              : TEN_PIECES_PASS,
          test_no_pieces: NO_PIECES_PASS,
        },
      }),
  });
  const { hub } = stage.world;
  hub.setPermission(story.repository, 'ada', 'write');
  hub.setPermission(story.repository, 'tri', 'triage');
  hub.setPermission(story.repository, 'rob', 'read');
  const { number, result } = await story.review();
  expect(result.suggestions.map(({ id }) => id)).toHaveLength(2);
  return { ...story, number, confirmed: result.companion!.sha };
}

/** A command; waits until it was obeyed or refused. */
async function say(story: Story & { number: number }, who: string, body: string): Promise<number> {
  const id = await stage.world.hub.addComment(story.repository, story.number, who, body);
  await waitFor(() => reactions(story, id).some((one) => one === '+1' || one === 'confused'), 30_000);
  await stage.world.hub.idle();
  return id;
}

function reactions(story: Story & { number: number }, commentId: number): string[] {
  const comment = stage.world.hub.comments(story.repository, story.number).find(({ id }) => id === commentId);
  return comment!.reactions.map(({ content }) => content);
}

function answers(story: Story & { number: number }): string[] {
  return stage.world.hub
    .comments(story.repository, story.number)
    .filter(({ app, body }) => app !== null && body.startsWith('<!-- testwright:reply'))
    .map(({ body }) => body.split('\n').slice(1).join('\n'));
}

const tip = (story: Story): string => story.git('rev-parse', 'refs/heads/change');
const show = (story: Story, format: string, sha: string): string =>
  story.git('show', '--no-patch', `--format=${format}`, sha);

describe('a maintainer accepts', () => {
  test('all: the confirmed tree lands as one commit that names who accepted', async () => {
    const story = await givenOffer();
    const comment = await say(story, 'ada', 'Nice.\n/testwright apply all');
    const landed = tip(story);
    expect(show(story, '%P %T', landed)).toBe(`${story.headSha} ${show(story, '%T', story.confirmed)}`);
    expect(parseAcceptanceMessage(show(story, '%B', landed))).toMatchObject({
      by: { login: 'ada' },
      suggestionIds: ['s1', 's2'],
    });
    expect(show(story, '%B', landed)).not.toContain('[skip ci]');
    expect(reactions(story, comment)).toEqual(['eyes', '+1']);
    expect(answers(story)).toEqual([]);
    // The one comment tells it, the companion branch is gone, and nobody is bothered by what we pushed.
    expect(story.summary(story.number)).toContain(`**accepted** by ada in ${landed.slice(0, 7)}`);
    expect(story.summary(story.number)).not.toContain('testwright:box');
    expect(await story.companion(story.number)).toBeNull();
    expect(story.ci.rounds).toHaveLength(1);
    stage.world.hub.assertNoViolations();
  }, 60_000);

  test('a part: CI runs exactly it, then that tree lands; the rest can follow', async () => {
    const story = await givenOffer();
    await say(story, 'ada', '/testwright apply 2');
    const first = tip(story);
    expect(story.git('diff', '--name-status', story.headSha, first)).toBe('M\ttests/test_prices.py');
    const text = story.git('show', `${first}:tests/test_prices.py`);
    expect(text).toContain('test_no_pieces');
    expect(text).not.toContain('test_ten_pieces');
    expect(story.ci.rounds.map(({ evidence, suites, tests }) => [evidence, suites, tests.length])).toEqual([
      ['full', 'base head', 2],
      ['confirm', 'none', 1],
    ]);
    expect(show(story, '%T', story.ci.rounds[1]!.commitSha)).toBe(show(story, '%T', first));
    expect(story.ci.strayed).toEqual([]);
  }, 60_000);

  test('by the boxes of the comment: ticks collect, the last box acts', async () => {
    const story = await givenOffer();
    const { hub } = stage.world;
    const summary = () =>
      hub.comments(story.repository, story.number).find(({ body }) => body.includes('testwright:summary'))!;
    const tick = async (who: string, marker: RegExp): Promise<void> => {
      const lines = summary().body.split('\n');
      const body = lines
        .map((line) => (marker.test(line) ? line.replace('- [ ]', '- [x]') : line))
        .join('\n');
      await hub.editComment(story.repository, summary().id, who, body);
      await settle(story);
    };
    await tick('ada', /\*\*s1\*\*.*testwright:box pick/);
    expect(tip(story)).toBe(story.headSha);
    await tick('ada', /testwright:box apply/);
    await waitFor(() => tip(story) !== story.headSha || answers(story).length > 0, 30_000);
    expect(answers(story)).toEqual([]);
    expect(parseAcceptanceMessage(show(story, '%B', tip(story)))).toMatchObject({
      by: { login: 'ada' },
      suggestionIds: ['s1'],
    });
  }, 60_000);

  test('by the button of our check', async () => {
    const story = await givenOffer();
    const { hub } = stage.world;
    const check = hub.checkRuns(story.repository, story.headSha).find(({ name }) => name === 'Testwright')!;
    await hub.pressButton(story.repository, check.id, 'apply-all', 'ada');
    await waitFor(() => tip(story) !== story.headSha, 30_000);
    expect(parseAcceptanceMessage(show(story, '%B', tip(story)))).toMatchObject({ by: { login: 'ada' } });
  }, 60_000);
});

describe('nothing lands, and the thread is told, when', () => {
  test('the sender may not, or the command does not say what', async () => {
    const story = await givenOffer();
    const cases: [who: string, body: string, told: string][] = [
      ['rob', '/testwright apply all', 'Only people who may write'],
      ['tri', '/testwright apply all', 'Only people who may write'],
      ['zoe', '/testwright apply all', 'Only people who may write'],
      ['rob', '/testwright review', 'triage rights or more'],
      ['ada', '/testwright apply 7', 'There is no suggestion s7'],
      ['ada', '/testwright aply all', 'Did you mean `/testwright apply`?'],
      ['ada', '/testwright apply 1 base_url=x', 'Name the suggestions by number'],
      ['ada', `/testwright apply ${'1 '.repeat(2500)}`, 'longer than the 1000 characters'],
    ];
    for (const [who, body, told] of cases) {
      const comment = await say(story, who, body);
      expect([who, reactions(story, comment)]).toEqual([who, ['eyes', 'confused']]);
      expect(answers(story).at(-1)).toContain(told);
    }
    expect(answers(story)).toHaveLength(cases.length);
    expect(tip(story)).toBe(story.headSha);
    stage.world.hub.assertNoViolations();
  }, 60_000);

  test('a part does not pass by itself', async () => {
    const story = await givenOffer('fails');
    const comment = await say(story, 'ada', '/testwright apply 1');
    expect(tip(story)).toBe(story.headSha);
    expect(answers(story)).toEqual([
      expect.stringContaining('did not pass when the accepted set ran by itself'),
    ]);
    expect(reactions(story, comment)).toEqual(['eyes', 'confused']);
  }, 60_000);

  test('the branch is protected', async () => {
    const story = await givenOffer();
    stage.world.hub.protectBranch(story.repository, 'change');
    await say(story, 'ada', '/testwright apply all');
    expect(tip(story)).toBe(story.headSha);
    expect(answers(story)).toEqual([expect.stringContaining('it may be protected')]);
  }, 60_000);

  test('the head has moved', async () => {
    const story = await givenOffer();
    await say(story, 'ada', '/testwright pause');
    const moved = await story.push('change', { 'notes.txt': 'x' });
    await settle(story);
    await say(story, 'ada', '/testwright apply all');
    expect(tip(story)).toBe(moved);
    expect(answers(story)).toEqual([expect.stringContaining('Look again')]);
  }, 60_000);
});

test('a command that was edited, or quoted, is not obeyed', async () => {
  const story = await givenOffer();
  const { hub } = stage.world;
  const id = await hub.addComment(story.repository, story.number, 'ada', 'Let me see.');
  await hub.editComment(story.repository, id, 'ada', '/testwright apply all');
  await hub.addComment(story.repository, story.number, 'ada', '> /testwright apply all');
  await settle(story);
  expect(tip(story)).toBe(story.headSha);
  expect(answers(story)).toEqual([]);
}, 60_000);

test('a rejected suggestion leaves the comment, and after an acceptance the bot is quiet until asked', async () => {
  const story = await givenOffer();
  await say(story, 'ada', '/testwright reject 1 because nobody buys ten');
  expect(story.summary(story.number)).not.toMatch(/testwright:box pick .*\n.*testwright:box pick/);
  await say(story, 'ada', '/testwright apply 1');
  expect(answers(story)).toEqual([expect.stringContaining('s1 was rejected')]);
  await say(story, 'ada', '/testwright apply all');
  expect(parseAcceptanceMessage(show(story, '%B', tip(story)))).toMatchObject({ suggestionIds: ['s2'] });
  const before = story.asked.length;
  await story.push('change', { 'prices.py': 'def total(a, b):\n    return a * b\n' });
  await settle(story);
  expect(story.asked).toHaveLength(before);
  await say(story, 'tri', '/testwright review');
  expect(story.asked.length).toBeGreaterThan(before);
}, 60_000);
