import type { Suggestion } from '../suggestions/suggestion.ts';
import type { CiReport, Coverage, Covered, Failure, SuggestedTest } from './ci-report.ts';
import { chooseGains, countCovered, unionCovered, withoutCovered } from './coverage-sets.ts';
import type { TestEvidence, Verdict, VerdictClass } from './verdict.ts';

/** Exceptions by which a test says "this is not the behaviour I expected". `Failed` is pytest's own. */
const ASSERTIONS = new Set(['AssertionError', 'Failed']);
/** Exceptions that say the test does not fit the code it was written for. */
const MISFITS = new Set([
  'ImportError',
  'ModuleNotFoundError',
  'AttributeError',
  'TypeError',
  'NameError',
  'SyntaxError',
]);

export interface JudgeInput {
  suggestions: readonly Suggestion[];
  report: CiReport;
  /** Head's own suite; null when it could not be measured: then nothing can be shown to be worth it. */
  headCoverage: Coverage | null;
  /** Paths that the pull request changes and that are not tests. */
  changedPaths: ReadonlySet<string>;
}

type Judged = Omit<Verdict, 'gains' | 'linesGained' | 'branchesGained'> & { covers: Covered };

/**
 * One verdict per suggestion from what CI measured. Kept ones are ordered best first: those that capture the
 * change, then by what they add, each counted beyond head's suite and the ones before it.
 */
export function judgeSuggestions(input: JudgeInput): Verdict[] {
  const judged = input.suggestions.map((suggestion) => judgeOne(suggestion, input));
  const passing = judged.filter((one) => one.decision === 'keep');
  const others = judged.filter((one) => one.decision !== 'keep');
  return [...chooseWorthIt(passing, input.headCoverage), ...others.map(withoutGains)];
}

function judgeOne(suggestion: Suggestion, { report, changedPaths }: JudgeInput): Judged {
  const tests = report.tests.filter(
    (test) => test.path === suggestion.path && suggestion.testNames.includes(test.name),
  );
  const evidence = tests.map(toEvidence);
  const base = { suggestionId: suggestion.id, tests: evidence };
  const found = new Set(tests.map((test) => test.name));
  const absent = suggestion.testNames.filter((name) => !found.has(name));
  if (absent.length > 0) return { ...base, ...judgeAbsent(suggestion, absent, report), covers: {} };

  const failing = tests.filter((test) => !['passed', 'skipped'].includes(test.head.outcome));
  if (failing.length > 0) return { ...base, ...judgeFailing(failing), covers: {} };
  const skipped = tests.find((test) => test.head.outcome === 'skipped');
  if (skipped) {
    return {
      ...base,
      class: 'invalid',
      decision: 'drop',
      code: 'skipped-on-head',
      reason: `${skipped.nodeid} was skipped, so nothing was measured.`,
      covers: {},
    };
  }
  return {
    ...base,
    ...judgePassing(tests, changedPaths),
    covers: unionCovered(tests.map((test) => test.covers)),
  };
}

function judgeAbsent(
  suggestion: Suggestion,
  absent: string[],
  report: CiReport,
): Omit<Judged, 'suggestionId' | 'tests' | 'covers'> {
  const file = report.files.find((candidate) => candidate.path === suggestion.path);
  const why = file?.failure
    ? `${file.failure.type}: ${firstLine(file.failure.message)}`
    : (file?.status ?? 'not run');
  return {
    class: 'invalid',
    decision: 'repair',
    code: 'not-collected',
    reason: `pytest did not collect ${absent.join(', ')} (${why}).`,
  };
}

function judgeFailing(failing: SuggestedTest[]): Omit<Judged, 'suggestionId' | 'tests' | 'covers'> {
  const caught = failing.find(
    (test) => test.base?.outcome === 'passed' && test.head.failure !== null && isBehaviour(test.head.failure),
  );
  if (caught) {
    return {
      class: 'catch',
      decision: 'catch',
      code: 'passes-on-base-fails-on-head',
      reason: `${caught.nodeid} passes before the change and fails after it: ${describeFailure(caught.head.failure)}`,
    };
  }
  const ours = failing.find((test) => test.head.failure === null || !isBehaviour(test.head.failure));
  if (ours) {
    return {
      class: 'invalid',
      decision: 'repair',
      code: ours.head.outcome === 'timeout' ? 'too-slow' : 'does-not-fit-the-code',
      reason: `${ours.nodeid}: ${describeFailure(ours.head.failure)}`,
    };
  }
  const first = failing[0]!;
  return {
    class: 'disputed',
    decision: 'drop',
    code: 'expects-other-behaviour',
    reason: `${first.nodeid} expects other behaviour than the code shows: ${describeFailure(first.head.failure)}`,
  };
}

