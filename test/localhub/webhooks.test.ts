import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { World } from './support.ts';
import { git, startWorld, webhookSecret } from './support.ts';

const zero = '0'.repeat(40);

let world: World;
beforeEach(async () => {
  world = await startWorld({});
});
afterEach(async () => {
  world.hub.assertNoViolations();
  await world.close();
});

async function givenPullRequest(): Promise<number> {
  const { hub, repository } = world;
  return hub.openPullRequest({
    repo: repository,
    head: 'change',
    base: 'main',
    title: 'Price',
    author: 'ada',
  });
}

test('every event of a pull request, of comments, checks and pushes is told in the form GitHub describes', async () => {
  const { hub, octokit, at, repository, receiver } = world;
  const number = await givenPullRequest();
  await hub.convertToDraft(repository, number);
  await hub.markReady(repository, number);
  await hub.closePullRequest(repository, number);
  await hub.reopenPullRequest(repository, number);
  await octokit.rest.pulls.update({ ...at, pull_number: number, title: 'New price', body: 'Why' });
  const { data: comment } = await octokit.rest.issues.createComment({
    ...at,
    issue_number: number,
    body: 'One',
  });
  await octokit.rest.issues.updateComment({ ...at, comment_id: comment.id, body: 'Two' });
  await octokit.rest.issues.deleteComment({ ...at, comment_id: comment.id });
  await hub.addComment(repository, number, 'eve', 'By a person');
  const { data: check } = await octokit.rest.checks.create({
    ...at,
    name: 'c',
    head_sha: world.change,
    status: 'queued',
  });
  await octokit.rest.checks.update({ ...at, check_run_id: check.id, conclusion: 'neutral' });
  await octokit.rest.git.createRef({ ...at, ref: 'refs/heads/short-lived', sha: world.main });
  await octokit.rest.git.deleteRef({ ...at, ref: 'heads/short-lived' });
  await hub.idle();
  expect(receiver.names()).toEqual([
    'check_run.completed',
    'check_run.created',
    'issue_comment.created',
    'issue_comment.created',
    'issue_comment.deleted',
    'issue_comment.edited',
    'pull_request.closed',
    'pull_request.converted_to_draft',
    'pull_request.edited',
    'pull_request.opened',
    'pull_request.ready_for_review',
    'pull_request.reopened',
    'push',
    'push',
  ]);
  expect(receiver.last('issue_comment', 'edited')?.payload).toMatchObject({
    changes: { body: { from: 'One' } },
    comment: { body: 'Two', performed_via_github_app: { slug: 'testwright' }, user: { type: 'Bot' } },
    issue: { number, pull_request: {} },
  });
});

test('a delivery is signed over its bytes and names event, delivery, hook and installation', async () => {
  const number = await givenPullRequest();
  await world.hub.idle();
  const { headers, raw, payload, guid } = world.receiver.received[0]!;
  expect(headers).toMatchObject({
    'content-type': 'application/json',
    'x-github-event': 'pull_request',
    'x-github-hook-installation-target-id': String(world.appId),
    'x-github-hook-installation-target-type': 'integration',
    'x-hub-signature-256': `sha256=${createHmac('sha256', webhookSecret).update(raw).digest('hex')}`,
  });
  expect(guid).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(payload).toMatchObject({
    number,
    installation: { id: world.installationId },
    sender: { login: 'ada' },
  });
});

describe('a moved head branch', () => {
  const synchronized = { before: '', after: '', pull_request: { head: { sha: '' } } };

  async function check(after: string) {
    await world.hub.idle();
    const expected = { ...synchronized, before: world.change, after, pull_request: { head: { sha: after } } };
    expect(world.receiver.last('pull_request', 'synchronize')?.payload).toMatchObject(expected);
    expect(world.receiver.last('push')?.payload).toMatchObject({
      ref: 'refs/heads/change',
      before: world.change,
      after,
    });
    const { data } = await world.octokit.rest.git.listMatchingRefs({ ...world.at, ref: 'pull/1/head' });
    expect(data[0]?.object.sha).toBe(after);
  }

  test('by a real git push brings push and synchronize', async () => {
    await givenPullRequest();
    const clone = path.join(path.dirname(world.repository.gitDir), 'clone');
    git('/', 'clone', '-q', '-b', 'change', world.repository.gitDir, clone);
    writeFileSync(path.join(clone, 'more.py'), 'MORE = 1\n');
    git(clone, 'add', '-A');
    git(clone, 'commit', '-qm', 'More');
    git(clone, 'push', '-q');
    const after = git(clone, 'rev-parse', 'HEAD');
    await world.hub.pushed(world.repository, 'change', world.change, after, 'ada');
    await check(after);
    expect(world.receiver.last('push')?.payload).toMatchObject({
      commits: [{ id: after, added: ['more.py'], removed: [], modified: [] }],
      pusher: { name: 'ada' },
      forced: false,
    });
  });

  test('by the app itself brings the same, sent by its bot', async () => {
    await givenPullRequest();
    const { git: api } = world.octokit.rest;
    const { data: commit } = await api.createCommit({
      ...world.at,
      message: 'Same tree',
      tree: (await api.getCommit({ ...world.at, commit_sha: world.change })).data.tree.sha,
      parents: [world.change],
    });
    await api.updateRef({ ...world.at, ref: 'heads/change', sha: commit.sha });
    await check(commit.sha);
    expect(world.receiver.last('pull_request', 'synchronize')?.payload).toMatchObject({
      sender: { login: 'testwright[bot]', type: 'Bot' },
    });
  });
});

