import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { World } from './support.ts';
import { git, refusal, startWorld } from './support.ts';

let world: World;
let clone: string;

/** Commits what `edit` does to a clone of `main` as a new branch, pushes it with git, and says so. */
async function givenBranch(name: string, edit: () => void, to = world.repository): Promise<string> {
  git(clone, 'checkout', '-q', '-B', name, 'origin/main');
  edit();
  git(clone, 'add', '-A');
  git(clone, 'commit', '-qm', name);
  git(clone, 'push', '-q', to.gitDir, name);
  const after = git(clone, 'rev-parse', 'HEAD');
  await world.hub.pushed(to, name, '0'.repeat(40), after, 'ada');
  return after;
}
const write = (name: string, content: string | Uint8Array) => {
  mkdirSync(path.dirname(path.join(clone, name)), { recursive: true });
  writeFileSync(path.join(clone, name), content);
};

beforeAll(async () => {
  const lines = Array.from({ length: 40 }, (_, line) => `LINE_${line} = ${line}\n`).join('');
  world = await startWorld({
    files: { 'a.py': lines, 'b.py': 'B = 1\n', 'ü/ß.py': 'U = 1\n', 'run.sh': 'ls\n' },
  });
  clone = path.join(path.dirname(world.repository.gitDir), 'clone');
  git('/', 'clone', '-q', world.repository.gitDir, clone);
});
afterEach(() => world.hub.assertNoViolations());
afterAll(() => world.close());

describe('files of a pull request', () => {
  test('are shown as git sees them: added, removed, renamed, binary, of another mode, with any name', async () => {
    const head = await givenBranch('kinds', () => {
      write('new.py', 'N = 1\n');
      rmSync(path.join(clone, 'b.py'));
      renameSync(path.join(clone, 'a.py'), path.join(clone, 'moved.py'));
      write('logo.bin', new Uint8Array([0, 1, 2, 0]));
      chmodSync(path.join(clone, 'run.sh'), 0o755);
      write('ü/ß.py', 'U = 2\n-- a/x\n');
    });
    const { hub, octokit, at, repository } = world;
    const number = await hub.openPullRequest({
      repo: repository,
      head: 'kinds',
      base: 'main',
      title: 'T',
      author: 'ada',
    });
    const { data } = await octokit.rest.pulls.listFiles({ ...at, pull_number: number });
    const shown = data.map(
      ({ filename, status, patch, additions, deletions, previous_filename: before }) => ({
        ...{ filename, status, patch, count: `+${additions} -${deletions}`, before },
      }),
    );
    expect(shown).toEqual([
      {
        filename: 'b.py',
        status: 'removed',
        patch: '@@ -1 +0,0 @@\n-B = 1',
        count: '+0 -1',
        before: undefined,
      },
      { filename: 'logo.bin', status: 'added', patch: undefined, count: '+0 -0', before: undefined },
      { filename: 'moved.py', status: 'renamed', patch: undefined, count: '+0 -0', before: 'a.py' },
      {
        filename: 'new.py',
        status: 'added',
        patch: '@@ -0,0 +1 @@\n+N = 1',
        count: '+1 -0',
        before: undefined,
      },
      { filename: 'run.sh', status: 'modified', patch: undefined, count: '+0 -0', before: undefined },
      {
        filename: 'ü/ß.py',
        status: 'modified',
        patch: '@@ -1 +1,2 @@\n-U = 1\n+U = 2\n+-- a/x',
        count: '+2 -1',
        before: undefined,
      },
    ]);
    const { data: tree } = await octokit.rest.git.getTree({ ...at, tree_sha: head, recursive: 'true' });
    expect(tree.tree.find((item) => item.path === 'run.sh')).toMatchObject({
      mode: '100755',
      type: 'blob',
      size: 3,
    });
    expect(tree.tree.find((item) => item.path === 'ü')).toMatchObject({ type: 'tree' });
  });

  test('are those since the merge base, not since the tip of the base', async () => {
    await givenBranch('early', () => write('early.py', ''));
    const { hub, octokit, at, repository } = world;
    git(clone, 'checkout', '-q', '-B', 'main', 'origin/main');
    write('later.py', 'L = 1\n');
    git(clone, 'add', '-A');
    git(clone, 'commit', '-qm', 'Later');
    git(clone, 'push', '-q', 'origin', 'main');
    const tip = git(clone, 'rev-parse', 'HEAD');
    await hub.pushed(repository, 'main', world.main, tip, 'ada');
    const number = await hub.openPullRequest({
      repo: repository,
      head: 'early',
      base: 'main',
      title: 'T',
      author: 'ada',
    });
    const { data } = await octokit.rest.pulls.listFiles({ ...at, pull_number: number });
    expect(data.map(({ filename }) => filename)).toEqual(['early.py']);
    const compare = async (basehead: string) => {
      const { data: compared } = await octokit.rest.repos.compareCommitsWithBasehead({ ...at, basehead });
      const { status, ahead_by: ahead, behind_by: behind, merge_base_commit: base, files } = compared;
      return { status, ahead, behind, base: base.sha, files: files?.map(({ filename }) => filename) };
    };
    expect(await compare(`${tip}...early`)).toEqual({
      ...{ status: 'diverged', ahead: 1, behind: 1, base: world.main, files: ['early.py'] },
    });
    expect(await compare(`main...${world.main}`)).toMatchObject({ status: 'behind', ahead: 0, behind: 1 });
    expect((await refusal(compare('main...nowhere'))).status).toBe(404);
  });
});

