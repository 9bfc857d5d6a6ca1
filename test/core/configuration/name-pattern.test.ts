import { describe, expect, test } from '@jest/globals';
import { fitsPattern } from '../../../src/core/configuration/name-pattern.ts';

describe('a name', () => {
  test.each<[string, string, boolean]>([
    ['coverage', 'coverage', true],
    ['coverage', 'coverage-3.12', false],
    ['coverage-*', 'coverage-3.12', true],
    ['*.lcov', 'reports/all.lcov', true],
    ['*.lcov', 'all.lcov.gz', false],
    ['*', '', true],
    ['', '', true],
    ['a*b*c', 'a-b-b-c', true],
    ['a.c', 'abc', false],
  ])('%s: %s → %s', (pattern, name, expected) => {
    expect(fitsPattern(pattern, name)).toBe(expected);
  });

  test('is compared in a moment however many stars there are', () => {
    expect(fitsPattern(`${'*a'.repeat(90)}b`, 'a'.repeat(1000))).toBe(false);
  });
});
