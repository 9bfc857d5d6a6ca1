import { findCalledInputs } from '../suggestions/called-inputs.ts';
import type { Suggestion } from '../suggestions/suggestion.ts';
import { chooseWorthIt, type Judged, withoutValue } from './choose-worth-it.ts';
import type { CiReport, Coverage, SuggestedTest } from './ci-report.ts';
import { unionCovered } from './coverage-sets.ts';
import { decideOnHeadAndBase } from './decide-on-head-and-base.ts';
import { decideStability } from './decide-stability.ts';
import { firstLine } from './describe-failure.ts';
import type { RungResult, TestEvidence, Verdict } from './verdict.ts';

export interface JudgeInput {
  suggestions: readonly Suggestion[];
  /** CI's report on this set, with what earlier rounds measured of the same suggestions (see carry-evidence.ts). */
  report: Pick<CiReport, 'tests' | 'files' | 'mutation'>;
  /** Head's own suite; null when it could not be measured: then coverage cannot show that something is worth it. */
  headCoverage: Coverage | null;
  /** Paths that the pull request changes and that are not tests. */
  changedPaths: ReadonlySet<string>;
  /** Ids of suggestions that were on offer before this run was asked for. */
  standing?: ReadonlySet<string>;
}

/**
 * One verdict per suggestion from what CI measured, rung by rung: collected → decided on head and base → stable →
 * worth it. Kept ones are ordered best first: those that capture the change, then by what they add, each counted
 * beyond head's suite and the ones before it.
 */
export function judgeSuggestions(input: JudgeInput): Verdict[] {
  const judged = input.suggestions.map((suggestion) => judgeOne(suggestion, input));
  const passing = judged.filter((one) => one.decision === 'keep');
  const others = judged.filter((one) => one.decision !== 'keep');
  return [
    ...chooseWorthIt(passing, input.headCoverage, input.report.mutation?.mutants ?? null),
    ...others.map(withoutValue),
  ];
}

function judgeOne(suggestion: Suggestion, { report, changedPaths, standing }: JudgeInput): Judged {
  const tests = report.tests.filter(
    (test) => test.path === suggestion.path && suggestion.testNames.includes(test.name),
  );
  const rungs: RungResult[] = [];
  const start = {
    suggestionId: suggestion.id,
    tests: tests.map(toEvidence),
    rungs,
    covers: {},
    calls: {
      targetId: suggestion.targetId,
      inputs: findCalledInputs(suggestion.code, suggestion.targetId.split(/::|\./).at(-1)!),
    },
    isStanding: standing?.has(suggestion.id) ?? false,
    edge: suggestion.edge ?? null,
    replaces: suggestion.replaces !== undefined,
    diagnosis: null,
  };
  const found = new Set(tests.map((test) => test.name));
  const absent = suggestion.testNames.filter((name) => !found.has(name));
  if (absent.length > 0) {
    const file = report.files.find((candidate) => candidate.path === suggestion.path);
    const why = file?.failure
      ? `${file.failure.type}: ${firstLine(file.failure.message)}`
      : (file?.status ?? 'not run');
    rungs.push({ rung: 'collected', result: 'failed', note: why });
    return {
      ...start,
      class: 'invalid',
      decision: 'repair',
      code: 'not-collected',
      reason: `pytest did not collect ${absent.join(', ')} (${why}).`,
    };
  }
  rungs.push({ rung: 'collected', result: 'passed', note: '' });
  const decided = decideOnHeadAndBase(tests, changedPaths);
  const stability = decideStability(tests);
  // A test that passes and fails by turns says nothing about the change, whatever its first run showed.
  const isDecided = decided.decision === 'keep' || decided.decision === 'catch';
  const unstable = isDecided ? stability.problem : null;
  rungs.push({ rung: 'decided', result: isDecided ? 'passed' : 'failed', note: decided.code });
  if (isDecided) rungs.push(stability.rung);
  return {
    ...start,
    ...decided,
    ...(unstable ? { class: 'invalid', decision: 'repair', ...unstable } : {}),
    covers: decided.decision === 'keep' ? unionCovered(tests.map((test) => test.covers)) : {},
  };
}

function toEvidence(test: SuggestedTest): TestEvidence {
  return {
    nodeid: test.nodeid,
    head: test.head.outcome,
    base: test.base?.outcome ?? 'not-run',
    durationMs: test.head.durationMs,
    failure: test.head.failure,
    baseFailure: test.base?.failure ?? null,
    stability: test.stability,
    leaves: test.leaves,
  };
}
