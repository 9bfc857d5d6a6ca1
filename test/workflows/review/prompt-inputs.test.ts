import { describe, expect, test } from '@jest/globals';
import type { PullRequest, PullRequestFile } from '../../../src/edges/github/types.ts';
import { describeDiff } from '../../../src/workflows/review/prompt-inputs.ts';

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
