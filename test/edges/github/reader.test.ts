import { describe, expect, test } from '@jest/globals';
import nock from 'nock';
import type { BlobText } from '../../../src/edges/github/types.ts';
import { failureOf } from './failure-of.ts';
import {
  API,
  api,
  givenApp,
  givenReader,
  type Methods,
  nextPage,
  type Part,
  REPO,
  REPOSITORY,
  useStrictNock,
} from './github-api.ts';

useStrictNock();

type Data<A extends keyof Methods, B extends keyof Methods[A]> = Methods[A][B] extends {
  response: { data: infer D };
}
  ? Part<D>
  : never;

describe('a pull request', () => {
  async function check(change: Data<'pulls', 'get'>, expected: object) {
    const user = { id: 5, login: 'ada', type: 'User' };
    const base: Data<'pulls', 'get'> = { sha: 'b'.repeat(40), ref: 'main', repo: { id: 42 } } as never;
    const labels = [{ name: 'wip' }];
    const own = { number: 3, title: 't', body: 'words', state: 'open', draft: true, labels, user, base };
    const pull = { ...own, ...change };
    const reader = givenReader();
    api().get(`${REPO}/pulls/3`).reply(200, pull);
    expect(await reader.getPullRequest(3)).toMatchObject(expected);
  }

  test('of the same repository', () =>
    check(
      { head: { sha: 'a'.repeat(40), ref: 'topic', repo: { id: 42 } } },
      {
        headRepositoryId: 42,
        headRef: 'topic',
        draft: true,
        labels: ['wip'],
        author: { id: 5, login: 'ada', type: 'User' },
      },
    ));
  test('whose fork was deleted has no head repository', () =>
    check(
      { head: { sha: 'a'.repeat(40), ref: 'x', repo: null }, body: null },
      { headRepositoryId: null, body: '' },
    ));
});

describe('an issue', () => {
  const minted = (answer: nock.Body, status = 201) =>
    api()
      .post('/app/installations/11/access_tokens', (sent: { permissions: object }) => {
        expect(sent.permissions).toEqual({ metadata: 'read', issues: 'read' });
        return true;
      })
      .reply(status, answer);

  test('is read with a token that may read issues and nothing else', async () => {
    minted({ token: 'ghs_issues', expires_at: '2999-01-01T00:00:00Z' });
    const issue: Data<'issues', 'get'> = {
      number: 12,
      title: 'Wrong total',
      body: null,
      state: 'open',
      labels: [{ name: 'bug' }, 'old'],
      user: { id: 5, login: 'ada' },
    };
    api().get(`${REPO}/issues/12`).matchHeader('authorization', 'token ghs_issues').reply(200, issue);
    const reader = givenApp().reader(REPOSITORY);
    expect(await reader.getIssue(12)).toEqual({
      number: 12,
      title: 'Wrong total',
      body: '',
      state: 'open',
      labels: ['bug', 'old'],
      author: { id: 5, login: 'ada' },
      isPullRequest: false,
    });
  });

  test('is refused where the installation does not grant it', async () => {
    minted({ message: 'The permissions requested are not granted to this installation.' }, 422);
    const failure = await failureOf(givenApp().reader(REPOSITORY).getIssue(12));
    expect(failure).toMatchObject({ code: 'github-forbidden' });
  });
});

test('files of a pull request come from all pages, without a patch where GitHub sends none', async () => {
  const reader = givenReader();
  const first: Data<'pulls', 'listFiles'> = [
    { filename: 'a.py', status: 'modified', patch: '@@', additions: 1, deletions: 2 },
  ];
  const second: Data<'pulls', 'listFiles'> = [
    { filename: 'b.png', previous_filename: 'a.png', status: 'renamed', additions: 0, deletions: 0 },
  ];
  const path = `${REPO}/pulls/3/files?per_page=100`;
  api()
    .get(path)
    .reply(200, first, nextPage(`${path}&page=2`));
  api().get(`${path}&page=2`).matchHeader('authorization', 'token ghs_one').reply(200, second);
  expect(await reader.listPullRequestFiles(3)).toEqual([
    { path: 'a.py', previousPath: null, status: 'modified', patch: '@@', additions: 1, deletions: 2 },
    { path: 'b.png', previousPath: 'a.png', status: 'renamed', patch: null, additions: 0, deletions: 0 },
  ]);
});

