import type { Assessment } from '../evidence/assessment.ts';
import type { Failure, Suite } from '../evidence/ci-report.ts';
import type { Diagnosis } from '../evidence/diagnosis.ts';

/** How a failing test of head's own suite fares before the change. */
export type OnBase = 'passes' | 'fails' | 'not-there' | 'unknown';

/**
 * Who is at fault. `test`: it is out of date or wrong in itself, and may be rewritten. `code`: what it expects is what the
 * code promises. `not-this-change`: it fails on base as well. `unclear`: nothing that was read decides it.
 */
export type Fault = 'test' | 'code' | 'unclear' | 'not-this-change';

/** A failing test of the pull request's own suite, as CI reported it. Node ids and failures are hostile text. */
export interface ReportedFailure {
  /** `f1`, `f2`, … */
  id: string;
  path: string;
  /** As pytest names it without path and parameters. */
  testName: string;
  /** Of its cases, in the order reported. */
  nodeids: string[];
  failure: Failure | null;
  message: string;
}

/** The same with what rules, and perhaps the model, say of it. */
export interface FailingTest extends ReportedFailure {
  onBase: OnBase;
  targetId: string | null;
  fault: Fault;
  by: Assessment['by'];
  /** Each names its source and quotes it shortly. */
  reasons: string[];
  /** The call and what it did before and does now; null where that cannot be read. */
  input: string | null;
  before: string | null;
  after: string | null;
  diagnosis: Diagnosis;
  /** What to change in the code, in the words of the model, which nobody has run; empty when there are none. */
  advice: string;
  /** The suggestion that rewrites it, or the possible bug that shows it. */
  suggestionId: string | null;
  /** Why it is not rewritten although it is at fault; null when it is, or need not be. */
  note: string | null;
}

/** More failing tests than these are counted and not looked at. A report names twenty. */
const MAX_FAILING = 20;

/** The failing tests of a suite, cases of one test together. What is no test, such as a file, is left out. */
export function listFailing(suite: Pick<Suite, 'failures'>): ReportedFailure[] {
  const found = new Map<string, ReportedFailure>();
  for (const { nodeid, message, failure } of suite.failures) {
    const match = /^([^:[\]]+\.py)::([^[\]]+)(?:\[.*\])?$/s.exec(nodeid);
    if (!match) continue;
    const [, path, testName] = match as unknown as [string, string, string];
    const key = `${path}::${testName}`;
    const known = found.get(key);
    if (known) known.nodeids.push(nodeid);
    else if (found.size < MAX_FAILING) {
      const id = `f${found.size + 1}`;
      found.set(key, { id, path, testName, nodeids: [nodeid], failure: failure ?? null, message });
    }
  }
  return [...found.values()];
}

/**
 * How a test that fails on head fares on base. Base's suite names its failing tests only; one that it does not name, in a
 * list that is whole, passes there if it is there at all.
 * @param isOnBase whether base's module has the test; null when that is not known
 */
export function findOnBase(
  failing: Pick<ReportedFailure, 'nodeids'>,
  base: Pick<Suite, 'status' | 'failures'>,
  isOnBase: boolean | null,
): OnBase {
  if (isOnBase === false) return 'not-there';
  if (base.failures.some(({ nodeid }) => failing.nodeids.includes(nodeid))) return 'fails';
  const isWhole = base.status === 'passed' || (base.status === 'red' && base.failures.length < MAX_FAILING);
  return isWhole && isOnBase === true ? 'passes' : 'unknown';
}
