import { expect, test } from '@jest/globals';
import { numberLines } from '../../../src/core/python/number-lines.ts';

test('only the given lines carry their number, and the code stays aligned', () => {
  expect(
    numberLines('def f(a):\n    if a:\n        return 1\n\n    return 2\n', {
      firstLine: 8,
      lines: [10, 12, 99],
    }),
  ).toBe(['    def f(a):', '        if a:', '10:         return 1', '', '12:     return 2'].join('\n'));
});

test('CRLF ends with the line', () => {
  expect(numberLines('a\r\nb\r\n', { firstLine: 1, lines: [2] })).toBe('   a\n2: b');
});
