import { describe, expect, test } from '@jest/globals';
import { fitsPath } from '../../../src/core/configuration/path-pattern.ts';

describe('a path pattern', () => {
  const PATTERNS: [pattern: string, fits: string[], fitsNot: string[]][] = [
    ['a.py', ['a.py'], ['b/a.py', 'a.pyc', 'xa.py']],
    ['/a.py', ['a.py'], ['b/a.py']],
    ['./a.py', ['a.py'], ['b/a.py']],
    ['billing', ['billing', 'billing/a.py', 'billing/x/a.py'], ['billing.py', 'shop/billing/a.py']],
    ['billing/', ['billing/a.py', 'billing/x/a.py'], ['billings/a.py']],
    ['billing/**', ['billing/a.py', 'billing/x/a.py'], ['billings/a.py']],
    ['*.py', ['a.py'], ['b/a.py', 'a.txt']],
    ['**/*.py', ['a.py', 'b/a.py', 'b/c/a.py'], ['a.txt']],
    ['**/secret', ['secret', 'a/secret', 'a/b/secret/c.py'], ['asecret', 'a/bsecret']],
    [
      'src/**/models.py',
      ['src/models.py', 'src/a/models.py', 'src/a/b/models.py'],
      ['src/amodels.py', 'models.py'],
    ],
    ['src/*/models.py', ['src/a/models.py'], ['src/models.py', 'src/a/b/models.py']],
    ['src/**x.py', ['src/x.py', 'src/a/bx.py'], ['src/a/y.py']],
    ['?.py', ['a.py'], ['ab.py', '.py']],
    ['a?b', ['a-b'], ['a/b']],
    ['**', ['a', 'a/b/c'], []],
    ['*', ['a', 'a/b'], []],
    ['a/*', ['a/b', 'a/b/c'], ['a']],
    ['[a-z].py', ['[a-z].py'], ['b.py']],
    ['naïve/ü*.py', ['naïve/übel.py'], ['naive/übel.py']],
  ];
  test.each(PATTERNS)('%s', (pattern, fits, fitsNot) => {
    expect(fits.filter((path) => !fitsPath(pattern, path))).toEqual([]);
    expect(fitsNot.filter((path) => fitsPath(pattern, path))).toEqual([]);
  });

  test('ends soon, however many stars meet however long a path', () => {
    expect(fitsPath(`${'*a'.repeat(90)}b`, 'a'.repeat(4000))).toBe(false);
    expect(fitsPath(`${'**/a'.repeat(50)}`, 'a/'.repeat(2000))).toBe(true);
  });
});
