import { describe, expect, test } from '@jest/globals';
import { buildIntent, findLinkedIssues } from '../../../src/core/contract/stated-intent.ts';

describe('issues that a pull request says it closes', () => {
  const cases: [title: string, body: string, expected: number[]][] = [
    ['Fixes #12', '', [12]],
    ['x', 'This closes #3 and resolves #4.', [3, 4]],
    ['x', 'Fixed: #5', [5]],
    ['x', 'closes octo/shop#7', [7]],
    ['x', 'closes Octo/Shop#7, fixes octo/other#8', [7]],
    ['x', 'resolves https://github.com/octo/shop/issues/9', [9]],
    ['x', 'resolves https://github.com/octo/other/issues/9', []],
    ['x', 'See #12. Prefixes #3 are not meant; fixes 4 things.', []],
    ['x', 'fix #1, fix #1, fix #2, fix #3, fix #4', [1, 2, 3]],
    ['x', 'fixes #0 and fixes #99999999999999', []],
    ['', '', []],
  ];
  test.each(cases)('%s | %s', (title, body, expected) => {
    expect(findLinkedIssues({ title, body }, 'octo/shop')).toEqual(expected);
  });
});

test('long texts are cut, and test files that do not fit are left out whole', () => {
  const intent = buildIntent({ title: 't'.repeat(1_000), body: 'b'.repeat(100_000) }, [
    { path: 'tests/test_large.py', head: 'x'.repeat(50_000), base: 'x'.repeat(50_000) },
    { path: 'tests/test_small.py', head: 'x', base: null },
  ]);
  expect(intent.title).toHaveLength(300);
  expect(intent.body).toHaveLength(4_000);
  expect(intent.changedTests.map(({ path }) => path)).toEqual(['tests/test_small.py']);
});
