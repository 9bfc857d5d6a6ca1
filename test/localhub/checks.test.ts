import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { World } from './support.ts';
import { refusal, startWorld } from './support.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({});
});
afterEach(() => world.hub.assertNoViolations());
afterAll(() => world.close());

const create = (check: { name: string; head_sha?: string; external_id?: string; conclusion?: 'neutral' }) =>
  world.octokit.rest.checks.create({ ...world.at, head_sha: world.main, ...check });

test('checks of a commit are listed by app and name; of the same name only the newest unless all are asked for', async () => {
  const { data: first } = await create({ name: 'twice' });
  const { data: second } = await create({ name: 'twice' });
  const { data: other } = await create({ name: 'once' });
  const list = async (filter: object) => {
    const { data } = await world.octokit.rest.checks.listForRef({ ...world.at, ref: world.main, ...filter });
    return data.check_runs.map(({ id }) => id);
  };
  expect(await list({})).toEqual([other.id, second.id]);
  expect(await list({ filter: 'all' })).toEqual([other.id, second.id, first.id]);
  expect(await list({ check_name: 'once' })).toEqual([other.id]);
  expect(await list({ app_id: world.appId, check_name: 'twice' })).toEqual([second.id]);
  expect(await list({ app_id: 15368 })).toEqual([]);
  expect(await list({ ref: 'main' })).toEqual([other.id, second.id]);
});

test('a conclusion completes a check, and it keeps what an update does not name', async () => {
  const { data: created } = await create({ name: 'own', external_id: 'run-1' });
  expect(created).toMatchObject({
    status: 'queued',
    conclusion: null,
    external_id: 'run-1',
    app: { slug: 'testwright' },
  });
  const { data: updated } = await world.octokit.rest.checks.update({
    ...world.at,
    check_run_id: created.id,
    conclusion: 'neutral',
    output: { title: 'Done', summary: 'All of it' },
  });
  expect(updated).toMatchObject({
    ...{ status: 'completed', conclusion: 'neutral', external_id: 'run-1', name: 'own' },
    output: { title: 'Done', summary: 'All of it', text: null },
  });
  expect(updated.completed_at).not.toBeNull();
});

test('a check of a commit that is not there is refused, and so is completion without a conclusion', async () => {
  expect((await refusal(create({ name: 'lost', head_sha: '1'.repeat(40) }))).status).toBe(422);
  const open = { ...world.at, name: 'open', head_sha: world.main, status: 'completed' as const };
  expect((await refusal(world.octokit.request('POST /repos/{owner}/{repo}/check-runs', open))).status).toBe(
    422,
  );
  world.hub.takeViolations();
});

test('a check on the head of an open pull request names it', async () => {
  const { hub, repository } = world;
  const number = await hub.openPullRequest({
    repo: repository,
    head: 'change',
    base: 'main',
    title: 'T',
    author: 'ada',
  });
  const { data } = await create({ name: 'named', head_sha: world.change });
  expect(data.pull_requests).toMatchObject([{ number, head: { ref: 'change' }, base: { ref: 'main' } }]);
});
