import { beforeAll, describe, expect, test } from '@jest/globals';
import { NO_INTENT } from '../../../src/core/contract/stated-intent.ts';
import { checkReplacement } from '../../../src/core/fix/check-replacement.ts';
import { diagnoseFailing, findFailingSource } from '../../../src/core/fix/diagnose-failing.ts';
import { findOnBase, listFailing, type OnBase } from '../../../src/core/fix/failing-test.ts';
import { findWeakening } from '../../../src/core/fix/find-weakening.ts';
import type { PythonParser } from '../../../src/core/python/parser.ts';
import type { Target } from '../../../src/core/python/target.ts';
import { createReviewRecord } from '../../../src/core/review/review-record.ts';
import { mergeIntoModule } from '../../../src/core/suggestions/merge-into-module.ts';
import { loadPythonParser } from '../../../src/edges/files/load-grammar.ts';
import { givenFailure, givenReport, givenSuite } from '../../support/ci-report.ts';
import { givenSuggestion } from '../../support/suggestion.ts';
import { readTarget } from '../../support/target.ts';

let parser: PythonParser;
beforeAll(async () => {
  parser = await loadPythonParser();
});

describe('what a rewritten test no longer checks', () => {
  test.each<[string, string, string, string | null]>([
    ['another value', 'assert total(1) == 2', 'assert total(1) == 3', null],
    ['one more', 'assert total(1) == 2', 'assert total(1) == 3\n    assert total(2) == 6', null],
    [
      'one less',
      'assert total(1) == 2\n    assert total(2) == 4',
      'assert total(1) == 3',
      '1 expectations where the test had 2',
    ],
    [
      'not None instead of a value',
      'assert total(1) == 2',
      'assert total(1) is not None',
      '0 expectations of an exact value',
    ],
    [
      'truth instead of a value',
      'assert total(1) == 2',
      'assert total(1)',
      '0 expectations of an exact value',
    ],
    [
      'part of a value',
      'assert total(1) == "ab"',
      'assert "a" in total(1)',
      '0 expectations of an exact value',
    ],
    ['not', 'assert total(1) == 2', 'assert not total(1) == 2', '0 expectations of an exact value'],
    [
      'several in one',
      'assert total(1) == 2 and total(2) == 4',
      'assert total(1) == 2 or total(2) == 5',
      '0 expectations of an exact value',
    ],
    [
      'unittest',
      'self.assertEqual(total(1), 2)',
      'self.assertTrue(total(1))',
      '0 expectations of an exact value',
    ],
    ['a plain assert for unittest', 'self.assertEqual(total(1), 2)', 'assert total(1) == 3', null],
    [
      'a broader exception',
      'with pytest.raises(ValueError):\n        total(1)',
      'with pytest.raises(Exception):\n        total(1)',
      '0 expectations of an exact value',
    ],
    [
      'another exception',
      'with pytest.raises(ValueError):\n        total(1)',
      'with pytest.raises(TypeError):\n        total(1)',
      null,
    ],
    [
      'a value for an exception',
      'with pytest.raises(ValueError):\n        total(1)',
      'assert total(1) == 0',
      null,
    ],
    ['something else than the target', 'assert total(1) == 2', 'assert price == 2', 'no longer uses `total`'],
  ])('%s', (_name, before, after, found) => {
    const wrap = (body: string): string => `def test_a(self):\n    ${body}\n`;
    const reason = findWeakening(parser, { before: wrap(before), after: wrap(after), targetName: 'total' });
    if (found === null) expect(reason).toBeNull();
    else expect(reason).toContain(found);
  });

  test('fewer rows of a table', () => {
    const table = (rows: string): string =>
      `@pytest.mark.parametrize("n", [${rows}])\ndef test_a(n):\n    assert total(n) == n\n`;
    expect(findWeakening(parser, { before: table('1, 2'), after: table('1'), targetName: null })).toContain(
      '1 cases',
    );
    expect(
      findWeakening(parser, { before: table('1, 2'), after: table('1, 2, 3'), targetName: null }),
    ).toBeNull();
  });
});

