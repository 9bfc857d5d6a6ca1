import { beforeAll, describe, expect, test } from '@jest/globals';
import type { PythonParser } from '../../../src/core/python/parser.ts';
import { checkFlip } from '../../../src/core/reproduction/check-flip.ts';
import { loadPythonParser } from '../../../src/edges/files/load-grammar.ts';

let parser: PythonParser;
beforeAll(async () => {
  parser = await loadPythonParser();
});

const IMPORTS = ['from shop import total'];

/** Null: only expectations differ. Else a part of the sentence that says what else does. */
function check(passing: string, flipped: string, problem: string | null, imports = IMPORTS): void {
  const write = (body: string): string =>
    body.includes('def ')
      ? body
      : `def test_x():\n${body
          .split('\n')
          .map((line) => `    ${line}\n`)
          .join('')}`;
  const checked = checkFlip(
    parser,
    { imports: IMPORTS, code: write(passing) },
    { imports, code: write(flipped) },
  );
  if (problem === null) expect(checked).toMatchObject({ ok: true });
  else expect(checked).toEqual({ ok: false, reason: expect.stringContaining(problem) });
}

describe('only expectations may change', () => {
  test.each([
    ['a value', 'got = total(1)\nassert got == 2', 'got = total(1)\nassert got == 1'],
    [
      'an operator, and remarks',
      '# BUG\ngot = total(1)\nassert got == 2',
      'got = total(1)\nassert got != 2  # right',
    ],
    [
      'several for one',
      'got = total(1)\nassert got',
      'got = total(1)\nassert len(got) == 1\nassert got[0] == 2',
    ],
    ['an exception that must not come', 'with pytest.raises(ValueError):\n    total(1)', 'total(1)'],
    [
      'its result is looked at',
      'with pytest.raises(ValueError):\n    total(1)',
      'got = total(1)\nassert got == 0',
    ],
    ['in the assertion itself', 'with pytest.raises(ValueError):\n    total(1)', 'assert total(1) == 0'],
    [
      'an exception that must come',
      'got = total(1)\nassert got == 0',
      'with pytest.raises(ValueError):\n    total(1)',
    ],
    ['calls inside assertions stay', 'assert total(1) == 2', 'assert total(1) == 3'],
    [
      'unittest',
      'class TestX:\n    def test_x(self):\n        self.assertEqual(total(1), 2)\n',
      'class TestX:\n    def test_x(self):\n        self.assertNotEqual(total(1), 2)\n',
    ],
    [
      'inside of a with',
      'with freeze():\n    with pytest.raises(ValueError):\n        total(1)',
      'with freeze():\n    total(1)',
    ],
  ])('%s', (_what, passing, flipped) => check(passing, flipped, null));

  test('a value may be looked up elsewhere', () =>
    check('got = total(1)\nassert got.get("a") == 1', 'got = total(1)\nassert got.get("b") is None', null));
  test('a value may need an import', () =>
    check('assert total(1) == 2', 'assert total(1) == Decimal("2.5")', null, [
      ...IMPORTS,
      'from decimal import Decimal',
    ]));
});

describe('anything else is refused:', () => {
  test.each([
    ['a request', 'assert client.get("/a").ok', 'assert not client.get("/b").ok', 'client.get("/b")'],
    ['a row', 'assert O.objects.get(pk=1).ok', 'assert not O.objects.get(pk=2).ok', 'O.objects.get(pk=2)'],
    ['an input', 'got = total(1)\nassert got == 2', 'got = total(2)\nassert got == 3', 'total(2)'],
    ['an input inside the assertion', 'assert total(1) == 2', 'assert total(2) == 2', 'total(2)'],
    [
      'a further call',
      'got = total(1)\nassert got == 2',
      'total(5)\ngot = total(1)\nassert got == 3',
      'total(5)',
    ],
    ['a call less', 'setup()\nassert total(1) == 2', 'assert total(1) == 3', 'setup()'],
    ['the order', 'a = f()\nb = g()\nassert a == b', 'b = g()\na = f()\nassert a != b', 'g()'],
    [
      'a failure out of nothing',
      'assert total(1) == 2',
      'assert total(1) == 2\npytest.fail("x")',
      'pytest.fail',
    ],
    ['nothing', 'assert total(1) == 2', '# right\nassert total(1) == 2', 'no expectation was changed'],
    ['a constant', 'want = 2\nassert total(1) == want', 'want = 3\nassert total(1) == want', 'want = 3'],
    [
      'the name',
      'def test_x():\n    assert total(1) == 2\n',
      'def test_y():\n    assert total(1) == 3\n',
      'test_x',
    ],
    [
      'a decorator',
      'def test_x():\n    assert total(1) == 2\n',
      '@pytest.mark.skip\ndef test_x():\n    assert total(1) == 3\n',
      '@pytest',
    ],
    [
      'a helper that asserts',
      'def look(got):\n    assert got == 2\n\n\ndef test_x():\n    look(total(1))\n',
      'def look(got):\n    assert got == 3\n\n\ndef test_x():\n    look(total(1))\n',
      'def look',
    ],
    [
      'a branch',
      'got = total(1)\nassert got == 2',
      'got = total(1)\nif got:\n    assert got == 3',
      'if_statement',
    ],
    [
      'two tests',
      'assert total(1) == 2',
      'def test_x():\n    assert f()\n\n\ndef test_y():\n    assert f()\n',
      'exactly one',
    ],
  ])('%s', (_what, passing, flipped, problem) =>
    check(passing, flipped, problem.replace('@pytest', 'pytest.mark.skip')),
  );

  test('a project import', () =>
    check('assert total(1) == 2', 'assert total(1) == RIGHT', 'new import', [
      ...IMPORTS,
      'from shop import RIGHT',
    ]));
});