describe('a pull request of a fork', () => {
  test('has its head in the fork, and its commits are readable in the base', async () => {
    const { hub, octokit, at, repository } = world;
    const fork = await hub.fork(repository, 'mallory');
    const head = await givenBranch('gift', () => write('gift.py', 'G = 1\n'), fork);
    const number = await hub.openPullRequest({
      ...{ repo: repository, headRepo: fork, head: 'gift', base: 'main', title: 'Gift', author: 'mallory' },
    });
    const { data: pull } = await octokit.rest.pulls.get({ ...at, pull_number: number });
    expect(pull.head).toMatchObject({ sha: head, label: 'mallory:gift', repo: { id: fork.id, fork: true } });
    expect(pull.base.repo.id).toBe(repository.id);
    expect((await octokit.rest.git.getCommit({ ...at, commit_sha: head })).data.sha).toBe(head);
    expect((await refusal(octokit.rest.repos.get({ owner: 'mallory', repo: 'shop' }))).status).toBe(404);
    expect(await hub.branches(repository)).not.toHaveProperty('gift');
  });
});

describe('opening a pull request by the API', () => {
  const create = (head: string, base = 'main') =>
    world.octokit.rest.pulls.create({ ...world.at, title: 'By the app', head, base });

  test('is done as the app, and refused when there is one already or nothing to merge', async () => {
    await givenBranch('ours', () => write('ours.py', 'O = 1\n'));
    const { data } = await create('ours');
    expect(data).toMatchObject({ state: 'open', user: { login: 'testwright[bot]' }, changed_files: 1 });
    expect(await refusal(create('ours'))).toEqual({
      status: 422,
      message: 'A pull request already exists for acme:ours.',
    });
    expect((await refusal(create('nowhere'))).status).toBe(422);
    git(world.repository.gitDir, 'branch', 'same', 'main');
    expect(await refusal(create('same'))).toEqual({
      status: 422,
      message: 'No commits between main and same',
    });
    const listed = await world.octokit.rest.pulls.list({ ...world.at, head: 'acme:ours' });
    expect(listed.data.map(({ number }) => number)).toEqual([data.number]);
  });
});

