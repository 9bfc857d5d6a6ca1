import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { waitFor } from '../support/databases.ts';
import { openStage, type Stage, type Story, settle, TEN_PIECES } from '../support/stage.ts';

const SUGGESTED = {
  'suggest-tests': { reasoning: 'One.', tests: [TEN_PIECES], edge_cases: [], weaknesses: [] },
};
const CONFIGURATION = '.github/testwright.yml';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ engine: 'scripted-model' });
}, 60_000);
afterAll(() => stage.close());

/** Our checks of a commit. */
function checksOf(story: Story, sha: string) {
  return stage.world.hub
    .checkRuns(story.repository, sha)
    .filter(({ app }) => app.id === stage.world.appId)
    .map(({ name, status, conclusion, output }) => ({ name, status, conclusion, ...output }));
}

describe('all checks of a commit asked for again', () => {
  test('review its pull request again when it is the head, for people with triage rights, of a fork too', async () => {
    const story = await stage.tell({ replies: SUGGESTED });
    const { hub, appId } = stage.world;
    hub.setPermission(story.repository, 'tri', 'triage');
    hub.setPermission(story.repository, 'rob', 'read');
    const { number } = await story.review();
    const rounds = story.ci.rounds.length;
    await hub.rerequestSuite(story.repository, appId, story.headSha, 'rob');
    await hub.rerequestSuite(story.repository, appId, story.baseSha, 'tri');
    await settle(story);
    expect(story.ci.rounds).toHaveLength(rounds);
    await hub.rerequestSuite(story.repository, appId, story.headSha, 'tri');
    expect(await stage.world.nextResult()).toMatchObject({ pull: { number, headSha: story.headSha } });
    expect(story.ci.rounds.length).toBeGreaterThan(rounds);
    expect(checksOf(story, story.headSha)).toMatchObject([{ status: 'completed' }]);
    // Once it is not the head of an open pull request any more, nothing happens.
    await hub.closePullRequest(story.repository, number, 'ada');
    await settle(story);
    const before = story.asked.length;
    await hub.rerequestSuite(story.repository, appId, story.headSha, 'tri');
    await settle(story);
    expect(story.asked).toHaveLength(before);

    // GitHub does not say which pull request of a fork a suite belongs to.
    hub.addUser('stranger');
    const fork = await hub.fork(story.repository, `stranger-of-${story.repository.owner}`);
    const fromFork = await story.review({ headRepo: fork, author: 'stranger' });
    await hub.rerequestSuite(story.repository, appId, story.headSha, 'tri');
    expect(await stage.world.nextResult()).toMatchObject({
      pull: { number: fromFork.number },
      outcome: { code: 'fork-pull-request' },
    });
    hub.assertNoViolations();
  }, 90_000);
});

describe('a merge queue', () => {
  /** Queues the pull request; our check of the queue's commit. */
  async function queue(story: Story, number: number) {
    const group = await stage.world.hub.enqueuePullRequest(story.repository, number);
    await waitFor(() => checksOf(story, group.headSha).length > 0, 30_000);
    return { group, checks: checksOf(story, group.headSha) };
  }

  test('is answered at once on its own commit, also while the review goes on, and asks for nothing more', async () => {
    const story = await stage.tell({ replies: SUGGESTED, ci: () => ({ kind: 'silence' }) });
    const { hub } = stage.world;
    const number = await story.open();
    await waitFor(() => story.ci.rounds.length > 0, 30_000);
    const early = await queue(story, number);
    expect(early.checks).toEqual([
      {
        name: 'Testwright',
        status: 'completed',
        conclusion: 'neutral',
        title: 'Nothing is measured in a merge queue',
        summary: expect.stringContaining('its review has not ended'),
        text: null,
      },
    ]);
    // The queue’s branch starts workflows of the repository’s own, none of ours.
    story.ci.release();
    await hub.idle();
    await hub.destroyMergeGroup(story.repository, number, early.group);
    await settle(story);
    expect(story.ci.rounds).toHaveLength(1);
    expect(checksOf(story, early.group.headSha)).toEqual(early.checks);
    await hub.closePullRequest(story.repository, number, 'ada');
    await stage.world.nextResult();
    hub.assertNoViolations();
  }, 60_000);

  test.each([
    ['neutral', {}],
    ['success', { [CONFIGURATION]: 'gates: {changed-line-coverage: 50}\n' }],
    ['failure', { [CONFIGURATION]: 'gates: {changed-line-coverage: 99}\n' }],
  ] as const)(
    'gets the conclusion of the pull request as it was queued: %s',
    async (conclusion, base) => {
      const story = await stage.tell({ base, replies: SUGGESTED });
      const { number } = await story.review();
      const [ours] = checksOf(story, story.headSha);
      expect(ours!.conclusion).toBe(conclusion);
      const { checks } = await queue(story, number);
      expect(checks).toMatchObject([
        { status: 'completed', conclusion, title: `Pull request ${number}: ${ours!.title}` },
      ]);
      expect(checks[0]!.summary).toContain(story.headSha);
      expect(checks[0]!.summary).toContain(ours!.summary);
      stage.world.hub.assertNoViolations();
    },
    60_000,
  );
});
