import { createSign, generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { requirements } from '../../localhub/auth/permissions.ts';
import { Contract } from '../../localhub/contract/contract.ts';
import { handlers } from '../../localhub/rest/handlers.ts';
import type { World } from './support.ts';
import { allPermissions, refusal, startWorld, withToken } from './support.ts';

const operations = new Contract().operations;

let world: World;
beforeAll(async () => {
  world = await startWorld({ files: { 'a.py': '', '.github/workflows/ci.yml': 'on: push\n' } });
});
afterEach(() => world.hub.assertNoViolations());
afterAll(() => world.close());

async function mint(narrowing: { repository_ids?: number[]; permissions?: Record<string, string> }) {
  const { data } = await world.app.rest.apps.createInstallationAccessToken({
    installation_id: world.installationId,
    ...narrowing,
  });
  return data;
}

test('every operation that is described is answered and asks for something', () => {
  const described = operations.map(({ id }) => id).sort();
  expect(Object.keys(handlers).sort()).toEqual(described);
  expect(Object.keys(requirements).sort()).toEqual(described);
});

describe("an app's JSON web token", () => {
  const now = () => Math.floor(Date.now() / 1000);
  const sign = (claims: object, key: string, algorithm = 'RS256') => {
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const text = `${encode({ alg: algorithm, typ: 'JWT' })}.${encode(claims)}`;
    return `${text}.${createSign('RSA-SHA256').update(text).sign(key).toString('base64url')}`;
  };

  async function check(claims: object, expected: number, options: { algorithm?: string; key?: string } = {}) {
    const token = sign(
      { iat: now(), exp: now() + 300, iss: world.appId, ...claims },
      options.key ?? world.privateKeyPem,
      options.algorithm,
    );
    const reply = await fetch(`${world.hub.url}/app`, { headers: { authorization: `Bearer ${token}` } });
    expect(reply.status).toBe(expected);
  }

  test('is accepted when it is signed with the key of the app', () => check({}, 200));
  test('may name the app by its id as text', () => check({ iss: String(world.appId) }, 200));
  test('is refused for another app', () => check({ iss: 15368 }, 401));
  test('is refused when another key signed it', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    return check({}, 401, { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() });
  });
  test('is refused when it names no algorithm', () => check({}, 401, { algorithm: 'none' }));
  test('is refused when it has expired', () => check({ exp: now() - 120 }, 401));
  test('is refused when it would live longer than ten minutes', () => check({ exp: now() + 3600 }, 401));
});

test.each([
  ['nothing', undefined],
  ['an unknown token', 'Bearer ghs_unknown'],
  ['a password', 'Basic YTpi'],
])('a request with %s gets 401', async (_, authorization) => {
  const reply = await fetch(
    `${world.hub.url}/repos/acme/shop`,
    authorization ? { headers: { authorization } } : {},
  );
  expect(reply.status).toBe(401);
});

describe('an installation token', () => {
  test('has the length and the form of the real ones', async () => {
    const { token } = await mint({});
    expect(token).toMatch(new RegExp(`^ghs_${world.appId}_[\\w-]+\\.[\\w-]+\\.[\\w-]+$`));
    expect(token.length).toBeGreaterThan(450);
  });

  test('cannot be widened past the installation', async () => {
    expect(await refusal(mint({ permissions: { workflows: 'write' } }))).toEqual({
      status: 422,
      message: 'The permissions requested are not granted to this installation.',
    });
    expect((await refusal(mint({ repository_ids: [1] }))).status).toBe(422);
  });

  test('narrowed to one repository sees no other', async () => {
    const other = await world.hub.createRepository({ owner: 'acme', name: 'other' });
    const installationId = world.hub.installApp(world.appId, [world.repository, other]);
    const { data } = await world.app.rest.apps.createInstallationAccessToken({
      installation_id: installationId,
      repository_ids: [other.id],
    });
    expect(data.repositories).toMatchObject([{ full_name: 'acme/other' }]);
    const octokit = withToken(world.hub, data.token);
    expect((await octokit.rest.repos.get({ owner: 'acme', repo: 'other' })).status).toBe(200);
    expect(await refusal(octokit.rest.repos.get(world.at))).toEqual({ status: 404, message: 'Not Found' });
  });

  test('without a permission is refused by every operation that needs one', async () => {
    const { token } = await mint({ permissions: { metadata: 'read' } });
    const guarded = operations.filter(({ id }) => {
      const requirement = requirements[id];
      return typeof requirement === 'object' && !requirement.any.some(([name]) => name === 'metadata');
    });
    expect(guarded.length).toBeGreaterThan(30);
    for (const { method, template, id } of guarded) {
      const path = template
        .replace('{owner}', 'acme')
        .replace('{repo}', 'shop')
        .replaceAll(/\{\w+\}/g, '1');
      const reply = await fetch(`${world.hub.url}${path}`, {
        method,
        headers: { authorization: `token ${token}` },
      });
      expect({ id, code: reply.status, ...((await reply.json()) as object) }).toMatchObject({
        id,
        code: 403,
        status: '403',
        message: 'Resource not accessible by integration',
      });
    }
  });

  test('that may read may not write', async () => {
    const octokit = withToken(
      world.hub,
      (await mint({ permissions: { contents: 'read', checks: 'read' } })).token,
    );
    expect((await octokit.rest.git.getRef({ ...world.at, ref: 'heads/main' })).status).toBe(200);
    const writes = [
      octokit.rest.git.createRef({ ...world.at, ref: 'refs/heads/x', sha: world.main }),
      octokit.rest.checks.create({ ...world.at, name: 'x', head_sha: world.main }),
    ];
    for (const write of writes) expect((await refusal(write)).status).toBe(403);
    const graphql = octokit.graphql(
      'mutation($i: UpdateRefsInput!) { updateRefs(input: $i) { clientMutationId } }',
      {
        i: {
          repositoryId: (await octokit.rest.repos.get(world.at)).data.node_id,
          refUpdates: [{ name: 'refs/heads/x', afterOid: world.main }],
        },
      },
    );
    await expect(graphql).rejects.toMatchObject({ errors: [{ type: 'FORBIDDEN' }] });
  });

  test('is dead after it was revoked', async () => {
    const octokit = withToken(world.hub, (await mint({})).token);
    await octokit.rest.apps.revokeInstallationAccessToken();
    expect(await refusal(octokit.rest.repos.get(world.at))).toEqual({
      status: 401,
      message: 'Bad credentials',
    });
  });
});