describe('the failing tests of a suite', () => {
  test('cases of one test are one; files and what is no node id are left out', () => {
    const failure = givenFailure();
    const found = listFailing({
      failures: [
        { nodeid: 'tests/test_a.py::test_x[1-2]', message: 'one', failure },
        { nodeid: 'tests/test_a.py::test_x[a::b]', message: 'two' },
        { nodeid: 'tests/test_a.py::TestY::test_z', message: 'three' },
        { nodeid: 'tests/test_b.py', message: 'ImportError' },
        { nodeid: 'nonsense', message: 'x' },
      ],
    });
    expect(found).toEqual([
      {
        id: 'f1',
        path: 'tests/test_a.py',
        testName: 'test_x',
        nodeids: ['tests/test_a.py::test_x[1-2]', 'tests/test_a.py::test_x[a::b]'],
        failure,
        message: 'one',
      },
      expect.objectContaining({ id: 'f2', testName: 'TestY::test_z', failure: null }),
    ]);
  });

  const named = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ nodeid: `t.py::test_${index}`, message: 'm' }));
  test.each<[string, Parameters<typeof givenSuite>[0], boolean | null, OnBase]>([
    ['a suite that passes', { status: 'passed' }, true, 'passes'],
    ['a module without it', { status: 'passed' }, false, 'not-there'],
    ['a module that was not read', { status: 'passed' }, null, 'unknown'],
    ['a list that names it', { status: 'red', failures: named(3) }, true, 'fails'],
    ['a list that does not name it', { status: 'red', failures: named(2) }, true, 'passes'],
    [
      'a list that may be cut',
      {
        status: 'red',
        failures: named(22)
          .slice(2)
          .map((one, index) => ({ ...one, nodeid: `u.py::test_${index}` })),
      },
      true,
      'unknown',
    ],
    ['a suite that could not be run', { status: 'not-comparable', failures: [] }, true, 'unknown'],
  ])('on base, by %s', (_name, base, isOnBase, expected) => {
    expect(findOnBase({ nodeids: ['t.py::test_2'] }, givenSuite(base), isOnBase)).toBe(expected);
  });
});

const MODULE = `import pytest
from shop.pricing import line_total


class TestLineTotal:
\tdef test_two(self):
\t\tassert line_total(1, 2) == 2

\t@pytest.mark.slow  # as it is
\tdef test_twelve(self):
\t\tassert line_total(10, 12) == 120


def test_zero():
\twith pytest.raises(ValueError):
\t\tline_total(1, 0)
`;
const PATH = 'tests/test_pricing.py';
const SOURCE = 'def line_total(price, quantity):\n    return price * quantity * 9 // 10\n';
let TARGET: Target;
beforeAll(() => {
  TARGET = readTarget(parser, SOURCE);
});

function failingOf(testName: string, onBase: OnBase, existingTests: Record<string, string> = {}) {
  const source = findFailingSource(parser, MODULE, testName)!;
  const [failing] = listFailing({
    failures: [
      {
        nodeid: `${PATH}::${testName}`,
        message: 'AssertionError: assert 108 == 120',
        failure: givenFailure({
          message: 'assert 108 == 120\n +  where 108 = line_total(10, 12)',
          path: PATH,
          traceback: '>       assert line_total(10, 12) == 120\nE       assert 108 == 120',
        }),
      },
    ],
  });
  const { environment } = givenReport();
  return {
    source,
    failing: diagnoseFailing(parser, {
      failing: failing!,
      onBase,
      source,
      targets: [TARGET],
      intent: NO_INTENT,
      existingTests: { [PATH]: MODULE, ...existingTests },
      environment,
    }),
  };
}

describe('who is at fault, by rule', () => {
  test('nobody says anything: the failing test is no witness for itself', () => {
    expect(failingOf('TestLineTotal::test_twelve', 'passes').failing).toMatchObject({
      fault: 'unclear',
      targetId: TARGET.id,
      input: 'line_total(10, 12)',
      before: '120',
      after: '108',
    });
  });

  test('another existing test expects the same: the code is', () => {
    const other =
      'from shop.pricing import line_total\n\n\ndef test_dozen():\n    assert line_total(10, 12) == 120\n';
    const { failing } = failingOf('TestLineTotal::test_twelve', 'passes', { 'tests/test_dozen.py': other });
    expect(failing).toMatchObject({ fault: 'code', by: 'rule' });
    expect(failing.reasons[0]).toContain('tests/test_dozen.py::test_dozen');
  });

  test('it fails on base as well: not this change', () => {
    expect(failingOf('TestLineTotal::test_twelve', 'fails').failing.fault).toBe('not-this-change');
  });
});

