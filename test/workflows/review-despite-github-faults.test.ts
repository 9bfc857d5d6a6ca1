import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Interceptor, LoggedRequest } from '../../localhub/hub.ts';
import { parseCommitMessage } from '../../src/core/names/commit-message.ts';
import { anthropicError, anthropicMessage } from '../support/model-server.ts';
import {
  expectEnding,
  MISFIT,
  measuredTwoRounds,
  openStage,
  type Stage,
  type Story,
  settle,
  TEN_PIECES,
} from '../support/stage.ts';

let stage: Stage;
beforeAll(async () => {
  // One quick try more before a job is given up, instead of five within minutes.
  stage = await openStage({ engine: 'scripted-model', timing: { retryLimit: 1, retryDelaySeconds: 1 } });
}, 60_000);
afterAll(() => stage.close());
let stopFaults = (): void => {};
afterEach(() => stopFaults());

const SUGGESTED = { reasoning: 'Two.', tests: [TEN_PIECES, MISFIT], edge_cases: [], weaknesses: [] };
/** The least that the app waits for; GitHub without the header would be given 15 seconds. */
const SOON = { 'retry-after': '1' };

/** The first request of each operation that `which` chooses meets `fault`. Returns the operations that met it. */
function meetOnce(
  which: (request: LoggedRequest) => boolean,
  phase: 'before' | 'after',
  fault: Awaited<ReturnType<Interceptor>>,
): string[] {
  const met: string[] = [];
  stopFaults = stage.world.hub.intercept((at, request) => {
    const { operationId } = request;
    if (at !== phase || operationId === null || met.includes(operationId) || !which(request))
      return undefined;
    met.push(operationId);
    return fault;
  });
  return met;
}

const isWrite = (request: LoggedRequest): boolean => request.write;
const isRead = ({ method, path }: LoggedRequest): boolean => method === 'GET' && path.startsWith('/repos/');
const isOf =
  (...ids: string[]) =>
  ({ operationId }: LoggedRequest): boolean =>
    ids.includes(operationId ?? '');

/** One of everything, however often a write was tried: two rounds, two dispatched runs, one check run, one comment. */
async function expectOneOfEach(story: Story, ended: Awaited<ReturnType<Story['review']>>): Promise<void> {
  await settle(story);
  await expectEnding(story, ended, { code: 'suggestions-ready', comment: 'one', companion: 'tested' });
  const runs = stage.world.hub.workflowRuns(story.repository);
  expect(
    runs.map((run) => parseCommitMessage(story.git('show', '--no-patch', '--format=%B', run.headSha))?.round),
  ).toEqual([1, 2]);
  expect(stage.world.hub.comments(story.repository, ended.number)).toHaveLength(1);
  expect(story.asked.map(({ kind }) => kind)).toEqual(['suggest-tests', 'repair-test', 'cover-lines']);
}

describe('a review comes to the same end when GitHub', () => {
  test('does every write and answers 502', async () => {
    const story = await stage.tell({ replies: { 'suggest-tests': SUGGESTED }, ci: measuredTwoRounds });
    const met = meetOnce(isWrite, 'after', { respond: { status: 502, headers: SOON } });
    await expectOneOfEach(story, await story.review());
    expect(met).toEqual(
      expect.arrayContaining([
        'git/create-tree',
        'git/create-commit',
        'git/create-ref',
        'graphql/updateRefs',
        'actions/create-workflow-dispatch',
        'checks/create',
        'checks/update',
        'issues/create-comment',
      ]),
    );
  }, 120_000);

  test('limits the rate of writes for a moment', async () => {
    const story = await stage.tell({ replies: { 'suggest-tests': SUGGESTED }, ci: measuredTwoRounds });
    const met = meetOnce(isOf('issues/create-comment', 'actions/create-workflow-dispatch'), 'before', {
      respond: {
        status: 403,
        headers: SOON,
        body: {
          message:
            'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
          documentation_url: 'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api',
        },
      },
    });
    await expectOneOfEach(story, await story.review());
    expect(met).toHaveLength(2);
  }, 60_000);

  test('fails at every kind of read', async () => {
    const story = await stage.tell({ replies: { 'suggest-tests': SUGGESTED }, ci: measuredTwoRounds });
    const met = meetOnce(isRead, 'before', { respond: { status: 500, body: { message: 'Server Error' } } });
    await expectOneOfEach(story, await story.review());
    expect(met).toEqual(
      expect.arrayContaining([
        'pulls/get',
        'pulls/list-files',
        'git/get-tree',
        'actions/get-workflow-run',
        'issues/list-comments',
      ]),
    );
  }, 60_000);

  test('cannot be read for longer, and the model is overloaded for a moment', async () => {
    let calls = 0;
    const story = await stage.tell({
      replies: {
        'suggest-tests': () =>
          calls++ === 0
            ? anthropicError(529, { type: 'overloaded_error', message: 'Overloaded' }, SOON)
            : anthropicMessage(JSON.stringify(SUGGESTED)),
      },
      ci: measuredTwoRounds,
    });
    const met = meetOnce(isOf('pulls/get'), 'before', { respond: { status: 503, headers: SOON } });
    const ended = await story.review();
    expect(met).toEqual(['pulls/get']);
    expect(story.asked.shift()?.kind).toBe('suggest-tests');
    await expectOneOfEach(story, ended);
  }, 60_000);
});

describe('a review that cannot go on is ended where people see it:', () => {
  test('a permission that is gone ends it as access-lost', async () => {
    const story = await stage.tell({ replies: { 'suggest-tests': SUGGESTED }, ci: measuredTwoRounds });
    stopFaults = stage.world.hub.intercept((phase, { operationId }) =>
      phase === 'before' && operationId === 'git/create-tree'
        ? {
            respond: {
              status: 403,
              body: {
                message: 'Resource not accessible by integration',
                documentation_url: '',
                status: '403',
              },
            },
          }
        : undefined,
    );
    const ended = await story.review();
    await expectEnding(story, ended, { code: 'access-lost', comment: 'one', companion: 'none' });
  }, 60_000);

  test('a request that GitHub finds wrong is ours to mend and ends it as internal-error', async () => {
    const story = await stage.tell({ replies: { 'suggest-tests': SUGGESTED }, ci: measuredTwoRounds });
    const body = {
      message: 'tree.path contains a malformed path component',
      documentation_url: '',
      status: '422',
    };
    stopFaults = stage.world.hub.intercept((phase, { operationId }) =>
      phase === 'before' && operationId === 'git/create-tree'
        ? { respond: { status: 422, body } }
        : undefined,
    );
    const ended = await story.review();
    await expectEnding(story, ended, { code: 'internal-error', comment: 'one', companion: 'none' });
    expect(ended.result.outcome.reason).toContain('github-invalid');
    expect(story.summary(ended.number)).not.toContain('malformed');
  }, 60_000);
});
