import { beforeAll, expect, test } from '@jest/globals';
import type { PythonParser } from '../../../src/core/python/parser.ts';
import { findUnreachedExpectation } from '../../../src/core/reproduction/unreached-expectation.ts';
import { loadPythonParser } from '../../../src/edges/files/load-grammar.ts';

let parser: PythonParser;
beforeAll(async () => {
  parser = await loadPythonParser();
});

const RAISING = 'def test_mean():\n    with pytest.raises(ValueError):\n        mean([])\n';
const find = (body: string, passing = RAISING): string | null =>
  findUnreachedExpectation(
    parser,
    { code: passing },
    { code: `def test_mean():\n${body}` },
    { body: 'Expected: 0.00, actual: a crash.' },
  );

test.each([
  ['the bare call', '    mean([])\n'],
  ['the result beside a value of the report', '    assert mean([]) == Decimal("0.00")\n'],
  ['the same under a name', '    result = mean([])\n    assert result == 0.00\n'],
  ['a value that needs no mention', '    assert mean([]) is None\n'],
])('%s may stand behind an exception', (_, body) => expect(find(body)).toBeNull());

test.each([
  ['a look at something in the result', '    assert mean([]).cents == 0.00\n'],
  ['a value that the report does not state', '    assert mean([]) == 5\n'],
  ['something else than equality', '    assert mean([]) < 0.00\n'],
  ['truth', '    assert mean([])\n'],
  ['two comparisons', '    assert mean([]) == 0.00 or True\n'],
])('%s may not: no run reaches it', (_, body) => expect(find(body)).toContain('no run shows whether'));

test('where nothing was caught, CI reaches the assertion', () =>
  expect(
    find('    assert mean([]).cents == 5\n', 'def test_mean():\n    assert mean([]).cents == 4\n'),
  ).toBeNull());
