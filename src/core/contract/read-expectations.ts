import type { PythonParser, SyntaxNode } from '../python/parser.ts';
import type { Target } from '../python/target.ts';
import { nestsTooDeep } from '../suggestions/syntax-depth.ts';
import { bindCall } from './bind-call.ts';
import type { Expectation } from './expectation.ts';
import { raisedBy, readAssertions } from './read-assertion.ts';
import { findTestCases, type TestCase } from './test-cases.ts';

/**
 * What the tests of a text expect of a target, call by call. Only what stands written: arguments and expected values are
 * literals, cases of a table, or names given to one; everything else is left out, never guessed.
 */
export function readExpectations(
  parser: PythonParser,
  target: Target,
  file: { path: string; text: string },
): Expectation[] {
  if (!file.text.includes(target.qualname.split('.').at(-1)!)) return [];
  return parser.withTree(file.text, (root) => {
    if (nestsTooDeep(root)) return [];
    return findTestCases(root, file).flatMap((test) =>
      test.statements.flatMap((statement) => readStatement(parser, target, test, statement)),
    );
  });
}

function readStatement(
  parser: PythonParser,
  target: Target,
  test: TestCase,
  statement: SyntaxNode,
): Expectation[] {
  const origin = { test: test.test, rowId: test.rowId, isPlain: test.isPlain };
  if (statement.type === 'with_statement') {
    const expected = raisedBy(statement);
    const expression = expected && onlyExpression(statement);
    const call = expression ? bindCall(parser, target, expression, test.scope) : null;
    const lines = [statement, ...(expression ? [expression.parent!] : [])].map(firstLineOf);
    return call && expected ? [{ ...origin, lines, call, expected }] : [];
  }
  return readAssertions(statement, test.scope.resolve).flatMap(({ expression, expected }) => {
    const given = expression.type === 'identifier' ? test.assignments.get(expression.text) : expression;
    const call = given ? bindCall(parser, target, given, test.scope) : null;
    const lines = [statement, ...(given ? [given.parent!] : [])].map(firstLineOf);
    return call ? [{ ...origin, lines, call, expected }] : [];
  });
}

function firstLineOf(node: SyntaxNode): string {
  return node.text.split('\n')[0]!.trim();
}

/** The one expression in the block of a `with` statement; null when there is more in it. */
function onlyExpression(statement: SyntaxNode): SyntaxNode | null {
  const inner = (statement.childForFieldName('body')?.namedChildren ?? []).filter(
    ({ type }) => type !== 'comment',
  );
  const only =
    inner.length === 1 && inner[0]!.type === 'expression_statement' ? inner[0]!.namedChild(0) : null;
  return only?.type === 'assignment' ? only.childForFieldName('right') : only;
}
