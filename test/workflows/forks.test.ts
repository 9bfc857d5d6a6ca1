import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RepositoryHandle } from '../../localhub/localhub.ts';
import { git } from '../../scripts/demo/git.ts';
import type { ReviewResult } from '../../src/core/report/result.ts';
import { answers, reactions, say as sayIn } from '../support/conversation.ts';
import { type Files, WORKFLOW } from '../support/git-repository.ts';
import { commitFiles, openStage, type Stage, type Story, settle, TEN_PIECES } from '../support/stage.ts';

const SUGGESTED = {
  'suggest-tests': { reasoning: 'One.', tests: [TEN_PIECES], edge_cases: [], weaknesses: [] },
};
const PATH = '.github/workflows/testwright.yml';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ engine: 'scripted-model' });
}, 60_000);
afterAll(() => stage.close());

interface ForkStory extends Story {
  fork: RepositoryHandle;
  number: number;
  result: ReviewResult;
}

/** A reviewed pull request from a stranger's fork; `ada` may write to the base, `tri` triage. */
async function givenFork(files: { base?: Files; change?: Files } = {}): Promise<ForkStory> {
  const story = await stage.tell({ ...files, replies: SUGGESTED });
  const { hub } = stage.world;
  const fork = await hub.fork(story.repository, `stranger-of-${story.repository.owner}`);
  // As for most forks, the base has no branch of this name.
  story.git('update-ref', '-d', 'refs/heads/change');
  hub.addUser('stranger');
  hub.setPermission(story.repository, 'ada', 'write');
  hub.setPermission(story.repository, 'tri', 'triage');
  const { number, result } = await story.review({ headRepo: fork, author: 'stranger' });
  return { ...story, fork, number, result };
}

async function pushToFork(story: ForkStory, files: Files): Promise<{ sha: string; result: ReviewResult }> {
  const before = git(story.fork.gitDir, ['rev-parse', 'refs/heads/change']);
  const sha = commitFiles(story.fork.gitDir, before, files, 'More');
  git(story.fork.gitDir, ['update-ref', 'refs/heads/change', sha]);
  await stage.world.hub.pushed(story.fork, 'change', before, sha, 'stranger');
  return { sha, result: await stage.world.nextResult() };
}

/** A command, and what stands at it once it was obeyed or refused. */
async function say(story: ForkStory, who: string, body: string): Promise<string[]> {
  return reactions(story, await sayIn(story, who, body));
}

function summaryOf(story: ForkStory): string {
  return stage.world.hub
    .comments(story.repository, story.number)
    .filter(({ body }) => body.startsWith('<!-- testwright:summary'))
    .map(({ body }) => body)
    .join('SECOND SUMMARY');
}

/** Nothing of the fork is on a branch, and no workflow of the base has run. */
async function expectNothingRan(story: ForkStory): Promise<void> {
  const { hub } = stage.world;
  expect(await hub.branches(story.repository)).toEqual({ main: story.baseSha });
  expect(hub.workflowRuns(story.repository)).toEqual([]);
}

