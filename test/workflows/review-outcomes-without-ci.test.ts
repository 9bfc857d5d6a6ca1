import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { BASE } from '../support/example-project.ts';
import type { CiAnswer } from '../support/fake-ci.ts';
import type { Files } from '../support/git-repository.ts';
import { WORKFLOW } from '../support/git-repository.ts';
import {
  commitFiles,
  expectEnding,
  measured,
  openStage,
  type Stage,
  type Story,
  TEN_PIECES,
} from '../support/stage.ts';

let stage: Stage;
let withoutModel: Stage;
beforeAll(async () => {
  stage = await openStage({ engine: 'scripted-model' });
  withoutModel = await openStage({ engine: 'built-in' });
}, 90_000);
afterAll(async () => {
  await stage.close();
  await withoutModel.close();
});

const SUGGESTED = {
  'suggest-tests': { reasoning: 'One.', tests: [TEN_PIECES], edge_cases: [], weaknesses: [] },
};
/** The code of base: the pull request does not change it. */
const UNCHANGED = BASE['prices.py']!;
const PATH = '.github/workflows/testwright.yml';

/** The branch `change` as a pull request from someone's fork. */
async function reviewFork(story: Story): ReturnType<Story['review']> {
  const { hub } = story.world;
  hub.addUser('stranger');
  return story.review({
    headRepo: await hub.fork(story.repository, `stranger-of-${story.repository.owner}`),
    author: 'stranger',
  });
}

function expectNothingRan(story: Story): void {
  expect(stage.world.hub.workflowRuns(story.repository)).toEqual([]);
  expect(story.ci.executed).toEqual([]);
}

