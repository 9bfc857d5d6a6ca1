import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { ObservedDelivery } from '../../localhub/hub.ts';
import type { CiAnswer, CiRound } from '../support/fake-ci.ts';
import {
  expectEnding,
  measured,
  openStage,
  type Stage,
  type Story,
  settle,
  TEN_PIECES,
} from '../support/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ engine: 'scripted-model', config: { sweepIntervalMs: 200, ciTimeoutMs: 2_000 } });
}, 60_000);
afterAll(() => stage.close());
let stopObserving = (): void => {};
afterEach(() => stopObserving());

const SUGGESTED = {
  'suggest-tests': { reasoning: 'One.', tests: [TEN_PIECES], edge_cases: [], weaknesses: [] },
};
const READY = { code: 'suggestions-ready', comment: 'one', companion: 'tested' } as const;

/** The first round is never answered, later ones are. */
async function givenWaiting(): Promise<Story & { number: number }> {
  const waiting = Promise.withResolvers<void>();
  const ci = (round: CiRound): CiAnswer => {
    waiting.resolve();
    return story.ci.rounds.length === 1 ? { kind: 'silence' } : measured(round);
  };
  const story: Story = await stage.tell({ replies: SUGGESTED, ci });
  const number = await story.open();
  await waiting.promise;
  return { ...story, number };
}

/** Nothing more happens, and our workflow was dispatched this often. */
async function expectQuiet(story: Story, dispatched: number): Promise<void> {
  await settle(story);
  const runs = stage.world.hub
    .workflowRuns(story.repository)
    .filter((run) => run.event === 'workflow_dispatch');
  expect(runs.map((run) => run.headBranch)).toEqual(Array(dispatched).fill(`testwright/pr-1`));
  stage.world.hub.assertNoViolations();
}

function observe(
  decide: (delivery: ObservedDelivery) => Promise<'drop' | undefined> | 'drop' | undefined,
): void {
  stopObserving = stage.world.hub.onWebhook((phase, delivery) =>
    phase === 'before' ? decide(delivery) : undefined,
  );
}

describe('while CI works, a pull request that is', () => {
  test('pushed to: the old commit’s review ends as superseded and the newest commit is reviewed', async () => {
    const story = await givenWaiting();
    const head = await story.push('change', { 'notes.md': 'More.\n' });
    const old = await stage.world.nextResult();
    story.ci.release();
    const ended = { number: story.number, result: await stage.world.nextResult() };
    await stage.world.hub.idle();
    await expectEnding(story, ended, { ...READY, head });
    expect(old).toMatchObject({
      outcome: { code: 'superseded' },
      companion: null,
      pull: { headSha: story.headSha },
    });
    const [check, ...others] = stage.world.hub
      .checkRuns(story.repository, story.headSha)
      .filter((one) => one.name === 'Testwright');
    expect(check).toMatchObject({
      status: 'completed',
      conclusion: 'neutral',
      output: { summary: expect.stringContaining('`superseded`') },
    });
    expect(others).toEqual([]);
    await expectQuiet(story, 2);
  }, 60_000);

  test('closed: ends quietly without its branch, and is reviewed anew when it is reopened', async () => {
    const story = await givenWaiting();
    await stage.world.hub.closePullRequest(story.repository, story.number);
    const closed = { number: story.number, result: await stage.world.nextResult() };
    story.ci.release();
    await stage.world.hub.idle();
    await expectEnding(story, closed, { code: 'pull-request-closed', comment: 'none', companion: 'none' });
    await stage.world.hub.reopenPullRequest(story.repository, story.number);
    const ended = { number: story.number, result: await stage.world.nextResult() };
    await expectEnding(story, ended, READY);
    await expectQuiet(story, 2);
  }, 60_000);

  test('turned into a draft: ends quietly without its branch, and is reviewed anew when it is ready', async () => {
    const story = await givenWaiting();
    await stage.world.hub.convertToDraft(story.repository, story.number);
    const draft = { number: story.number, result: await stage.world.nextResult() };
    story.ci.release();
    await stage.world.hub.idle();
    await expectEnding(story, draft, { code: 'draft-pull-request', comment: 'none', companion: 'none' });
    await stage.world.hub.markReady(story.repository, story.number);
    const ended = { number: story.number, result: await stage.world.nextResult() };
    await expectEnding(story, ended, READY);
    await expectQuiet(story, 2);
  }, 60_000);

  test('left without an answer: ends as ci-never-answered, found by the sweep', async () => {
    const story = await givenWaiting();
    const ended = { number: story.number, result: await stage.world.nextResult() };
    await expectEnding(story, ended, { code: 'ci-never-answered', comment: 'one', companion: 'none' });
    story.ci.release();
    await expectQuiet(story, 1);
  }, 60_000);
});

