import type { CiReport, Coverage, Suite } from '../../../src/core/evidence/ci-report.ts';
import { renderTotalsAnnotation, type Totals } from '../../../src/core/names/totals-annotation.ts';

/** A report about a project of one file with four lines and two branches, whole and sound. */
export const COMMIT = 'c'.repeat(40);
export const HEAD = 'a'.repeat(40);
export const BASE = 'b'.repeat(40);
export const EXPECTED = { runId: 'run-1', round: 2, commitSha: COMMIT, headSha: HEAD, baseSha: BASE };

/** Coverage of `shop/pricing.py` (a path can be given) with so many of its lines 1 to 4 missing, from the end. */
export function givenCoverage(missing: number, path = 'shop/pricing.py'): Coverage {
  const lines = { covered: 4 - missing, total: 4 };
  const branches = { covered: missing > 0 ? 1 : 2, total: 2 };
  return {
    totals: { lines, branches },
    files: {
      [path]: {
        isTest: false,
        measured: true,
        lines,
        branches,
        missingLines: [1, 2, 3, 4].slice(4 - missing),
        missingBranches: missing > 0 ? [[2, 4]] : [],
      },
    },
  };
}

/** The LCOV that belongs to `givenCoverage`. */
export function givenLcov(missing: number, path = 'shop/pricing.py'): string {
  return [
    `SF:${path}`,
    ...[1, 2, 3, 4].map((line) => `DA:${line},${line > 4 - missing ? 0 : 1}`),
    'BRDA:2,0,jump to line 3,1',
    `BRDA:2,0,jump to line 4,${missing > 0 ? 0 : 1}`,
    'end_of_record',
    '',
  ].join('\n');
}

export function givenSuite(commit: string, coverage: Coverage | null): Suite {
  return {
    status: coverage ? 'passed' : 'not-asked',
    reason: null,
    commit,
    counts: null,
    failures: [],
    durationMs: 1,
    coverage,
  };
}

export function givenReport(change: Partial<CiReport> = {}): CiReport {
  return {
    schema: 2,
    kind: 'tests',
    run: 'run-1',
    round: 2,
    commit: COMMIT,
    head: HEAD,
    base: BASE,
    environment: {
      python: '3.12.1',
      platform: 'linux',
      packages: {},
      runner: { arguments: [], configFile: null },
    },
    suites: { base: givenSuite(BASE, givenCoverage(2)), head: givenSuite(HEAD, givenCoverage(1)) },
    companion: givenCoverage(0),
    files: [],
    tests: [],
    mutation: null,
    probes: [],
    skipped: [],
    durationMs: 1,
    ...change,
  };
}

/** The notice that `ci/` prints for this report when it counts so many tests or probes. */
export function givenNotice(report: CiReport, passed = 0, notPassed = 0): string {
  const totals = (coverage: Coverage | null): Totals | null => coverage?.totals ?? null;
  return renderTotalsAnnotation({
    runId: report.run,
    round: report.round,
    base: totals(report.suites.base.coverage),
    head: totals(report.suites.head.coverage),
    companion: totals(report.companion),
    passed,
    notPassed,
  });
}
