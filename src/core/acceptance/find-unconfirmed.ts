import type { CiReport } from '../evidence/ci-report.ts';
import type { Suggestion } from '../suggestions/suggestion.ts';

/**
 * Why a set of suggestions must not land after CI ran exactly it, in one sentence; null when every test of it was
 * collected, passed, and passed again in random order.
 */
export function findUnconfirmed(
  suggestions: readonly Suggestion[],
  report: Pick<CiReport, 'tests'>,
): string | null {
  for (const { id, path, testNames } of suggestions) {
    for (const name of testNames) {
      const tests = report.tests.filter((test) => test.path === path && test.name === name);
      if (tests.length === 0)
        return `CI did not collect ${name} of ${id} when the accepted set ran by itself.`;
      const failing = tests.find((test) => test.head.outcome !== 'passed');
      if (failing) return `${failing.nodeid} of ${id} did not pass when the accepted set ran by itself.`;
      const unsteady = tests.find((test) => test.stability?.shuffled.outcomes.includes('f'));
      if (unsteady)
        return `${unsteady.nodeid} of ${id} did not pass in random order when the accepted set ran by itself.`;
    }
  }
  return null;
}