/** Applies the patch of a Markdown text to a commit with git; returns what the commit and the result differ in. */
function applyPatch(story: ForkStory, sha: string, markdown: string): string {
  const patch = /```diff\n([\s\S]*?\n)```/.exec(markdown)![1]!;
  const folder = mkdtempSync(join(tmpdir(), 'testwright-patch-'));
  try {
    git(folder, ['clone', '--quiet', story.fork.gitDir, 'clone']);
    const clone = join(folder, 'clone');
    git(clone, ['checkout', '--quiet', sha]);
    git(clone, ['apply', '--index', '-'], { input: patch });
    return git(clone, ['diff', '--cached', '--no-color', '-U0']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('a pull request from a fork', () => {
  test('is shown as a patch, runs once a maintainer has approved its head, and again only after a new approval', async () => {
    const story = await givenFork();
    const { hub } = stage.world;
    const head = story.headSha;
    expect(story.result.outcome.code).toBe('fork-pull-request');
    await expectNothingRan(story);
    const before = summaryOf(story);
    expect(before).toContain('### Suggested tests (not executed)');
    expect(before).toContain(`/testwright ok ${head}\n`);
    expect(before).not.toContain('testwright:box');
    expect(applyPatch(story, head, before)).toContain('+def test_ten_pieces():');
    const check = () => hub.checkRuns(story.repository, head).find(({ name }) => name === 'Testwright')!;
    expect(applyPatch(story, head, check().output.text!)).toBe(applyPatch(story, head, before));

    // Everyone who may not, and everything that names no commit that is the head now.
    const old = '0'.repeat(39);
    const refused: [who: string, body: string, told: string][] = [
      ['stranger', `/testwright ok ${head}`, 'Only people who may write'],
      ['tri', `/testwright ok ${head}`, 'Only people who may write'],
      ['ada', `/testwright ok ${head.slice(0, 11)}`, 'at least 12 characters'],
      ['ada', `/testwright ok ${old}1`, `is \`${head}\` now`],
      ['ada', '/testwright apply all', 'comes from a fork'],
    ];
    for (const [who, body, told] of refused) {
      expect([who, body, await say(story, who, body)]).toEqual([who, body, ['eyes', 'confused']]);
      expect(answers(story).at(-1)).toMatch(new RegExp(told.replaceAll('\\', '')));
    }
    const edited = await hub.addComment(story.repository, story.number, 'ada', 'Let me read it.');
    await hub.editComment(story.repository, edited, 'ada', `/testwright ok ${head}`);
    hub.addUser('helper[bot]', 'Bot');
    hub.setPermission(story.repository, 'helper[bot]', 'write');
    await hub.addComment(story.repository, story.number, 'helper[bot]', `/testwright ok ${head}`);
    await settle(story);
    expect(answers(story)).toHaveLength(refused.length);
    await expectNothingRan(story);

    // Approved: exactly the fork's commit runs, with the tests that were shown, and the branch goes again.
    expect(story.asked).toHaveLength(1);
    expect(await say(story, 'ada', `Read it.\n/testwright ok ${head.slice(0, 12).toUpperCase()}`)).toEqual([
      'eyes',
      '+1',
    ]);
    const result = await stage.world.nextResult();
    expect(result).toMatchObject({
      outcome: { code: 'suggestions-ready' },
      pull: { headSha: head },
      companion: null,
    });
    // One more question: for the lines that the shown tests leave uncovered.
    expect(story.asked.map(({ kind }) => kind)).toEqual(['suggest-tests', 'cover-lines']);
    expect(story.ci.rounds.map(({ headSha, tests }) => [headSha, tests.map(({ name }) => name)])).toEqual([
      [head, ['test_ten_pieces']],
    ]);
    const companion = story.ci.rounds[0]!.commitSha;
    expect(story.git('show', '--no-patch', '--format=%P', companion)).toBe(head);
    expect(story.ci.executed).toEqual([PATH]);
    expect(story.ci.strayed).toEqual([]);
    expect(await hub.branches(story.repository)).toEqual({ main: story.baseSha });
    const after = summaryOf(story);
    expect(after).toContain('ada approved');
    expect(after).toContain('captures the change');
    expect(after).not.toContain('testwright:box');
    expect(check().actions).toEqual([]);
    expect(applyPatch(story, head, after)).toBe(
      story.git('diff', '--no-color', '-U0', head, companion).replace(/^$/gm, ''),
    );

    // A head is written only where it lives in the same repository, whatever the author allows maintainers.
    expect(await say(story, 'ada', '/testwright apply all')).toEqual(['eyes', 'confused']);
    expect(answers(story).at(-1)).toContain('comes from a fork');
    expect(await say(story, 'ada', `/testwright ok ${head}`)).toEqual(['eyes', 'confused']);
    expect(answers(story).at(-1)).toContain('ada has approved this commit already');
    expect(git(story.fork.gitDir, ['rev-parse', 'refs/heads/change'])).toBe(head);

    // What is rejected leaves the patch too.
    expect(await say(story, 'ada', '/testwright reject 1 because nobody buys ten')).toEqual(['eyes', '+1']);
    expect(summaryOf(story)).not.toContain('```diff');

    // The next push is another commit.
    const next = await pushToFork(story, { 'notes.txt': 'more\n' });
    expect(next.result.outcome.code).toBe('fork-pull-request');
    expect(story.ci.rounds).toHaveLength(1);
    expect(await hub.branches(story.repository)).toEqual({ main: story.baseSha });
    expect(summaryOf(story)).toContain(`/testwright ok ${next.sha}\n`);
    expect(await say(story, 'ada', `/testwright ok ${head}`)).toEqual(['eyes', 'confused']);
    expect(answers(story).at(-1)).toContain(`is \`${next.sha}\` now`);
    hub.assertNoViolations();
  }, 90_000);

  test('that changes what CI runs is not run, whoever approves it', async () => {
    const story = await givenFork({
      change: {
        [PATH]: WORKFLOW.replace('contents: read', 'contents: write'),
        'tools/action.yml': 'runs:\n  using: composite\n  steps: []\n',
      },
    });
    expect(story.result.outcome.code).toBe('fork-not-runnable');
    expect(summaryOf(story)).toContain('`tools/action.yml`');
    expect(summaryOf(story)).not.toContain('/testwright ok');
    expect(applyPatch(story, story.headSha, summaryOf(story))).toContain('+def test_ten_pieces():');
    expect(await say(story, 'ada', `/testwright ok ${story.headSha}`)).toEqual(['eyes', 'confused']);
    expect(answers(story)).toEqual([expect.stringContaining(`\`${PATH}\`, \`tools/action.yml\``)]);
    await expectNothingRan(story);
    // Taken back, it can be approved like any other.
    const next = await pushToFork(story, { [PATH]: WORKFLOW, 'tools/action.yml': null });
    expect(next.result.outcome.code).toBe('fork-pull-request');
    expect(await say(story, 'ada', `/testwright ok ${next.sha}`)).toEqual(['eyes', '+1']);
    expect((await stage.world.nextResult()).outcome.code).toBe('suggestions-ready');
    expect(story.ci.rounds.map(({ headSha }) => headSha)).toEqual([next.sha]);
  }, 60_000);

  test('whose commit GitHub does not take onto a branch is told so, and nothing is lost', async () => {
    const story = await givenFork();
    const stop = stage.world.hub.intercept((phase, request) =>
      phase === 'before' && request.operationId === 'git/create-ref'
        ? { respond: { status: 422, body: { message: 'Object does not exist' } } }
        : undefined,
    );
    expect(await say(story, 'ada', `/testwright ok ${story.headSha}`)).toEqual(['eyes', '+1']);
    const result = await stage.world.nextResult();
    stop();
    expect(result.outcome).toEqual({
      code: 'fork-not-runnable',
      reason: expect.stringContaining('does not let Testwright put it on a branch'),
    });
    expect(applyPatch(story, story.headSha, summaryOf(story))).toContain('+def test_ten_pieces():');
    await expectNothingRan(story);
    await say(story, 'stranger', '/testwright status');
    expect(answers(story).at(-1)).toContain(`ada approved \`${story.headSha}\``);
  }, 60_000);

  test('is not run where the base repository’s own workflow holds secrets', async () => {
    const story = await givenFork({
      base: { [PATH]: `${WORKFLOW}        env:\n          KEY: \${{ secrets.KEY }}\n` },
    });
    expect(story.result.outcome.code).toBe('fork-not-runnable');
    expect(await say(story, 'ada', `/testwright ok ${story.headSha}`)).toEqual(['eyes', 'confused']);
    expect(answers(story)).toEqual([expect.stringContaining('uses secrets')]);
    await expectNothingRan(story);
  }, 60_000);
});
