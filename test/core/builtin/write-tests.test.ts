import { describe, expect, test } from '@jest/globals';
import type { Observed } from '../../../src/core/builtin/choose-observed.ts';
import { writeTests } from '../../../src/core/builtin/write-tests.ts';
import type { PythonValue } from '../../../src/core/evidence/ci-report.ts';
import type { Parameter, Target } from '../../../src/core/python/target.ts';
import type { ProposedTest } from '../../../src/core/suggestions/reply-schema.ts';

function target(signature: string, qualname = 'rate'): Target {
  let keywordOnly = false;
  const parameters: Parameter[] = [];
  for (const text of signature.split(', ').filter((part) => part !== '')) {
    if (text === '*') {
      keywordOnly = true;
      continue;
    }
    const [name, value] = text.split('=');
    const kind = keywordOnly ? 'keyword-only' : 'positional-or-keyword';
    parameters.push({ name: name!, kind, annotation: null, default: value ?? null });
  }
  return {
    id: `shop/pricing.py::${qualname}`,
    path: 'shop/pricing.py',
    module: 'shop.pricing',
    qualname,
    kind: 'function',
    className: null,
    isAsync: false,
    decorators: [],
    parameters,
    returns: null,
    docstring: null,
    startLine: 1,
    endLine: 9,
    source: '',
    changedLines: [],
    score: 1,
    reasons: [],
  };
}

const DECIMAL = { module: 'decimal', name: 'Decimal' };

function value(expression: string): PythonValue {
  return { expression, imports: expression.includes('Decimal(') ? [DECIMAL] : [] };
}

/** A case: the arguments as one text (`1, a=2`), and a value or an exception (`ValueError: message`). */
function observed(of: Target, call: string, outcome: string, module = 'builtins'): Observed {
  const raised = /^(\w*(?:Error|Exception)): ([\s\S]*)$/.exec(outcome);
  const parts = call === '' ? [] : call.split('; ');
  const keywords = parts.flatMap((part) => {
    const match = /^(\w+)=(.*)$/.exec(part);
    return match ? [[match[1]!, value(match[2]!)] as const] : [];
  });
  return {
    probe: {
      id: 'p',
      module: of.module,
      qualname: of.qualname,
      arguments: parts.filter((part) => !/^\w+=/.test(part)).map(value),
      keywords: Object.fromEntries(keywords),
      targetId: of.id,
      why: `\`${call}\``,
      boundary: null,
    },
    value: raised ? null : value(outcome),
    exception: raised ? { module, name: raised[1]!, message: raised[2]! } : null,
  };
}

function write(of: Target, cases: [call: string, outcome: string, module?: string][]): ProposedTest[] {
  return writeTests({ chosen: cases.map((one) => observed(of, ...one)), targets: [of] });
}

describe('one case is a plain test', () => {
  function check(outcome: string, expected: string): void {
    test(outcome, () => {
      const [proposed, ...others] = write(target('n'), [['3', outcome]]);
      expect(others).toEqual([]);
      expect(proposed!.code).toBe(expected);
    });
  }
  check('4', 'def test_rate_returns_current_value():\n    assert rate(3) == 4\n');
  check('True', 'def test_rate_is_true():\n    assert rate(3) is True\n');
  check('None', 'def test_rate_is_none():\n    assert rate(3) is None\n');
  check('0.5', 'def test_rate_returns_current_value():\n    assert rate(3) == pytest.approx(0.5)\n');
  check('1e-07', 'def test_rate_returns_current_value():\n    assert rate(3) == pytest.approx(1e-07)\n');
  check(
    '[0.5, 1.5]',
    'def test_rate_returns_current_value():\n    assert rate(3) == pytest.approx([0.5, 1.5])\n',
  );
  check('[[0.5]]', 'def test_rate_returns_current_value():\n    assert rate(3) == [[0.5]]\n');
  check(
    'ValueError: no',
    'def test_rate_raises_value_error():\n    with pytest.raises(ValueError, match="no"):\n        rate(3)\n',
  );
  check(
    'ValueError: no (3)',
    'def test_rate_raises_value_error():\n    with pytest.raises(ValueError, match=re.escape("no (3)")):\n        rate(3)\n',
  );
  check(
    'ValueError: ',
    'def test_rate_raises_value_error():\n    with pytest.raises(ValueError):\n        rate(3)\n',
  );
  check(
    `ValueError: ${'x'.repeat(200)}`,
    'def test_rate_raises_value_error():\n    with pytest.raises(ValueError):\n        rate(3)\n',
  );
  check(
    'ValueError: <X at 0x7f3a2c>',
    'def test_rate_raises_value_error():\n    with pytest.raises(ValueError):\n        rate(3)\n',
  );
});

