import { beforeAll, describe, expect, test } from '@jest/globals';
import { NO_INTENT, type StatedIntent } from '../../../src/core/contract/stated-intent.ts';
import { assessCatch } from '../../../src/core/evidence/assess-catch.ts';
import type { Failure } from '../../../src/core/evidence/ci-report.ts';
import type { PythonParser } from '../../../src/core/python/parser.ts';
import { loadPythonParser } from '../../../src/edges/files/load-grammar.ts';
import { givenFailure } from '../../support/ci-report.ts';
import { readTarget } from '../../support/target.ts';
import { givenEvidence } from '../../support/verdict.ts';

let parser: PythonParser;
beforeAll(async () => {
  parser = await loadPythonParser();
});

interface Case {
  source: string;
  code: string;
  failure: Partial<Failure>;
  intent?: Partial<StatedIntent>;
  existing?: Record<string, string>;
  nodeid?: string;
}

function assess({ source, code, failure, intent, existing, nodeid }: Case) {
  const target = readTarget(parser, source);
  return assessCatch(parser, {
    suggestion: {
      imports: ['import pytest', `from shop.pricing import ${target.qualname.split('.')[0]}`],
      code,
      path: 'tests/test_new.py',
    },
    verdict: {
      tests: [
        givenEvidence({
          nodeid: nodeid ?? `tests/test_new.py::${/def (test_\w+)/.exec(code)![1]}`,
          head: 'failed',
          base: 'passed',
          failure: givenFailure({ traceback: '', ...failure }),
        }),
      ],
    },
    target,
    intent: { ...NO_INTENT, ...intent },
    existingTests: existing ?? {},
  });
}

function assessed(given: Case) {
  const result = assess(given);
  if (result.kind !== 'assessed') throw new Error(`ruled out: ${result.ruledOut.code}`);
  return result.assessment;
}

/** A function of two parameters with this signature and docstring. */
const fn = (docstring = '', signature = 'line_total(price, quantity)'): string =>
  `def ${signature}:\n    """${docstring}"""\n    return price * quantity\n`;
const TOTAL = 'def test_total():\n    assert line_total(3, 2) == 6\n';
const FIVE = { message: 'assert 5 == 6\n +  where 5 = line_total(3, 2)' };
const NEGATIVE = 'def test_negative():\n    with pytest.raises(ValueError):\n        line_total(-3, 2)\n';
const DID_NOT_RAISE = { type: 'Failed', message: "DID NOT RAISE <class 'ValueError'>" };
const VALUE_ERROR = {
  type: 'ValueError',
  message: 'price must not be negative',
  raisedIn: 'project' as const,
  path: 'shop/pricing.py',
};
const PRICED = 'def test_negative_price():\n    assert line_total(-3, 2) == -6\n';
const changed = (head: string | null, base: string | null = null): Partial<StatedIntent> => ({
  changedTests: [
    {
      path: 'tests/test_pricing.py',
      head: head && `from shop.pricing import line_total\n\n${head}`,
      base: base && `from shop.pricing import line_total\n\n${base}`,
    },
  ],
});
const issue = (body: string, title = 'Wrong total'): Partial<StatedIntent> => ({
  issues: [{ number: 12, title, body }],
});

