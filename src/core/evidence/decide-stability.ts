import type { SuggestedTest } from './ci-report.ts';
import { describeFailure } from './describe-failure.ts';
import type { RungResult, Verdict } from './verdict.ts';

type Problem = Pick<Verdict, 'code' | 'reason'>;
type Repeated = Pick<SuggestedTest, 'nodeid' | 'head' | 'stability' | 'leaves'>;

/** The rung `stable`: what repeating the tests showed, and what is wrong with the first one that is not stable. */
export function decideStability(tests: readonly Repeated[]): {
  rung: RungResult;
  problem: Problem | null;
} {
  for (const test of tests) {
    const problem = findProblem(test);
    if (problem) return { rung: { rung: 'stable', result: 'failed', note: problem.code }, problem };
  }
  const measured = tests.flatMap(({ stability }) => stability ?? []);
  if (measured.length < tests.length || tests.length === 0) {
    return { rung: { rung: 'stable', result: 'not-measured', note: '' }, problem: null };
  }
  const alone = Math.min(...measured.map((one) => one.alone.outcomes.length));
  const shuffled = Math.min(...measured.map((one) => one.shuffled.outcomes.length));
  return {
    rung: { rung: 'stable', result: 'passed', note: describeRuns(alone, shuffled) },
    problem: null,
  };
}

/** A confirmation, or a job short of time, runs them among others only. */
function describeRuns(alone: number, shuffled: number): string {
  return [alone > 0 ? `${alone} × alone` : '', shuffled > 0 ? `${shuffled} × in random order` : '']
    .filter(Boolean)
    .join(', ');
}

/**
 * A test that passed in its file on head must pass whenever it is repeated there; one that failed must fail.
 * - passes the first time and then no more, in one process: it leaves state behind that it does not bear itself. The
 *   fixtures of its module and class are set up again for each run, so using one up is no fault;
 * - passes and fails by turns alone, or never again fares as it did at first, neither alone nor among others: flaky;
 * - passes alone and fails among others, or the other way round: it depends on their order.
 */
function findProblem(test: Repeated): Problem | null {
  const { stability } = test;
  if (stability) {
    const { alone, shuffled } = stability;
    const same = test.head.outcome === 'passed' ? 'p' : 'f';
    const differsAlone = [...alone.outcomes].filter((one) => one !== same).length;
    const differsShuffled = [...shuffled.outcomes].filter((one) => one !== same).length;
    const told = describeFailure(alone.failure ?? shuffled.failure ?? test.head.failure);
    if (/^pf+$/.test(alone.outcomes)) {
      return {
        code: 'leaves-state-behind',
        reason: `${test.nodeid} passes once and fails whenever it runs again in the same process: ${told}`,
      };
    }
    const runs = alone.outcomes.length + shuffled.outcomes.length;
    const neverAgain = shuffled.outcomes !== '' && differsAlone + differsShuffled === runs;
    if (differsAlone > 0 && (differsAlone < alone.outcomes.length || neverAgain)) {
      return {
        code: 'flaky',
        reason: `${test.nodeid} gave different results in ${runs + 1} runs of the same code: ${told}`,
      };
    }
    if (differsAlone > 0 || differsShuffled > 0) {
      return {
        code: 'order-dependent',
        reason: `${test.nodeid} ${differsAlone > 0 ? 'fares differently alone than among others' : 'fares differently when the order of the tests changes'}: ${told}`,
      };
    }
  }
  const [left] = test.leaves;
  return left
    ? {
        code: 'leaves-state-behind',
        reason: `${test.nodeid} leaves something changed behind: ${left.what}.`,
      }
    : null;
}
