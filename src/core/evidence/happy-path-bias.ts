import type { ChangedLinesCoverage } from './changed-lines.ts';

/** Below this share of changed branches, the tests so far keep to the usual way. */
const ENOUGH = 0.75;

/**
 * Field manual Table 3, "low branch coverage": happy-path bias is a property of a set of tests, not of one failure. One
 * sentence for the coverage round when the suite and the kept suggestions run most changed lines and leave many of the
 * changed branches untaken; null otherwise.
 */
export function describeHappyPathBias({ lines, branches }: ChangedLinesCoverage): string | null {
  if (branches.total < 2 || branches.covered / branches.total >= ENOUGH) return null;
  // Where hardly a line runs, the code is untested rather than tested one-sidedly.
  if (lines.total === 0 || lines.covered / lines.total <= branches.covered / branches.total) return null;
  return `The tests so far keep to the usual way: they run ${lines.covered} of ${lines.total} changed lines and take ${branches.covered} of ${branches.total} changed branches. What is missing are negative cases, error conditions and boundary values.`;
}
