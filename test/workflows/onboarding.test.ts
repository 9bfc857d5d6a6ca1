import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parseWorkflow } from '../../localhub/actions/workflow-file.ts';
import type { RepositoryHandle } from '../../localhub/localhub.ts';
import { git } from '../../scripts/demo/git.ts';
import type { Database } from '../../src/edges/database/database.ts';
import { openDatabase } from '../../src/edges/database/open-database.ts';
import { startDatabases, type TestDatabases, waitFor } from '../support/databases.ts';
import { BASE, CHANGE } from '../support/example-project.ts';
import { buildRepository, type Files } from '../support/git-repository.ts';
import { commitFiles } from '../support/stage.ts';
import { givenWorld, type World } from '../support/world.ts';

/** The example project before it has our workflow. */
const NEW: Files = { ...BASE, '.github/workflows/testwright.yml': null, 'requirements.txt': 'pytest\n' };
const { '.github/workflows/testwright.yml': _none, ...FILES } = NEW;

let databases: TestDatabases;
let world: World;
let db: Database;
let directory: string;

beforeAll(async () => {
  databases = await startDatabases('server');
  const place = await databases.build();
  directory = mkdtempSync(join(tmpdir(), 'testwright-onboarding-'));
  world = await givenWorld({
    base: BASE,
    change: CHANGE,
    config: { database: place, sweepIntervalMs: 3_600_000 },
  });
  db = await openDatabase(place);
}, 180_000);
afterAll(async () => {
  await db?.close();
  await world?.close();
  await databases?.stop();
  if (directory) rmSync(directory, { recursive: true, force: true });
});

async function givenRepository(
  owner: string,
  name: string,
  base: Files,
  change: Files = { 'README.md': 'More\n' },
): Promise<RepositoryHandle> {
  const source = join(directory, owner, name);
  buildRepository(source, base, change);
  return world.hub.createRepository({ owner, name, from: source, defaultBranch: 'main' });
}

const issuesOf = (repository: RepositoryHandle) => world.hub.issues(repository);
const logged = (message: string): Record<string, unknown>[] =>
  world.log.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ msg }) => msg === message);
const countOf = (repository: RepositoryHandle): number =>
  [...logged('onboarded'), ...logged('not onboarded')].filter(
    (entry) => entry['repository'] === repository.id,
  ).length;

