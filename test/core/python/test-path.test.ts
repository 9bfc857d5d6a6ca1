import { describe, expect, test } from '@jest/globals';
import { chooseConvention } from '../../../src/core/python/test-convention.ts';
import { isPythonPath, isTestPath } from '../../../src/core/python/test-files.ts';
import { projectTestPathFor } from '../../../src/core/python/test-path.ts';

function check(target: string, paths: string[], texts: Record<string, string>, expected: string): void {
  const all = [...new Set([target, ...paths])];
  const path = projectTestPathFor(target, chooseConvention(all, new Map(Object.entries(texts))), all);
  expect(path).toBe(expected);
  expect(all).not.toContain(path);
  expect(isTestPath(path)).toBe(true);
}

test('test paths are told from others by file name and folder', () => {
  const tests = [
    'test_a.py',
    'a/a_test.py',
    'a/tests.py',
    'tests/data.py',
    'a/test/x.py',
    'conftest.py',
    'a/conftest.py',
  ];
  expect(tests.filter((path) => !isTestPath(path))).toEqual([]);
  expect(['a.py', 'latest.py', 'contest.py', 'testing/a.py', 'a/testimony.py'].filter(isTestPath)).toEqual(
    [],
  );
  expect(['a.py', 'a.pyi', 'a.pyx', 'py', 'a.py.txt'].filter(isPythonPath)).toEqual(['a.py']);
});