describe('the assessment of a catch', () => {
  const cases: [what: string, given: Case, verdict: string, reason: string][] = [
    [
      'nothing speaks for either side',
      { source: fn(), code: TOTAL, failure: FIVE },
      'unclear',
      'Neither docstring',
    ],
    [
      'a test of the pull request asserts the new value',
      {
        source: fn(),
        code: TOTAL,
        failure: FIVE,
        intent: changed('def test_a():\n    assert line_total(3, 2) == 5\n'),
      },
      'likely-intended',
      '`tests/test_pricing.py::test_a`',
    ],
    [
      '… by keyword, in a table',
      {
        source: fn(),
        code: TOTAL,
        failure: FIVE,
        intent: changed(
          '@pytest.mark.parametrize("price, quantity, expected", [(1, 1, 1), (3, 2, 5)])\ndef test_a(price, quantity, expected):\n    assert line_total(price, quantity=quantity) == expected\n',
        ),
      },
      'likely-intended',
      'expects `5`',
    ],
    [
      '… in unittest',
      {
        source: fn(),
        code: TOTAL,
        failure: FIVE,
        intent: changed(
          'class TestA(TestCase):\n    def test_a(self):\n        self.assertEqual(line_total(3, 2), 5)\n',
        ),
      },
      'likely-intended',
      'TestA::test_a',
    ],
    [
      '… of another input says nothing',
      {
        source: fn(),
        code: TOTAL,
        failure: FIVE,
        intent: changed('def test_a():\n    assert line_total(3, 3) == 5\n'),
      },
      'unclear',
      'Neither',
    ],
    [
      'a test of the pull request still asserts the old value',
      {
        source: fn(),
        code: TOTAL,
        failure: FIVE,
        intent: changed('def test_a():\n    assert line_total(3, 2) == 6\n'),
      },
      'likely-bug',
      'expects `6`',
    ],
    [
      'the pull request removes the test of the old value',
      {
        source: fn(),
        code: TOTAL,
        failure: FIVE,
        intent: changed(null, 'def test_a():\n    assert line_total(3, 2) == 6\n'),
      },
      'likely-intended',
      'removes from',
    ],
    [
      'a test of the pull request expects no exception any more',
      {
        source: fn(),
        code: NEGATIVE,
        failure: DID_NOT_RAISE,
        intent: changed('def test_a():\n    assert line_total(-3, 2) == -6\n'),
      },
      'likely-intended',
      'expects `-6`',
    ],
    [
      'a test of the pull request expects the exception',
      {
        source: fn(),
        code: PRICED,
        failure: VALUE_ERROR,
        intent: changed('def test_a():\n    with pytest.raises(ValueError):\n        line_total(-3, 2)\n'),
      },
      'likely-intended',
      'raises ValueError',
    ],
    [
      'an existing test asserts the old value',
      {
        source: fn(),
        code: TOTAL,
        failure: FIVE,
        existing: {
          'tests/test_old.py':
            'from shop.pricing import line_total\n\ndef test_b():\n    assert line_total(3, 2) == 6\n',
        },
      },
      'likely-bug',
      'existing test `tests/test_old.py::test_b`',
    ],
    [
      'the docstring shows the old value',
      { source: fn('Total.\n\n    >>> line_total(3, 2)\n    6\n    '), code: TOTAL, failure: FIVE },
      'likely-bug',
      '>>> line_total(3, 2) → 6',
    ],
    [
      'the docstring shows the new value',
      { source: fn('Total.\n\n    >>> line_total(3, 2)\n    5\n    '), code: TOTAL, failure: FIVE },
      'likely-intended',
      '→ 5',
    ],
    [
      'the docstring documents the exception that does not come',
      {
        source: fn('Total.\n\n    Raises:\n        ValueError: If price is negative.\n    '),
        code: NEGATIVE,
        failure: DID_NOT_RAISE,
      },
      'likely-bug',
      'If price is negative',
    ],
    [
      'the docstring documents the exception that comes',
      {
        source: fn('Total.\n\n    :raises ValueError: if price is negative\n    '),
        code: PRICED,
        failure: VALUE_ERROR,
      },
      'likely-intended',
      'if price is negative',
    ],
    [
      'the exception is documented for other input',
      { source: fn('Total. Raises ValueError if price is negative.'), code: TOTAL, failure: VALUE_ERROR },
      'likely-bug',
      'price is negative',
    ],
    [
      'the docstring promises a bool',
      {
        source: fn('Returns whether it is free.'),
        code: 'def test_a():\n    assert line_total(0, 2) is True\n',
        failure: { message: 'assert None is True\n +  where None = line_total(0, 2)' },
      },
      'likely-bug',
      'Returns whether it is free',
    ],
    [
      'the annotation rules the new value out',
      {
        source: fn('', 'line_total(price, quantity) -> int'),
        code: TOTAL,
        failure: { message: 'assert None == 6\n +  where None = line_total(3, 2)' },
      },
      'likely-bug',
      '-> int',
    ],
    [
      'the annotation rules the old value out',
      {
        source: fn('', 'line_total(price, quantity) -> str'),
        code: TOTAL,
        failure: { message: "AssertionError: assert '6' == 6\n +  where '6' = line_total(3, 2)" },
      },
      'likely-intended',
      '-> str',
    ],
    [
      'the annotation allows None, which is refused',
      {
        source: fn('', 'line_total(price, quantity: int | None)'),
        code: 'def test_a():\n    assert line_total(3, None) == 0\n',
        failure: {
          type: 'TypeError',
          message: 'unsupported operand',
          raisedIn: 'project',
          path: 'shop/pricing.py',
        },
      },
      'likely-bug',
      'quantity: int | None',
    ],
    [
      'the name asks for True or False',
      {
        source: fn('', 'is_free(price, quantity)'),
        code: 'def test_a():\n    assert is_free(0, 2) == True\n',
        failure: { message: "AssertionError: assert 'yes' == True\n +  where 'yes' = is_free(0, 2)" },
      },
      'likely-bug',
      '`is_free`',
    ],
    [
      'the title is a refactoring',
      { source: fn(), code: TOTAL, failure: FIVE, intent: { title: 'refactor(pricing): split the module' } },
      'likely-bug',
      'title of the pull request',
    ],
    [
      'a breaking refactoring says nothing',
      { source: fn(), code: TOTAL, failure: FIVE, intent: { title: 'refactor!: new totals' } },
      'unclear',
      'Neither',
    ],
    [
      'the description promises no change of behaviour',
      { source: fn(), code: TOTAL, failure: FIVE, intent: { title: 'Tidy', body: 'No functional changes.' } },
      'likely-bug',
      'No functional changes',
    ],
    [
      'the title says what is raised now',
      {
        source: fn(),
        code: PRICED,
        failure: VALUE_ERROR,
        intent: { title: 'Raise ValueError for negative prices' },
      },
      'likely-intended',
      'Raise ValueError',
    ],
    [
      'the description says what is no longer raised',
      {
        source: fn(),
        code: NEGATIVE,
        failure: DID_NOT_RAISE,
        intent: { title: 'x', body: 'line_total no longer raises ValueError for discounts.' },
      },
      'likely-intended',
      'no longer raises',
    ],
    [
      'the title names the new value of the call',
      { source: fn(), code: TOTAL, failure: FIVE, intent: { title: 'line_total(3, 2) now returns 5' } },
      'likely-intended',
      'now returns 5',
    ],
    [
      'the linked issue names the new value',
      {
        source: fn(),
        code: TOTAL,
        failure: FIVE,
        intent: issue('`line_total(3, 2)` returns 6 instead of 5.'),
      },
      'likely-intended',
      'Issue 12',
    ],
    [
      'the linked issue names the old value',
      {
        source: fn(),
        code: TOTAL,
        failure: FIVE,
        intent: issue('line_total(3, 2) should return 6, always.'),
      },
      'likely-bug',
      'Issue 12',
    ],
    [
      'a complaint about an exception is no wish for it',
      {
        source: fn(),
        code: PRICED,
        failure: VALUE_ERROR,
        intent: issue('line_total raises ValueError here, see the log.'),
      },
      'unclear',
      'Neither',
    ],
    [
      'an issue that wants no exception',
      {
        source: fn(),
        code: PRICED,
        failure: VALUE_ERROR,
        intent: issue('line_total should not raise ValueError for credit notes.'),
      },
      'likely-bug',
      'should not raise',
    ],
    [
      'a value of another call says nothing',
      { source: fn(), code: TOTAL, failure: FIVE, intent: issue('line_total(9, 9) should return 5.') },
      'unclear',
      'Neither',
    ],
    [
      'sources that disagree',
      {
        source: fn('Total.\n\n    >>> line_total(3, 2)\n    6\n    '),
        code: TOTAL,
        failure: FIVE,
        intent: changed('def test_a():\n    assert line_total(3, 2) == 5\n'),
      },
      'unclear',
      'The sources disagree.',
    ],
    [
      'an unknown repr says nothing',
      {
        source: fn(),
        code: TOTAL,
        failure: { message: 'assert <Money 5> == 6\n +  where <Money 5> = line_total(3, 2)' },
      },
      'unclear',
      'Neither',
    ],
  ];
  test.each(cases)('%s', (_what, given, verdict, reason) => {
    const result = assessed(given);
    expect(result).toMatchObject({ verdict, by: 'rule' });
    expect(result.reasons.join('\n')).toContain(reason);
  });
});