/** Every row of every table that has this text somewhere. */
async function rowsWith(text: string): Promise<string[]> {
  const tables = await db.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_schema in ('testwright', 'testwright_jobs') and table_type = 'BASE TABLE'`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await db.query<{ row: string }>(
      `select t::text as row from ${name} t where t::text ilike $1`,
      [`%${text}%`],
    );
    found.push(...rows.map(({ row }) => `${name}: ${row.slice(0, 300)}`));
  }
  return found;
}

test('an installation brings one issue to each repository that can use it, whose workflow runs; uninstalling leaves no trace', async () => {
  const { hub, appId } = world;
  const shop = await givenRepository('secretive', 'pricing-shop', FILES, CHANGE);
  const pages = await givenRepository('secretive', 'pages', { 'index.md': 'Nothing\n' });
  const known = await givenRepository('secretive', 'known', BASE);
  await hub.openPullRequest({
    repo: shop,
    head: 'change',
    base: 'main',
    title: 'Cheaper @everyone #1',
    author: 'ada',
  });
  const installation = hub.install(appId, [shop, pages, known], 'ada');
  await waitFor(() => [shop, pages, known].every((one) => countOf(one) === 1), 60_000);

  // One issue, with the marker, a valid workflow, its sources, and the preview.
  const [issue, ...others] = issuesOf(shop);
  expect(others).toEqual([]);
  expect([issuesOf(pages), issuesOf(known)]).toEqual([[], []]);
  expect(
    logged('not onboarded')
      .map(({ why }) => why)
      .sort(),
  ).toEqual(['has-workflow', 'no-python']);
  const body = issue!.body!;
  expect(body.split('\n')[0]).toBe('<!-- testwright:onboarding -->');
  const workflow = /```yaml\n([\s\S]*?)```/.exec(body)![1]!;
  parseWorkflow({ path: 'testwright.yml', text: workflow });
  expect(workflow).toContain('python -m pip install -r requirements.txt');
  expect(body).toContain('- Installation: `python -m pip install -r requirements.txt` · `requirements.txt`');
  expect(body).toContain(
    'reviewed · 1 changed Python file\n  - `prices.py::total` · tests near it: `tests/test_prices.py`',
  );
  expect(body).toContain('Pull request 1, Cheaper @\u200beveryone');
  expect(body).toContain(
    `/secretive/pricing-shop/new/main?filename=.github%2Fworkflows%2Ftestwright.yml&value=`,
  );

  // Never a second one: not when the repository is added again, not after the issue was closed.
  for (const state of ['open', 'closed'] as const) {
    await hub.changeIssue(shop, issue!.number, { state }, 'ada');
    hub.changeInstallation(installation, 'added', [shop], 'ada');
    await waitFor(() => countOf(shop) === (state === 'open' ? 2 : 3), 60_000);
  }
  expect(logged('onboarded').map(({ state }) => state)).toEqual(['created', 'open', 'closed']);
  expect(issuesOf(shop)).toHaveLength(1);
  expect(issuesOf(shop)[0]!.body).toBe(body);

  // Pasted as it is, the workflow carries a review to its end.
  const add = (branch: string): string => {
    const tip = commitFiles(
      shop.gitDir,
      git(shop.gitDir, ['rev-parse', branch]),
      { '.github/workflows/testwright.yml': workflow },
      'Add Testwright',
    );
    git(shop.gitDir, ['update-ref', `refs/heads/${branch}`, tip]);
    return tip;
  };
  add('main');
  const before = git(shop.gitDir, ['rev-parse', 'change']);
  await hub.pushed(shop, 'change', before, add('change'), 'ada');
  expect((await world.nextResult()).outcome.code).toBe('suggestions-ready');
  hub.setPermission(shop, 'ada', 'write');
  await hub.addComment(shop, 1, 'ada', '/testwright status');
  await waitFor(
    () => hub.comments(shop, 1).some(({ body: text }) => text.includes('Nothing is under way')),
    60_000,
  );
  const status = hub.comments(shop, 1).find(({ body: text }) => text.includes('Nothing is under way'))!.body;
  expect(status).toContain('- `.github/workflows/testwright.yml` is there.');
  expect(status).not.toContain('**Missing:**');
  await hub.idle();

  // Only one of several repositories goes: the rest stays.
  expect((await rowsWith('pricing-shop')).length).toBeGreaterThan(5);
  hub.changeInstallation(installation, 'removed', [shop], 'ada');
  await waitFor(async () => (await rowsWith('pricing-shop')).length === 0, 60_000);
  hub.uninstall(installation, 'ada');
  await waitFor(() => logged('forgot repositories').length === 2, 60_000);
  expect(await rowsWith('secretive')).toEqual([]);
  expect(await rowsWith('quantity')).toEqual([]);
  hub.assertNoViolations();
}, 240_000);

test('every table holds a repository by its id, or goes with its run', async () => {
  const loose = await db.query<{ name: string }>(
    `select table_name as name from information_schema.tables as tables where table_schema = 'testwright'
       and not exists (select 1 from information_schema.columns as columns where columns.table_schema = 'testwright'
         and columns.table_name = tables.table_name and column_name = 'repository_id')
       and not exists (select 1 from information_schema.referential_constraints as rules
         join information_schema.table_constraints as of on of.constraint_name = rules.constraint_name
         where of.table_schema = 'testwright' and of.table_name = tables.table_name and rules.delete_rule = 'CASCADE')`,
  );
  expect(loose).toEqual([{ name: 'migrations' }]);
});
