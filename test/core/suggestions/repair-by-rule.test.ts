import { beforeAll, describe, expect, test } from '@jest/globals';
import { diagnoseCorpus } from '../../../bench/diagnosis/diagnose-corpus.ts';
import type { Failure } from '../../../src/core/evidence/ci-report.ts';
import { diagnose } from '../../../src/core/evidence/diagnose.ts';
import { buildProjectNames } from '../../../src/core/evidence/project-names.ts';
import type { PythonParser } from '../../../src/core/python/parser.ts';
import { repairByRule } from '../../../src/core/suggestions/repair-by-rule.ts';
import { editDistance } from '../../../src/core/suggestions/repairs/nearest-fixture.ts';
import { loadPythonParser } from '../../../src/edges/files/load-grammar.ts';
import { givenFailure } from '../../support/ci-report.ts';
import { givenSuggestion } from '../../support/suggestion.ts';

let parser: PythonParser;
beforeAll(async () => {
  parser = await loadPythonParser();
});

const PROJECT = buildProjectNames({
  targets: ['line_total', 'Basket', 'PriceError'].map((qualname) => ({ module: 'shop.pricing', qualname })),
  existingTests: {},
});
const PACKAGES = { Django: '5.2.1', pytest: '9.0.0', 'pytest-django': '4.11.1' };

interface Given {
  imports?: string[];
  code: string;
  title?: string;
  failure: Partial<Failure>;
  packages?: Record<string, string>;
  testName?: string;
}

/** What becomes of the suggestion, as text: imports, then code; null when no rule mends it. */
function repair({
  imports = [],
  code,
  title = 'A test',
  failure,
  packages = PACKAGES,
  testName = 'test_new',
}: Given) {
  const suggestion = givenSuggestion({ imports, code, title, testNames: [testName] });
  const whole = givenFailure(failure);
  const diagnosis = diagnose({
    suggestion,
    testName,
    failure: whole,
    outcome: 'failed',
    base: 'failed',
    instability: null,
    environment: { python: '3.12.1', packages },
    project: PROJECT,
  });
  const mended = repairByRule({
    parser,
    suggestion,
    diagnosis,
    failure: whole,
    testName,
    project: PROJECT,
    packages,
  });
  return mended && `${mended.imports.join('\n')}\n${mended.code}`;
}

const fixture = (name: string, available: string): Partial<Failure> => ({
  type: 'FixtureLookupError',
  message: `('${name}', <FixtureRequest for <Function test_new>>)`,
  phase: 'setup',
  raisedIn: 'elsewhere',
  path: null,
  traceback: `E       fixture '${name}' not found\n>       available fixtures: ${available}\n>       use 'pytest --fixtures [testpath]' for help on them.`,
});
const noDatabase: Partial<Failure> = {
  type: 'RuntimeError',
  message:
    'Database access not allowed, use the "django_db" mark, or the "db" or "transactional_db" fixtures to enable it.',
  raisedIn: 'elsewhere',
};
const raised = (type: string, traceback: string): Partial<Failure> => ({
  type,
  message: 'quantity must not be negative',
  raisedIn: 'project',
  path: 'shop/pricing.py',
  traceback,
});
const NEGATIVE = '    def test_new():\n>       line_total(1, -1)\n\ntests/test_new.py:3: \n';

