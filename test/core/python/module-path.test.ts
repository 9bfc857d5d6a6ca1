import { describe, expect, test } from '@jest/globals';
import { importPath, isIdentifier } from '../../../src/core/python/module-path.ts';

function check(path: string, others: string[], expected: string | null): void {
  expect(importPath(path, [path, ...others])).toBe(expected);
}

describe('the module of a file', () => {
  const cases: [string, string, string[], string | null][] = [
    ['a module at the top', 'pricing.py', [], 'pricing'],
    ['a regular package', 'shop/pricing.py', ['shop/__init__.py'], 'shop.pricing'],
    ['the package itself', 'shop/__init__.py', [], 'shop'],
    ['a src layout', 'src/shop/pricing.py', ['src/shop/__init__.py', 'pyproject.toml'], 'shop.pricing'],
    ['a single module in src', 'src/pricing.py', ['pyproject.toml'], 'pricing'],
    [
      'src that is itself a package',
      'src/shop/a.py',
      ['src/__init__.py', 'src/shop/__init__.py'],
      'src.shop.a',
    ],
    ['lib next to setup.py', 'lib/shop/a.py', ['setup.py', 'lib/shop/__init__.py'], 'shop.a'],
    ['lib without metadata', 'lib/a.py', [], 'lib.a'],
    ['a namespace package', 'acme/shop/a.py', ['acme/shop/__init__.py'], 'acme.shop.a'],
    ['a namespace package in src', 'src/acme/shop/a.py', ['src/acme/shop/__init__.py'], 'acme.shop.a'],
    ['no package at all', 'shop/deep/a.py', [], 'shop.deep.a'],
    [
      'a Django project in a folder',
      'backend/shop/a.py',
      ['backend/manage.py', 'backend/shop/__init__.py'],
      'shop.a',
    ],
    [
      'a Django project in a package',
      'site/shop/a.py',
      ['site/__init__.py', 'site/manage.py', 'site/shop/__init__.py'],
      'shop.a',
    ],
    ['manage.py beside src', 'src/shop/a.py', ['manage.py', 'src/shop/__init__.py'], 'shop.a'],
    ['manage.py inside src', 'src/app/shop/a.py', ['src/app/manage.py'], 'shop.a'],
    [
      'a project in a sub-folder',
      'services/api/shop/a.py',
      ['services/api/pyproject.toml', 'services/api/shop/__init__.py'],
      'shop.a',
    ],
    [
      'metadata inside a package',
      'shop/core/a.py',
      ['shop/__init__.py', 'shop/setup.cfg', 'shop/core/__init__.py'],
      'shop.core.a',
    ],
    ['a hyphen in the file name', 'shop/my-script.py', [], null],
    ['a hyphen in a folder name', 'my-shop/a.py', [], null],
    [
      'a hyphen above the project',
      'my-shop/shop/a.py',
      ['my-shop/pyproject.toml', 'my-shop/shop/__init__.py'],
      'shop.a',
    ],
    ['a keyword', 'shop/class.py', [], null],
    ['a leading digit', 'shop/0001_initial.py', [], null],
    ['another kind of file', 'shop/a.pyi', [], null],
    ['a lone __init__.py at the top', '__init__.py', [], null],
  ];
  for (const [name, path, others, expected] of cases) {
    test(`${name}: ${path}`, () => check(path, others, expected));
  }
});

test('identifiers may be written in any script, and soft keywords are names', () => {
  expect(['prix_été', '価格', '_x1', 'match', 'type'].every(isIdentifier)).toBe(true);
  expect(['', '1a', 'a b', 'None', 'a.b'].some(isIdentifier)).toBe(false);
});
