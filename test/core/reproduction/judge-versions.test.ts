import { beforeAll, describe, expect, test } from '@jest/globals';
import type { CiReport, Failure, SuggestedTest } from '../../../src/core/evidence/ci-report.ts';
import type { PythonParser } from '../../../src/core/python/parser.ts';
import { checkFlip } from '../../../src/core/reproduction/check-flip.ts';
import { findMockedSuspect } from '../../../src/core/reproduction/find-mocked-suspect.ts';
import { judgeFlipped } from '../../../src/core/reproduction/judge-flipped.ts';
import { judgePassing } from '../../../src/core/reproduction/judge-passing.ts';
import type { Suspect } from '../../../src/core/reproduction/suspect-lines.ts';
import { loadPythonParser } from '../../../src/edges/files/load-grammar.ts';
import { givenReport, givenTest } from '../../support/ci-report.ts';
import { givenSuggestion } from '../../support/suggestion.ts';
import { readTarget } from '../../support/target.ts';

let parser: PythonParser;
let SUSPECT: Suspect;
beforeAll(async () => {
  parser = await loadPythonParser();
  const source = 'def total(n):\n    n += 1\n    return n\n';
  SUSPECT = { ...readTarget(parser, source, 'shop.py'), bodyLines: [2, 3] };
});

const PATH = 'tests/test_issue_1.py';
const SUGGESTION = givenSuggestion({ path: PATH, testNames: ['test_x'] });
const PASSED = { outcome: 'passed' as const, durationMs: 1, failure: null };
const COVERS = { 'shop.py': { lines: [1, 2], branches: [] } };

function failed(change: Partial<Failure> = {}): SuggestedTest['head'] {
  const failure: Failure = {
    type: 'AssertionError',
    message: 'assert 2 == 1',
    phase: 'call',
    raisedIn: 'test',
    path: PATH,
    line: 3,
    traceback: '',
    ...change,
  };
  return { outcome: 'failed', durationMs: 1, failure };
}

function reportOf(change: Partial<SuggestedTest>): CiReport {
  return givenReport({
    tests: [givenTest({ path: PATH, name: 'test_x', base: PASSED, covers: COVERS, ...change })],
  });
}

describe('a passing version', () => {
  const stability = (alone: string, shuffled = 'ppp'): SuggestedTest['stability'] => ({
    alone: { outcomes: alone, failure: null },
    shuffled: { outcomes: shuffled, failure: null },
  });
  test.each<[string, Partial<SuggestedTest>, string | number]>([
    ['counts each run', { stability: stability('ppppp') }, 10],
    ['must have been run more than once', { base: null, stability: null }, 'run-once'],
    ['must pass', { head: failed() }, 'does-not-pass'],
    ['must pass the second time', { base: failed() }, 'does-not-pass'],
    ['must not change by itself', { stability: stability('ppfpp') }, 'flaky'],
    ['must leave nothing behind', { leaves: [{ kind: 'file', what: 'x.txt' }] }, 'leaves-state-behind'],
    ['must run what it accuses', { covers: { 'shop.py': { lines: [1], branches: [] } } }, 'suspect-not-run'],
  ])('%s', (_name, change, expected) => {
    const judged = judgePassing(SUGGESTION, reportOf(change), [SUSPECT]);
    if (typeof expected === 'number')
      expect(judged).toEqual({
        ok: true,
        passes: expected,
        coverage: [{ id: SUSPECT.id, run: 1, lines: 2, isUsed: true }],
      });
    else expect(judged).toMatchObject({ ok: false, code: expected });
  });

  test('that could not be collected says why', () => {
    const failure = { ...failed().failure!, type: 'ImportError', phase: 'collect' as const };
    const report = givenReport({ tests: [], files: [{ path: PATH, status: 'uncollectable', failure }] });
    expect(judgePassing(SUGGESTION, report, [SUSPECT])).toMatchObject({ code: 'not-collected', failure });
  });
});

