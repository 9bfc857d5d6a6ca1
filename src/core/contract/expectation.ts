import type { Value } from '../builtin/python-values.ts';
import { renderValue } from '../builtin/python-values.ts';
import type { BoundCall } from './bind-call.ts';

/** What a test or an example says that a call does. */
export type ExpectedBehaviour =
  | { kind: 'value'; value: Value; isApproximate: boolean }
  /** Last names of the exception classes, any of which may be raised. */
  | { kind: 'raises'; exceptions: string[] }
  | { kind: 'truthy' | 'falsy' | 'not-none' }
  | { kind: 'instance'; types: string[] };

/** One call of a target with what is expected of it, read from a test or an example. */
export interface Expectation {
  /** `test_x`, `TestY::test_x`; empty for an example of a docstring. */
  test: string;
  /** pytest's id of the case, where there are several and it is known. */
  rowId: string | null;
  /** The statement that asserts, and the one that calls: first lines as written, by which a traceback is matched. */
  lines: string[];
  call: BoundCall;
  expected: ExpectedBehaviour;
  /** Nothing else in the test can change what the call does: no patches, no fixtures that replace things, no steps. */
  isPlain: boolean;
}

/** The behaviour as a reader would say it: `6`, `raises ValueError`. */
export function describeExpected(expected: ExpectedBehaviour): string {
  switch (expected.kind) {
    case 'value':
      return `${expected.isApproximate ? 'about ' : ''}${renderValue(expected.value).expression}`;
    case 'raises':
      return `raises ${expected.exceptions.join(' or ')}`;
    case 'truthy':
      return 'a true value';
    case 'falsy':
      return 'a false value';
    case 'not-none':
      return 'anything but None';
    case 'instance':
      return `an instance of ${expected.types.join(' or ')}`;
  }
}
