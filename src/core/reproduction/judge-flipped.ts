import type { CiReport, Failure } from '../evidence/ci-report.ts';
import { describeFailure } from '../evidence/describe-failure.ts';
import { failureSignature } from '../evidence/failure-signature.ts';
import type { PythonParser, SyntaxNode } from '../python/parser.ts';
import type { Suggestion } from '../suggestions/suggestion.ts';
import { bodyOf } from '../suggestions/syntax.ts';
import { findTests } from '../suggestions/test-names.ts';
import { isAssertion, plainText, readWith } from './assertions.ts';
import type { FlipShapes } from './check-flip.ts';
import { findTest, type Misfit } from './judge-passing.ts';
import type { IsolatedReport } from './report.ts';

export type JudgedFlipped = { ok: true; failure: Failure; how: string } | ({ ok: false } & Misfit);

/** Classes that nearly every exception is one of: the report must name which one came. */
const BROAD = new Set(['Exception', 'BaseException']);

/**
 * Whether the flipped version fails for the expected reason: twice alike, in the test's own call, at an expectation that
 * was changed or with the exception that the passing version waited for and the report speaks of. `content` is the file as
 * CI ran it.
 */
export function judgeFlipped(
  parser: PythonParser,
  given: {
    suggestion: Suggestion;
    content: string;
    shapes: FlipShapes;
    ciReport: CiReport;
    report: Pick<IsolatedReport, 'exceptions' | 'tracebacks'>;
  },
): JudgedFlipped {
  const { suggestion, ciReport } = given;
  const { test, misfit } = findTest(suggestion, ciReport);
  if (!test) return { ok: false, ...misfit };
  const { head, base } = test;
  const wrong = (code: string, reason: string): JudgedFlipped => ({
    ok: false,
    code,
    reason,
    failure: head.failure,
  });
  if (head.outcome === 'passed')
    return wrong('flipped-passes', 'The flipped version passes too, so it shows nothing.');
  const { failure } = head;
  const told = describeFailure(failure);
  if (head.outcome !== 'failed' || !failure || failure.phase !== 'call')
    return wrong(
      'fails-elsewhere',
      `The flipped version did not fail in the test itself (${head.outcome}${failure ? `, ${failure.phase}` : ''}): ${told}`,
    );
  if (
    base?.outcome !== 'failed' ||
    !base.failure ||
    failureSignature(base.failure) !== failureSignature(failure)
  )
    return wrong(
      'fails-differently',
      `Two runs of the flipped version on the same commit did not fail alike: ${told}`,
    );
  return isExpectationFailure(failure)
    ? judgeExpectation(parser, given, failure)
    : judgeException(given, failure);
}

function isExpectationFailure({ type }: Failure): boolean {
  return /^(?:AssertionError|Failed)$/.test(lastPart(type));
}

/** The line that failed must be an expectation of the test that the passing version does not have. */
function judgeExpectation(
  parser: PythonParser,
  { suggestion, content, shapes }: Parameters<typeof judgeFlipped>[1],
  failure: Failure,
): JudgedFlipped {
  const wrong = (reason: string): JudgedFlipped => ({ ok: false, code: 'wrong-assertion', reason, failure });
  if (failure.path !== suggestion.path || failure.line === null)
    return wrong(`An assertion failed outside of the test: ${describeFailure(failure)}`);
  const at = parser.withTree(content, (root) => findExpectation(root, suggestion.testNames, failure.line!));
  if (at === null) return wrong(`What failed is no expectation of the test: ${describeFailure(failure)}`);
  if (shapes.passing.expectations.includes(at))
    return wrong('An expectation failed that the passing version has too.');
  return { ok: true, failure, how: 'at the flipped assertion' };
}

/** Text of the expectation that stands on the line; a `with pytest.raises` counts with its body. */
function findExpectation(root: SyntaxNode, names: readonly string[], line: number): string | null {
  const holds = (node: SyntaxNode): boolean =>
    line > node.startPosition.row && line <= node.endPosition.row + 1;
  const search = (node: SyntaxNode): string | null => {
    for (const child of node.namedChildren) {
      if (!holds(child)) continue;
      if (isAssertion(child)) return plainText(child);
      const inner = search(child);
      if (inner !== null) return inner;
      const raises =
        child.type === 'with_statement' ? readWith(child).find((one) => one.raises !== null) : null;
      if (raises) return plainText(raises.item);
    }
    return null;
  };
  for (const { testName, node } of findTests(root)) {
    if (names.includes(testName) && holds(node)) return search(bodyOf(node));
  }
  return null;
}

/** The exception that the passing version waited for, out of the code under test, and none other than the reported one. */
function judgeException(
  { shapes, report }: Parameters<typeof judgeFlipped>[1],
  failure: Failure,
): JudgedFlipped {
  const name = lastPart(failure.type);
  const wrong = (code: string, reason: string): JudgedFlipped => ({ ok: false, code, reason, failure });
  const awaited = shapes.passing.raises.filter((one) => !shapes.flipped.raises.includes(one));
  const reported = report.exceptions.length === 0 || report.exceptions.includes(name);
  const isAwaited =
    awaited.includes(name) || (awaited.some((one) => BROAD.has(one)) && report.exceptions.includes(name));
  if (!isAwaited)
    return wrong(
      'wrong-exception',
      `It failed with an exception that the passing version did not wait for: ${describeFailure(failure)}`,
    );
  if (!reported)
    return wrong(
      'other-exception',
      `It failed with ${name}, and the report speaks of ${report.exceptions.join(', ')}.`,
    );
  if (failure.raisedIn === 'test')
    return wrong('raised-by-test', `The test itself raised ${name}, not the code under test.`);
  return { ok: true, failure, how: `with the reported ${name}` };
}

function lastPart(type: string): string {
  return type.split('.').at(-1)!;
}
