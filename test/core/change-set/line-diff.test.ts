import { describe, expect, test } from '@jest/globals';
import { findChangedLines } from '../../../src/core/change-set/line-diff.ts';

function check(before: string, after: string, expected: number[]): void {
  expect(findChangedLines(before.split('').join('\n'), after.split('').join('\n'))).toEqual(expected);
}

describe('changed lines between two texts (one letter a line)', () => {
  const cases: [string, string, number[]][] = [
    ['abc', 'abc', []],
    ['', 'abc', [1, 2, 3]],
    ['abc', '', []],
    ['abc', 'axc', [2]],
    ['abc', 'abxc', [3]],
    ['abc', 'ac', []],
    ['abcdef', 'axcdyf', [2, 5]],
    ['abab', 'abxab', [3]],
    // Of moved blocks one stays the anchor, the others count as changed.
    ['abcde', 'decab', [1, 2, 3]],
  ];
  for (const [before, after, expected] of cases) {
    test(`${before || '(empty)'} → ${after || '(empty)'}`, () => check(before, after, expected));
  }

  test('do not depend on the kind of line end', () => {
    expect(findChangedLines('a\nb\n', 'a\r\nb\r\nc\r\n')).toEqual([3]);
  });

  test('are found in a file of twenty thousand lines without delay', () => {
    const lines = Array.from({ length: 20_000 }, (_, i) => `line ${i % 15_000}`);
    const after = lines.with(9_999, 'new').join('\n');
    expect(findChangedLines(lines.join('\n'), after)).toEqual([10_000]);
  });
});