test('a deleted head branch closes its pull request; a base that reaches the head merges it', async () => {
  const { hub, repository } = world;
  const number = await givenPullRequest();
  git(repository.gitDir, 'update-ref', 'refs/heads/main', world.change);
  await hub.pushed(repository, 'main', world.main, world.change, 'ada');
  expect(hub.pullRequest(repository, number)).toMatchObject({
    state: 'closed',
    mergedAt: expect.any(String),
  });
  git(repository.gitDir, 'update-ref', 'refs/heads/main', world.main);
  const second = await givenPullRequest();
  git(repository.gitDir, 'update-ref', '-d', 'refs/heads/change');
  await hub.pushed(repository, 'change', world.change, zero, 'ada');
  expect(hub.pullRequest(repository, second)).toMatchObject({ state: 'closed', mergedAt: null });
});

test('a failed delivery is listed, not repeated by itself, and redelivered with its own GUID when asked', async () => {
  const { hub, app, receiver } = world;
  receiver.status = 500;
  await givenPullRequest();
  await hub.idle();
  receiver.status = 200;
  expect(receiver.received).toHaveLength(1);
  const { data: failed } = await app.rest.apps.listWebhookDeliveries({ status: 'failure' } as never);
  expect(failed).toMatchObject([
    { event: 'pull_request', action: 'opened', status_code: 500, redelivery: false },
  ]);
  const { data: detail } = await app.rest.apps.getWebhookDelivery({ delivery_id: failed[0]!.id });
  expect(detail).toMatchObject({ request: { payload: { action: 'opened' } }, response: { payload: 'ok' } });

  const { status } = await app.rest.apps.redeliverWebhookDelivery({ delivery_id: failed[0]!.id });
  expect(status).toBe(202);
  await hub.idle();
  const [first, second] = receiver.received;
  expect(second).toMatchObject({ guid: first!.guid, raw: first!.raw });
  const { data: succeeded } = await app.rest.apps.listWebhookDeliveries({ status: 'success' } as never);
  expect(succeeded).toMatchObject([{ guid: first!.guid, redelivery: true, status_code: 200 }]);
});

test('deliveries are paged by cursor, newest first', async () => {
  const { hub, app, repository } = world;
  const number = await givenPullRequest();
  for (let count = 0; count < 4; count += 1)
    await hub.addComment(repository, number, 'ada', `Comment ${count}`);
  await hub.idle();
  const seen = await app.paginate(app.rest.apps.listWebhookDeliveries, { per_page: 2 });
  const ids = seen.map(({ id }) => id);
  expect(ids).toEqual(hub.deliveries.map(({ id }) => id).sort((a, b) => b - a));
  expect(ids).toHaveLength(5);
});

test('an app that nobody answers for, or whose delivery an observer drops, has a failed delivery', async () => {
  const { hub, receiver } = world;
  const stop = hub.onWebhook((phase) => (phase === 'before' ? 'drop' : undefined));
  const number = await givenPullRequest();
  await hub.idle();
  stop();
  await receiver.close();
  await hub.closePullRequest(world.repository, number);
  await hub.idle();
  expect(receiver.received).toHaveLength(0);
  expect(hub.deliveries.map(({ statusCode }) => statusCode)).toEqual([502, 502]);
});

test('an app hears only of events it subscribed to and may read; checks come by themselves', async () => {
  const { hub, repository } = world;
  const rival = hub.registerApp({
    slug: 'rival',
    webhookUrl: world.receiver.url,
    webhookSecret,
    permissions: { pull_requests: 'read', checks: 'write' },
    events: ['push', 'pull_request'],
  });
  hub.setWebhookUrl(world.appId, null);
  hub.installApp(rival.appId, [repository]);
  const number = await givenPullRequest();
  await hub.addComment(repository, number, 'ada', 'Not for the rival');
  await world.octokit.rest.git.createRef({ ...world.at, ref: 'refs/heads/x', sha: world.main });
  await world.octokit.rest.checks.create({ ...world.at, name: 'c', head_sha: world.main });
  await hub.idle();
  expect(world.receiver.names()).toEqual(['check_run.created', 'pull_request.opened']);
});
