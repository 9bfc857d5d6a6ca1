import type { SyntaxNode } from '../python/parser.ts';
import { parameterNames } from '../python/scopes.ts';
import { supportNames } from './structure-policy.ts';
import { bodyOf, dottedName, walk } from './syntax.ts';
import { findTests, type TestDefinition } from './test-names.ts';

/** What stands for a name inside a test: the text that was assigned to it or a cell of a table. */
type Values = ReadonlyMap<string, string>;

/** More cases than these are data; a suggestion never has as many. */
const MAX_CASES = 300;

/**
 * One text per thing that a test checks, for tests that are plain enough: a call and what is expected of it, whether it
 * stands alone or in a table of `parametrize`, is written as `assert a == b` or `assertEqual(a, b)`, in one statement
 * or by way of a variable. Null for every other test.
 */
export function caseFingerprints(root: SyntaxNode): (string[] | null)[] {
  const support = new Set(supportNames(root));
  return findTests(root).map((test) => {
    let usesSupport = false;
    walk(test.outer, (node) => {
      if (node.type === 'identifier' && support.has(node.text)) usesSupport = true;
    });
    return usesSupport ? null : readTest(test);
  });
}

function readTest(test: TestDefinition): string[] | null {
  const rows = readTable(test);
  if (!rows) return null;
  // What a fixture or a set-up method supplies differs from file to file under one name.
  const parameters = parameterNames(test.node.childForFieldName('parameters')!);
  if (parameters.some((name) => name !== 'self' && !rows[0]?.has(name))) return null;
  const cases = new Set<string>();
  for (const row of rows) {
    const found = readBody(bodyOf(test.node), row);
    if (!found) return null;
    for (const one of found) cases.add(one);
  }
  return cases.size > 0 && ![...cases].some((one) => /\bself\b/.test(one)) ? [...cases] : null;
}