function judgePassing(
  tests: SuggestedTest[],
  changedPaths: ReadonlySet<string>,
): Omit<Judged, 'suggestionId' | 'tests' | 'covers'> {
  const capturing = tests.find(
    (test) => test.base?.failure && capturesTheChange(test.base.failure, changedPaths),
  );
  if (capturing) {
    return {
      class: 'captures-the-change',
      decision: 'keep',
      code: 'fails-on-base-passes-on-head',
      reason: `Fails before the change (${describeFailure(capturing.base?.failure ?? null)}) and passes after it.`,
    };
  }
  const guards = tests.every((test) => test.base?.outcome === 'passed');
  const verdictClass: VerdictClass = guards ? 'guards-behaviour' : 'new-code';
  return {
    class: verdictClass,
    decision: 'keep',
    code: guards ? 'passes-on-base-and-head' : 'not-comparable-on-base',
    reason: guards
      ? 'Passes before and after the change.'
      : 'Passes on head; base has nothing to compare it with.',
  };
}

/** Only an assertion, or an exception raised inside code whose source differs, shows a change of behaviour. */
function capturesTheChange(failure: Failure, changedPaths: ReadonlySet<string>): boolean {
  if (failure.phase !== 'call') return false;
  if (ASSERTIONS.has(failure.type) && failure.raisedIn === 'test') return true;
  return failure.raisedIn === 'project' && failure.path !== null && changedPaths.has(failure.path);
}

/** A failure that speaks about the code's behaviour, not about the test's own mistakes. */
function isBehaviour(failure: Failure): boolean {
  if (failure.phase !== 'call') return false;
  if (ASSERTIONS.has(failure.type)) return true;
  return failure.raisedIn === 'project' && !MISFITS.has(failure.type);
}

function chooseWorthIt(passing: Judged[], headCoverage: Coverage | null): Verdict[] {
  if (!headCoverage) {
    return passing.map((one) =>
      one.class === 'captures-the-change'
        ? withoutGains(one)
        : withoutGains({
            ...one,
            decision: 'drop',
            code: 'value-not-measured',
            reason: `${one.reason} Head's own suite was not measured, so what it adds is unknown.`,
          }),
    );
  }
  let rest = passing.map((one) => ({ one, marginal: chooseGains(one.covers, headCoverage) }));
  const chosen: Verdict[] = [];
  while (rest.length > 0) {
    const best = rest.reduce((a, b) => (rank(b.one, b.marginal) > rank(a.one, a.marginal) ? b : a));
    const verdict = withGains(best.one, best.marginal);
    chosen.push(verdict);
    rest = rest.filter((entry) => entry !== best);
    if (verdict.decision !== 'keep') continue;
    // Only what this one adds is taken away: what came before is already gone from all of them.
    rest = rest.map(({ one, marginal }) => ({ one, marginal: withoutCovered(marginal, best.marginal) }));
  }
  return chosen;
}

function rank(one: Judged, marginal: Covered): number {
  const { lines, branches } = countCovered(marginal);
  return (one.class === 'captures-the-change' ? 1_000_000 : 0) + lines + branches;
}

function withGains({ covers: _covers, ...one }: Judged, gains: Covered): Verdict {
  const { lines, branches } = countCovered(gains);
  const verdict: Verdict = { ...one, gains, linesGained: lines, branchesGained: branches };
  if (one.class === 'captures-the-change' || lines > 0 || branches > 0) return verdict;
  return {
    ...verdict,
    decision: 'drop',
    code: 'adds-nothing',
    reason: `${one.reason} It reaches no line or branch that is not reached already.`,
  };
}

function withoutGains({ covers: _covers, ...one }: Judged): Verdict {
  return { ...one, gains: {}, linesGained: 0, branchesGained: 0 };
}

function toEvidence(test: SuggestedTest): TestEvidence {
  return {
    nodeid: test.nodeid,
    head: test.head.outcome,
    base: test.base?.outcome ?? 'not-run',
    durationMs: test.head.durationMs,
    failure: test.head.failure,
    baseFailure: test.base?.failure ?? null,
  };
}

function describeFailure(failure: Failure | null): string {
  return failure ? `${failure.type}: ${firstLine(failure.message)}` : 'no failure was recorded';
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').slice(0, 300);
}
