import type { Failure, SuggestedTest } from './ci-report.ts';
import { describeFailure } from './describe-failure.ts';
import type { Verdict, VerdictClass } from './verdict.ts';

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

type Decided = Pick<Verdict, 'class' | 'decision' | 'code' | 'reason'>;

/** The class of a suggestion from how its tests, all of which were collected, behave on head and base. */
export function decideOnHeadAndBase(
  tests: readonly SuggestedTest[],
  changedPaths: ReadonlySet<string>,
): Decided {
  const failing = tests.filter((test) => !['passed', 'skipped'].includes(test.head.outcome));
  if (failing.length > 0) return decideFailing(failing);
  const skipped = tests.find((test) => test.head.outcome === 'skipped');
  if (skipped) {
    return {
      class: 'invalid',
      decision: 'drop',
      code: 'skipped-on-head',
      reason: `${skipped.nodeid} was skipped, so nothing was measured.`,
    };
  }
  return decidePassing(tests, changedPaths);
}

function decideFailing(failing: readonly SuggestedTest[]): Decided {
  // Whatever it raises: the same test has passed on base, so it is the change that it does not fit. Only what fails before
  // the test itself begins may be the fault of its surroundings.
  const caught = failing.find(
    (test) => test.base?.outcome === 'passed' && test.head.failure?.phase === 'call',
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

function decidePassing(tests: readonly SuggestedTest[], changedPaths: ReadonlySet<string>): Decided {
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
export function isBehaviour(failure: Failure): boolean {
  if (failure.phase !== 'call') return false;
  if (ASSERTIONS.has(failure.type)) return true;
  return failure.raisedIn === 'project' && !MISFITS.has(failure.type);
}
