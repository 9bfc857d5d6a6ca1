import type { CiReport, Coverage, Failure, SuggestedTest, Suite } from '../../src/core/evidence/ci-report.ts';

const SHA = (digit: string): string => digit.repeat(40);

/** A coverage of one file with these missing lines and branches. */
export function givenCoverage(
  files: Record<
    string,
    { total: number; missing: number[]; branches?: number; missingBranches?: [number, number][] }
  >,
): Coverage {
  const totals = { lines: { covered: 0, total: 0 }, branches: { covered: 0, total: 0 } };
  const result: Coverage = { totals, files: {} };
  for (const [path, file] of Object.entries(files)) {
    const missingBranches = file.missingBranches ?? [];
    const lines = { covered: file.total - file.missing.length, total: file.total };
    const branches = { covered: (file.branches ?? 0) - missingBranches.length, total: file.branches ?? 0 };
    result.files[path] = {
      isTest: false,
      measured: true,
      lines,
      branches,
      missingLines: file.missing,
      missingBranches,
    };
    totals.lines.covered += lines.covered;
    totals.lines.total += lines.total;
    totals.branches.covered += branches.covered;
    totals.branches.total += branches.total;
  }
  return result;
}

export function givenSuite(changes: Partial<Suite> = {}): Suite {
  return {
    status: 'passed',
    reason: null,
    commit: SHA('b'),
    counts: { passed: 1, failed: 0, errors: 0, skipped: 0 },
    failures: [],
    durationMs: 10,
    coverage: givenCoverage({}),
    ...changes,
  };
}

export function givenFailure(changes: Partial<Failure> = {}): Failure {
  return {
    type: 'AssertionError',
    message: 'assert 1 == 2',
    phase: 'call',
    raisedIn: 'test',
    path: 'tests/test_new.py',
    line: 3,
    traceback: 'E   assert 1 == 2',
    ...changes,
  };
}

export function givenTest(changes: Partial<SuggestedTest> & { name: string }): SuggestedTest {
  return {
    nodeid: `tests/test_new.py::${changes.name}`,
    path: 'tests/test_new.py',
    head: { outcome: 'passed', durationMs: 1, failure: null },
    base: { outcome: 'passed', durationMs: 1, failure: null },
    covers: {},
    adds: null,
    stability: null,
    leaves: [],
    ...changes,
  };
}

export function givenReport(changes: Partial<CiReport> = {}): CiReport {
  return {
    schema: 2,
    kind: 'tests',
    run: 'run-1',
    round: 1,
    commit: SHA('c'),
    head: SHA('b'),
    base: SHA('a'),
    environment: {
      python: '3.12.1',
      platform: 'Linux',
      packages: { pytest: '8.0' },
      runner: { arguments: [], configFile: null },
    },
    suites: { base: givenSuite({ commit: SHA('a') }), head: givenSuite() },
    companion: null,
    files: [{ path: 'tests/test_new.py', status: 'collected', failure: null }],
    tests: [],
    mutation: null,
    probes: [],
    skipped: [],
    durationMs: 100,
    ...changes,
  };
}
