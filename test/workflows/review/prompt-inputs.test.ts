import { describe, expect, test } from '@jest/globals';
import type { Target } from '../../../src/core/python/target.ts';
import { loadPythonParser } from '../../../src/edges/files/load-grammar.ts';
import type { PullRequest, PullRequestFile } from '../../../src/edges/github/types.ts';
import { describeDiff, describeGaps } from '../../../src/workflows/review/prompt-inputs.ts';

const PULL = { title: 'Cheaper shipping', body: 'See the price list.' } as PullRequest;

function givenFile(path: string, patch = `@@ -1 +1 @@\n+# ${path}`): PullRequestFile {
  return { path, previousPath: null, status: 'modified', patch } as PullRequestFile;
}

describe('the difference that a model is shown', () => {
  const files = [
    givenFile('docs/conf.py'),
    givenFile('shop/models.py'),
    givenFile('README.md'),
    givenFile('shop/pricing.py'),
    givenFile('tests/test_pricing.py'),
  ];
  const about = {
    targetPaths: new Set(['shop/pricing.py']),
    leftOut: new Set(['docs/conf.py', 'tests/test_pricing.py']),
  };

  test('begins with the files of targets and leaves out what is shown elsewhere or is no code to test', () => {
    const text = describeDiff(PULL, files, about);
    expect(text).toContain('Title: Cheaper shipping\nDescription: See the price list.');
    expect(text.match(/^### DIFF: .*$/gm)).toEqual([
      '### DIFF: shop/pricing.py ###',
      '### DIFF: shop/models.py ###',
    ]);
  });

  test('is cut at its end, and says so', () => {
    const long = [givenFile('shop/models.py', `+${'x'.repeat(40_000)}`), givenFile('shop/pricing.py')];
    const text = describeDiff(PULL, long, about);
    expect(text).toContain('### DIFF: shop/pricing.py ###');
    expect(text).toMatch(/\n\(the rest of the diff is left out\)$/);
  });
});

describe('the gaps that a coverage round asks for', () => {
  const target = (path: string, qualname: string, startLine: number): Target =>
    ({
      id: `${path}::${qualname}`,
      path,
      module: path.replace(/\.py$/, '').replaceAll('/', '.'),
      className: qualname.includes('.') ? qualname.split('.')[0]! : null,
      startLine,
      endLine: startLine + 2,
      source: `def ${qualname.split('.').at(-1)}(n):\n    first()\n    return n`,
    }) as Target;
  const TARGETS = [
    target('shop/a.py', 'one', 1),
    target('shop/a.py', 'two', 11),
    target('shop/b.py', 'Cart.add', 1),
    target('shop/b.py', 'Cart.total', 11),
  ];
  const UNCOVERED = [
    { path: 'shop/a.py', lines: [3, 13, 99], branches: [] },
    { path: 'shop/b.py', lines: [2, 3, 12], branches: [] },
  ];

  test('are those of one file or class together at first, the most of them first', async () => {
    const gaps = describeGaps(await loadPythonParser(), TARGETS, UNCOVERED, 'file-or-class');
    expect(gaps.map(({ what }) => what)).toEqual(['shop/b.py::Cart', 'shop/a.py']);
    expect(gaps[1]!.uncovered).toEqual([{ path: 'shop/a.py', lines: [3, 13], branches: [] }]);
    expect(gaps[1]!.text).toContain('target_id: shop/a.py::one');
    expect(gaps[1]!.text).toContain('target_id: shop/a.py::two');
    expect(gaps[1]!.text).not.toContain('first()');
  });

  test('are those of each function for itself later', async () => {
    const gaps = describeGaps(await loadPythonParser(), TARGETS, UNCOVERED, 'function');
    expect(gaps.map(({ what }) => what)).toEqual([
      'shop/b.py::Cart.add',
      'shop/a.py::one',
      'shop/a.py::two',
      'shop/b.py::Cart.total',
    ]);
    expect(gaps[2]!.text).toMatch(/13: {5}return n\nstill uncovered:\nshop\/a\.py:\nlines 13$/);
  });
});
