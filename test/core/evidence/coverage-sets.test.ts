import { describe, expect, test } from '@jest/globals';
import { findUncovered, measureChangedLines } from '../../../src/core/evidence/changed-lines.ts';
import {
  addCovered,
  chooseGains,
  percentCovered,
  unionCovered,
  withoutCovered,
} from '../../../src/core/evidence/coverage-sets.ts';
import { givenCoverage } from '../../support/ci-report.ts';

const COVERAGE = givenCoverage({
  'a.py': {
    total: 6,
    missing: [4, 5],
    branches: 4,
    missingBranches: [
      [3, 4],
      [3, -1],
    ],
  },
});

describe('what is added to a coverage', () => {
  test('missing lines and branches become covered, others stay', () => {
    const after = addCovered(COVERAGE, { 'a.py': { lines: [1, 4], branches: [[3, 4]] } });
    expect(after.files['a.py']).toMatchObject({
      missingLines: [5],
      missingBranches: [[3, -1]],
      lines: { covered: 5, total: 6 },
      branches: { covered: 3, total: 4 },
    });
    expect(after.totals).toEqual({ lines: { covered: 5, total: 6 }, branches: { covered: 3, total: 4 } });
  });

  test('adding nothing changes nothing', () => {
    expect(addCovered(COVERAGE, {})).toEqual(COVERAGE);
  });

  test('test files do not count', () => {
    const coverage = givenCoverage({ 'tests/test_a.py': { total: 3, missing: [2] } });
    coverage.files['tests/test_a.py']!.isTest = true;
    expect(addCovered(coverage, { 'tests/test_a.py': { lines: [2], branches: [] } }).totals.lines.total).toBe(
      0,
    );
    expect(chooseGains({ 'tests/test_a.py': { lines: [2], branches: [] } }, coverage)).toEqual({});
  });
});

describe('sets of lines and branches', () => {
  test('a gain is what the suite had missed; a file it never saw is all gain', () => {
    expect(
      chooseGains(
        {
          'a.py': {
            lines: [1, 4],
            branches: [
              [3, 4],
              [1, 2],
            ],
          },
          'new.py': { lines: [1], branches: [] },
        },
        COVERAGE,
      ),
    ).toEqual({
      'a.py': { lines: [4], branches: [[3, 4]] },
      'new.py': { lines: [1], branches: [] },
    });
  });

  test('difference and union are inverse on disjoint sets', () => {
    const a = { 'a.py': { lines: [1], branches: [[1, 2]] as [number, number][] } };
    const b = { 'a.py': { lines: [2], branches: [] }, 'b.py': { lines: [9], branches: [] } };
    expect(withoutCovered(unionCovered([a, b]), a)).toEqual(b);
  });

  test('percent is lines and branches together, and null when there is nothing', () => {
    expect(percentCovered(COVERAGE.totals)).toBeCloseTo(60);
    expect(
      percentCovered({ lines: { covered: 0, total: 0 }, branches: { covered: 0, total: 0 } }),
    ).toBeNull();
  });
});

describe('changed lines', () => {
  const files = [
    { path: 'a.py', changedLines: [3, 4, 5, 6], isTest: false },
    { path: 'tests/test_a.py', changedLines: [1], isTest: true },
  ];
  const statements = {
    'a.py': {
      lines: [1, 2, 3, 4, 5],
      branches: [
        { line: 3, count: 2 },
        { line: 1, count: 2 },
      ],
    },
  };

  test('only statements and branches on changed lines count', () => {
    expect(measureChangedLines(files, statements, COVERAGE)).toEqual({
      lines: { covered: 1, total: 3 },
      branches: { covered: 0, total: 2 },
    });
  });

  test('suggestions raise it', () => {
    const covered = { 'a.py': { lines: [4], branches: [[3, 4]] as [number, number][] } };
    expect(measureChangedLines(files, statements, COVERAGE, covered)).toEqual({
      lines: { covered: 2, total: 3 },
      branches: { covered: 1, total: 2 },
    });
    expect(findUncovered(files, COVERAGE, covered)).toEqual([
      { path: 'a.py', lines: [5], branches: [[3, -1]] },
    ]);
  });
});
