import { expect, test } from '@jest/globals';
import { describeHappyPathBias } from '../../../src/core/evidence/happy-path-bias.ts';

const counts = (covered: number, total: number) => ({ covered, total });

test.each([
  ['most lines and few branches', counts(9, 10), counts(2, 6), true],
  ['most lines and most branches', counts(9, 10), counts(5, 6), false],
  ['hardly any line', counts(0, 10), counts(0, 6), false],
  ['no branches to speak of', counts(9, 10), counts(0, 1), false],
  ['nothing changed', counts(0, 0), counts(0, 0), false],
])('tests that reach %s', (_name, lines, branches, isBiased) => {
  expect(describeHappyPathBias({ lines, branches }) !== null).toBe(isBiased);
});

test('the sentence has both counts', () => {
  expect(describeHappyPathBias({ lines: counts(9, 10), branches: counts(2, 6) })).toContain(
    'run 9 of 10 changed lines and take 2 of 6 changed branches',
  );
});