describe('a pull request', () => {
  test('of a fork gets a comment from reading alone, with the model’s tests marked as not executed', async () => {
    const story = await stage.tell({ replies: SUGGESTED });
    const ended = await reviewFork(story);
    await expectEnding(story, ended, { code: 'fork-pull-request', comment: 'one', companion: 'none' });
    expect(story.summary(ended.number)).toContain('### Suggested tests (not executed)');
    expect(story.summary(ended.number)).toContain('def test_ten_pieces');
    expectNothingRan(story);
  }, 60_000);

  test('of a fork gets a comment without a model too', async () => {
    const story = await withoutModel.tell();
    const ended = await reviewFork(story);
    await expectEnding(story, ended, { code: 'fork-pull-request', comment: 'one', companion: 'none' });
    expect(withoutModel.world.hub.workflowRuns(story.repository)).toEqual([]);
  }, 60_000);

  const WORKFLOWS: [string, { base: Files; change: Files }][] = [
    ['misses our workflow', { base: { [PATH]: null }, change: {} }],
    ['deletes our workflow', { base: {}, change: { [PATH]: null } }],
    [
      'has our workflow before the default branch has it',
      { base: { [PATH]: null }, change: { [PATH]: WORKFLOW } },
    ],
    [
      'has our workflow without workflow_dispatch',
      { base: {}, change: { [PATH]: WORKFLOW.replace('workflow_dispatch', 'pull_request') } },
    ],
  ];
  test.each(WORKFLOWS)(
    'that %s gets drafts that were not executed, and is told what to add',
    async (_what, files) => {
      const story = await stage.tell({ ...files, replies: SUGGESTED });
      const ended = await story.review();
      // A workflow that is there but cannot be started is found out by trying: the branch is taken away again.
      await expectEnding(story, ended, {
        code: 'suggestions-not-executed',
        comment: 'one',
        companion: 'none',
      });
      expect(ended.result.outcome.reason).toContain('testwright.yml');
      expect(story.summary(ended.number)).toContain('### Suggested tests (not executed)');
      expect(story.summary(ended.number)).toContain('def test_ten_pieces');
      expect(story.asked).toHaveLength(1);
    },
    60_000,
  );

  test('that misses our workflow is told what to add alone, where nothing can be suggested', async () => {
    const story = await withoutModel.tell({ base: { [PATH]: null } });
    const ended = await story.review();
    await expectEnding(story, ended, {
      code: 'workflow-missing-on-head',
      comment: 'one',
      companion: 'none',
    });
    expect(ended.result.outcome.reason).toContain('testwright.yml');
  }, 60_000);

  const QUIET: [
    string,
    Parameters<Stage['tell']>[0],
    Parameters<Story['review']>[0],
    'draft-pull-request' | 'bot-push' | 'no-python-changes',
  ][] = [
    ['that is a draft', {}, { draft: true }, 'draft-pull-request'],
    ['of a bot', {}, { author: 'renovate[bot]' }, 'bot-push'],
    [
      'that changes no Python',
      { change: { 'prices.py': UNCHANGED, 'notes.md': 'More.\n' } },
      {},
      'no-python-changes',
    ],
    [
      'that only removes Python',
      { change: { 'prices.py': UNCHANGED, 'tests/test_prices.py': null } },
      {},
      'no-python-changes',
    ],
  ];
  test.each(QUIET)(
    '%s ends quietly, with our check alone',
    async (_what, files, opening, code) => {
      stage.world.hub.addUser('renovate[bot]', 'Bot');
      const story = await stage.tell({ ...files, replies: SUGGESTED });
      const ended = await story.review(opening);
      await expectEnding(story, ended, { code, comment: 'none', companion: 'none' });
      expect(story.asked).toEqual([]);
      expectNothingRan(story);
    },
    60_000,
  );

  test('that changes tests alone has its suites measured', async () => {
    const story = await stage.tell({
      change: {
        'prices.py': UNCHANGED,
        'tests/test_prices.py':
          'from prices import total\n\n\ndef test_total():\n    assert total(4, 3) == 12\n',
      },
    });
    await expectEnding(story, await story.review(), {
      code: 'nothing-to-suggest',
      comment: 'one',
      companion: 'none',
    });
  }, 60_000);

  test('whose companion branch name is someone else’s work leaves that work alone', async () => {
    const story = await stage.tell({ replies: SUGGESTED });
    const theirs = commitFiles(
      story.repository.gitDir,
      story.baseSha,
      { 'mine.txt': 'mine\n' },
      'My own work',
    );
    story.git('update-ref', 'refs/heads/testwright/pr-1', theirs);
    const ended = await story.review();
    await expectEnding(story, ended, { code: 'branch-moved', comment: 'one', companion: theirs });
    expectNothingRan(story);
  }, 60_000);

  test('whose companion branch someone commits to between two rounds leaves that commit alone', async () => {
    let theirs = '';
    const story: Story = await stage.tell({
      replies: {
        ...SUGGESTED,
        'cover-lines': {
          reasoning: 'One.',
          tests: [{ ...TEN_PIECES, title: 'None', code: 'def test_none():\n    assert total(1, 0) == 0\n' }],
        },
      },
      ci: (round): CiAnswer => {
        theirs = commitFiles(
          story.repository.gitDir,
          round.commitSha,
          { 'mine.txt': 'mine\n' },
          'My own work',
        );
        story.git('update-ref', 'refs/heads/testwright/pr-1', theirs);
        return measured(round);
      },
    });
    const ended = await story.review();
    await expectEnding(story, ended, { code: 'branch-moved', comment: 'one', companion: theirs });
  }, 60_000);

  test('has the app’s commits start nothing but our own workflow, while the same commit without [skip ci] would', async () => {
    const story = await stage.tell({ replies: SUGGESTED });
    const ended = await story.review();
    await expectEnding(story, ended, { code: 'suggestions-ready', comment: 'one', companion: 'tested' });
    expect(story.ci.executed).toEqual([PATH]);
    const ours = story.git('show', '--no-patch', '--format=%B', ended.result.companion!.sha);
    await story.push('control', { 'control.txt': 'x\n' }, ours);
    await stage.world.hub.idle();
    expect(story.ci.executed).toEqual([PATH]);
    await story.push('control', { 'control.txt': 'y\n' }, ours.replace(' [skip ci]', ''));
    await stage.world.hub.idle();
    expect(story.ci.executed).toEqual([PATH, '.github/workflows/deploy.yml']);
    expect(story.ci.strayed).toEqual(['.github/workflows/deploy.yml']);
  }, 60_000);
});
