import { expect, test } from '@jest/globals';
import { api, givenReader, REPO, useStrictNock } from './github-api.ts';

useStrictNock();

const COMMIT = 'c'.repeat(40);
const shaOf = (letter: string): string => letter.repeat(40);
const blob = (path: string, sha = 'b'.repeat(40)) => ({ path, mode: '100644', type: 'blob', sha, size: 5 });
const folder = (path: string, sha: string) => ({ path, mode: '040000', type: 'tree', sha });

function givenListing(sha: string, depth: 'flat' | 'recursive', tree: object[], truncated = false): void {
  api()
    .get(`${REPO}/git/trees/${sha}${depth === 'recursive' ? '?recursive=1' : ''}`)
    .reply(200, { sha, tree, truncated });
}

test('of a tree that GitHub lists in part, the folders that lead to the wanted paths are listed', async () => {
  const reader = givenReader();
  givenListing(COMMIT, 'recursive', [folder('aaa', shaOf('1')), blob('aaa/first.py')], true);
  const root = [folder('aaa', shaOf('1')), folder('mono', shaOf('2')), folder('tests', shaOf('3'))];
  givenListing(COMMIT, 'flat', [...root, blob('setup.cfg')]);
  // Too large as well: it is descended into.
  givenListing(shaOf('2'), 'recursive', [folder('deep', shaOf('4')), blob('cut.py')], true);
  givenListing(shaOf('3'), 'recursive', [blob('test_shop.py')]);
  givenListing(shaOf('2'), 'flat', [folder('deep', shaOf('4')), folder('shop', shaOf('5'))]);
  givenListing(shaOf('5'), 'recursive', [blob('cart/total.py')]);
  const near = ['mono/shop/cart/total.py', 'mono/shop/cart/tax.py', 'tests/', 'gone/away.py', 'README.md'];
  const { commit, entries, truncated } = await reader.getTree(COMMIT, near);
  expect(entries.map(({ path }) => path).sort()).toEqual([
    'aaa/first.py',
    'mono/cut.py',
    'mono/shop/cart/total.py',
    'setup.cfg',
    'tests/test_shop.py',
  ]);
  // Others may be missing still.
  expect([commit, truncated]).toEqual([COMMIT, true]);
  // All of it is remembered.
  expect((await reader.getTree(COMMIT, near)).entries).toEqual(entries);
});

test('the listings of one tree are few, however many folders a pull request changes', async () => {
  const reader = givenReader();
  givenListing(COMMIT, 'recursive', [], true);
  const names = Array.from({ length: 60 }, (_, n) => n.toString(16).padStart(2, '0'));
  const of = (name: string): string => name.repeat(20);
  givenListing(
    COMMIT,
    'flat',
    names.map((name) => folder(name, of(name))),
  );
  for (const name of names.slice(0, 24)) givenListing(of(name), 'recursive', [blob('a.py')]);
  const { entries } = await reader.getTree(
    COMMIT,
    names.map((name) => `${name}/a.py`),
  );
  expect(entries).toHaveLength(24);
});
