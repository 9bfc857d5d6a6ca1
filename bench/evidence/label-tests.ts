import type { CiReport } from '../../src/core/evidence/ci-report.ts';
import { judgeSuggestions } from '../../src/core/evidence/judge.ts';
import type { Suggestion } from '../../src/core/suggestions/suggestion.ts';

/** Reasons to send a test back that are labels of their own: its class says nothing then. */
const UNSTABLE = new Set(['flaky', 'order-dependent', 'leaves-state-behind']);

/** What the app says of each test, judged as a suggestion of its own; by `path::name`. */
export function labelTests(
  report: CiReport,
  tests: Record<string, readonly string[]>,
  changedPaths: ReadonlySet<string>,
): Map<string, { label: string; reason: string }> {
  const suggestions = Object.entries(tests).flatMap(([path, names]) =>
    names.map((name) => buildSuggestion(path, name)),
  );
  const verdicts = judgeSuggestions({ suggestions, report, headCoverage: null, changedPaths });
  return new Map(
    verdicts.map((verdict) => {
      const isUnstable = verdict.decision === 'repair' && UNSTABLE.has(verdict.code);
      return [
        verdict.suggestionId,
        { label: isUnstable ? verdict.code : verdict.class, reason: verdict.reason },
      ];
    }),
  );
}

function buildSuggestion(path: string, name: string): Suggestion {
  return {
    id: `${path}::${name}`,
    targetId: path,
    title: name,
    checks: '',
    path,
    imports: [],
    code: '',
    testNames: [name],
    origin: 'model',
    repairs: 0,
    notMerged: null,
    mends: [],
  };
}
