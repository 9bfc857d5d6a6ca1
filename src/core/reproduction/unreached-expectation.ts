import type { PythonParser, SyntaxNode } from '../python/parser.ts';
import { walk } from '../suggestions/syntax.ts';
import { isAssertion, plainText } from './assertions.ts';
import { readShape } from './test-shape.ts';

/**
 * Where the passing version catches an exception, the flipped one ends in it: what it asserts of the result is never reached, so CI
 * says nothing about it. Such an expectation must be plain, the result itself beside a value that the report states. A sentence says
 * which is not; null when nothing is wrong.
 */
export function findUnreachedExpectation(
  parser: PythonParser,
  passing: { code: string },
  flipped: { code: string },
  report: { body: string },
): string | null {
  const [before, after] = [passing, flipped].map(({ code }) => parser.withTree(code, readShape));
  const isCaught = (before?.raises.length ?? 0) > (after?.raises.length ?? 0);
  if (!before || !after || !isCaught) return null;
  return parser.withTree(flipped.code, (root) => {
    let problem: string | null = null;
    walk(root, (node) => {
      if (node.type === 'assert_statement' || (isAssertion(node) && node.type !== 'with_statement')) {
        if (problem === null && !isPlain(node, before.calls, report.body)) problem = node.text;
        return false;
      }
      return problem === null;
    });
    return problem === null
      ? null
      : `the exception comes before \`${problem}\`, so no run shows whether that holds; leave the bare call, or compare its result with a value that the report states`;
  });
}

/** `assert f(x) == value` or `assert result == value`, the value being in the report; in either order. */
function isPlain(assertion: SyntaxNode, calls: ReadonlySet<string>, body: string): boolean {
  const comparison = assertion.type === 'assert_statement' ? assertion.namedChild(0) : null;
  if (comparison?.type !== 'comparison_operator' || comparison.namedChildCount !== 2) return false;
  if (!/ (?:==|is) /.test(comparison.text.replace(/\s+/g, ' '))) return false;
  const [one, other] = comparison.namedChildren as [SyntaxNode, SyntaxNode];
  const isResult = (node: SyntaxNode): boolean => node.type === 'identifier' || calls.has(plainText(node));
  const value = isResult(one) ? other : isResult(other) ? one : null;
  return value !== null && isStated(value, body);
}

/** Whether each number and text of a value stands in the report; None, True and False need no mention. */
function isStated(value: SyntaxNode, body: string): boolean {
  let stated = true;
  walk(value, (node) => {
    if (node.type === 'attribute' || node.type === 'subscript') stated = false;
    if (node.type === 'integer' || node.type === 'float' || node.type === 'string_content')
      stated &&= body.includes(node.text);
    return stated;
  });
  return stated;
}