describe('a new test file', () => {
  test('goes to tests/ in a project without tests', () => {
    check('shop/pricing.py', ['shop/__init__.py'], {}, 'tests/test_pricing.py');
    check('pricing.py', [], {}, 'tests/test_pricing.py');
  });

  test('goes to the one test folder', () => {
    check('src/shop/pricing.py', ['src/shop/__init__.py', 'tests/test_cart.py'], {}, 'tests/test_pricing.py');
    check('shop/pricing.py', ['shop/__init__.py', 'test/test_cart.py'], {}, 'test/test_pricing.py');
  });

  test('follows the folders that the tests repeat, without creating one', () => {
    const tests = ['tests/core/test_a.py', 'tests/api/test_b.py', 'tests/test_c.py'];
    check('src/shop/core/pricing.py', tests, {}, 'tests/core/test_pricing.py');
    check('src/shop/core/deep/pricing.py', tests, {}, 'tests/core/test_pricing.py');
    check('src/shop/web/pricing.py', tests, {}, 'tests/test_pricing.py');
    check(
      'shop/core/pricing.py',
      ['tests/shop/core/test_a.py', 'tests/shop/test_b.py'],
      {},
      'tests/shop/core/test_pricing.py',
    );
  });

  test('lies beside the code where the other tests do', () => {
    check(
      'shop/pricing.py',
      ['shop/models.py', 'shop/tests/__init__.py', 'shop/tests/test_cart.py'],
      {},
      'shop/tests/test_pricing.py',
    );
    check('shop/pricing.py', ['shop/models.py', 'shop/tests.py'], {}, 'shop/test_pricing.py');
    check('shop/pricing.py', ['shop/models.py', 'shop/test_models.py'], {}, 'shop/test_pricing.py');
    check('shop/sub/pricing.py', ['shop/a.py', 'shop/tests/test_a.py'], {}, 'shop/tests/test_pricing.py');
    check(
      'orders/pricing.py',
      ['shop/a.py', 'shop/tests/test_a.py', 'orders/b.py'],
      {},
      'orders/test_pricing.py',
    );
  });

  test('is named like the others', () => {
    check(
      'shop/pricing.py',
      ['shop/__init__.py', 'tests/cart_test.py', 'tests/order_test.py'],
      {},
      'tests/pricing_test.py',
    );
    check(
      'shop/pricing.py',
      ['tests/pricing_test.py', 'tests/shop_pricing_test.py'],
      {},
      'tests/pricing_more_test.py',
    );
  });

  test('stands beside the test of the same file', () => {
    const tests = ['pkg/__init__.py', 'tests/test_pkg/test_a.py', 'tests/test_pkg/test_b.py'];
    check('pkg/a.py', tests, {}, 'tests/test_pkg/test_a_more.py');
    check('pkg/c.py', tests, {}, 'tests/test_pkg/test_c.py');
    check(
      'pkg/rest/a.py',
      ['tests/rest/test_a.py', 'tests/test_b.py', 'tests/test_c.py'],
      {},
      'tests/rest/test_a_more.py',
    );
  });

  test('goes to the folder of most tests where the test folder itself holds none', () => {
    check(
      'pkg/c.py',
      ['tests/unit/test_a.py', 'tests/unit/test_b.py', 'tests/slow/test_d.py'],
      {},
      'tests/unit/test_c.py',
    );
  });

  test('never takes a path that exists', () => {
    const one = ['shop/__init__.py', 'tests/test_pricing.py'];
    check('shop/pricing.py', one, {}, 'tests/test_pricing_more.py');
    const two = [...one, 'tests/test_pricing_more.py'];
    check('shop/pricing.py', two, {}, 'tests/test_shop_pricing.py');
    const three = [...two, 'tests/test_shop_pricing.py', 'tests/test_pricing_2.py'];
    check('shop/pricing.py', three, {}, 'tests/test_pricing_more_2.py');
    check('shop/pricing.py', ['tests/Test_Pricing.py', 'tests/test_a.py'], {}, 'tests/test_pricing_more.py');
  });

  test('says whose it is where two files have one name', () => {
    check(
      'shop/pricing.py',
      ['orders/pricing.py', 'tests/test_pricing.py'],
      {},
      'tests/test_shop_pricing.py',
    );
  });

  test('never takes a name that pytest would confuse with another file', () => {
    const flat = ['orders/pricing.py', 'unit/tests/test_pricing.py', 'tests/test_a.py', 'tests/test_b.py'];
    check('shop/pricing.py', flat, {}, 'tests/test_shop_pricing.py');
    check('shop/pricing.py', [...flat, 'tests/__init__.py'], {}, 'tests/test_pricing.py');
    check(
      'shop/pricing.py',
      flat,
      { 'pytest.ini': '[pytest]\naddopts = -q --import-mode=importlib\n' },
      'tests/test_pricing.py',
    );
  });

  test('is named after the package for its __init__.py, without leading underscores', () => {
    check('src/shop/__init__.py', ['tests/test_a.py'], {}, 'tests/test_shop.py');
    check('src/shop/_pricing.py', ['tests/test_a.py'], {}, 'tests/test_pricing.py');
    check('src/shop/__main__.py', ['tests/test_a.py'], {}, 'tests/test_main.py');
  });

  test('obeys testpaths and python_files', () => {
    const ini = '[pytest]\ntestpaths = checks\npython_files = check_*.py test_*.py\n';
    check('shop/pricing.py', ['shop/__init__.py'], { 'pytest.ini': ini }, 'checks/test_pricing.py');
    const toml = '[tool.pytest.ini_options]\ntestpaths = [\n  "qa/unit", # fast\n  "qa/slow",\n]\n';
    check(
      'shop/pricing.py',
      ['qa/slow/test_a.py', 'other/tests/test_b.py'],
      { 'pyproject.toml': toml },
      'qa/slow/test_pricing.py',
    );
    const suffix = '[tool:pytest]\npython_files = *_test.py\n';
    check('shop/pricing.py', ['tests/a_test.py'], { 'setup.cfg': suffix }, 'tests/pricing_test.py');
  });

  test('goes to the tests of the sub-project that holds the code', () => {
    const paths = [
      'web/tests/test_a.py',
      'web/pyproject.toml',
      'api/pyproject.toml',
      'api/tests/test_b.py',
      'api/tests/test_c.py',
    ];
    check('web/src/shop/pricing.py', paths, {}, 'web/tests/test_pricing.py');
    check('api/shop/pricing.py', paths, {}, 'api/tests/test_pricing.py');
  });
});

describe('the convention', () => {
  function describes(paths: string[], texts: Record<string, string>): string {
    return chooseConvention(paths, new Map(Object.entries(texts))).description;
  }

  test('is told in full sentences', () => {
    expect(
      describes(['tests/test_a.py', 'shop/a.py'], {
        'tests/test_a.py':
          'from django.test import TestCase\n\nclass ATests(TestCase):\n    def test_a(self): ...\n',
        'requirements.txt': 'pytest-django==4.9\n',
      }),
    ).toBe(
      'Tests live together in tests/. Test files are named test_*.py. Tests are classes derived from TestCase. ' +
        'pytest-django is in use: tests that need the database say so with its mark or fixtures.',
    );
  });

  test('tells pytest classes from functions', () => {
    expect(
      chooseConvention([], new Map([['test_a.py', 'class TestA:\n    def test_b(self): ...\n']])).cases,
    ).toBe('pytest classes');
    expect(chooseConvention([], new Map([['test_a.py', 'async def test_b(): ...\n']])).cases).toBe(
      'pytest functions',
    );
    expect(chooseConvention([]).cases).toBe('pytest functions');
  });
});
