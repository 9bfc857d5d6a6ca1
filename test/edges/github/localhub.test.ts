import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { pino } from 'pino';
import { summaryMarker } from '../../../src/core/names/comment-marker.ts';
import { renderCommitMessage } from '../../../src/core/names/commit-message.ts';
import type { PlannedCheck, PlannedCommit } from '../../../src/core/plan/plan.ts';
import { createGitHubApp } from '../../../src/edges/github/github-app.ts';
import type {
  GitHubApp,
  GitHubReader,
  GitHubWriter,
  RepositoryRef,
} from '../../../src/edges/github/types.ts';
import { git, startWorld, type World } from '../../localhub/support.ts';
import { failureOf } from './failure-of.ts';

/**
 * The same reader and writer against a GitHub on this machine: a real git repository, real tokens with app.yml's
 * permissions, and every request and reply checked against GitHub's own API description.
 */
const WORKFLOW = '.github/workflows/testwright.yml';
const ZIP = zipSync({ 'testwright-report.json': strToU8('{}') });

let world: World;
let app: GitHubApp;
let reader: GitHubReader;
let writer: GitHubWriter;
let pullNumber: number;

beforeAll(async () => {
  world = await startWorld({
    files: {
      'shop/pricing.py': 'PRICE = 1\n',
      'shop/latin.py': 'x = "gr\u00f6\u00dfe"\n',
      [WORKFLOW]: 'name: Testwright\non:\n  workflow_dispatch:\njobs: {}\n',
      '.github/workflows/other.yml': 'name: Other\non:\n  push:\njobs: {}\n',
    },
    changed: { 'shop/pricing.py': 'PRICE = 2\n', 'shop/new.py': 'NEW = True\n' },
    permissions: {
      metadata: 'read',
      contents: 'write',
      pull_requests: 'write',
      checks: 'write',
      actions: 'write',
    },
    runner: {
      triggered: () => [],
      dispatchable: (file) => file.text.includes('workflow_dispatch'),
      execute: async () => ({
        conclusion: 'failure',
        message: null,
        artifacts: [{ name: 'testwright-report', zip: ZIP }],
        jobs: [
          {
            name: 'testwright',
            conclusion: 'failure',
            startedAt: '2026-01-01T00:00:00Z',
            completedAt: '2026-01-01T00:00:09Z',
            steps: [
              {
                name: 'Run tests',
                number: 1,
                conclusion: 'failure',
                startedAt: '2026-01-01T00:00:00Z',
                completedAt: '2026-01-01T00:00:09Z',
              },
            ],
            log: '',
            annotations: Array.from({ length: 120 }, (_, index) => ({
              level: 'notice' as const,
              title: `title ${index}`,
              message: 'words',
              path: '.github',
              startLine: 1,
              endLine: 1,
            })),
          },
        ],
      }),
    },
  });
  const { hub, repository, appId, privateKeyPem } = world;
  app = createGitHubApp({
    appId,
    privateKey: privateKeyPem,
    apiUrl: hub.url,
    writeSpacingMs: 0,
    log: pino({ level: 'silent' }),
  });
  const ref: RepositoryRef = {
    installationId: world.installationId,
    owner: 'acme',
    name: 'shop',
    id: repository.id,
  };
  reader = app.reader(ref);
  writer = app.writer(ref);
  pullNumber = await hub.openPullRequest({
    repo: repository,
    head: 'change',
    base: 'main',
    title: 'Price',
    author: 'ada',
  });
  await hub.idle();
});

afterEach(async () => {
  const { hub, repository } = world;
  await hub.idle();
  git(repository.gitDir, 'update-ref', '-d', `refs/heads/testwright/pr-${pullNumber}`);
  expect(hub.leakedCredentials()).toBe(0);
  const violations = hub.takeViolations();
  expect(violations).toEqual([]);
});

afterAll(() => world.close());

function planCommit(round: number, content = 'def test_price(): pass\n'): PlannedCommit {
  return {
    branch: `testwright/pr-${pullNumber}`,
    parentSha: world.change,
    message: renderCommitMessage('Suggested tests', {
      runId: 'run-1',
      round,
      baseSha: world.main,
      kind: 'tests',
      suites: 'base head',
      evidence: 'full',
    }),
    runId: 'run-1',
    round,
    files: [{ path: 'tests/test_pricing.py', content }],
  };
}

async function commitRound(round: number): Promise<{ commitSha: string; treeSha: string }> {
  const result = await writer.ensureCompanionCommit(planCommit(round));
  if (result.kind !== 'at') throw new Error('the branch moved');
  return result;
}

test('the app knows itself', async () => {
  expect(await app.identity()).toEqual({ id: world.appId, slug: 'testwright' });
});