describe('a rule mends', () => {
  test.each<[string, Given, string]>([
    [
      'an import from the wrong module',
      {
        imports: ['from pricing import line_total'],
        code: 'def test_new():\n    assert line_total(1, 1) == 1\n',
        failure: { type: 'ModuleNotFoundError', message: "No module named 'pricing'", phase: 'collect' },
      },
      'from shop.pricing import line_total\ndef test_new():\n    assert line_total(1, 1) == 1\n',
    ],
    [
      'an import from the package instead of its module',
      {
        imports: ['from shop import line_total', 'import pytest'],
        code: 'def test_new():\n    assert line_total(1, 1) == 1\n',
        failure: {
          type: 'ImportError',
          message: "cannot import name 'line_total' from 'shop' (/x/shop/__init__.py)",
          phase: 'collect',
        },
      },
      'from shop.pricing import line_total\nimport pytest\ndef test_new():\n    assert line_total(1, 1) == 1\n',
    ],
    [
      'an attribute of the package',
      {
        imports: ['import shop'],
        code: 'def test_new():\n    assert shop.line_total(1, 1) == 1\n',
        failure: { type: 'AttributeError', message: "module 'shop' has no attribute 'line_total'" },
      },
      'import shop\nfrom shop.pricing import line_total\ndef test_new():\n    assert line_total(1, 1) == 1\n',
    ],
    [
      'a name that the project defines and nobody imported',
      {
        code: 'def test_new():\n    assert Basket().total() == 0\n',
        failure: { type: 'NameError', message: "name 'Basket' is not defined" },
      },
      'from shop.pricing import Basket\ndef test_new():\n    assert Basket().total() == 0\n',
    ],
    [
      'an assertion under its old name',
      {
        imports: ['import unittest'],
        code: 'class TestNew(unittest.TestCase):\n    def test_new(self):\n        self.assertEquals(1 + 1, 2)\n',
        failure: {
          type: 'AttributeError',
          message: "'TestNew' object has no attribute 'assertEquals'. Did you mean: 'assertEqual'?",
        },
        testName: 'TestNew::test_new',
      },
      'import unittest\nclass TestNew(unittest.TestCase):\n    def test_new(self):\n        self.assertEqual(1 + 1, 2)\n',
    ],
    [
      'a function of Django under its old name',
      {
        imports: ['from django.utils.translation import ugettext'],
        code: 'def test_new():\n    assert ugettext("yes") == "yes"\n',
        failure: {
          type: 'ImportError',
          message: "cannot import name 'ugettext' from 'django.utils.translation' (x)",
          phase: 'collect',
        },
      },
      'from django.utils.translation import gettext\ndef test_new():\n    assert gettext("yes") == "yes"\n',
    ],
    [
      'a function that uses the database',
      { code: 'def test_new():\n    assert Product.objects.count() == 0\n', failure: noDatabase },
      'import pytest\n@pytest.mark.django_db\ndef test_new():\n    assert Product.objects.count() == 0\n',
    ],
    [
      'a class without a database',
      {
        imports: ['from django.test import SimpleTestCase'],
        code: 'class TestNew(SimpleTestCase):\n    def test_new(self):\n        assert Product.objects.count() == 0\n',
        failure: {
          ...noDatabase,
          type: 'DatabaseOperationForbidden',
          message: "Database queries to 'default' are not allowed in SimpleTestCase subclasses.",
        },
        testName: 'TestNew::test_new',
      },
      'from django.test import SimpleTestCase\nfrom django.test import TestCase as DjangoTestCase\nclass TestNew(DjangoTestCase):\n    def test_new(self):\n        assert Product.objects.count() == 0\n',
    ],
    [
      'a mistyped fixture',
      {
        code: 'def test_new(price_lst):\n    assert price_lst["apple"] == 2\n',
        failure: fixture('price_lst', 'cache, price_list, tmp_path'),
      },
      '\ndef test_new(price_list):\n    assert price_list["apple"] == 2\n',
    ],
    [
      'a method without self',
      {
        code: 'class TestNew:\n    def test_new():\n        assert 1 + 1 == 2\n\n    def total(quantity):\n        return quantity\n',
        failure: {
          type: 'TypeError',
          message: 'TestNew.test_new() takes 0 positional arguments but 1 was given',
          raisedIn: 'elsewhere',
        },
        testName: 'TestNew::test_new',
      },
      '\nclass TestNew:\n    def test_new(self):\n        assert 1 + 1 == 2\n\n    def total(self, quantity):\n        return quantity\n',
    ],
    [
      'a coroutine that nobody awaited',
      {
        code: 'def test_new():\n    assert Basket().checkout() == 0\n',
        failure: { message: 'assert <coroutine object Basket.checkout at 0x7f> == 0' },
      },
      'import asyncio\ndef test_new():\n    assert asyncio.run(Basket().checkout()) == 0\n',
    ],
    [
      'an async test whose plugin is there',
      {
        code: 'async def test_new():\n    assert await Basket().checkout() == 0\n',
        failure: {
          type: 'Failed',
          message: 'async def functions are not natively supported.\nYou need to install a suitable plugin',
          raisedIn: 'elsewhere',
        },
        packages: { ...PACKAGES, 'pytest-asyncio': '1.1.0' },
      },
      'import pytest\n@pytest.mark.asyncio\nasync def test_new():\n    assert await Basket().checkout() == 0\n',
    ],
    [
      'a test that announces an exception and does not wait for it',
      {
        imports: ['from shop.pricing import line_total'],
        code: 'def test_new():\n    assert line_total(1, 1) == 1\n    line_total(1, -1)\n',
        title: 'A negative quantity raises PriceError',
        failure: raised(
          'PriceError',
          '    def test_new():\n        assert line_total(1, 1) == 1\n>       line_total(1, -1)\n\ntests/test_new.py:4: \n',
        ),
      },
      'from shop.pricing import line_total\nimport pytest\nfrom shop.pricing import PriceError\ndef test_new():\n    assert line_total(1, 1) == 1\n    with pytest.raises(PriceError):\n        line_total(1, -1)\n',
    ],
  ])('%s', (_name, given, expected) => {
    expect(repair(given)).toBe(expected);
  });
});

