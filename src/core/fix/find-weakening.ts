import type { PythonParser, SyntaxNode } from '../python/parser.ts';
import { dottedName, walk } from '../suggestions/syntax.ts';

/** How much a test expects, as far as its text says. */
interface Expectations {
  all: number;
  /** Those that name one value, one exception or one call. */
  exact: number;
  /** Rows of its parametrize tables. */
  rows: number;
  mentions: ReadonlySet<string>;
}

/**
 * What a rewritten test no longer checks that the earlier one did, in one clause; null when nothing is found. It counts
 * expectations, exact ones and rows of tables, and looks whether the target is still used: a repair may change what is
 * expected, never how much.
 * @param targetName function, method or class that the test is about, without its class; null when it is not known
 */
export function findWeakening(
  parser: PythonParser,
  given: { before: string; after: string; targetName: string | null },
): string | null {
  const [before, after] = [given.before, given.after].map((code) =>
    parser.withTree(code, countExpectations),
  ) as [Expectations, Expectations];
  if (after.all < before.all) {
    return `it has ${after.all} expectations where the test had ${before.all}`;
  }
  if (after.exact < before.exact) {
    return `it has ${after.exact} expectations of an exact value where the test had ${before.exact}`;
  }
  if (after.rows < before.rows) return `it has ${after.rows} cases where the test had ${before.rows}`;
  const { targetName } = given;
  if (targetName !== null && before.mentions.has(targetName) && !after.mentions.has(targetName)) {
    return `it no longer uses \`${targetName}\``;
  }
  return null;
}

const BROAD = new Set(['Exception', 'BaseException']);
const EXACT_METHOD =
  /^assert(?:(?:Count|Dict|List|Sequence|Set|Tuple|MultiLine|Almost)?Equals?|Is|AlmostEqual|JSONEqual|XMLEqual|HTMLEqual|QuerysetEqual|QuerySetEqual|Redirects|Contains|NumQueries|_called_(?:once_)?with|_has_calls)$/;
const RAISING = /^(?:raises|warns|assertRaises|assertRaisesRegex|assertRaisesMessage|assertWarns)$/;
const LOOSE_METHOD = /^(?:assert[A-Z_]\w*|fail)$/;

function countExpectations(root: SyntaxNode): Expectations {
  let [all, exact, rows] = [0, 0, 0];
  const mentions = new Set<string>();
  walk(root, (node) => {
    if (node.type === 'identifier') mentions.add(node.text);
    if (node.type === 'assert_statement') {
      all += 1;
      if (isExact(node.namedChildren[0])) exact += 1;
    }
    if (node.type !== 'call') return;
    const name = lastName(node.childForFieldName('function'));
    if (name === 'parametrize') rows += countRows(node);
    else if (RAISING.test(name)) {
      all += 1;
      if (!BROAD.has(lastName(argumentsOf(node)[0] ?? null))) exact += 1;
    } else if (LOOSE_METHOD.test(name)) {
      all += 1;
      if (EXACT_METHOD.test(name)) exact += 1;
    }
  });
  return { all, exact, rows, mentions };
}

/** `a == b`, `a is b`: what leaves one answer only. `is not None` leaves all but one. */
function isExact(condition: SyntaxNode | undefined): boolean {
  if (condition?.type === 'boolean_operator') {
    return condition.childForFieldName('operator')?.text === 'and' && condition.namedChildren.some(isExact);
  }
  if (condition?.type !== 'comparison_operator') return false;
  const operators = condition.children.filter((child) => !child.isNamed).map(({ text }) => text);
  return operators.length > 0 && operators.every((text) => text === '==' || text === 'is');
}

function countRows(call: SyntaxNode): number {
  const table = argumentsOf(call).find((child) => child.type === 'list' || child.type === 'tuple');
  return table?.namedChildren.filter((child) => child.type !== 'comment').length ?? 0;
}

function argumentsOf(call: SyntaxNode): SyntaxNode[] {
  return (call.childForFieldName('arguments')?.namedChildren ?? []).filter(
    (child) => child.type !== 'comment',
  );
}

function lastName(node: SyntaxNode | null): string {
  if (node?.type === 'attribute') return node.childForFieldName('attribute')?.text ?? '';
  return (node && dottedName(node)) ?? '';
}