test('a pull request is read: data, files, merge base, tree and texts', async () => {
  const pull = await reader.getPullRequest(pullNumber);
  expect(pull).toMatchObject({
    headSha: world.change,
    baseSha: world.main,
    headRepositoryId: world.repository.id,
    author: { login: 'ada', type: 'User' },
  });
  expect(await reader.listPullRequestFiles(pullNumber)).toMatchObject([
    { path: 'shop/new.py', status: 'added', additions: 1 },
    { path: 'shop/pricing.py', status: 'modified', patch: '@@ -1 +1 @@\n-PRICE = 1\n+PRICE = 2' },
  ]);
  expect(await reader.getMergeBase(pull.baseSha, pull.headSha)).toBe(world.main);
  expect(await reader.getBranchSha('change')).toBe(world.change);
  const { entries, truncated } = await reader.getTree(pull.headSha);
  expect(truncated).toBe(false);
  const pricing = entries.find(({ path }) => path === 'shop/pricing.py');
  expect(pricing).toMatchObject({ mode: '100644', size: 10 });
  expect(await reader.getBlobText(pricing!.sha, pricing!)).toEqual({ text: 'PRICE = 2\n' });
  const many = await reader.getBlobTexts(entries);
  expect(many.get(entries.find(({ path }) => path === 'shop/latin.py')!.sha)).toEqual({
    text: 'x = "gr\u00f6\u00dfe"\n',
  });
  expect(world.hub.requests.filter(({ operationId }) => operationId === 'graphql/repository')).toHaveLength(
    1,
  );
  expect((await failureOf(reader.getPullRequest(999))).code).toBe('github-not-found');
});

describe('companion commits', () => {
  test('are made once per round, with the head as parent, and move the branch without stacking', async () => {
    const { repository } = world;
    const first = await commitRound(1);
    expect(await commitRound(1)).toEqual(first);
    const second = await commitRound(2);
    expect(await commitRound(2)).toEqual(second);
    expect(git(repository.gitDir, 'rev-parse', `testwright/pr-${pullNumber}`)).toBe(second.commitSha);
    expect(git(repository.gitDir, 'rev-parse', `${second.commitSha}^`)).toBe(world.change);
    expect(git(repository.gitDir, 'diff', '--name-only', world.change, second.commitSha)).toBe(
      'tests/test_pricing.py',
    );
  });

  test('give way to a person’s commit, made before or in between', async () => {
    const { hub, repository } = world;
    const { commitSha, treeSha } = await commitRound(1);
    const theirs = git(repository.gitDir, 'commit-tree', treeSha, '-p', commitSha, '-m', 'Mine');
    const move = () => git(repository.gitDir, 'update-ref', `refs/heads/testwright/pr-${pullNumber}`, theirs);
    const stop = hub.intercept((phase, request) => {
      if (phase === 'before' && request.operationId?.startsWith('graphql/updateRefs')) move();
      return undefined;
    });
    expect(await writer.ensureCompanionCommit(planCommit(2))).toEqual({ kind: 'branch-moved' });
    stop();
    expect(await writer.ensureCompanionCommit(planCommit(2))).toEqual({ kind: 'branch-moved' });
    await writer.ensureBranchAbsent(`testwright/pr-${pullNumber}`);
    expect(git(repository.gitDir, 'rev-parse', `testwright/pr-${pullNumber}`)).toBe(theirs);
  });

  test('whose move was answered 502 after it happened are found', async () => {
    const { hub } = world;
    await commitRound(1);
    const stop = hub.intercept((phase, request) =>
      phase === 'after' && request.operationId === 'graphql/updateRefs'
        ? { respond: { status: 502 } }
        : undefined,
    );
    expect((await failureOf(writer.ensureCompanionCommit(planCommit(2)))).code).toBe('github-unsure');
    stop();
    const before = hub.requests.filter((request) => request.write).length;
    await commitRound(2);
    expect(hub.requests.filter((request) => request.write).length).toBe(before);
  });

  test('vanish with their branch, which may be gone already', async () => {
    await commitRound(1);
    await writer.ensureBranchAbsent(`testwright/pr-${pullNumber}`);
    await writer.ensureBranchAbsent(`testwright/pr-${pullNumber}`);
    expect(await world.hub.branches(world.repository)).not.toHaveProperty(`testwright/pr-${pullNumber}`);
  });
});