describe('reading files', () => {
  const read = (file: string, mediaType?: object) =>
    world.octokit.rest.repos.getContent({ ...world.at, path: file, ...(mediaType ? { mediaType } : {}) });

  test('gives a file as base64 or raw, and a folder as a list', async () => {
    const { data } = await read('b.py');
    expect(data).toMatchObject({ type: 'file', encoding: 'base64', size: 6 });
    expect(Buffer.from((data as { content: string }).content, 'base64').toString()).toBe('B = 1\n');
    expect((await read('b.py', { format: 'raw' })).data).toBe('B = 1\n');
    expect((await read('ü')).data).toMatchObject([{ type: 'file', path: 'ü/ß.py' }]);
    expect((await refusal(read('none.py'))).status).toBe(404);
  });

  test('gives a branch with its commit', async () => {
    const { data } = await world.octokit.rest.repos.getBranch({ ...world.at, branch: 'change' });
    expect(data).toMatchObject({
      name: 'change',
      commit: { sha: world.change, parents: [{ sha: world.main }] },
    });
  });
});

describe('trees that are written', () => {
  const createTree = (tree: object[]) =>
    world.octokit.rest.git.createTree({ ...world.at, base_tree: world.main, tree: tree as never });

  test('change, add and delete paths of their base, with the SHA that git would give', async () => {
    const { data: blob } = await world.octokit.rest.git.createBlob({
      ...world.at,
      content: 'Qg==',
      encoding: 'base64',
    });
    const { data } = await createTree([
      { path: 'b.py', mode: '100644', type: 'blob', sha: blob.sha },
      { path: 'deep/er/c.py', mode: '100644', type: 'blob', content: 'C = 1\n' },
      { path: 'run.sh', mode: '100644', type: 'blob', sha: null },
    ]);
    git(clone, 'checkout', '-q', '--detach', world.main);
    write('b.py', 'B');
    write('deep/er/c.py', 'C = 1\n');
    rmSync(path.join(clone, 'run.sh'));
    git(clone, 'add', '-A');
    expect(data.sha).toBe(git(clone, 'write-tree'));
    git(clone, 'reset', '-q', '--hard');
  });

  test.each([
    ['deletes what is not there', { path: 'none.py', mode: '100644', type: 'blob', sha: null }],
    ['names a blob that is not there', { path: 'x.py', mode: '100644', type: 'blob', sha: '1'.repeat(40) }],
    ['leaves the repository', { path: '../x.py', mode: '100644', type: 'blob', content: '' }],
    ['goes into .git', { path: '.git/config', mode: '100644', type: 'blob', content: '' }],
  ])('are refused when an entry %s', async (_, entry) => {
    expect((await refusal(createTree([entry]))).status).toBe(422);
  });
});

test('faults can be put before a write, after its effect, and in place of a connection', async () => {
  const { hub, octokit, at } = world;
  const branches = async () =>
    Object.keys(await hub.branches(world.repository)).filter((name) => name.startsWith('fault'));
  const create = (name: string) =>
    octokit.rest.git.createRef({ ...at, ref: `refs/heads/${name}`, sha: world.main });
  const isWrite = (request: { write: boolean }) => request.write;

  let stop = hub.intercept((phase, request) =>
    phase === 'before' && isWrite(request)
      ? { respond: { status: 503, body: { message: 'no' } } }
      : undefined,
  );
  expect((await refusal(create('fault-1'))).status).toBe(503);
  stop();
  stop = hub.intercept((phase, request) =>
    phase === 'after' && isWrite(request)
      ? { respond: { status: 502, body: { message: 'late' } } }
      : undefined,
  );
  expect((await refusal(create('fault-2'))).status).toBe(502);
  stop();
  stop = hub.intercept((phase) => (phase === 'after' ? { destroy: true } : undefined));
  await expect(create('fault-3')).rejects.toThrow();
  stop();
  expect(await branches()).toEqual(['fault-2', 'fault-3']);
  expect(hub.requests.at(-1)).toMatchObject({ operationId: 'git/create-ref', write: true, method: 'POST' });
});
