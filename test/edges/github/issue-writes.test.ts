import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { renderCommitMessage } from '../../../src/core/names/commit-message.ts';
import { createGitHubApp } from '../../../src/edges/github/github-app.ts';
import type { DraftPullRequest, GitHubApp, RepositoryRef } from '../../../src/edges/github/types.ts';
import { git, startWorld, type World } from '../../localhub/support.ts';

let world: World;
let app: GitHubApp;
let place: RepositoryRef;
beforeAll(async () => {
  world = await startWorld({});
  app = createGitHubApp({
    appId: world.appId,
    privateKey: world.privateKeyPem,
    apiUrl: world.hub.url,
    writeSpacingMs: 0,
    log: pino({ level: 'silent' }),
  });
  place = { installationId: world.installationId, owner: 'acme', name: 'shop', id: world.repository.id };
});
afterEach(() => world.hub.assertNoViolations());
afterAll(() => world.close());

const writer = () => app.writer(place, 'issue');

test('labels are there and gone, once, whatever the case; others stay', async () => {
  const number = world.hub.openIssue(world.repository, {
    title: 'Wrong',
    body: '',
    author: 'ada',
    labels: ['Bug', 'repro-not-found'],
  });
  const labels = () => world.hub.issue(world.repository, number).labels.map(({ name }) => name);
  const count = () => world.hub.requests.filter(({ method }) => method !== 'GET').length;
  await writer().ensureLabels(number, {
    add: ['repro-confirmed', 'bug'],
    remove: ['Repro-Not-Found', 'never-there'],
  });
  expect(labels()).toEqual(['Bug', 'repro-confirmed']);
  const before = count();
  await writer().ensureLabels(number, { add: ['repro-confirmed'], remove: ['repro-not-found'] });
  expect(count()).toBe(before);
});

test('an issue is read with labels and comments; its author’s name and what is a pull request', async () => {
  const number = world.hub.openIssue(world.repository, {
    title: 'Wrong',
    body: 'Words.',
    author: 'ada',
    labels: ['Bug'],
  });
  await world.hub.addComment(world.repository, number, 'bob', 'Me too.');
  const reader = app.reader(place);
  expect(await reader.getIssue(number)).toMatchObject({
    title: 'Wrong',
    body: 'Words.',
    state: 'open',
    labels: ['Bug'],
    author: { login: 'ada' },
    isPullRequest: false,
  });
  const [comment, ...more] = await reader.listIssueComments(number);
  expect([comment, more]).toMatchObject([{ body: 'Me too.', author: { login: 'bob' }, appId: null }, []]);
  expect(await reader.getComment(comment!.id, 'issue')).toEqual(comment);
  expect(await reader.getDefaultBranch()).toEqual({ name: 'main', sha: world.main });
  expect(await reader.findPullRequestOf('testwright/issue-99')).toBeNull();
});

describe('a draft pull request', () => {
  const branch = 'testwright/issue-77';
  const draft: DraftPullRequest = {
    branch,
    base: 'main',
    title: 'Failing test for #77',
    body: 'Words.',
    trailers: { issueNumber: 77, runId: 'run', by: { login: 'ada', id: 5 } },
  };
  const tip = () => git(world.repository.gitDir, 'rev-parse', `refs/heads/${branch}`);

  test('is opened once, with the tested tree and without [skip ci]; then the branch is people’s', async () => {
    const at = await writer().ensureCompanionCommit({
      branch,
      parentSha: world.main,
      runId: 'run',
      round: 1,
      files: [{ path: 'tests/test_issue_77.py', content: 'def test_x():\n    assert f()\n' }],
      message: renderCommitMessage('Offer', {
        runId: 'run',
        round: 1,
        baseSha: world.main,
        kind: 'tests',
        suites: 'none',
        evidence: 'full',
      }),
    });
    const opened = await writer().ensureDraftPullRequest(draft);
    expect(opened).toMatchObject({ kind: 'opened' });
    expect(await writer().ensureDraftPullRequest(draft)).toEqual(opened);
    if (at.kind !== 'at' || opened.kind !== 'opened') throw new Error('not written');
    expect(world.hub.pullRequest(world.repository, opened.number)).toMatchObject({
      draft: true,
      head: { ref: branch },
    });
    expect(git(world.repository.gitDir, 'log', '-1', '--format=%P %T', branch)).toBe(
      `${world.main} ${at.treeSha}`,
    );
    expect(git(world.repository.gitDir, 'log', '-1', '--format=%B', branch)).not.toContain('[skip ci]');
    expect(await app.reader(place).findPullRequestOf(branch)).toEqual({
      number: opened.number,
      state: 'open',
    });
    const before = tip();
    await writer().ensureBranchAbsent(branch);
    expect(tip()).toBe(before);
  });

  test('is not opened for a branch of another run, or of nobody', async () => {
    const other = { ...draft, trailers: { ...draft.trailers, runId: 'other' } };
    expect(await writer().ensureDraftPullRequest(other)).toEqual({ kind: 'branch-moved' });
    expect(await writer().ensureDraftPullRequest({ ...draft, branch: 'testwright/issue-78' })).toEqual({
      kind: 'branch-moved',
    });
  });
});
