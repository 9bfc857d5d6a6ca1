import { beforeAll, describe, expect, test } from '@jest/globals';
import type { PythonParser } from '../../../src/core/python/parser.ts';
import { caseFingerprints } from '../../../src/core/suggestions/case-fingerprints.ts';
import { loadPythonParser } from '../../../src/edges/files/load-grammar.ts';

let parser: PythonParser;
beforeAll(async () => {
  parser = await loadPythonParser();
});

const PLAIN = 'def test_a():\n    assert total(2, "x") == 6\n';
const TABLE =
  '@pytest.mark.parametrize("n, want", [(1, 5), (2, 6), (-3, 0)])\ndef test_b(n, want):\n    assert total(n, "x") == want\n';

/** Whether all that the second text checks is checked by the first. */
function isKnown(first: string, second: string): boolean {
  const [known, asked] = [first, second].map((text) =>
    parser.withTree(text, caseFingerprints).flatMap((one) => one ?? ['?']),
  );
  return asked!.every((one) => one !== '?' && known!.includes(one));
}

describe('the same call with the same expectation is known', () => {
  test.each<[string, string, string]>([
    [
      'in other words of unittest',
      PLAIN,
      "class T(TestCase):\n    def test_x(self):\n        self.assertEqual(total(2, 'x'), 6)\n",
    ],
    ['the other way round', PLAIN, 'def test_x():\n    assert 6 == total(2, "x")\n'],
    [
      'by way of a variable',
      PLAIN,
      'def test_x():\n    """Says."""\n    got = total(2, "x")\n    assert got == 6\n',
    ],
    ['as a case of a table', TABLE, PLAIN],
    ['as a negative case of a table', TABLE, 'def test_x():\n    assert total(-3, "x") == 0\n'],
    ['as a part of a larger table', TABLE, TABLE.replace('(1, 5), ', '')],
    ['as a table of what stood alone', PLAIN, TABLE.replace('(1, 5), ', '').replace(', (-3, 0)', '')],
    ['as a param with an id', TABLE.replace('(2, 6)', 'pytest.param(2, 6, id="two")'), PLAIN],
    [
      'of an error',
      'def test_x():\n    with pytest.raises(ValueError):\n        total(0)\n',
      'class T(TestCase):\n    def test_x(self):\n        with self.assertRaises(ValueError):\n            total(0)\n',
    ],
    [
      'of truth',
      'def test_x():\n    assert ok(1)\n',
      'class T(TestCase):\n    def test_x(self):\n        self.assertTrue(ok(1))\n',
    ],
  ])('%s', (_, first, second) => expect(isKnown(first, second)).toBe(true));
});

describe('another test is not known', () => {
  test.each<[string, string, string]>([
    ['with another value', TABLE, PLAIN.replace('2', '4')],
    ['with another expectation', TABLE, PLAIN.replace('6', '7')],
    ['with one more case', PLAIN, TABLE],
    ['with another operator', PLAIN, PLAIN.replace('==', '!=')],
    ['that does more than assert', PLAIN, 'def test_x():\n    prepare()\n    assert total(2, "x") == 6\n'],
    [
      'with a fixture',
      PLAIN.replace('()', '(price)').replace('2', 'price'),
      PLAIN.replace('()', '(price)').replace('2', 'price'),
    ],
    [
      'with what set-up made',
      'class A(TestCase):\n    def test_x(self):\n        self.assertEqual(total(self.a), 6)\n',
      'class B(TestCase):\n    def test_x(self):\n        self.assertEqual(total(self.a), 6)\n',
    ],
    ['with a mark', PLAIN, `@pytest.mark.django_db\n${PLAIN}`],
    ['with a helper of its own', `def total(a, b):\n    return 6\n\n\n${PLAIN}`, PLAIN],
    [
      'with brackets that matter',
      'def test_x():\n    n = 1 + 2\n    assert n * 2 == 6\n',
      'def test_x():\n    assert 1 + 2 * 2 == 6\n',
    ],
  ])('%s', (_, first, second) => expect(isKnown(first, second)).toBe(false));
});