describe('deliveries that', () => {
  test('come twice, with the same GUID and with another one, cause one review', async () => {
    const story = await stage.tell({ replies: SUGGESTED });
    const ended = await story.review();
    const opened = stage.world.hub.deliveries.find(
      (one) => one.event === 'pull_request' && one.repositoryId === story.repository.id,
    )!;
    for (const guid of [opened.guid, opened.guid.replace(/^.{8}/, '00000000')]) {
      const headers = { ...opened.requestHeaders, 'x-github-delivery': guid };
      const reply = await fetch(opened.url, {
        method: 'POST',
        headers,
        body: JSON.stringify(opened.payload),
      });
      expect(reply.status).toBe(202);
    }
    await expectQuiet(story, 1);
    await expectEnding(story, ended, READY);
    const stored = stage.world.log
      .filter((line) => line.includes(opened.guid))
      .map((line) => JSON.parse(line).stored);
    expect(stored).toEqual(['stored', 'already-stored']);
    expect(story.asked.filter(({ kind }) => kind === 'suggest-tests')).toHaveLength(1);
  }, 60_000);

  test('come in the wrong order, synchronize before opened, end with one review of the newest head', async () => {
    const later = Promise.withResolvers<void>();
    observe(async ({ event, action }) => {
      if (event === 'pull_request' && action === 'opened') await later.promise;
      return undefined;
    });
    const story = await stage.tell({ replies: SUGGESTED });
    const number = await story.open();
    const head = await story.push('change', { 'notes.md': 'More.\n' });
    const ended = { number, result: await stage.world.nextResult() };
    later.resolve();
    await expectQuiet(story, 1);
    await expectEnding(story, ended, { ...READY, head });
    expect(
      stage.world.hub.checkRuns(story.repository, story.headSha).filter((one) => one.name === 'Testwright'),
    ).toEqual([]);
  }, 60_000);

  test('are lost on their way are asked for again, and keep their GUID', async () => {
    observe(({ redelivery }) => (redelivery ? undefined : 'drop'));
    const story = await stage.tell({ replies: SUGGESTED });
    const ended = await story.review();
    await expectEnding(story, ended, READY);
    const opened = stage.world.hub.deliveries.filter(
      (one) => one.action === 'opened' && one.repositoryId === story.repository.id,
    );
    expect(opened).toMatchObject([
      { statusCode: 502, redelivery: false },
      { statusCode: 202, redelivery: true, guid: opened[0]!.guid },
    ]);
  }, 60_000);

  test('say that CI has finished and are lost for ever are made up for by reading its state', async () => {
    observe(({ event }) => (event === 'workflow_run' ? 'drop' : undefined));
    const story = await stage.tell({ replies: SUGGESTED });
    const ended = await story.review();
    await expectEnding(story, ended, READY);
    const told = stage.world.hub.deliveries.filter(
      (one) => one.event === 'workflow_run' && one.repositoryId === story.repository.id,
    );
    expect(told.filter((one) => one.statusCode < 300)).toEqual([]);
  }, 60_000);
});
