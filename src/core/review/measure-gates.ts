import { countJudged, passRate } from '../evaluations/scores.ts';
import type { ChangedLinesCoverage } from '../evidence/changed-lines.ts';
import type { Coverage, Mutation, Suite } from '../evidence/ci-report.ts';
import { percentCovered } from '../evidence/coverage-sets.ts';
import type { OwnCi, OwnCoverage, OwnEvaluations } from '../own-ci/own-ci.ts';
import type { GateMeasurement, GateMeasurements } from './judge-gates.ts';

/** Everything that gates are measured from. */
export interface GateFacts {
  /** Base's and head's suites as our workflow measured them; null when it did not. */
  suites: { base: Suite; head: Suite } | null;
  /** By head's own suite; null when it was not measured. */
  changedLines: ChangedLinesCoverage | null;
  mutation: Mutation | null;
  ownCi: OwnCi;
}

/**
 * What there is to judge gates by. It is strict about what does not count as measured: numbers of a red suite, of a
 * change with unknown files, of a CI that has not finished. A gate that says nothing is better than one that is wrong.
 */
export function measureGates(facts: GateFacts): GateMeasurements {
  const { suites, ownCi } = facts;
  return {
    changedLineCoverage: suites
      ? measureChangedLines(suites.head, facts.changedLines)
      : measureOwnChangedLines(ownCi.coverage),
    projectDrop: suites ? measureDrop(suites) : measureOwnDrop(ownCi.coverage),
    mutationScore: measureMutation(facts.mutation),
    evaluationPassRate: measurePassRate(ownCi.evaluations),
    evaluationDrop: measureEvaluationDrop(ownCi.evaluations),
  };
}

const NOT_BY_CI = 'CI did not measure the suite of this change.';

function measureChangedLines(head: Suite, changed: ChangedLinesCoverage | null): GateMeasurement {
  if (head.status !== 'passed') return notMeasured(describeSuite('this change', head));
  return measureTotals(changed);
}

function measureOwnChangedLines(own: OwnCoverage | null): GateMeasurement {
  const problem = findOwnProblem(own);
  if (problem !== null) return notMeasured(problem);
  const unknown = own?.unknown[0];
  if (unknown) return notMeasured(`The coverage of \`${unknown.path}\` is not known: ${unknown.reason}.`);
  return measureTotals(own?.changedLines ?? null);
}

function measureTotals(changed: ChangedLinesCoverage | null): GateMeasurement {
  if (!changed) return notMeasured(NOT_BY_CI);
  const percent = percentCovered(changed);
  if (percent === null) return notMeasured('The change has no line or branch that could be covered.');
  const { lines, branches } = changed;
  return measured(
    percent,
    `${lines.covered} of ${lines.total} changed lines and ${branches.covered} of ${branches.total} branches are reached without suggested tests.`,
  );
}

function measureDrop({ base, head }: { base: Suite; head: Suite }): GateMeasurement {
  if (head.status !== 'passed') return notMeasured(describeSuite('this change', head));
  if (base.status !== 'passed') return notMeasured(describeSuite('base', base));
  return compareTotals(base.coverage?.totals ?? null, head.coverage?.totals ?? null);
}

function measureOwnDrop(own: OwnCoverage | null): GateMeasurement {
  const problem = findOwnProblem(own);
  if (problem !== null || own?.head.kind !== 'measured') return notMeasured(problem ?? NOT_BY_CI);
  if (own.base.kind === 'none') return notMeasured(`Base has no number: ${own.base.reason}`);
  return compareTotals(own.base.totals, own.head.totals);
}

function findOwnProblem(own: OwnCoverage | null): string | null {
  if (!own) return NOT_BY_CI;
  if (own.head.kind === 'none') return own.head.reason;
  if (own.pending.length > 0) return `CI has not finished: ${own.pending.join(', ')}.`;
  return null;
}

function compareTotals(base: Coverage['totals'] | null, head: Coverage['totals'] | null): GateMeasurement {
  const before = base && percentCovered(base);
  const after = head && percentCovered(head);
  if (before === null || after === null) return notMeasured('There is nothing to cover.');
  return measured(before - after, `${before.toFixed(2)} % on base, ${after.toFixed(2)} % on this change.`);
}

function measureMutation(mutation: Mutation | null): GateMeasurement {
  if (!mutation) return notMeasured('No changed line was mutated.');
  const killed = mutation.mutants.filter(({ ownSuite }) => ownSuite === 'killed').length;
  const survived = mutation.mutants.filter(({ ownSuite }) => ownSuite === 'survived').length;
  const run = killed + survived;
  const rest = mutation.mutants.length - run;
  if (run === 0) return notMeasured('No mutant of a changed line was run against the suite.');
  const also = rest > 0 ? ` ${rest} more ${rest === 1 ? 'was' : 'were'} not run against it.` : '';
  return measured(
    (100 * killed) / run,
    `The suite notices ${killed} of ${run} mutants of changed lines that suggested tests reach.${also}`,
  );
}

const NO_EVALUATIONS = 'Section `evaluations` of the configuration names no artifact.';

function measurePassRate(own: OwnEvaluations | null): GateMeasurement {
  if (!own) return notMeasured(NO_EVALUATIONS);
  if (own.head.kind === 'none') return notMeasured(own.head.reason);
  const rate = passRate(own.head.scores);
  if (rate === null) return notMeasured('Every evaluation was skipped.');
  return measured(rate, `${own.head.scores.passed} of ${countJudged(own.head.scores)} passed.`);
}

function measureEvaluationDrop(own: OwnEvaluations | null): GateMeasurement {
  if (!own) return notMeasured(NO_EVALUATIONS);
  if (own.head.kind === 'none') return notMeasured(own.head.reason);
  if (own.base.kind === 'none') return notMeasured(`Base has no scores: ${own.base.reason}`);
  const before = passRate(own.base.scores);
  const after = passRate(own.head.scores);
  if (before === null || after === null) return notMeasured('Every evaluation was skipped.');
  return measured(before - after, `${before.toFixed(1)} % on base, ${after.toFixed(1)} % on this change.`);
}

function describeSuite(which: string, { status, reason }: Suite): string {
  return `The suite of ${which} is ${status.replaceAll('-', ' ')}${reason ? `: ${reason}` : '.'}`;
}

function measured(value: number, note: string): GateMeasurement {
  return { kind: 'measured', value, note };
}

function notMeasured(reason: string): GateMeasurement {
  return { kind: 'not-measured', reason };
}