test('a list that GitHub refuses with a conflict is not an empty list', async () => {
  const reader = givenReader();
  api().get(`${REPO}/pulls/3/files?per_page=100`).reply(409, { message: 'Conflict' });
  expect((await failureOf(reader.listPullRequestFiles(3))).code).toBe('github-conflict');
});

test('the merge base is what GitHub names it', async () => {
  const reader = givenReader();
  const reply: Data<'repos', 'compareCommitsWithBasehead'> = {
    merge_base_commit: { sha: 'm' },
    base_commit: { sha: 'b' },
  };
  api().get(`${REPO}/compare/b...h?per_page=1`).reply(200, reply);
  expect(await reader.getMergeBase('b', 'h')).toBe('m');
});

test('a tree lists blobs and submodules, and says when GitHub has cut it', async () => {
  const reader = givenReader();
  const reply: Data<'git', 'getTree'> = {
    sha: 't',
    truncated: true,
    tree: [
      { path: 'src', mode: '040000', type: 'tree', sha: '1' },
      { path: 'src/a.py', mode: '100644', type: 'blob', sha: '2', size: 12 },
      { path: 'link', mode: '120000', type: 'blob', sha: '3', size: 4 },
      { path: 'vendor', mode: '160000', type: 'commit', sha: '4' },
    ],
  };
  api().get(`${REPO}/git/trees/c0ffee?recursive=1`).reply(200, reply);
  expect(await reader.getTree('c0ffee')).toEqual({
    truncated: true,
    entries: [
      { path: 'src/a.py', sha: '2', mode: '100644', size: 12 },
      { path: 'link', sha: '3', mode: '120000', size: 4 },
      { path: 'vendor', sha: '4', mode: '160000', size: 0 },
    ],
  });
});

describe('a blob', () => {
  async function check(bytes: Uint8Array, expected: BlobText) {
    const reader = givenReader();
    // GitHub breaks the base64 into lines.
    const content = Buffer.from(bytes).toString('base64').replace(/.{60}/g, '$&\n');
    const reply: Data<'git', 'getBlob'> = { sha: 's', encoding: 'base64', content, size: bytes.length };
    api().get(`${REPO}/git/blobs/s`).reply(200, reply);
    expect(await reader.getBlobText('s', { size: bytes.length })).toEqual(expected);
  }

  test('of UTF-8 is text, unchanged', () => {
    const text = `\ufeff# Größe 🧪\r\n${'x'.repeat(200)}`;
    return check(Buffer.from(text), { text });
  });
  test('that is empty is empty text', () => check(new Uint8Array(), { text: '' }));
  test('with a NUL is binary', () => check(Uint8Array.of(0x61, 0, 0x62), { unreadable: 'binary' }));
  test('that stands for a file in Git LFS is no text', () =>
    check(
      Buffer.from(`version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12345\n`),
      { unreadable: 'lfs-pointer' },
    ));
  test('of Python in the encoding that it declares is text', async () => {
    const declared = (name: string, line = 1) =>
      `${line === 2 ? '#!/usr/bin/env python\n' : ''}# -*- coding: ${name} -*-\nNAME = "`;
    const latin = declared('latin-1', 2);
    await check(Buffer.from(`${latin}größe"\n`, 'latin1'), { text: `${latin}größe"\n` });
    const cyrillic = declared('cp1251');
    const bytes = Buffer.concat([
      Buffer.from(cyrillic),
      Buffer.of(0xc6, 0xe8, 0xe7, 0xed, 0xfc),
      Buffer.from('"\n'),
    ]);
    await check(bytes, { text: `${cyrillic}Жизнь"\n` });
    const wrong = declared('no-such-encoding');
    await check(Buffer.from(`${wrong}größe"\n`, 'latin1'), { unreadable: 'not-utf-8' });
  });
  test('of Latin-1 is not UTF-8', () => check(Buffer.from('größe', 'latin1'), { unreadable: 'not-utf-8' }));

  test('over a megabyte is not asked for', async () => {
    const reader = givenApp().reader(REPOSITORY);
    expect(await reader.getBlobText('s', { size: 1024 * 1024 + 1 })).toEqual({ unreadable: 'too-large' });
  });

  test('is asked for once, and again only after a failure', async () => {
    const reader = givenReader();
    api().get(`${REPO}/git/blobs/s`).reply(404, { message: 'Not Found' });
    expect((await failureOf(reader.getBlobText('s', { size: 1 }))).code).toBe('github-not-found');
    api().get(`${REPO}/git/blobs/s`).reply(200, { encoding: 'base64', content: 'eA==', size: 1 });
    const both = [reader.getBlobText('s', { size: 1 }), reader.getBlobText('s', { size: 1 })];
    expect(await Promise.all(both)).toEqual([{ text: 'x' }, { text: 'x' }]);
  });
});

