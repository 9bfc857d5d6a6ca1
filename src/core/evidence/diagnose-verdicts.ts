import type { Suggestion } from '../suggestions/suggestion.ts';
import type { CiReport } from './ci-report.ts';
import { decideStability } from './decide-stability.ts';
import { diagnose } from './diagnose.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { ProjectNames } from './project-names.ts';
import type { TestEvidence, Verdict } from './verdict.ts';

export interface DiagnosedRound {
  suggestions: readonly Suggestion[];
  report: Pick<CiReport, 'files' | 'environment'>;
  project: ProjectNames;
}

/** Codes of decide-stability.ts. */
const UNSTABLE = new Set(['flaky', 'order-dependent', 'leaves-state-behind']);

/**
 * The verdicts with the diagnosis of what did not run as meant. The diagnosis has the last word on whose fault it is:
 * - what is not ours is not repaired but dropped, with words for whoever can mend it;
 * - what only looked like a dispute and is ours (an un-awaited coroutine, calls of a mock) is repaired;
 * - code that raises on head what it did not raise on base is a catch, whatever the class of the exception.
 */
export function diagnoseVerdicts(verdicts: readonly Verdict[], round: DiagnosedRound): Verdict[] {
  return verdicts.map((verdict) => {
    const suggestion = round.suggestions.find(({ id }) => id === verdict.suggestionId);
    const diagnosis = suggestion ? diagnoseVerdict(verdict, suggestion, round) : null;
    return diagnosis ? applyDiagnosis(verdict, diagnosis) : verdict;
  });
}

function diagnoseVerdict(verdict: Verdict, suggestion: Suggestion, round: DiagnosedRound): Diagnosis | null {
  const common = { suggestion, environment: round.report.environment, project: round.project };
  const instability = UNSTABLE.has(verdict.code)
    ? { code: verdict.code, reason: verdict.reason }
    : findInstability(verdict.tests);
  if (verdict.code === 'not-collected') {
    const file = round.report.files.find(({ path }) => path === suggestion.path);
    const outcome = file?.status === 'too-slow' ? 'timeout' : 'not-collected';
    return diagnose({
      ...common,
      testName: null,
      failure: file?.failure ?? null,
      outcome,
      base: 'not-run',
      instability,
    });
  }
  const failed = verdict.tests.filter(hasFailed);
  // A catch rests on the tests that passed before; what else fails in it says nothing about the change.
  const caught = failed.filter(({ base }) => base === 'passed');
  const failing = verdict.decision === 'catch' && caught.length > 0 ? caught : failed;
  if (instability) {
    const first = failing[0] ?? verdict.tests[0]!;
    return diagnose({
      ...common,
      testName: nameOf(first, suggestion),
      failure: first.failure,
      outcome: first.head,
      base: first.base,
      instability,
    });
  }
  const found = failing.map((test) =>
    diagnose({
      ...common,
      testName: nameOf(test, suggestion),
      failure: test.failure,
      outcome: test.head,
      base: test.base,
      instability: null,
    }),
  );
  return found.find(({ isOurs }) => isOurs) ?? found[0] ?? null;
}

/** A test that failed at first and was repeated all the same: what repeating showed goes before the first failure. */
function findInstability(tests: readonly TestEvidence[]): { code: string; reason: string } | null {
  const repeated = tests.filter((test) => hasFailed(test) && test.stability !== null);
  return decideStability(
    repeated.map(({ nodeid, head, failure, durationMs, stability }) => ({
      nodeid,
      head: { outcome: head, failure, durationMs },
      stability,
      leaves: [],
    })),
  ).problem;
}

/** Of the suggestion's tests, the one that the node id names: path and parameters are no part of a name. */
export function nameOf(
  { nodeid }: Pick<TestEvidence, 'nodeid'>,
  { path, testNames }: Pick<Suggestion, 'path' | 'testNames'>,
): string | null {
  const name = nodeid.startsWith(`${path}::`) ? nodeid.slice(path.length + 2) : nodeid;
  return testNames.find((one) => name === one || name.startsWith(`${one}[`)) ?? null;
}

function hasFailed({ head }: TestEvidence): boolean {
  return !['passed', 'skipped'].includes(head);
}

function applyDiagnosis(verdict: Verdict, diagnosis: Diagnosis): Verdict {
  if (verdict.decision === 'repair' && !diagnosis.isOurs) {
    const before = verdict.tests.find((test) => hasFailed(test) && test.base === 'passed');
    if (diagnosis.cause === 'code-under-test' && before) {
      return {
        ...verdict,
        diagnosis,
        class: 'catch',
        decision: 'catch',
        code: 'passes-on-base-fails-on-head',
        reason: `${before.nodeid} passes before the change and fails after it. ${diagnosis.explanation}`,
      };
    }
    const isDisputed = diagnosis.cause === 'code-under-test' || diagnosis.cause === 'logic-misunderstood';
    return {
      ...verdict,
      diagnosis,
      class: isDisputed ? 'disputed' : verdict.class,
      decision: 'drop',
      code: isDisputed ? 'expects-other-behaviour' : diagnosis.cause,
      reason: diagnosis.explanation,
    };
  }
  if (verdict.decision === 'drop' && verdict.class === 'disputed' && diagnosis.isOurs) {
    return {
      ...verdict,
      diagnosis,
      class: 'invalid',
      decision: 'repair',
      code: 'does-not-fit-the-code',
      reason: `${verdict.reason} ${diagnosis.explanation}`,
    };
  }
  return { ...verdict, diagnosis };
}