/** One map of values per case; a single empty one without a table. */
function readTable({ outer }: TestDefinition): Values[] | null {
  const decorators = outer.namedChildren.filter((node) => node.type === 'decorator');
  if (decorators.length === 0) return [new Map()];
  const call = decorators[0]!.namedChildren[0]!;
  if (decorators.length > 1 || call.type !== 'call') return null;
  if (dottedName(call.childForFieldName('function')!) !== 'pytest.mark.parametrize') return null;
  const [names, table] = withoutComments(call.childForFieldName('arguments')!);
  if (!names || !table || !/^(list|tuple)$/.test(table.type)) return null;
  const keys =
    names.type === 'string'
      ? names.text
          .replaceAll(/['"]/g, '')
          .split(',')
          .map((name) => name.trim())
      : withoutComments(names).map((name) => name.text.replaceAll(/['"]/g, ''));
  const rows = withoutComments(table);
  if (rows.length > MAX_CASES) return null;
  const values = rows.map((row) => readRow(row, keys));
  return values.every((one) => one !== null) ? values : null;
}

function readRow(row: SyntaxNode, keys: readonly string[]): Values | null {
  const isParam = row.type === 'call' && /^(pytest\.)?param$/.test(row.childForFieldName('function')!.text);
  const list = isParam
    ? withoutComments(row.childForFieldName('arguments')!).filter((node) => node.type !== 'keyword_argument')
    : keys.length > 1 && /^(tuple|list)$/.test(row.type)
      ? withoutComments(row)
      : [row];
  if (list.length !== keys.length) return null;
  return new Map(keys.map((key, index) => [key, standIn(list[index]!, new Map())]));
}

/** What the statements check; null when one of them is more than an assignment, an assertion or an expected error. */
function readBody(body: SyntaxNode, row: Values): string[] | null {
  const values = new Map(row);
  const cases: string[] = [];
  for (const statement of withoutComments(body)) {
    const expression = statement.type === 'expression_statement' ? statement.namedChildren[0] : null;
    if (expression?.type === 'string') continue;
    if (expression?.type === 'assignment') {
      const [left, right] = ['left', 'right'].map((field) => expression.childForFieldName(field));
      if (left?.type !== 'identifier' || !right) return null;
      values.set(left.text, standIn(right, values));
      continue;
    }
    const found =
      statement.type === 'assert_statement'
        ? readAssertion(statement.namedChildren[0]!, values)
        : expression?.type === 'call'
          ? readUnittest(expression, values)
          : readRaises(statement, values);
    if (found === null) return null;
    cases.push(found);
  }
  return cases;
}

function readAssertion(condition: SyntaxNode, values: Values): string {
  const [left, right] = condition.namedChildren;
  const operator = condition.children.find((child) => !child.isNamed)?.text;
  const isEquality = condition.type === 'comparison_operator' && condition.namedChildCount === 2;
  return isEquality && operator === '=='
    ? equal(express(left!, values), express(right!, values))
    : `true ${express(condition, values)}`;
}

function readUnittest(call: SyntaxNode, values: Values): string | null {
  const name = /^self\.assert(\w+)$/.exec(call.childForFieldName('function')!.text)?.[1];
  const list = withoutComments(call.childForFieldName('arguments')!);
  const [first, second] = list.map((node) => express(node, values));
  if (/^(Equals?|ListEqual|DictEqual|TupleEqual|SetEqual)$/.test(name ?? '') && second !== undefined)
    return equal(first!, second);
  if (name === 'True' && first !== undefined) return `true ${first}`;
  if (name === 'False' && first !== undefined) return `true not ${first}`;
  if (name === 'IsNone' && first !== undefined) return `true ${first} is None`;
  if (name === 'In' && second !== undefined) return `true ${first} in ${second}`;
  return name === 'Is' && second !== undefined ? `true ${first} is ${second}` : null;
}

/** `with pytest.raises(E):` or `with self.assertRaises(E):` around one call. */
function readRaises(statement: SyntaxNode, values: Values): string | null {
  if (statement.type !== 'with_statement') return null;
  const head = /^with\s+(?:pytest\.raises|self\.assertRaises)\(([\w.]+)\)\s*:/.exec(statement.text);
  const inner = withoutComments(bodyOf(statement));
  const call =
    inner.length === 1 && inner[0]!.type === 'expression_statement' ? inner[0]!.namedChildren[0] : null;
  return head && call?.type === 'call' ? `raises ${head[1]} ${express(call, values)}` : null;
}

function equal(a: string, b: string): string {
  return `equal ${[a, b].sort().join(' | ')}`;
}

const OPERATIONS =
  /^(binary_operator|boolean_operator|comparison_operator|not_operator|conditional_expression|lambda|await)$/;

/** The tokens of an expression with the values of its names in their places. */
function express(node: SyntaxNode, values: Values): string {
  const parent = node.parent;
  if (node.type === 'identifier') {
    const isName =
      (parent?.type === 'attribute' && node.equals(parent.childForFieldName('attribute')!)) ||
      (parent?.type === 'keyword_argument' && node.equals(parent.childForFieldName('name')!));
    return isName ? node.text : (values.get(node.text) ?? node.text);
  }
  if (node.type === 'string') {
    const match = /^([A-Za-z]*)("""|'''|"|')([\s\S]*)\2$/.exec(node.text);
    return match ? `${match[1]!.toLowerCase()}"${match[3]}"` : node.text;
  }
  if (node.type === 'comment') return '';
  if (node.childCount === 0) return node.text;
  const parts = node.children.map((child) => express(child, values)).filter((part) => part !== '');
  const isCollection = /^(argument_list|list|set|dictionary)$/.test(node.type);
  if (isCollection && parts.at(-2) === ',') parts.splice(-2, 1);
  return parts.join(' ');
}

/** What is put in place of a name keeps together. */
function standIn(node: SyntaxNode, values: Values): string {
  return OPERATIONS.test(node.type) ? `( ${express(node, values)} )` : express(node, values);
}

function withoutComments(node: SyntaxNode): SyntaxNode[] {
  return node.namedChildren.filter((child) => child.type !== 'comment');
}