describe('workflow runs', () => {
  const run: Data<'actions', 'getWorkflowRun'> = {
    id: 9,
    run_attempt: 2,
    head_sha: 'c',
    path: '.github/workflows/testwright.yml@refs/heads/x',
    event: 'push',
    status: 'completed',
    conclusion: 'failure',
    html_url: 'https://github.test/run/9',
    created_at: '2026-01-01T00:00:00Z',
  };
  const known = {
    id: 9,
    attempt: 2,
    headSha: 'c',
    path: '.github/workflows/testwright.yml',
    event: 'push',
    status: 'completed',
    conclusion: 'failure',
    htmlUrl: 'https://github.test/run/9',
    createdAt: '2026-01-01T00:00:00Z',
  };

  test('are read by id', async () => {
    const reader = givenReader();
    api().get(`${REPO}/actions/runs/9`).reply(200, run);
    expect(await reader.getWorkflowRun(9)).toEqual(known);
  });

  test('that do not exist are null', async () => {
    const reader = givenReader();
    api().get(`${REPO}/actions/runs/9`).reply(404, { message: 'Not Found' });
    expect(await reader.getWorkflowRun(9)).toBeNull();
  });

  test('of a commit come newest first, and none for a missing workflow file', async () => {
    const reader = givenReader();
    const path = `${REPO}/actions/workflows/testwright.yml/runs?head_sha=c&per_page=100`;
    api()
      .get(path)
      .reply(200, { total_count: 2, workflow_runs: [run, { ...run, id: 10 }] });
    expect((await reader.listWorkflowRuns('testwright.yml', 'c')).map(({ id }) => id)).toEqual([10, 9]);
    api().get(path).reply(404, { message: 'Not Found' });
    expect(await reader.listWorkflowRuns('testwright.yml', 'c')).toEqual([]);
  });
});

describe('what a commit has from any workflow', () => {
  test('are its runs, of all pages', async () => {
    const reader = givenReader();
    const run = { id: 1, head_sha: 'c', path: 'w/tests.yml', event: 'push', status: 'queued', html_url: '' };
    api()
      .get(`${REPO}/actions/runs?head_sha=c&per_page=100`)
      .reply(200, { total_count: 2, workflow_runs: [run, { ...run, id: 2 }] });
    expect((await reader.listCommitRuns('c')).map(({ id }) => id)).toEqual([2, 1]);
  });

  test('are the artifacts of a run that have not expired', async () => {
    const reader = givenReader();
    const one = { id: 1, name: 'coverage', expired: false, size_in_bytes: 7 };
    api()
      .get(`${REPO}/actions/runs/1/artifacts?per_page=100`)
      .reply(200, { total_count: 2, artifacts: [one, { ...one, name: 'old', expired: true }] });
    expect(await reader.listArtifacts(1)).toEqual([{ name: 'coverage', bytes: 7 }]);
  });
});

