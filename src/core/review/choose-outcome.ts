import type { Outcome } from '../../outcome.ts';
import type { Suite } from '../evidence/ci-report.ts';
import type { ReviewRecord } from './review-record.ts';

/** How a review ends that CI has answered, the most important thing first. */
export function chooseOutcome(record: ReviewRecord, suites: { base: Suite; head: Suite } | null): Outcome {
  const unmeasured = suites && describeUnmeasured(suites.head);
  if (unmeasured) return unmeasured;
  const possible = record.catches.filter(({ assessment }) => assessment.verdict !== 'likely-intended');
  if (possible.length > 0) return { code: 'possible-bug-found', reason: describePossibleBugs(possible) };
  if (suites?.base.status === 'red') {
    return {
      code: 'base-suite-red',
      reason: `The suite already fails on base: ${suites.base.reason ?? 'no reason given'}`,
    };
  }
  if (suites?.head.status === 'red') {
    return {
      code: 'head-suite-red',
      reason: `The suite fails on this change: ${suites.head.reason ?? 'no reason given'}`,
    };
  }
  if (record.kept.length > 0) {
    return {
      code: 'suggestions-ready',
      reason: `${plural(record.kept.length, 'suggested test')} ran in CI and ${record.kept.length === 1 ? 'was' : 'were'} kept.`,
    };
  }
  if (record.exhausted) return { code: 'budget-exhausted', reason: record.exhausted };
  const tried = record.dropped.length + record.refusals.length + record.catches.length;
  if (tried > 0) {
    return {
      code: 'nothing-kept',
      reason: `${plural(tried, 'suggestion')} made, none kept; the reasons are listed below.`,
    };
  }
  return { code: 'nothing-to-suggest', reason: describeNothing(record) };
}

function describePossibleBugs(possible: ReviewRecord['catches']): string {
  const contradicting = possible.filter(({ contradictions }) => contradictions.length > 0).length;
  const failing = possible.length - contradicting;
  return [
    failing > 0 ? `${plural(failing, 'test')} passed before this change and failed after it.` : '',
    contradicting > 0
      ? `${plural(contradicting, 'test')} ${contradicting === 1 ? 'passes and shows' : 'pass and show'} that the code contradicts its own contract.`
      : '',
  ]
    .filter(Boolean)
    .join(' ');
}

function describeUnmeasured(head: Suite): Outcome | null {
  const reason = head.reason ?? 'CI gave no reason.';
  switch (head.status) {
    case 'uncollectable':
      return {
        code: 'head-suite-uncollectable',
        reason: `pytest cannot collect the suite of this change: ${reason}`,
      };
    case 'too-slow':
      return { code: 'head-suite-too-slow', reason };
    case 'wrong-tree-imported':
      return { code: 'wrong-tree-imported', reason };
    case 'runner-not-supported':
      return { code: 'runner-not-supported', reason };
    case 'error':
      return { code: 'head-suite-not-measured', reason };
    default:
      return null;
  }
}

function describeNothing(record: ReviewRecord): string {
  if (record.targets.length === 0)
    return 'The change touches no function, method or class that is worth a new test.';
  if (record.engine.builtIn) {
    return 'The built-in engine found no call it could observe that reaches new lines or branches; what it did not attempt is listed below.';
  }
  return 'The model proposed no test.';
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
