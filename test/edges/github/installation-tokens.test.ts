import { verify } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { failureOf } from './failure-of.ts';
import { api, givenApp, givenToken, publicKey, REPO, REPOSITORY, useStrictNock } from './github-api.ts';

useStrictNock();

const MINT = '/app/installations/11/access_tokens';
const PULL = `${REPO}/git/trees/abc?recursive=1`;
const TREE = { sha: 'abc', truncated: false, tree: [] };

function expectRead(token: string) {
  return api().get(PULL).matchHeader('authorization', `token ${token}`);
}

describe('a token', () => {
  test('of a reader is narrowed to one repository and to reading', async () => {
    let body: unknown;
    api()
      .post(MINT, (sent) => {
        body = sent;
        return true;
      })
      .reply(201, { token: 'ghs_one', expires_at: '2999-01-01T00:00:00Z' });
    expectRead('ghs_one').reply(200, TREE);
    await givenApp().reader(REPOSITORY).getTree('abc');
    expect(body).toEqual({
      repository_ids: [42],
      permissions: {
        metadata: 'read',
        contents: 'read',
        pull_requests: 'read',
        actions: 'read',
        checks: 'read',
      },
    });
  });

  test('of a writer may write contents, pull requests, checks and actions, and nothing else', async () => {
    let body: unknown;
    api()
      .post(MINT, (sent) => {
        body = sent;
        return true;
      })
      .reply(201, { token: 'ghs_two', expires_at: '2999-01-01T00:00:00Z' });
    api().get(`${REPO}/git/ref/heads%2Ftestwright%2Fpr-1`).reply(404, {});
    await givenApp().writer(REPOSITORY).ensureBranchAbsent('testwright/pr-1');
    expect(body).toEqual({
      repository_ids: [42],
      permissions: {
        metadata: 'read',
        contents: 'write',
        pull_requests: 'write',
        actions: 'write',
        checks: 'write',
      },
    });
  });

  test('is asked for with a JWT that was issued half a minute ago, against clocks that are late', async () => {
    let jwt = '';
    api()
      .post(MINT)
      .matchHeader('authorization', (value) => {
        jwt = String(value).replace(/^bearer /i, '');
        return true;
      })
      .reply(201, { token: 'ghs_one', expires_at: '2999-01-01T00:00:00Z' });
    expectRead('ghs_one').reply(200, TREE);
    const now = Math.floor(Date.now() / 1000);
    await givenApp().reader(REPOSITORY).getTree('abc');

    const [header, payload, signature] = jwt.split('.');
    const claims = JSON.parse(Buffer.from(payload!, 'base64url').toString());
    expect(String(claims.iss)).toBe('7');
    expect(claims.iat).toBeLessThanOrEqual(now - 29);
    expect(claims.exp).toBeLessThanOrEqual(now + 600);
    const signed = Buffer.from(`${header}.${payload}`);
    expect(verify('sha256', signed, publicKey, Buffer.from(signature!, 'base64url'))).toBe(true);
  });

  test('is minted once for requests that come together and for readers of the same repository', async () => {
    givenToken('ghs_one');
    expectRead('ghs_one').times(3).reply(200, TREE);
    const app = givenApp();
    const reader = app.reader(REPOSITORY);
    await Promise.all([reader.getTree('abc'), reader.getTree('abc')]);
    await app.reader(REPOSITORY).getTree('abc');
  });

  test('is replaced five minutes before it expires', async () => {
    const soon = new Date(Date.now() + 4 * 60_000).toISOString();
    givenToken('ghs_old', soon);
    expectRead('ghs_old').reply(200, TREE);
    const reader = givenApp().reader(REPOSITORY);
    await reader.getTree('abc');
    givenToken('ghs_new');
    expectRead('ghs_new').reply(200, TREE);
    await reader.getTree('abc');
  });

  test('that GitHub no longer accepts is replaced once, for a write too', async () => {
    givenToken('ghs_revoked');
    givenToken('ghs_fresh');
    expectRead('ghs_revoked').reply(401, { message: 'Bad credentials' });
    expectRead('ghs_fresh').reply(200, TREE);
    await givenApp().reader(REPOSITORY).getTree('abc');
  });

  test('that is refused again after that is for the operator to repair', async () => {
    givenToken('ghs_revoked');
    givenToken('ghs_fresh');
    expectRead('ghs_revoked').reply(401, { message: 'Bad credentials' });
    expectRead('ghs_fresh').reply(401, { message: 'Bad credentials' });
    expect(await failureOf(givenApp().reader(REPOSITORY).getTree('abc'))).toEqual({
      type: 'OperatorError',
      code: 'github-unauthorized',
    });
  });

  test.each([
    ['an installation that is gone', 404, { type: 'GitHubRefusal', code: 'github-not-found', status: 404 }],
    [
      'an installation that is suspended',
      403,
      { type: 'GitHubRefusal', code: 'github-forbidden', status: 403 },
    ],
    [
      'a permission that was not granted',
      422,
      { type: 'GitHubRefusal', code: 'github-forbidden', status: 422 },
    ],
    ['a key that is not the app’s', 401, { type: 'OperatorError', code: 'github-unauthorized' }],
  ])('cannot be had from %s', async (_case, status, expected) => {
    api().post(MINT).reply(status, { message: 'no' });
    expect(await failureOf(givenApp().reader(REPOSITORY).getTree('abc'))).toEqual(expected);
  });

  test('is asked for again after minting failed', async () => {
    api().post(MINT).times(3).reply(502);
    const reader = givenApp().reader(REPOSITORY);
    expect((await failureOf(reader.getTree('abc'))).code).toBe('github-unavailable');
    givenToken('ghs_one');
    expectRead('ghs_one').reply(200, TREE);
    await reader.getTree('abc');
  });
});

test('the app knows itself by the configured credentials', async () => {
  api()
    .get('/app')
    .matchHeader('authorization', /^bearer /)
    .matchHeader('user-agent', /^testwright\/\d+\.\d+\.\d+/)
    .reply(200, { id: 7, slug: 'testwright' });
  expect(await givenApp().identity()).toEqual({ id: 7, slug: 'testwright' });
});
