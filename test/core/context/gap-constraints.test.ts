import { expect, test } from '@jest/globals';
import { describeGapConstraints } from '../../../src/core/context/gap-constraints.ts';

const TARGET = {
  path: 'shop/pricing.py',
  startLine: 10,
  source: 'def f(n):\n    if n < 0:\n        raise ValueError\n    if n == 3:\n        g()\n    return n',
};

test.each<[string, number[], [number, number][], RegExp[], RegExp | null]>([
  ['an error', [12], [], [/Error cases: shop\/pricing\.py line 12\./], /Negative|Boundary/],
  ['a branch', [], [[13, 14]], [/Negative cases: shop\/pricing\.py line 13\./], /Error|Boundary/],
  ['a comparison', [], [[11, 12]], [/Negative cases: .* line 11/, /Boundary cases: .* line 11/], /Error/],
  ['plain lines', [14], [], [/^None beyond the rules above\.$/], null],
])('where %s is left, tests are asked for that reach it', (_, lines, branches, wanted, unwanted) => {
  const text = describeGapConstraints([TARGET], [{ path: TARGET.path, lines, branches }]);
  for (const pattern of wanted) expect(text).toMatch(pattern);
  if (unwanted) expect(text).not.toMatch(unwanted);
});
