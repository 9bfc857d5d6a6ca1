import type { SyntaxNode } from '../python/parser.ts';
import { dottedName } from '../suggestions/syntax.ts';

/** `pytest.raises`, `self.assertRaises…`, `pytest.warns`: what stands in a `with` and is an expectation. */
const RAISES = /^(?:pytest\.)?(?:raises|warns)$|^self\.assert(?:Raises|Warns)\w*$/;
/** unittest's, Django's and mock's assertions. */
const ASSERTING = /(?:^|\.)assert(?:[A-Z_]\w*)$/;

/** Whether the statement is nothing but an expectation: `assert …` or `self.assertEqual(…)`. */
export function isAssertion(statement: SyntaxNode): boolean {
  if (statement.type === 'assert_statement') return true;
  const call = statement.type === 'expression_statement' ? statement.namedChild(0) : null;
  if (call?.type !== 'call' || statement.namedChildCount !== 1) return false;
  const name = dottedName(call.childForFieldName('function')!) ?? '';
  return ASSERTING.test(name) && !RAISES.test(name);
}

/** The items of a `with` statement, each with the call of `pytest.raises` in it, if it is one. */
export function readWith(statement: SyntaxNode): { item: SyntaxNode; raises: SyntaxNode | null }[] {
  const clause = statement.namedChildren.find((child) => child.type === 'with_clause');
  return (clause?.namedChildren ?? [])
    .filter((child) => child.type === 'with_item')
    .map((item) => {
      const value = item.childForFieldName('value')!;
      const call = value.type === 'as_pattern' ? value.namedChild(0)! : value;
      const name = call.type === 'call' ? (dottedName(call.childForFieldName('function')!) ?? '') : '';
      return { item, raises: RAISES.test(name) ? call : null };
    });
}

/** Names of the exceptions that a call of `pytest.raises` waits for, without their modules. */
export function raisedNames(call: SyntaxNode): string[] {
  const first = call.childForFieldName('arguments')?.namedChildren.find((child) => child.type !== 'comment');
  if (!first) return [];
  const items = first.type === 'tuple' ? first.namedChildren : [first];
  return items.flatMap((item) => dottedName(item)?.split('.').at(-1) ?? []);
}

/** Source without comments and layout, to compare what is written. */
export function plainText(node: SyntaxNode): string {
  if (node.type === 'comment') return '';
  if (node.type === 'string' || node.namedChildCount === 0) return node.text.replace(/\s+/g, ' ').trim();
  const comments: [number, number][] = [];
  const visit = (inner: SyntaxNode): void => {
    if (inner.type === 'comment')
      comments.push([inner.startIndex - node.startIndex, inner.endIndex - node.startIndex]);
    else for (const child of inner.namedChildren) visit(child);
  };
  visit(node);
  let text = '';
  let from = 0;
  for (const [start, end] of comments) {
    text += node.text.slice(from, start);
    from = end;
  }
  return (text + node.text.slice(from))
    .replace(/\s+/g, ' ')
    .replace(/,? ?([)\]}])/g, '$1')
    .trim();
}