describe('input and behaviour before and after', () => {
  type Read = [input: string | null, before: string | null, after: string | null];
  const cases: [what: string, code: string, failure: Partial<Failure>, read: Read, nodeid?: string][] = [
    ['an assertion', TOTAL, FIVE, ['line_total(3, 2)', '6', '5']],
    [
      'an assertion over a name',
      'def test_a():\n    result = line_total(3, 2)\n    assert result == 6\n',
      { message: 'assert 5 == 6' },
      ['line_total(3, 2)', '6', '5'],
    ],
    [
      'expected first',
      'def test_a():\n    assert 6 == line_total(3, 2)\n',
      { message: 'assert 6 == 5\n +  where 5 = line_total(3, 2)' },
      ['line_total(3, 2)', '6', '5'],
    ],
    [
      'a message of its own',
      'def test_a():\n    assert line_total(3, 2) == 6, "no"\n',
      { message: 'no\nassert 5 == 6\n +  where 5 = line_total(3, 2)' },
      ['line_total(3, 2)', '6', '5'],
    ],
    [
      'unittest',
      'class TestA(TestCase):\n    def test_a(self):\n        self.assertEqual(line_total(3, 2), 6)\n',
      { message: '5 != 6' },
      ['line_total(3, 2)', '6', '5'],
      'tests/test_new.py::TestA::test_a',
    ],
    ['no exception', NEGATIVE, DID_NOT_RAISE, ['line_total(-3, 2)', 'raises ValueError', 'raises nothing']],
    [
      'an exception',
      PRICED,
      VALUE_ERROR,
      ['line_total(-3, 2)', '-6', 'raises ValueError: price must not be negative'],
    ],
    [
      'a false value',
      'def test_a():\n    assert line_total(0, 2)\n',
      { message: 'assert 0\n +  where 0 = line_total(0, 2)' },
      ['line_total(0, 2)', 'a true value', '0'],
    ],
    [
      'None',
      'def test_a():\n    assert line_total(3, 2) is None\n',
      { message: 'assert 5 is None\n +  where 5 = line_total(3, 2)' },
      ['line_total(3, 2)', 'None', '5'],
    ],
    [
      'an approximation',
      'def test_a():\n    assert line_total(3, 2) == pytest.approx(0.4)\n',
      { message: 'assert 0.3 == 0.4 ± 4.0e-07\n  comparison failed' },
      ['line_total(3, 2)', 'about 0.4', '0.3'],
    ],
    [
      'a case of a table',
      '@pytest.mark.parametrize(("p", "e"), [pytest.param(1, 2, id="one"), pytest.param(3, 6, id="three")])\ndef test_a(p, e):\n    assert line_total(p, 2) == e\n',
      { message: 'assert 5 == 6\n +  where 5 = line_total(3, 2)' },
      ['line_total(3, 2)', '6', '5'],
      'tests/test_new.py::test_a[three]',
    ],
    [
      'pytest’s own ids',
      '@pytest.mark.parametrize("p, e", [(1, 2), (3, 6)])\ndef test_a(p, e):\n    assert line_total(p, 2) == e\n',
      { message: 'assert 5 == 6\n +  where 5 = line_total(3, 2)' },
      ['line_total(3, 2)', '6', '5'],
      'tests/test_new.py::test_a[3-6]',
    ],
    [
      'the marked one of two assertions',
      'def test_a():\n    assert line_total(1, 1) == 1\n    assert line_total(3, 2) == 6\n',
      {
        message: 'assert 5 == 6',
        traceback:
          '    def test_a():\n        assert line_total(1, 1) == 1\n>       assert line_total(3, 2) == 6\nE       assert 5 == 6',
      },
      ['line_total(3, 2)', '6', '5'],
    ],
    [
      'two assertions and no mark',
      'def test_a():\n    assert line_total(1, 1) == 1\n    assert line_total(3, 2) == 6\n',
      { message: 'assert 5 == 6' },
      [null, null, null],
    ],
    [
      'an argument that is computed, which pytest shows',
      'def test_a():\n    assert line_total(price(), 2) == 6\n',
      { message: 'assert 5 == 6\n +  where 5 = line_total(3, 2)\n +    where 3 = price()' },
      ['line_total(3, 2)', '6', '5'],
    ],
    [
      'an argument that is computed, unseen',
      'def test_a():\n    total = line_total(price(), 2)\n    assert total == 6\n',
      { message: 'assert 5 == 6' },
      [null, null, null],
    ],
    [
      'a function behind its module',
      'def test_a():\n    assert pricing.line_total(price(), 2) == 6\n',
      { message: 'assert 5 == 6\n +  where 5 = <function line_total at 0x7f00>(3, 2)' },
      ['line_total(3, 2)', '6', '5'],
    ],
    [
      'a comparison that is no equality',
      'def test_a():\n    assert line_total(3, 2) > 5\n',
      { message: 'assert 5 > 5\n +  where 5 = line_total(3, 2)' },
      ['line_total(3, 2)', null, '5'],
    ],
    [
      'a hostile message',
      TOTAL,
      { message: `assert ${'['.repeat(3000)} == 6` },
      ['line_total(3, 2)', '6', null],
    ],
  ];
  for (const [what, code, failure, [input, before, after], nodeid] of cases) {
    test(what, () => {
      expect(assessed({ source: fn(), code, failure, nodeid })).toMatchObject({ input, before, after });
    });
  }
});