test('our workflow is dispatched once, and its run, jobs, annotations and artifact are read', async () => {
  const { commitSha } = await commitRound(1);
  const options = { branch: `testwright/pr-${pullNumber}`, workflowFile: 'testwright.yml', commitSha };
  const dispatched = await writer.ensureDispatched(options);
  if (dispatched.kind !== 'dispatched' || dispatched.workflowRunId === null)
    throw new Error('not dispatched');
  const runId = dispatched.workflowRunId;
  expect(await writer.ensureDispatched(options)).toEqual(dispatched);
  await world.hub.idle();

  expect(await reader.getWorkflowRun(runId)).toMatchObject({
    id: runId,
    attempt: 1,
    headSha: commitSha,
    path: WORKFLOW,
    status: 'completed',
    conclusion: 'failure',
  });
  expect((await reader.listWorkflowRuns('testwright.yml', commitSha)).map(({ id }) => id)).toEqual([runId]);
  expect(await reader.listWorkflowRuns('testwright.yml', world.main)).toEqual([]);
  expect(await reader.listWorkflowRuns('absent.yml', world.main)).toEqual([]);
  expect(await reader.getWorkflowRun(999_999)).toBeNull();
  expect(await reader.listFailedJobs(runId, 1)).toMatchObject([
    { name: 'testwright', failedStep: 'Run tests' },
  ]);
  const annotations = await reader.listJobAnnotations(runId, 1);
  expect(annotations.filter(({ message }) => message === 'words').map(({ title }) => title)).toHaveLength(
    120,
  );
  expect(await reader.downloadArtifact(runId, 'testwright-report')).toEqual(new Uint8Array(ZIP));
  expect(await reader.downloadArtifact(runId, 'other')).toBeNull();
  expect((await reader.listCommitRuns(commitSha)).map(({ id, event }) => [id, event])).toEqual([
    [runId, 'workflow_dispatch'],
  ]);
  expect(await reader.listArtifacts(runId)).toEqual([{ name: 'testwright-report', bytes: ZIP.byteLength }]);
});

test.each(['absent.yml', 'other.yml'])(
  'a workflow that cannot be dispatched is missing: %s',
  async (workflowFile) => {
    const { commitSha } = await commitRound(1);
    const branch = `testwright/pr-${pullNumber}`;
    expect(await writer.ensureDispatched({ branch, workflowFile, commitSha })).toEqual({
      kind: 'workflow-missing',
    });
  },
);

test('one summary comment stays, whatever others write and whatever was lost', async () => {
  const { hub, repository } = world;
  const marker = summaryMarker(pullNumber);
  await hub.addComment(repository, pullNumber, 'mallory', `${marker}\nmine`);
  const ensure = (text: string) => writer.ensureSummaryComment(pullNumber, marker, `${marker}\n${text}`);
  const stop = hub.intercept((phase, request) =>
    phase === 'after' && request.operationId === 'issues/create-comment'
      ? { respond: { status: 502 } }
      : undefined,
  );
  expect((await failureOf(ensure('one'))).code).toBe('github-unsure');
  stop();
  const { id } = (await ensure('one'))!;
  expect(await ensure('two')).toMatchObject({ id });
  const bodies = hub.comments(repository, pullNumber).map(({ body }) => body);
  expect(bodies).toEqual([`${marker}\nmine`, `${marker}\ntwo`]);
  const longest = marker + 'x'.repeat(65_536 - marker.length);
  expect(await writer.ensureSummaryComment(pullNumber, marker, longest)).toMatchObject({ id });
});

test('one check run stays, from its beginning to its end', async () => {
  const check: PlannedCheck = {
    headSha: world.change,
    status: 'in_progress',
    conclusion: null,
    title: 'Waiting for CI',
    summary: 'Words.',
    actions: [],
  };
  const { id } = await writer.ensureCheckRun(check, 'run-1');
  expect(await writer.ensureCheckRun(check, 'run-1')).toEqual({ id });
  const done: PlannedCheck = {
    ...check,
    status: 'completed',
    conclusion: 'neutral',
    summary: 'x'.repeat(65_535),
  };
  const before = world.hub.requestCount();
  expect(await writer.ensureCheckRun(done, 'run-1')).toEqual({ id });
  expect(world.hub.requestCount() - before).toBe(2);
  expect(await writer.ensureCheckRun(done, 'run-1')).toEqual({ id });
  expect(world.hub.requestCount() - before).toBe(3);
});

test('a delivery that failed comes again with its GUID, and only until it succeeds', async () => {
  const { hub, repository, receiver } = world;
  const since = new Date(Date.now() - 60_000);
  receiver.status = 500;
  await hub.closePullRequest(repository, pullNumber, 'ada');
  await hub.idle();
  const guid = receiver.last('pull_request', 'closed')?.guid;
  const redeliver = (from: Date): Promise<number> =>
    app.redeliverFailed({
      since: from,
      now: new Date(),
      pauseMs: { first: 0, longest: 0 },
      events: ['pull_request', 'push', 'create', 'delete', 'workflow_run', 'check_run', 'check_suite'],
      // This receiver stores what it answers 200 for.
      findStored: async (guids) =>
        new Set(
          guids.filter((one) => hub.deliveries.some((made) => made.guid === one && made.statusCode === 200)),
        ),
    });
  expect(await redeliver(new Date(Date.now() + 60_000))).toBe(0);
  receiver.status = 200;
  const failed = new Set(
    hub.deliveries.filter(({ statusCode }) => statusCode === 500).map((one) => one.guid),
  );
  expect(await redeliver(since)).toBe(failed.size);
  await hub.idle();
  expect(receiver.received.filter((one) => one.guid === guid)).toHaveLength(2);
  expect(await redeliver(since)).toBe(0);
  expect(hub.deliveries.filter((one) => one.guid === guid)).toHaveLength(2);
});
