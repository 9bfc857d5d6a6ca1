import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { World } from './support.ts';
import { refusal, startWorld } from './support.ts';

const zero = '0'.repeat(40);
const absent = '1'.repeat(40);

let world: World;
/** A commit beside `change`: both have `main` as parent. */
let beside: string;

beforeAll(async () => {
  world = await startWorld({});
  const { octokit, at, main } = world;
  const { data: tree } = await octokit.rest.git.createTree({
    ...at,
    base_tree: main,
    tree: [{ path: 'NOTES.md', mode: '100644', type: 'blob', content: 'Notes\n' }],
  });
  const { data: commit } = await octokit.rest.git.createCommit({
    ...at,
    message: 'Beside',
    tree: tree.sha,
    parents: [main],
  });
  beside = commit.sha;
});
afterEach(() => world.hub.assertNoViolations());
afterAll(() => world.close());

/** Puts a branch at a commit, whatever it was. */
async function givenBranch(name: string, sha: string): Promise<void> {
  const { octokit, at, hub, repository } = world;
  const known = (await hub.branches(repository))[name];
  if (known === undefined) await octokit.rest.git.createRef({ ...at, ref: `refs/heads/${name}`, sha });
  else await octokit.rest.git.updateRef({ ...at, ref: `heads/${name}`, sha, force: true });
}

describe('moving a branch by REST', () => {
  test('goes forward to a descendant', async () => {
    await givenBranch('b', world.main);
    await world.octokit.rest.git.updateRef({ ...world.at, ref: 'heads/b', sha: world.change });
    expect(await world.hub.branches(world.repository)).toMatchObject({ b: world.change });
  });

  test('refuses what is not a fast-forward, and leaves the branch where it was', async () => {
    await givenBranch('b', world.change);
    const moving = world.octokit.rest.git.updateRef({ ...world.at, ref: 'heads/b', sha: beside });
    expect(await refusal(moving)).toEqual({ status: 422, message: 'Update is not a fast forward' });
    expect(await world.hub.branches(world.repository)).toMatchObject({ b: world.change });
  });

  test('is forced when asked', async () => {
    await givenBranch('b', world.change);
    await world.octokit.rest.git.updateRef({ ...world.at, ref: 'heads/b', sha: beside, force: true });
    expect(await world.hub.branches(world.repository)).toMatchObject({ b: beside });
  });

  test.each([
    ['creating one that exists', 'create', 'refs/heads/main', 'main', 'Reference already exists'],
    [
      'creating one with a bad name',
      'create',
      'refs/heads/a..b',
      'main',
      'refs/heads/a..b is not a valid ref name.',
    ],
    ['creating one at nothing', 'create', 'refs/heads/new', absent, 'Object does not exist'],
    ['updating one that is not there', 'update', 'heads/none', 'main', 'Reference does not exist'],
    ['updating to nothing', 'update', 'heads/main', absent, 'Object does not exist'],
    ['deleting one that is not there', 'delete', 'heads/none', '', 'Reference does not exist'],
  ])('%s is refused with 422', async (_, verb, ref, target, message) => {
    const { git } = world.octokit.rest;
    const sha = target === 'main' ? world.main : target;
    const place = { ...world.at, ref };
    const asked =
      verb === 'create'
        ? git.createRef({ ...place, sha })
        : verb === 'update'
          ? git.updateRef({ ...place, sha })
          : git.deleteRef(place);
    expect(await refusal(asked)).toEqual({ status: 422, message });
  });

  test('a ref is read by its whole name only; matching refs by the start of it', async () => {
    await givenBranch('testwright/pr-1', world.main);
    await givenBranch('testwright/pr-12', world.main);
    const { git } = world.octokit.rest;
    expect((await git.getRef({ ...world.at, ref: 'heads/testwright/pr-1' })).data.object.sha).toBe(
      world.main,
    );
    expect((await refusal(git.getRef({ ...world.at, ref: 'heads/testwright' }))).status).toBe(404);
    const { data: matching } = await git.listMatchingRefs({ ...world.at, ref: 'heads/testwright/pr-1' });
    expect(matching.map((ref) => ref.ref)).toEqual([
      'refs/heads/testwright/pr-1',
      'refs/heads/testwright/pr-12',
    ]);
  });
});

describe('updateRefs', () => {
  const mutation = 'mutation($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }';

  async function updateRefs(refUpdates: object[]): Promise<string> {
    const query = 'query($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { id } }';
    const found = await world.octokit.graphql<{ repository: { id: string } }>(query, {
      owner: 'acme',
      name: 'shop',
    });
    const { data: rest } = await world.octokit.rest.repos.get(world.at);
    expect(found.repository.id).toBe(rest.node_id);
    try {
      await world.octokit.graphql(mutation, { input: { repositoryId: rest.node_id, refUpdates } });
      return 'done';
    } catch (error) {
      return (error as { errors: { type: string }[] }).errors[0]!.type;
    }
  }

  /** What an update of the branch `c`, which is at `change`, does and leaves. */
  async function check(
    update: { beforeOid?: string; afterOid: string; force?: boolean },
    expected: { says: string; leaves: string | undefined },
  ) {
    await givenBranch('c', world.change);
    expect(await updateRefs([{ name: 'refs/heads/c', ...update }])).toBe(expected.says);
    expect((await world.hub.branches(world.repository))['c']).toBe(expected.leaves);
  }

  test('moves a branch from where the caller saw it, also backwards by force', () =>
    check({ beforeOid: world.change, afterOid: beside, force: true }, { says: 'done', leaves: beside }));
  test('refuses when someone else has moved the branch, even by force', () =>
    check(
      { beforeOid: world.main, afterOid: beside, force: true },
      { says: 'UNPROCESSABLE', leaves: world.change },
    ));
  test('keeps the fast-forward rule without force', () =>
    check({ beforeOid: world.change, afterOid: beside }, { says: 'UNPROCESSABLE', leaves: world.change }));
  test('the zero id before means that the branch must not exist', () =>
    check(
      { beforeOid: zero, afterOid: beside, force: true },
      { says: 'UNPROCESSABLE', leaves: world.change },
    ));
  test('the zero id after deletes', () =>
    check({ beforeOid: world.change, afterOid: zero }, { says: 'done', leaves: undefined }));
  test('refuses to point at nothing', () =>
    check(
      { beforeOid: world.change, afterOid: absent, force: true },
      { says: 'UNPROCESSABLE', leaves: world.change },
    ));

  test('moves all refs or none', async () => {
    await givenBranch('d', world.main);
    const updates = [
      { name: 'refs/heads/d', beforeOid: world.main, afterOid: world.change },
      { name: 'refs/heads/main', beforeOid: world.change, afterOid: beside, force: true },
    ];
    expect(await updateRefs(updates)).toBe('UNPROCESSABLE');
    expect(await world.hub.branches(world.repository)).toMatchObject({ d: world.main, main: world.main });
  });

  test('input that GitHub does not know is refused and recorded', async () => {
    expect(await updateRefs([{ name: 'heads/c', afterOid: beside }])).toBe('INVALID');
    // What its schema does not allow has no type.
    expect(await updateRefs([{ name: 'refs/heads/c', newOid: beside }])).toBeUndefined();
    const recorded = { kind: 'request', operation: 'graphql/updateRefs' };
    expect(world.hub.takeViolations()).toMatchObject([recorded, recorded, recorded]);
  });
});
