import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { World } from './support.ts';
import { git, refusal, startWorld } from './support.ts';

const BEFORE = Array.from({ length: 30 }, (_, line) => `LINE_${line + 1} = ${line + 1}\n`);
/** Changed at 3, and one line more after 20: two hunks, 1-6 and 18-24. */
const AFTER = BEFORE.map((line, index) => (index === 2 ? 'LINE_3 = 33\n' : line)).toSpliced(
  20,
  0,
  'NEW = 1\n',
);

let world: World;
let number: number;
beforeAll(async () => {
  world = await startWorld({
    files: { 'a.py': BEFORE.join(''), 'same.py': 'S = 1\n' },
    changed: { 'a.py': AFTER.join('') },
  });
  number = await world.hub.openPullRequest({
    ...{ repo: world.repository, head: 'change', base: 'main', title: 'T', author: 'ada' },
  });
});
afterEach(() => world.hub.assertNoViolations());
afterAll(() => world.close());

type Comment = { path: string; body: string; line: number; start_line?: number; side?: 'LEFT' | 'RIGHT' };
const submit = (comments: Comment[], more: { body?: string; commit_id?: string } = {}) =>
  world.octokit.rest.pulls.createReview({
    ...{ ...world.at, pull_number: number, event: 'COMMENT', body: 'Two remarks.', comments },
    ...more,
  });

const THREADS = `query ($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      reviewThreads(first: 1, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes {
          id isResolved isOutdated path line
          resolvedBy { login }
          comments(first: 10) { nodes { databaseId body viewerDidAuthor author { login } } }
        }
      }
    }
  }
}`;
interface Thread {
  id: string;
  isResolved: boolean;
  isOutdated: boolean;
  line: number | null;
  resolvedBy: { login: string } | null;
  comments: { nodes: { body: string; viewerDidAuthor: boolean; author: { login: string } }[] };
}
async function readThreads(): Promise<Thread[]> {
  const threads: Thread[] = [];
  for (let after: string | null = null; ; ) {
    const reply: {
      repository: {
        pullRequest: {
          reviewThreads: { pageInfo: { hasNextPage: boolean; endCursor: string | null }; nodes: Thread[] };
        };
      };
    } = await world.octokit.graphql(THREADS, {
      ...{ owner: world.at.owner, name: world.at.repo, number, after },
    });
    const page = reply.repository.pullRequest.reviewThreads;
    threads.push(...page.nodes);
    if (!page.pageInfo.hasNextPage) return threads;
    after = page.pageInfo.endCursor;
  }
}
const setResolved = (field: 'resolveReviewThread' | 'unresolveReviewThread', threadId: string) =>
  world.octokit.graphql<Record<string, { thread: { isResolved: boolean } }>>(
    `mutation ($id: ID!) { ${field}(input: { threadId: $id }) { thread { id isResolved } } }`,
    { id: threadId },
  );

