import { describe, expect, test } from '@jest/globals';
import { findUncovered } from '../../../src/core/evidence/changed-lines.ts';
import { checkReport } from '../../../src/core/evidence/check-report.ts';
import type { CiReport, Coverage, Covered } from '../../../src/core/evidence/ci-report.ts';
import { addCovered } from '../../../src/core/evidence/coverage-sets.ts';
import { judgeSuggestions } from '../../../src/core/evidence/judge.ts';
import { parseLcov } from '../../../src/core/evidence/lcov.ts';
import { givenCoverage, givenReport, givenTest } from '../../support/ci-report.ts';
import { startProcessorClock } from '../../support/processor-clock.ts';
import { givenSuggestion } from '../../support/suggestion.ts';
import { EXPECTED } from './ci-reports.ts';

const PATH = 'shop/generated.py';
/** Milliseconds; comparing each with each takes ten times as long on a fast machine. */
const BOUND = 2000;

function within<T>(work: () => T): T {
  const elapsed = startProcessorClock();
  const result = work();
  expect(elapsed()).toBeLessThan(BOUND);
  return result;
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
const branches = (count: number): [number, number][] => numbers(count).map((from) => [from, from + 1]);

/** Head's coverage of one file of 100,000 lines that nothing reaches, and what reaches all of it. */
function givenLargeFile(): { coverage: Coverage; covered: Covered } {
  const lines = numbers(100_000);
  const missingBranches = branches(50_000);
  return {
    coverage: givenCoverage({
      [PATH]: { total: lines.length, missing: lines, branches: missingBranches.length, missingBranches },
    }),
    covered: { [PATH]: { lines, branches: missingBranches } },
  };
}

describe('a report about a file of 100,000 lines takes no longer than reading it', () => {
  const { coverage, covered } = givenLargeFile();

  test('to judge suggestions that all reach it', () => {
    const names = ['test_a', 'test_b', 'test_c'];
    const verdicts = within(() =>
      judgeSuggestions({
        suggestions: names.map((name) => givenSuggestion({ id: name, testNames: [name] })),
        report: givenReport({ tests: names.map((name) => givenTest({ name, covers: covered })) }),
        headCoverage: coverage,
        changedPaths: new Set(),
      }),
    );
    expect(verdicts.map(({ linesGained, branchesGained }) => [linesGained, branchesGained])).toEqual([
      [100_000, 50_000],
      [0, 0],
      [0, 0],
    ]);
  });

  test('to judge one suggestion with a thousand cases that reach all and a little', () => {
    const little = { [PATH]: { lines: numbers(10), branches: [] } };
    const tests = numbers(1000).map((number) =>
      givenTest({ name: 'test_new', covers: number === 1 ? covered : little }),
    );
    const [verdict] = within(() =>
      judgeSuggestions({
        suggestions: [givenSuggestion()],
        report: givenReport({ tests }),
        headCoverage: coverage,
        changedPaths: new Set(),
      }),
    );
    expect(verdict?.linesGained).toBe(100_000);
  });

  test('to add what suggestions reach', () => {
    expect(within(() => addCovered(coverage, covered)).totals.lines).toEqual({
      covered: 100_000,
      total: 100_000,
    });
  });

  test('to find the changed lines that nothing reaches', () => {
    const changed = [{ path: PATH, changedLines: numbers(100_000), isTest: false }];
    expect(within(() => findUncovered(changed, coverage, covered))).toEqual([]);
  });
});

describe('a report that is too large or broken a million times is refused', () => {
  function check(change: (report: CiReport) => unknown, reason: string) {
    const report = givenReport();
    change(report);
    const lcov = { base: null, head: null, companion: null };
    const text = JSON.stringify(report);
    const checked = within(() => checkReport({ text, totalsMessages: [], lcov, expected: EXPECTED }));
    expect(checked).toEqual({ kind: 'refused', reason: expect.stringContaining(reason) });
  }
  const headFile = (report: CiReport) => {
    report.suites.head.coverage = givenCoverage({ 'a.py': { total: 1, missing: [] } });
    return report.suites.head.coverage.files['a.py']!;
  };

  test('lines that are none, a million of them', () =>
    check((report) => {
      headFile(report).missingLines = Array(1_000_000).fill(0);
    }, 'schema at suites.head.coverage.files.a.py.missingLines: expected at most 100000 line numbers'));

  test('one line that is none', () =>
    check((report) => {
      headFile(report).missingLines = [1, 0];
    }, 'schema at suites.head.coverage.files.a.py.missingLines: '));

  test('one branch that is none', () =>
    check((report) => {
      headFile(report).missingBranches = [[1, 2], [1] as unknown as [number, number]];
    }, 'schema at suites.head.coverage.files.a.py.missingBranches: expected at most 200000 branches'));

  test('more files than a project has', () =>
    check((report) => {
      const file = headFile(report);
      report.suites.head.coverage!.files = Object.fromEntries(numbers(20_001).map((n) => [`${n}.py`, file]));
    }, 'files: has 20001 entries, at most 20000 are read'));

  test('files that are none, as many as are read', () =>
    check((report) => {
      report.tests = [
        givenTest({
          name: 'test_x',
          covers: Object.fromEntries(numbers(20_000).map((n) => [`${n}.py`, {} as Covered[string]])),
        }),
      ];
    }, 'schema at tests.0.covers.1.py.lines: '));

  test('failures that are none, a million of them', () =>
    check((report) => {
      report.suites.head.failures = Array(1_000_000).fill(0);
    }, 'failures: has 1000000 items, at most 20 are read'));

  test.each(['__proto__', 'constructor', 'toString'])('a file named %s, which every object has', (name) =>
    check((report) => {
      const covers: Covered = JSON.parse(`{"${name}":{"lines":[1],"branches":[]}}`);
      report.tests = [givenTest({ name: 'test_x', covers })];
    }, `covers: has an entry named ${name}`),
  );
});

describe('changed files named like what every object has', () => {
  test('have no coverage', () => {
    const changed = [{ path: 'constructor', changedLines: [1], isTest: false }];
    expect(findUncovered(changed, givenCoverage({}), {})).toEqual([]);
  });
});

describe('LCOV', () => {
  test('of a project three times as large as Django is read', () => {
    const file = (path: number) =>
      [`SF:${path}`, ...numbers(50).map((line) => `DA:${line},1`), 'end_of_record'].join('\n');
    const reading = parseLcov(numbers(10_000).map(file).join('\n'));
    expect(reading.kind === 'ok' && reading.files.length).toBe(10_000);
  });

  test('of more than a million lines is refused at once', () => {
    const text = '\n'.repeat(10_000_000);
    expect(within(() => parseLcov(text))).toEqual({
      kind: 'broken',
      reason: 'it has more than 1000000 lines',
    });
  });
});