describe('a flipped version', () => {
  const ASSERTS = ['got = total(1)\n    assert got == 2', 'got = total(1)\n    assert got == 1'] as const;
  const RAISES = ['with pytest.raises(ValueError):\n        total(1)', 'total(1)'] as const;

  function check(
    [passing, flipped]: readonly [string, string],
    change: Partial<SuggestedTest>,
    expected: string,
    exceptions: string[] = [],
  ): void {
    const write = (body: string) => ({ imports: [], code: `def test_x():\n    ${body}\n` });
    const flip = checkFlip(parser, write(passing), write(flipped));
    if (!flip.ok) throw new Error(flip.reason);
    const judged = judgeFlipped(parser, {
      suggestion: SUGGESTION,
      content: write(flipped).code,
      shapes: flip.shapes,
      ciReport: reportOf({ base: change.head ?? null, ...change }),
      report: { exceptions, tracebacks: [] },
    });
    expect(judged.ok ? judged.how : judged.code).toBe(expected);
  }
  const raised = (change: Partial<Failure> = {}): Partial<SuggestedTest> => ({
    head: failed({ type: 'ValueError', raisedIn: 'project', path: 'shop.py', ...change }),
  });

  test('fails at the changed assertion', () =>
    check(ASSERTS, { head: failed() }, 'at the flipped assertion'));
  test('fails with the exception that was awaited', () =>
    check(RAISES, raised(), 'with the reported ValueError'));
  test.each<[string, readonly [string, string], Partial<SuggestedTest>, string, string[]]>([
    ['passes', ASSERTS, { head: PASSED }, 'flipped-passes', []],
    [
      'fails at an assertion that was there before',
      [`assert f()\n    ${ASSERTS[0]}`, `assert f()\n    ${ASSERTS[1]}`],
      { head: failed({ line: 2 }) },
      'wrong-assertion',
      [],
    ],
    ['fails at no assertion', ASSERTS, { head: failed({ line: 2 }) }, 'wrong-assertion', []],
    [
      'fails at an assertion of the project',
      ASSERTS,
      { head: failed({ path: 'shop.py', raisedIn: 'project' }) },
      'wrong-assertion',
      [],
    ],
    [
      'fails in a fixture',
      ASSERTS,
      { head: { ...failed({ phase: 'setup' }), outcome: 'error' } },
      'fails-elsewhere',
      [],
    ],
    ['hangs', ASSERTS, { head: { ...failed(), outcome: 'timeout' } }, 'fails-elsewhere', []],
    ['fails once and passes once', ASSERTS, { head: failed(), base: PASSED }, 'fails-differently', []],
    [
      'fails in two ways',
      ASSERTS,
      { head: failed(), base: failed({ type: 'KeyError' }) },
      'fails-differently',
      [],
    ],
    [
      'uses a name that is not there',
      ASSERTS,
      { head: failed({ type: 'NameError' }) },
      'wrong-exception',
      [],
    ],
    ['raises what nobody awaited', RAISES, raised({ type: 'KeyError' }), 'wrong-exception', []],
    ['raises what the report does not speak of', RAISES, raised(), 'other-exception', ['KeyError']],
    ['raises it itself', RAISES, raised({ raisedIn: 'test', path: PATH }), 'raised-by-test', []],
  ])('%s: refused', (_name, versions, change, code, exceptions) => check(versions, change, code, exceptions));
});

test.each([
  ['monkeypatch.setattr("shop.total", lambda n: 2)', 'total'],
  ['monkeypatch.setattr(shop, "total", lambda n: 2)', 'total'],
  ['with mock.patch("shop.total"):\n        pass', 'total'],
  ['with patch.object(shop, "total"):\n        pass', 'total'],
  ['monkeypatch.setattr("shop.clock", lambda: 2)', null],
  ['total(1)', null],
])('whether %j replaces the suspect', (body, expected) => {
  expect(findMockedSuspect(parser, `def test_x(monkeypatch):\n    ${body}\n`, [SUSPECT])).toBe(expected);
});