describe('a test in the place of a failing one', () => {
  const check = (testName: string, code: string, imports: string[] = []) => {
    const { failing, source } = failingOf(testName, 'passes');
    const record = {
      ...createReviewRecord(
        { action: 'fix', senderId: 1, senderLogin: 'ada', senderType: 'User' },
        'https://x',
      ),
      existingTests: { [PATH]: MODULE },
      mergeable: { paths: [PATH], lineLength: 88 },
    };
    const proposal = { failing_id: 'f1', title: 'T', checks: 'C', imports, code };
    return checkReplacement(parser, { record, failing, source, proposal, beside: [], id: 's4' });
  };
  const NEW = '@pytest.mark.slow\ndef test_twelve(self):\n    assert line_total(10, 12) == 108\n';

  test('takes exactly that place, decorators and tabs included', () => {
    const checked = check('TestLineTotal::test_twelve', NEW);
    if (!checked.ok) throw new Error(checked.reason);
    const beside = givenSuggestion({
      targetId: TARGET.id,
      path: PATH,
      imports: ['from decimal import Decimal', 'from shop.pricing import line_total'],
      code: 'def test_half():\n    assert line_total(Decimal("0.5"), 2) == 1\n',
      testNames: ['test_half'],
    });
    const merged = mergeIntoModule(parser, { text: MODULE, lineLength: 88 }, [checked.suggestion, beside]);
    const expected = MODULE.replace('\t@pytest.mark.slow  # as it is', '\t@pytest.mark.slow')
      .replace('== 120', '== 108')
      .replace('import pytest\n', 'from decimal import Decimal\n\nimport pytest\n');
    expect(merged).toEqual({
      ok: true,
      text: `${expected}\n\ndef test_half():\n\tassert line_total(Decimal("0.5"), 2) == 1\n`,
    });
    // In a module where it has changed meanwhile it has no place.
    expect(
      mergeIntoModule(parser, { text: MODULE.replace('12) == 120', '12) == 121'), lineLength: 88 }, [
        checked.suggestion,
      ]),
    ).toMatchObject({ ok: false, obstacle: { code: 'replaced-test-changed' } });
  });

  test('may come inside its class', () => {
    const inClass = `class TestLineTotal:\n${NEW.replaceAll(/^(?=.)/gm, '    ')}`;
    expect(check('TestLineTotal::test_twelve', inClass)).toMatchObject({ ok: true });
  });

  test.each<[string, string, string, string]>([
    [
      'another name',
      'test_zero',
      'def test_nothing():\n    with pytest.raises(ValueError):\n        line_total(1, 0)\n',
      'not-the-same-test',
    ],
    [
      'two tests',
      'TestLineTotal::test_twelve',
      `${NEW}\n\ndef test_more():\n    assert line_total(1, 1) == 1\n`,
      'not-the-same-test',
    ],
    ['a broken one', 'TestLineTotal::test_twelve', 'def test_twelve(self:\n', 'not-the-same-test'],
    ['the same once more', 'TestLineTotal::test_twelve', NEW.replace('108', '120'), 'unchanged'],
    ['a skip', 'TestLineTotal::test_twelve', NEW.replace('slow', 'skip'), 'skip-not-allowed'],
    [
      'less than before',
      'TestLineTotal::test_twelve',
      NEW.replace('== 108', 'is not None'),
      'weakens-the-test',
    ],
    [
      'an expectation that swallows',
      'test_zero',
      'def test_zero():\n    try:\n        assert line_total(1, 0) == 0\n    except Exception:\n        pass\n',
      'swallowed-assertion',
    ],
    [
      'a name that is not there',
      'TestLineTotal::test_twelve',
      NEW.replace('== 108', '== Decimal(108)'),
      'new-finding',
    ],
    [
      'a process',
      'TestLineTotal::test_twelve',
      `${NEW}    import os\n    os.system("true")\n`,
      'import-not-allowed',
    ],
  ])('is refused: %s', (_name, testName, code, expected) => {
    expect(check(testName, code)).toMatchObject({ ok: false, code: expected });
  });
});