describe('a review', () => {
  test.each<[string, Comment, string]>([
    ['a line outside of every hunk', { path: 'a.py', line: 10, body: 'x' }, 'Line could not be resolved'],
    ['a file that is not changed', { path: 'same.py', line: 1, body: 'x' }, 'Path could not be resolved'],
    [
      'lines of two hunks',
      { path: 'a.py', start_line: 5, line: 21, body: 'x' },
      'Start line must precede the end line and be part of the same hunk',
    ],
  ])('is refused as a whole for %s', async (_case, comment, message) => {
    const fine = { path: 'a.py', line: 3, body: 'fine' };
    expect(await refusal(submit([fine, comment]))).toMatchObject({ status: 422 });
    const last = world.hub.requests.at(-1);
    expect(last).toMatchObject({ operationId: 'pulls/create-review', status: 422, write: true });
    const { errors } = (await submit([comment]).catch(
      (error: { response: { data: { errors: string[] } } }) => error.response.data,
    )) as { errors: string[] };
    expect(errors).toEqual([message]);
    expect(world.hub.reviews(world.repository, number)).toEqual([]);
    expect(world.hub.reviewThreads(world.repository, number)).toEqual([]);
  });

  test('without text and comments, or of a foreign commit, is refused', async () => {
    expect((await refusal(submit([], { body: '' }))).status).toBe(422);
    expect((await refusal(submit([], { commit_id: '1'.repeat(40) }))).status).toBe(422);
  });

  test('shows its comments at their lines, in REST, GraphQL and webhooks', async () => {
    await submit([
      { path: 'a.py', line: 3, body: 'What for?' },
      { path: 'a.py', start_line: 19, line: 21, body: 'All three.' },
    ]);
    await world.hub.idle();
    const { data: reviews } = await world.octokit.rest.pulls.listReviews({
      ...world.at,
      pull_number: number,
    });
    expect(reviews).toMatchObject([
      {
        state: 'COMMENTED',
        body: 'Two remarks.',
        commit_id: world.change,
        user: { login: 'testwright[bot]' },
      },
    ]);
    const { data } = await world.octokit.rest.pulls.listReviewComments({ ...world.at, pull_number: number });
    expect(data).toMatchObject([
      {
        ...{ body: 'What for?', line: 3, original_line: 3, start_line: null, side: 'RIGHT', position: 4 },
        diff_hunk: '@@ -1,6 +1,6 @@\n LINE_1 = 1\n LINE_2 = 2\n-LINE_3 = 3\n+LINE_3 = 33',
      },
      {
        body: 'All three.',
        line: 21,
        start_line: 19,
        start_side: 'RIGHT',
        pull_request_review_id: reviews[0]!.id,
      },
    ]);
    expect(world.receiver.names().filter((name) => name.startsWith('pull_request_review'))).toEqual([
      'pull_request_review.submitted',
      'pull_request_review_comment.created',
      'pull_request_review_comment.created',
    ]);
    expect(
      (await readThreads()).map(({ line, isResolved, comments }) => [line, isResolved, comments.nodes]),
    ).toEqual([
      [
        3,
        false,
        [
          expect.objectContaining({
            body: 'What for?',
            viewerDidAuthor: true,
            author: { login: 'testwright' },
          }),
        ],
      ],
      [21, false, [expect.objectContaining({ body: 'All three.' })]],
    ]);
    const { data: pull } = await world.octokit.rest.pulls.get({ ...world.at, pull_number: number });
    expect(pull.review_comments).toBe(2);
  });

  test('is answered, resolved and followed through later pushes', async () => {
    const [first, second] = world.hub.reviewThreads(world.repository, number);
    await world.hub.replyInThread(world.repository, first!.id, 'ada', 'For tax.');
    await world.hub.resolveThread(world.repository, first!.id, 'ada');
    const clone = path.join(path.dirname(world.repository.gitDir), 'clone');
    git('/', 'clone', '-q', '-b', 'change', world.repository.gitDir, clone);
    writeFileSync(path.join(clone, 'a.py'), ['TOP = 0\n', ...AFTER.toSpliced(2, 1, 'LINE_3 = 3\n')].join(''));
    git(clone, 'commit', '-qam', 'More');
    git(clone, 'push', '-q', 'origin', 'change');
    const after = git(clone, 'rev-parse', 'HEAD');
    await world.hub.pushed(world.repository, 'change', world.change, after, 'ada');
    expect(await readThreads()).toMatchObject([
      {
        ...{ isResolved: true, isOutdated: true, line: null, resolvedBy: { login: 'ada' } },
        comments: { nodes: [{ viewerDidAuthor: true }, { viewerDidAuthor: false, body: 'For tax.' }] },
      },
      { isResolved: false, isOutdated: false, line: 22, resolvedBy: null },
    ]);
    const [, thread] = await readThreads();
    expect(await setResolved('resolveReviewThread', thread!.id)).toMatchObject({
      resolveReviewThread: { thread: { isResolved: true } },
    });
    await setResolved('unresolveReviewThread', thread!.id);
    expect((await readThreads()).map(({ isResolved }) => isResolved)).toEqual([true, false]);
    await world.hub.deleteReviewComment(world.repository, second!.comments[0]!.id, 'ada');
    expect(await readThreads()).toHaveLength(1);
    await world.hub.idle();
    expect(world.receiver.names().filter((name) => /thread|deleted/.test(name))).toEqual([
      'pull_request_review_comment.deleted',
      'pull_request_review_thread.resolved',
      'pull_request_review_thread.resolved',
      'pull_request_review_thread.unresolved',
    ]);
  });

  test('is resolved only by who may also write contents', async () => {
    const { data } = await world.app.rest.apps.createInstallationAccessToken({
      installation_id: world.installationId,
      permissions: { pull_requests: 'write', contents: 'read' },
    });
    const [thread] = await readThreads();
    const reply = await fetch(`${world.hub.url}/graphql`, {
      method: 'POST',
      headers: { authorization: `token ${data.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        query: 'mutation ($id: ID!) { unresolveReviewThread(input: { threadId: $id }) { clientMutationId } }',
        variables: { id: thread!.id },
      }),
    });
    expect(await reply.json()).toMatchObject({ errors: [{ type: 'FORBIDDEN' }] });
    await expect(setResolved('resolveReviewThread', 'PRRT_nothing')).rejects.toThrow(
      'Could not resolve to a node',
    );
  });
});
