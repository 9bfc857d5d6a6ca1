import type { SyntaxNode } from '../python/parser.ts';
import { type PolicyProblem, quoteLine } from './policy-problem.ts';
import { bodyOf, definitionsIn, dottedName, walk } from './syntax.ts';
import type { TestDefinition } from './test-names.ts';

/** Context managers and functions of pytest that fail the test when an expectation is not met. */
const PYTEST_EXPECTATIONS = /^(pytest\.)?(raises|warns|deprecated_call|fail|RaisesGroup)$/;
/** unittest's and Django's `self.assertEqual`, mock's `assert_called_once_with`, numpy's `assert_allclose`, … */
const ASSERTING_METHOD = /(^|\.)(assert[A-Z_]\w*|fail|failUnless)$/;

/** The first test that could not fail, or null. Each test needs one expectation of its own or of a helper here. */
export function findAssertionProblem(
  root: SyntaxNode,
  tests: readonly TestDefinition[],
): PolicyProblem | null {
  const helpers = assertingHelpers(root);
  for (const test of tests) {
    let expectations = 0;
    let problem: PolicyProblem | null = null;
    walk(bodyOf(test.node), (node) => {
      if (node.type === 'assert_statement' || node.type === 'call') {
        if (isConstantAssertion(node)) {
          problem ??= {
            code: 'constant-assertion',
            reason: `${quoteLine(node)}: this holds whatever the code does`,
          };
        } else if (isExpectation(node, helpers)) expectations += 1;
      }
      if (node.type === 'try_statement' && swallowsAssertion(node)) {
        problem ??= {
          code: 'swallowed-assertion',
          reason: `${quoteLine(node)}: the except clause hides a failing assertion`,
        };
      }
    });
    if (problem) return problem;
    if (expectations === 0) {
      return {
        code: 'no-assertion',
        reason: `${test.testName} has no assertion, so it cannot show anything`,
      };
    }
  }
  return null;
}

function isExpectation(node: SyntaxNode, helpers: ReadonlySet<string>): boolean {
  if (node.type === 'assert_statement') return true;
  const callee = node.childForFieldName('function')!;
  const name =
    dottedName(callee) ??
    (callee.type === 'attribute' ? `.${callee.childForFieldName('attribute')!.text}` : '');
  const last = name.slice(name.lastIndexOf('.') + 1);
  return PYTEST_EXPECTATIONS.test(name) || ASSERTING_METHOD.test(name) || helpers.has(last);
}

/** Functions and methods of the suggestion itself that hold an expectation. */
function assertingHelpers(root: SyntaxNode): Set<string> {
  const definitions = definitionsIn(root).flatMap((found) =>
    found.node.type === 'class_definition' ? definitionsIn(bodyOf(found.node)) : [found],
  );
  const helpers = definitions.filter(({ name, node }) => {
    if (node.type !== 'function_definition' || name.startsWith('test')) return false;
    let found = false;
    walk(bodyOf(node), (inner) => {
      if (inner.type === 'assert_statement' && !isConstantAssertion(inner)) found = true;
      if (inner.type === 'call' && isExpectation(inner, new Set()) && !isConstantAssertion(inner))
        found = true;
    });
    return found;
  });
  return new Set(helpers.map(({ name }) => name));
}

const COMPARED_ONCE = new Set(['assertEqual', 'assertIs', 'assertEquals', 'assertIn', 'assertNotEqual']);

/** An assertion whose result is known from its text: no name in it, or the same text on both sides. */
export function isConstantAssertion(node: SyntaxNode): boolean {
  if (node.type === 'assert_statement') {
    const condition = node.namedChildren[0];
    return condition !== undefined && (isFilledTuple(condition) || isKnown(condition));
  }
  const callee = node.childForFieldName('function')!;
  if (callee.type !== 'attribute' || callee.childForFieldName('object')!.text !== 'self') return false;
  const name = callee.childForFieldName('attribute')!.text;
  const list =
    node.childForFieldName('arguments')?.namedChildren.filter((child) => child.type !== 'comment') ?? [];
  if (/^assert(True|False|IsNone|IsNotNone)$/.test(name))
    return list[0] !== undefined && (isFilledTuple(list[0]) || isKnown(list[0]));
  if (!COMPARED_ONCE.has(name) || list.length < 2) return false;
  return list[0]!.text === list[1]!.text || (isKnown(list[0]!) && isKnown(list[1]!));
}

/** Always true, whatever it holds. */
function isFilledTuple(node: SyntaxNode): boolean {
  return node.type === 'tuple' && node.namedChildren.length > 0;
}

function isKnown(node: SyntaxNode): boolean {
  if (node.type === 'comparison_operator') {
    const [left, right] = node.namedChildren;
    if (node.namedChildren.length === 2 && left!.text === right!.text && !callsSomething(node)) return true;
  }
  if (node.type === 'boolean_operator' && node.childForFieldName('operator')?.text === 'or') {
    const right = node.childForFieldName('right')!;
    if (['true', 'integer'].includes(right.type) && right.text !== '0') return true;
  }
  let hasName = false;
  walk(node, (inner) => {
    if (inner.type === 'identifier') hasName = true;
  });
  return !hasName;
}

function callsSomething(node: SyntaxNode): boolean {
  let found = false;
  walk(node, (inner) => {
    if (inner.type === 'call') found = true;
  });
  return found;
}

/** `try: assert … except Exception: pass` passes whatever happens. */
export function swallowsAssertion(node: SyntaxNode): boolean {
  let asserts = false;
  walk(bodyOf(node), (inner) => {
    if (inner.type === 'assert_statement') asserts = true;
    if (
      inner.type === 'call' &&
      ASSERTING_METHOD.test(dottedName(inner.childForFieldName('function')!) ?? '')
    )
      asserts = true;
  });
  if (!asserts) return false;
  return node.namedChildren.some((clause) => {
    if (clause.type !== 'except_clause') return false;
    const block = clause.namedChildren.find((child) => child.type === 'block');
    const caught = clause.text.slice(0, block ? block.startIndex - clause.startIndex : undefined);
    if (!/^except\s*:|\b(Exception|BaseException|AssertionError)\b/.test(caught)) return false;
    return !/\b(raise|assert|fail)\b/.test(block?.text ?? '');
  });
}
