import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { createGitHubApp } from '../../../src/edges/github/github-app.ts';
import type { GitHubReader } from '../../../src/edges/github/types.ts';
import { startWorld, type World } from '../../localhub/support.ts';

/** Archives as git makes them, behind a redirect to a host that must not see a token. */
const LONG = `shop/${'very_long_folder_name/'.repeat(14)}module.py`;
const FILES: Record<string, string> = {
  '.gitattributes': 'shop/left_out.py export-ignore\nshop/version.py export-subst\n',
  'shop/left_out.py': 'LEFT_OUT = True\n',
  'shop/version.py': 'COMMIT = "$Format:%H$"\n',
  [LONG]: 'DEEP = True\n',
  ...Object.fromEntries(
    Array.from({ length: 520 }, (_, n) => [`shop/part_${n}.py`, `def part_${n}():\n    return ${n}\n`]),
  ),
};

let world: World;
beforeAll(async () => {
  world = await startWorld({ files: FILES });
});
afterAll(() => world.close());

function givenReader(fetch?: typeof globalThis.fetch): GitHubReader {
  const app = createGitHubApp({
    appId: world.appId,
    privateKey: world.privateKeyPem,
    apiUrl: world.hub.url,
    writeSpacingMs: 0,
    log: pino({ level: 'silent' }),
    fetch,
  });
  const { id, owner, name } = world.repository;
  return app.reader({ installationId: world.installationId, owner, name, id });
}

function asked(operation: string): number {
  return world.hub.requests.filter(({ operationId }) => operationId === operation).length;
}

test('many files of one commit come with its archive, and what it leaves out or changes comes otherwise', async () => {
  const reader = givenReader();
  const tree = await reader.getTree(world.main);
  expect(tree.commit).toBe(world.main);
  const wanted = tree.entries.filter(({ path }) => path in FILES);
  await reader.prepareBlobTexts(tree, wanted);
  expect([asked('repos/download-tarball-archive'), world.hub.downloadCount()]).toEqual([1, 1]);
  const texts = await reader.getBlobTexts(wanted);
  const read = wanted.map(({ path, sha }) => [path, texts.get(sha)]);
  expect(Object.fromEntries(read)).toEqual(
    Object.fromEntries(Object.entries(FILES).map(([path, text]) => [path, { text }])),
  );
  // The file that is left out and the one that is rewritten.
  expect([asked('graphql/repository'), asked('git/get-blob')]).toEqual([1, 0]);
  await reader.prepareBlobTexts(tree, wanted);
  expect(asked('repos/download-tarball-archive')).toBe(1);
  expect(world.hub.leakedCredentials()).toBe(0);
  world.hub.assertNoViolations();
});

test('few files are not worth an archive, nor is a repository of data', async () => {
  const reader = givenReader();
  const tree = await reader.getTree(world.change);
  await reader.prepareBlobTexts(tree, tree.entries.slice(0, 20));
  const unknown = tree.entries.map((entry, n) => ({ ...entry, sha: n.toString(16).padStart(40, '0') }));
  const large = { ...tree, entries: [...unknown, { ...unknown[0]!, path: 'data', size: 500_000_000 }] };
  await reader.prepareBlobTexts(large, unknown);
  expect(asked('repos/download-tarball-archive')).toBe(1);
});

test('of an archive that breaks off, what came until then counts', async () => {
  const reader = givenReader(async (input, init) => {
    const response = await fetch(input, init);
    if (String(input).startsWith(world.hub.url)) return response;
    return new Response((await response.arrayBuffer()).slice(0, 6_000));
  });
  const tree = await reader.getTree(world.main);
  const wanted = tree.entries.filter(({ path }) => path in FILES);
  const before = asked('graphql/repository');
  await reader.prepareBlobTexts(tree, wanted);
  const texts = await reader.getBlobTexts(wanted);
  expect(
    wanted.every(({ path, sha }) => JSON.stringify(texts.get(sha)) === JSON.stringify({ text: FILES[path] })),
  ).toBe(true);
  // All of them would take six queries.
  expect(asked('graphql/repository') - before).toBeGreaterThan(0);
  expect(asked('graphql/repository') - before).toBeLessThan(6);
});
