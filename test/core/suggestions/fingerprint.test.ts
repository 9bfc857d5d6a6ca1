import { beforeAll, describe, expect, test } from '@jest/globals';
import type { PythonParser } from '../../../src/core/python/parser.ts';
import { testFingerprints } from '../../../src/core/suggestions/fingerprint.ts';
import { loadPythonParser } from '../../../src/edges/files/load-grammar.ts';
import { startProcessorClock } from '../../support/processor-clock.ts';

let parser: PythonParser;

beforeAll(async () => {
  parser = await loadPythonParser();
});

const ORIGINAL = 'def test_a(cart):\n    total = price(cart, "x")\n    assert total == [1, 2]\n';

function check(name: string, other: string, isSame: boolean): void {
  test(`${name} ${isSame ? 'is the same test' : 'is another test'}`, () => {
    const [first, second] = [ORIGINAL, other].map((code) => parser.withTree(code, testFingerprints));
    expect(JSON.stringify(first) === JSON.stringify(second)).toBe(isSame);
  });
}

describe('the fingerprint of a test', () => {
  check('another name', ORIGINAL.replace('test_a', 'test_b'), true);
  check('another local name', ORIGINAL.replaceAll('total', 'result'), true);
  check('a docstring and comments', ORIGINAL.replace(':\n', ':\n    """Says."""\n    # note\n'), true);
  check(
    'other quotes and layout',
    ORIGINAL.replace('"x"', "'x'").replace('[1, 2]', '[\n        1,\n        2,\n    ]'),
    true,
  );
  check('inside a class', `class TestX:\n${ORIGINAL.replaceAll(/^/gm, '    ')}`, true);
  check('another literal', ORIGINAL.replace('"x"', '"y"'), false);
  check('another fixture', ORIGINAL.replaceAll('cart', 'order'), false);
  check('another function', ORIGINAL.replace('price(', 'cost('), false);
  check('another operator', ORIGINAL.replace('==', '!='), false);
  check('a decorator', `@pytest.mark.django_db\n${ORIGINAL}`, false);
  check(
    'statements moved into a block',
    ORIGINAL.replace('    assert', '    if total:\n        assert'),
    false,
  );
});

test('four hundred tests that share a helper of a thousand lines take no longer than reading them', () => {
  const numbers = Array.from({ length: 1000 }, (_, index) => index);
  const helper = `def check(x):\n${numbers.map((n) => `    a = x + ${n}\n`).join('')}`;
  const tests = numbers.slice(0, 400).map((n) => `def test_${n}():\n    assert check(${n})\n`);
  const elapsed = startProcessorClock();
  const prints = parser.withTree(`${helper}${tests.join('')}`, testFingerprints);
  expect(elapsed()).toBeLessThan(2500);
  expect(new Set(prints).size).toBe(400);
  expect(prints.join('').length).toBeLessThan(100_000);
});
