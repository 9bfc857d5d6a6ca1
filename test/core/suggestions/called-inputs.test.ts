import { describe, expect, test } from '@jest/globals';
import { findCalledInputs } from '../../../src/core/suggestions/called-inputs.ts';

describe('what a test calls its target with', () => {
  test.each<[string, string, string[] | null]>([
    ['a literal', 'assert total(2, 3) == 6', ['2,3']],
    ['without layout', 'assert total(\n    2,\n    3,\n) == 6', ['2,3']],
    ['blanks of strings count', 'assert total("a b", x=1) == 6', ['"a b",x=1']],
    ['each call once, sorted', 'assert total(3) == total(1)\nassert total(3)', ['1', '3']],
    ['constructors', 'assert total(Decimal("1.5"), [None, True]) == 1', ['Decimal("1.5"),[None,True]']],
    ['brackets in strings', 'assert total(")") == 1', ['")"']],
    ['a method', 'assert Cart().total(2) == 1', ['2']],
    [
      'a table',
      '@pytest.mark.parametrize("n, want", [(1, 2)])\ndef test_x(n, want):\n    assert total(n) == want',
      ['"n, want",[(1,2)]', 'n'],
    ],
    ['a value made elsewhere', 'order = make()\nassert total(order) == 1', null],
    ['a call in the call', 'assert total(make(1)) == 1', null],
    ['no call', 'assert subtotal(1) == 1', null],
    ['a definition is no call', 'def total(a):\n    return a', null],
  ])('%s', (_, code, expected) => {
    expect(findCalledInputs(code, 'total')).toEqual(expected);
  });
});