describe('a failure is ruled out', () => {
  const cases: [what: string, given: Case, code: string | null][] = [
    [
      'that CI blocked',
      {
        source: fn(),
        code: TOTAL,
        failure: { type: 'NetworkBlocked', message: 'Testwright blocks', raisedIn: 'project' },
      },
      'fails-by-environment',
    ],
    [
      'by a lost database',
      {
        source: fn(),
        code: TOTAL,
        failure: { type: 'OperationalError', message: 'could not connect to server', raisedIn: 'project' },
      },
      'fails-by-environment',
    ],
    [
      'but not for a table that is missing',
      {
        source: fn(),
        code: TOTAL,
        failure: { type: 'OperationalError', message: 'no such table: orders', raisedIn: 'project' },
      },
      null,
    ],
    [
      'but not by an error that the code raises itself',
      {
        source: 'def line_total(price, quantity):\n    raise ConnectionError("no")\n',
        code: TOTAL,
        failure: { type: 'ConnectionError', message: 'no', raisedIn: 'project' },
      },
      null,
    ],
    [
      'by a clock',
      {
        source: 'def line_total(price, quantity):\n    return datetime.now().isoformat()\n',
        code: 'def test_a():\n    assert line_total(3, 2) == "2026-11-25T10:00:01"\n',
        failure: { message: "assert '2026-11-25T10:00:02' == '2026-11-25T10:00:01'" },
      },
      'depends-on-the-clock',
    ],
    [
      'but not for dates of code that reads no clock',
      {
        source: fn(),
        code: 'def test_a():\n    assert line_total(3, 2) == "2026-11-25"\n',
        failure: { message: "assert '2026-11-26' == '2026-11-25'" },
      },
      null,
    ],
  ];
  test.each(cases)('%s', (_what, given, code) => {
    const result = assess(given);
    expect(result.kind === 'ruled-out' ? result.ruledOut.code : null).toBe(code);
  });

  test('when the test uses nothing of the change', () => {
    const target = readTarget(parser, fn());
    const result = assessCatch(parser, {
      suggestion: {
        imports: ['import os'],
        code: 'def test_a():\n    assert os.sep == "!"\n',
        path: 'tests/t.py',
      },
      verdict: { tests: [givenEvidence({ head: 'failed', failure: givenFailure() })] },
      target,
      intent: NO_INTENT,
      existingTests: {},
    });
    expect(result).toMatchObject({ kind: 'ruled-out', ruledOut: { code: 'does-not-reach-the-change' } });
  });
});
