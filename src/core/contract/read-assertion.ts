import type { ResolveName } from '../builtin/literals.ts';
import { NONE } from '../builtin/python-values.ts';
import type { SyntaxNode } from '../python/parser.ts';
import type { ExpectedBehaviour } from './expectation.ts';
import { readWrittenValue } from './literal-values.ts';

/** One expression of an assertion and what is said of it. */
export interface AssertedExpression {
  expression: SyntaxNode;
  expected: ExpectedBehaviour;
}

/** What a statement asserts of which expressions: `assert …` and the assertions of unittest; empty for anything else. */
export function readAssertions(statement: SyntaxNode, resolve: ResolveName): AssertedExpression[] {
  if (statement.type === 'assert_statement') {
    const condition = statement.namedChild(0);
    return condition ? readCondition(condition, resolve) : [];
  }
  const call = statement.type === 'expression_statement' ? statement.namedChild(0) : null;
  if (call?.type !== 'call') return [];
  const method = /^self\.(assert\w+)$/.exec(call.childForFieldName('function')!.text)?.[1];
  return method ? readUnittest(method, call, resolve) : [];
}

function readCondition(given: SyntaxNode, resolve: ResolveName): AssertedExpression[] {
  const node = unwrap(given);
  if (node.type === 'boolean_operator' && node.childForFieldName('operator')!.type === 'and') {
    return [node.childForFieldName('left')!, node.childForFieldName('right')!].flatMap((side) =>
      readCondition(side, resolve),
    );
  }
  if (node.type === 'not_operator') {
    const inner = unwrap(node.childForFieldName('argument')!);
    return isCallOrName(inner) ? [{ expression: inner, expected: { kind: 'falsy' } }] : [];
  }
  if (node.type === 'comparison_operator') return readComparison(node, resolve);
  const instance = readIsInstance(node);
  if (instance) return [instance];
  return isCallOrName(node) ? [{ expression: node, expected: { kind: 'truthy' } }] : [];
}

/** `isinstance(f(2), (int, str))`. */
function readIsInstance(node: SyntaxNode): AssertedExpression | null {
  if (node.type !== 'call' || node.childForFieldName('function')!.text !== 'isinstance') return null;
  const [expression, types] = node.childForFieldName('arguments')!.namedChildren;
  if (!expression || !types) return null;
  const names = types.type === 'tuple' ? types.namedChildren : [types];
  return {
    expression,
    expected: { kind: 'instance', types: names.map((name) => name.text.split('.').at(-1)!) },
  };
}

function readComparison(node: SyntaxNode, resolve: ResolveName): AssertedExpression[] {
  const operators = node.childrenForFieldName('operators');
  const [left, right] = node.namedChildren;
  if (operators.length !== 1 || !left || !right) return [];
  return compare(left, operators[0]!.type, right, resolve);
}

function compare(
  left: SyntaxNode,
  operator: string,
  right: SyntaxNode,
  resolve: ResolveName,
): AssertedExpression[] {
  if (operator === 'is not' || operator === '!=') {
    const expression = right.type === 'none' ? left : left.type === 'none' ? right : null;
    return expression ? [{ expression, expected: { kind: 'not-none' } }] : [];
  }
  if (operator !== '==' && operator !== 'is') return [];
  const sides: [SyntaxNode, SyntaxNode][] = [
    [left, right],
    [right, left],
  ];
  return sides.flatMap(([expression, value]) => {
    const expected = readExpected(value, resolve);
    return expected && isCallOrName(unwrap(expression)) ? [{ expression: unwrap(expression), expected }] : [];
  });
}

/** A value that is written down, or `pytest.approx` of one. */
function readExpected(node: SyntaxNode, resolve: ResolveName): ExpectedBehaviour | null {
  const isApproximate =
    node.type === 'call' && /^(pytest\.)?approx$/.test(node.childForFieldName('function')!.text);
  if (!isApproximate) {
    const value = readWrittenValue(node, resolve);
    return value && { kind: 'value', value, isApproximate: false };
  }
  const list = node.childForFieldName('arguments')!.namedChildren;
  const value = list.length === 1 ? readWrittenValue(list[0]!, resolve) : null;
  return value && { kind: 'value', value, isApproximate: true };
}

function readUnittest(method: string, call: SyntaxNode, resolve: ResolveName): AssertedExpression[] {
  const list = call.childForFieldName('arguments')!.namedChildren.filter(({ type }) => type !== 'comment');
  const [first, second] = list;
  if (!first) return [];
  switch (method) {
    case 'assertEqual':
    case 'assertListEqual':
    case 'assertDictEqual':
    case 'assertTupleEqual':
    case 'assertSetEqual':
    case 'assertIs':
      return second ? compare(first, '==', second, resolve) : [];
    case 'assertIsNone':
      return [{ expression: unwrap(first), expected: { kind: 'value', value: NONE, isApproximate: false } }];
    case 'assertIsNotNone':
      return [{ expression: unwrap(first), expected: { kind: 'not-none' } }];
    case 'assertTrue':
      return readCondition(first, resolve);
    case 'assertFalse':
      return isCallOrName(unwrap(first)) ? [{ expression: unwrap(first), expected: { kind: 'falsy' } }] : [];
    case 'assertIsInstance':
      return second
        ? [{ expression: first, expected: { kind: 'instance', types: [second.text.split('.').at(-1)!] } }]
        : [];
    default:
      return [];
  }
}

function unwrap(given: SyntaxNode): SyntaxNode {
  let node = given;
  while (node.type === 'parenthesized_expression' && node.namedChildCount === 1) node = node.namedChild(0)!;
  return node;
}

function isCallOrName(node: SyntaxNode): boolean {
  return node.type === 'call' || node.type === 'identifier' || node.type === 'await';
}

/** The exceptions that a `with` statement expects; null when it is about anything else. */
export function raisedBy(statement: SyntaxNode): Extract<ExpectedBehaviour, { kind: 'raises' }> | null {
  const items = statement.descendantsOfType('with_item');
  const call = items.length === 1 ? items[0]!.childForFieldName('value') : null;
  const raises = call?.type === 'as_pattern' ? call.namedChild(0) : call;
  if (raises?.type !== 'call') return null;
  if (
    !/^(pytest\.raises|raises|self\.assertRaises(Regex)?)$/.test(raises.childForFieldName('function')!.text)
  )
    return null;
  const first = raises.childForFieldName('arguments')!.namedChild(0);
  if (!first) return null;
  const classes = first.type === 'tuple' ? first.namedChildren : [first];
  const names = classes.map((one) => one.text.split('.').at(-1)!);
  return names.every((name) => /^\w+$/.test(name)) ? { kind: 'raises', exceptions: names } : null;
}
