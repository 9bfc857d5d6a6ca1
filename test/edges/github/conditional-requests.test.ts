import { expect, test } from '@jest/globals';
import { api, givenApp, givenToken, REPO, REPOSITORY, useStrictNock } from './github-api.ts';

useStrictNock();

const PULL = `${REPO}/pulls/3`;
const pull = (title: string) => ({
  number: 3,
  title,
  state: 'open',
  labels: [],
  user: { id: 5, login: 'ada', type: 'User' },
  head: { sha: 'a'.repeat(40), ref: 'topic', repo: { id: 42 } },
  base: { sha: 'b'.repeat(40), ref: 'main', repo: { id: 42 } },
});

test('a pull request that has not changed is not sent again, whichever reader asks', async () => {
  givenToken();
  const app = givenApp();
  const title = async () => (await app.reader(REPOSITORY).getPullRequest(3)).title;
  api().get(PULL).reply(200, pull('First'), { etag: 'W/"one"' });
  expect(await title()).toBe('First');
  api().get(PULL).matchHeader('if-none-match', 'W/"one"').reply(304);
  expect(await title()).toBe('First');
  api().get(PULL).matchHeader('if-none-match', 'W/"one"').reply(200, pull('Second'), { etag: 'W/"two"' });
  expect(await title()).toBe('Second');
  api().get(PULL).matchHeader('if-none-match', 'W/"two"').reply(304);
  expect(await title()).toBe('Second');
});

test('what one installation was told is not told another one', async () => {
  givenToken();
  const app = givenApp();
  api().get(PULL).reply(200, pull('Ours'), { etag: 'W/"one"' });
  await app.reader(REPOSITORY).getPullRequest(3);
  api()
    .post('/app/installations/12/access_tokens')
    .reply(201, { token: 'ghs_other', expires_at: '2999-01-01T00:00:00Z' });
  api({ badheaders: ['if-none-match'] })
    .get(PULL)
    .reply(200, pull('Theirs'));
  const other = app.reader({ ...REPOSITORY, installationId: 12 });
  expect((await other.getPullRequest(3)).title).toBe('Theirs');
});

test('a tree is asked for once by its commit, and each time by its branch', async () => {
  givenToken();
  const app = givenApp();
  const commit = 'c'.repeat(40);
  const tree = { sha: 't', truncated: false, tree: [] };
  api().get(`${REPO}/git/trees/${commit}?recursive=1`).reply(200, tree);
  api().get(`${REPO}/git/trees/main?recursive=1`).twice().reply(200, tree);
  for (const name of [commit, 'main', commit, 'main']) await app.reader(REPOSITORY).getTree(name);
});

test('an owner without settings for all repositories is asked once, not with every push', async () => {
  api()
    .post('/app/installations/11/access_tokens')
    .reply(422, { message: 'There is at least one repository that does not exist' });
  const app = givenApp();
  const other = { ...REPOSITORY, id: 43, name: 'stock' };
  for (const repository of [REPOSITORY, other, REPOSITORY]) {
    const found = await app.reader(repository).getOrganisationFile('.github/testwright.yml');
    expect(found).toEqual({ missing: 'no-access' });
  }
});
