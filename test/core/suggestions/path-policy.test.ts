import { describe, expect, test } from '@jest/globals';
import { isTestModule } from '../../../src/core/python/test-files.ts';
import { ruleOnPath } from '../../../src/core/suggestions/path-policy.ts';

const PATHS = [
  'shop/pricing.py',
  'tests/__init__.py',
  'tests/test_pricing.py',
  'tests/data',
  'pyproject.toml',
];

function check(path: string, expected: 'allowed' | 'existing' | 'elsewhere' | 'refused'): void {
  test(`${JSON.stringify(path.slice(0, 60))} is ${expected}`, () => {
    expect(ruleOnPath(path, { paths: PATHS, isTestPath: isTestModule }).ruling).toBe(expected);
  });
}

describe('a new test file may have the name', () => {
  for (const path of [
    'tests/test_discount.py',
    'tests/test_größe.py',
    'tests/deep/er/test_x.py',
    'shop/tests.py',
    'shop/pricing_test.py',
    'tests/test_settings.py',
  ]) {
    check(path, 'allowed');
  }
});

describe('tests may be merged into', () => {
  check('tests/test_pricing.py', 'existing');

  test.each(['tests/conftest.py', 'shop/pricing.py', 'tests/data', 'tests/__init__.py'])(
    'no file of head but a test module: %s',
    (path) => {
      const paths = [...PATHS, 'tests/conftest.py'];
      expect(ruleOnPath(path, { paths, isTestPath: isTestModule }).ruling).not.toBe('existing');
    },
  );

  test('no module that another one is called like but for the case of letters', () => {
    const paths = [...PATHS, 'Tests/test_pricing.py'];
    expect(ruleOnPath('tests/test_pricing.py', { paths, isTestPath: isTestModule }).ruling).toBe('elsewhere');
  });
});

describe('the convention decides instead of a harmless name', () => {
  for (const path of ['tests/TEST_pricing.py', 'tests/pricing.py', 'discount_checks.py']) {
    check(path, 'elsewhere');
  }
});

describe('a place that changes how code, tests or CI run is refused', () => {
  for (const path of [
    'conftest.py',
    'tests/conftest.py',
    'tests/Conftest.PY',
    '.github/workflows/test_x.py',
    '.GitHub/test_x.py',
    'tests/.hidden/test_x.py',
    'setup.py',
    'setup.cfg',
    'pyproject.toml',
    'tests/evil.pth',
    'sitecustomize.py',
    'lib/usercustomize.py',
    'shop/settings.py',
    'shop/settings/test_x.py',
    'shop/local_settings.py',
    'shop/migrations/test_x.py',
    'manage.py',
    'tests/__init__.py',
    'tests/__main__.py',
    'tests/test_x.txt',
    'tests/test_x',
    'shop/pricing.py',
    'Shop/Pricing.py',
    'tests/data/test_x.py',
    'tests/test_pricing.py/test_x.py',
  ]) {
    check(path, 'refused');
  }
});

describe('a path that file systems read differently is refused', () => {
  for (const path of [
    '/tests/test_x.py',
    '~/test_x.py',
    'C:/test_x.py',
    '../test_x.py',
    'tests/../conftest_test.py',
    './tests/test_x.py',
    'tests//test_x.py',
    'tests\\test_x.py',
    'tests/test_x.py\u0000.txt',
    'tests/test_\u202Ex.py',
    'tests/test_x\n.py',
    'tests/test_\u200Bx.py',
    'tests/test_e\u0301.py',
    'tests /test_x.py',
    'tests./test_x.py',
    'tests/test_*.py',
    '',
    `tests/test_${'x'.repeat(120)}.py`,
    `${'tests/'.repeat(50)}test_x.py`,
  ]) {
    check(path, 'refused');
  }
});