describe('an artifact', () => {
  const LIST = `${REPO}/actions/runs/9/artifacts?name=testwright-report&per_page=100`;
  const STORAGE = 'https://storage.test';
  type Artifact =
    Data<'actions', 'listWorkflowRunArtifacts'> extends { artifacts?: (infer E)[] | null } ? E : never;
  const artifact = (id: number, change: Artifact = {} as Artifact) => ({
    id,
    name: 'testwright-report',
    expired: false,
    size_in_bytes: 3,
    ...(change as object),
  });

  function givenArtifacts(...artifacts: object[]) {
    const reader = givenReader();
    api().get(LIST).reply(200, { total_count: artifacts.length, artifacts });
    return reader;
  }
  const givenRedirect = (id: number) =>
    api()
      .get(`${REPO}/actions/artifacts/${id}/zip`)
      .matchHeader('authorization', 'token ghs_one')
      .reply(302, '', { location: `${STORAGE}/blob?signature=x` });

  test('is the newest one, fetched from the second host without our token', async () => {
    const reader = givenArtifacts(artifact(1), artifact(3), artifact(2));
    givenRedirect(3);
    nock(STORAGE, { badheaders: ['authorization'] })
      .get('/blob?signature=x')
      .reply(200, Buffer.from([80, 75, 3]));
    expect(await reader.downloadArtifact(9, 'testwright-report')).toEqual(Uint8Array.of(80, 75, 3));
  });

  test('is null when there is none', async () => {
    expect(await givenArtifacts().downloadArtifact(9, 'testwright-report')).toBeNull();
  });

  test('is null when it has expired', async () => {
    const reader = givenArtifacts(artifact(1, { expired: true } as Artifact));
    expect(await reader.downloadArtifact(9, 'testwright-report')).toBeNull();
  });

  test('is null when it expires in between', async () => {
    const reader = givenArtifacts(artifact(1));
    api().get(`${REPO}/actions/artifacts/1/zip`).reply(410, { message: 'Artifact has expired' });
    expect(await reader.downloadArtifact(9, 'testwright-report')).toBeNull();
  });

  test('that says it is over 50 MB is not fetched', async () => {
    const reader = givenArtifacts(artifact(1, { size_in_bytes: 50 * 1024 * 1024 + 1 } as Artifact));
    expect((await failureOf(reader.downloadArtifact(9, 'testwright-report'))).code).toBe('archive-too-large');
  });

  test.each([
    ['refuses', () => nock(STORAGE).get('/blob?signature=x').reply(403)],
    [
      'sends elsewhere',
      () =>
        nock(STORAGE)
          .get('/blob?signature=x')
          .reply(302, '', { location: `${API}/app` }),
    ],
    ['breaks off', () => nock(STORAGE).get('/blob?signature=x').replyWithError('reset')],
  ])('is asked for again later when the second host %s', async (_case, givenStorage) => {
    const reader = givenArtifacts(artifact(1));
    givenRedirect(1);
    givenStorage();
    expect(await failureOf(reader.downloadArtifact(9, 'testwright-report'))).toEqual({
      type: 'RetryableError',
      code: 'github-unavailable',
      retryAfterMs: 15_000,
    });
  });
});

describe('jobs of a run attempt', () => {
  const JOBS = `${REPO}/actions/runs/9/attempts/2/jobs?per_page=100`;
  const job = (id: number, conclusion: string) => ({
    id,
    name: `job ${id}`,
    conclusion,
    html_url: `https://github.test/job/${id}`,
    check_run_url: `${API}${REPO}/check-runs/${id + 100}`,
    steps: [
      { name: 'Set up', conclusion: 'success' },
      { name: 'Run tests', conclusion: conclusion === 'failure' ? 'failure' : 'success' },
    ],
  });

  function givenJobs() {
    const reader = givenReader();
    api()
      .get(JOBS)
      .reply(200, { total_count: 2, jobs: [job(1, 'success')] }, nextPage(`${JOBS}&page=2`));
    api()
      .get(`${JOBS}&page=2`)
      .reply(200, { total_count: 2, jobs: [job(2, 'failure')] });
    return reader;
  }

  test('that failed are named with their step', async () => {
    expect(await givenJobs().listFailedJobs(9, 2)).toEqual([
      { name: 'job 2', conclusion: 'failure', failedStep: 'Run tests', htmlUrl: 'https://github.test/job/2' },
    ]);
  });

  test('give the annotations of all their check runs, all pages', async () => {
    const reader = givenJobs();
    const annotation = (message: string): Data<'checks', 'listAnnotations'> => [
      { annotation_level: 'notice', title: 'Testwright totals', message, path: '.github' },
    ];
    const path = `${REPO}/check-runs/101/annotations?per_page=100`;
    api()
      .get(path)
      .reply(200, annotation('one'), nextPage(`${path}&page=2`));
    api().get(`${path}&page=2`).reply(200, annotation('two'));
    api()
      .get(`${REPO}/check-runs/102/annotations?per_page=100`)
      .reply(200, [{ annotation_level: null, title: null }]);
    expect(await reader.listJobAnnotations(9, 2)).toEqual([
      { level: 'notice', title: 'Testwright totals', message: 'one' },
      { level: 'notice', title: 'Testwright totals', message: 'two' },
      { level: '', title: '', message: '' },
    ]);
  });
});