describe('workflow files without the permission `workflows`', () => {
  const file = '.github/workflows/ci.yml';
  const refused = {
    status: 403,
    message: expect.stringContaining(`workflow \`${file}\` without \`workflows\``),
  };
  const tree = (content: string) =>
    world.octokit.rest.git.createTree({
      ...world.at,
      base_tree: world.main,
      tree: [{ path: file, mode: '100644', type: 'blob', content }],
    });

  test('cannot be changed by a tree', async () => {
    expect(await refusal(tree('on: pull_request\n'))).toEqual(refused);
    expect((await tree('on: push\n')).status).toBe(201);
  });

  test('cannot be changed by a commit that someone made elsewhere and a ref would publish', async () => {
    const { gitDir } = world.repository;
    const { git } = await import('./support.ts');
    const { data: empty } = await world.octokit.rest.git.createTree({
      ...world.at,
      tree: [{ path: 'a.py', mode: '100644', type: 'blob', content: '' }],
    });
    const commit = git(gitDir, 'commit-tree', '-p', world.main, '-m', 'Remove the workflow', empty.sha);
    const publishing = world.octokit.rest.git.createRef({ ...world.at, ref: 'refs/heads/sly', sha: commit });
    expect(await refusal(publishing)).toEqual(refused);
  });

  test('may come along with commits that a ref reaches already', async () => {
    const created = await world.octokit.rest.git.createRef({
      ...world.at,
      ref: 'refs/heads/same',
      sha: world.change,
    });
    expect(created.status).toBe(201);
  });

  test('may be changed with it', async () => {
    const installationId = world.hub.installApp(world.appId, [world.repository], {
      ...allPermissions,
      workflows: 'write',
    });
    const { data } = await world.app.rest.apps.createInstallationAccessToken({
      installation_id: installationId,
    });
    const created = await withToken(world.hub, data.token).rest.git.createTree({
      ...world.at,
      base_tree: world.main,
      tree: [{ path: file, mode: '100644', type: 'blob', content: 'on: pull_request\n' }],
    });
    expect(created.status).toBe(201);
  });
});

test('a check run can only be changed by the app that owns it', async () => {
  const { data: check } = await world.octokit.rest.checks.create({
    ...world.at,
    name: 'ours',
    head_sha: world.main,
  });
  const other = world.hub.registerApp({
    slug: 'rival',
    webhookUrl: null,
    webhookSecret: '',
    permissions: allPermissions,
    events: [],
  });
  const installationId = world.hub.installApp(other.appId, [world.repository]);
  const { Octokit } = await import('@octokit/rest');
  const { createAppAuth } = await import('@octokit/auth-app');
  const rival = new Octokit({
    baseUrl: world.hub.url,
    authStrategy: createAppAuth,
    auth: { appId: other.appId, privateKey: other.privateKeyPem, installationId },
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  });
  const changing = rival.rest.checks.update({ ...world.at, check_run_id: check.id, name: 'theirs' });
  expect((await refusal(changing)).status).toBe(403);
});

test.each([
  ['owner of the repository', 'acme', 'admin', 'admin'],
  ['maintainer', 'mia', 'write', 'maintain'],
  ['triager', 'tom', 'read', 'triage'],
  ['stranger', 'eve', 'read', 'read'],
])('the permission of the %s is what GitHub would show', async (_, username, permission, role) => {
  if (role === 'maintain' || role === 'triage') world.hub.setPermission(world.repository, username, role);
  world.hub.addUser(username);
  const { data } = await world.octokit.rest.repos.getCollaboratorPermissionLevel({ ...world.at, username });
  expect(data).toMatchObject({ permission, role_name: role, user: { login: username } });
});