describe('no rule touches', () => {
  test.each<[string, Given]>([
    ['a failed assertion', { code: 'def test_new():\n    assert line_total(1, 1) == 2\n', failure: {} }],
    [
      'a test whose title does not announce the exception',
      {
        code: 'def test_new():\n    line_total(1, -1)\n',
        title: 'A negative quantity costs nothing',
        failure: raised('PriceError', NEGATIVE),
      },
    ],
    [
      'a test whose title announces another exception',
      {
        code: 'def test_new():\n    line_total(1, -1)\n',
        title: 'A negative quantity raises TypeError',
        failure: raised('PriceError', NEGATIVE),
      },
    ],
    [
      'an exception that did not come out of the last statement',
      {
        code: 'def test_new():\n    line_total(1, -1)\n    line_total(1, 1)\n',
        title: 'A negative quantity raises PriceError',
        failure: raised('PriceError', NEGATIVE),
      },
    ],
    [
      'an exception of one of two calls',
      {
        code: 'def test_new():\n    line_total(1, line_total(1, -1))\n',
        title: 'A negative quantity raises PriceError',
        failure: raised('PriceError', '    def test_new():\n>       line_total(1, line_total(1, -1))\n'),
      },
    ],
    [
      'an exception whose class is no name',
      {
        code: 'def test_new():\n    line_total(1, -1)\n',
        title: 'A negative quantity raises ValueError): evil(',
        failure: raised('ValueError): evil(', NEGATIVE),
      },
    ],
    [
      'a fixture with two neighbours',
      {
        code: 'def test_new(prics):\n    assert prics\n',
        failure: fixture('prics', 'price, prices, pricks'),
      },
    ],
    [
      'a fixture far from any',
      {
        code: 'def test_new(api_client):\n    assert api_client\n',
        failure: fixture('api_client', 'client, tmp_path'),
      },
    ],
    ['a short name', { code: 'def test_new(db):\n    assert db\n', failure: fixture('db', 'rf, dx') }],
    [
      'a database mark without pytest-django',
      { code: 'def test_new():\n    assert 1\n', failure: noDatabase, packages: { pytest: '9.0.0' } },
    ],
    [
      'an async test without a plugin',
      {
        code: 'async def test_new():\n    assert await f()\n',
        failure: {
          type: 'Failed',
          message: 'async def functions are not natively supported.',
          raisedIn: 'elsewhere',
        },
      },
    ],
    [
      'what the machine lacks',
      {
        code: 'def test_new():\n    assert fetch()\n',
        failure: { type: 'gaierror', message: 'Name or service not known', raisedIn: 'elsewhere' },
      },
    ],
  ])('%s', (_name, given) => {
    expect(repair(given)).toBeNull();
  });

  test('a failure of the corpus that is not the test’s own', () => {
    for (const { name, suggestion, diagnosis, file, tests } of diagnoseCorpus()) {
      const failure = file.failure ?? tests.find(({ head }) => head.failure)?.head.failure;
      if (!diagnosis || diagnosis.isOurs || !failure) continue;
      const testName = tests[0]?.name ?? null;
      const mended = repairByRule({
        parser,
        suggestion,
        diagnosis,
        failure,
        testName,
        project: PROJECT,
        packages: PACKAGES,
      });
      expect([name, mended]).toEqual([name, null]);
    }
  });
});

test.each<[string, string, number]>([
  ['price', 'price', 0],
  ['price_lst', 'price_list', 1],
  ['pirce', 'price', 1],
  ['cat', 'dog', 3],
  ['', 'ab', 2],
])('%s and %s are %i edits apart', (a, b, distance) => {
  expect(editDistance(a, b)).toBe(distance);
});