describe('several cases are one parametrized test', () => {
  test('with a column for each argument that differs, in the order of the numbers', () => {
    const [proposed] = write(target('n, price'), [
      ['10; Decimal("2")', "Decimal('19.00')"],
      ['9; Decimal("2")', "Decimal('18.00')"],
    ]);
    expect(proposed).toEqual({
      target_id: 'shop/pricing.py::rate',
      path: '',
      title: 'Results of rate for 2 inputs',
      checks:
        'Pins the current behaviour of `rate` for 2 inputs, chosen for: `9; Decimal("2")`; `10; Decimal("2")`.',
      imports: ['from decimal import Decimal', 'from shop.pricing import rate', 'import pytest'],
      code: [
        '@pytest.mark.parametrize(',
        '    ("n", "expected"),',
        '    [',
        `        pytest.param(9, Decimal('18.00'), id="9"),`,
        `        pytest.param(10, Decimal('19.00'), id="10"),`,
        '    ],',
        ')',
        'def test_rate_returns_current_value(n, expected):',
        '    assert rate(n, Decimal("2")) == expected',
        '',
      ].join('\n'),
    });
  });

  test('with no column for what all return', () => {
    const [proposed] = write(target('s'), [
      ['""', 'False'],
      ['"  "', 'False'],
      ['" a"', 'False'],
    ]);
    expect(proposed!.code).toBe(
      [
        '@pytest.mark.parametrize(',
        '    "s",',
        '    [',
        '        pytest.param("", id="empty"),',
        '        pytest.param("  ", id="blank"),',
        '        pytest.param(" a", id="padded-a"),',
        '    ],',
        ')',
        'def test_rate_returns_current_value(s):',
        '    assert rate(s) is False',
        '',
      ].join('\n'),
    );
  });

  test('with defaults filled in where only some cases give an argument', () => {
    const [proposed] = write(target('n, country="DE", *, gift=False'), [
      ['1', '1'],
      ['1; "AT"', '2'],
      ['1; gift=True', '3'],
    ]);
    expect(proposed!.code).toContain('("country", "gift", "expected")');
    expect(proposed!.code).toContain('pytest.param("DE", False, 1, id="de-false")');
    expect(proposed!.code).toContain('assert rate(1, country, gift=gift) == expected');
  });

  test('unless a default is no literal: then each form of the call has a test', () => {
    const proposed = write(target('n, when=now()'), [
      ['1', '1'],
      ['1; 2', '2'],
    ]);
    expect(proposed.map(({ code }) => code.split('\n')[0])).toEqual([
      'def test_rate_returns_current_value():',
      'def test_rate_2_returns_current_value():',
    ]);
  });

  test('of exceptions by class, with their messages', () => {
    const proposed = write(target('n'), [
      ['0', 'ValueError: at least 1, is 0'],
      ['-1', 'ValueError: at least 1, is -1'],
      ['9', 'OutOfStock: x', 'shop.errors'],
      ['8', 'StockError: none left', 'shop.errors'],
      ['1', '1'],
    ]);
    expect(proposed.map(({ title }) => title)).toEqual([
      'Results of rate for 2 inputs',
      'rate raises ValueError',
      'rate raises StockError',
    ]);
    expect(proposed[1]!.code).toContain('pytest.param(-1, "at least 1, is -1", id="-1")');
    expect(proposed[1]!.code).toContain(
      'def test_rate_raises_value_error(n, message):\n    with pytest.raises(ValueError, match=message):',
    );
    expect(proposed[2]!.imports).toContain('from shop.errors import StockError');
  });
});

describe('names', () => {
  test('that mean something else in the file get another one', () => {
    const [proposed] = write(target('rate, request, expected'), [
      ['1; 2; 3', '1'],
      ['2; 3; 4', '2'],
    ]);
    expect(proposed!.code).toContain('("rate_value", "request_value", "expected", "expected_value")');
    expect(proposed!.code).toContain('assert rate(rate_value, request_value, expected) == expected_value');
  });

  test('of methods import their class', () => {
    const of = { ...target('cls, text', 'PriceList.parse'), kind: 'class-method' as const };
    const [proposed] = write(of, [['"a"', '1']]);
    expect(proposed!.imports).toEqual(['from shop.pricing import PriceList']);
    expect(proposed!.code).toBe(
      'def test_price_list_parse_returns_current_value():\n    assert PriceList.parse("a") == 1\n',
    );
  });

  test('that two modules give leave the later case out', () => {
    const of = target('n');
    const foreign = observed(of, '2', '2');
    foreign.value = { expression: 'rate.X', imports: [{ module: 'shop.kinds', name: 'rate' }] };
    const proposed = writeTests({ chosen: [observed(of, '1', '1'), foreign], targets: [of] });
    expect(proposed.map(({ title }) => title)).toEqual(['Result of rate']);
  });
});
