import type { CiReport, Failure } from '../evidence/ci-report.ts';
import { decideStability } from '../evidence/decide-stability.ts';
import { describeFailure } from '../evidence/describe-failure.ts';
import type { Suggestion } from '../suggestions/suggestion.ts';
import { measureSuspects, type Suspect, type SuspectCoverage } from './suspect-lines.ts';

/** Why a version of the test does not show what it should. */
export interface Misfit {
  code: string;
  /** One sentence; it may quote CI's output, which is hostile text. */
  reason: string;
  failure: Failure | null;
}

export type JudgedPassing =
  | { ok: true; passes: number; coverage: SuspectCoverage[] }
  | ({ ok: false } & Misfit);

/**
 * Whether the version that asserts the wrong behaviour passes on the default branch's head, whenever it is run, and runs the
 * code that it accuses. Base and head are the same commit here, so a run on each is two runs.
 */
export function judgePassing(
  suggestion: Suggestion,
  report: CiReport,
  suspects: readonly Suspect[],
): JudgedPassing {
  const { test, misfit } = findTest(suggestion, report);
  if (!test) return { ok: false, ...misfit };
  for (const run of [test.head, test.base]) {
    if (run && run.outcome !== 'passed') {
      const code = run.outcome === 'failed' ? 'does-not-pass' : `passing-version-${run.outcome}`;
      return {
        ok: false,
        code,
        reason: `It should pass on the code as it is, and did not (${run.outcome}): ${describeFailure(run.failure)}`,
        failure: run.failure,
      };
    }
  }
  const { problem } = decideStability([test]);
  if (problem) {
    const failure = test.stability?.alone.failure ?? test.stability?.shuffled.failure ?? null;
    return { ok: false, ...problem, failure };
  }
  const runs = `${test.stability?.alone.outcomes ?? ''}${test.stability?.shuffled.outcomes ?? ''}`;
  const passes = 1 + (test.base ? 1 : 0) + runs.length;
  if (passes < 2) {
    const reason = 'It was run only once, so nobody knows whether it always passes.';
    return { ok: false, code: 'run-once', reason, failure: null };
  }
  const coverage = measureSuspects(test.covers, suspects, suggestion.code);
  if (!coverage.some(({ isUsed }) => isUsed)) {
    const names = coverage.map(({ id }) => id).join(', ') || 'none was named';
    const reason = `It runs no line of the code that the report is about (${names}).`;
    return { ok: false, code: 'suspect-not-run', reason, failure: null };
  }
  return { ok: true, passes, coverage };
}

/** The one test of the suggestion in a report, or why there is none. */
export function findTest(
  { path, testNames }: Suggestion,
  report: Pick<CiReport, 'tests' | 'files'>,
): { test: CiReport['tests'][number]; misfit: null } | { test: null; misfit: Misfit } {
  const test = report.tests.find((one) => one.path === path && testNames.includes(one.name));
  if (test) return { test, misfit: null };
  const file = report.files.find((one) => one.path === path);
  const failure = file?.failure ?? null;
  return {
    test: null,
    misfit: {
      code: 'not-collected',
      reason: `It could not be collected: ${describeFailure(failure)}`,
      failure,
    },
  };
}
