import type { SyntaxNode } from '../python/parser.ts';
import { walk } from '../suggestions/syntax.ts';

/** The last name of a callee, also where what stands before it is no plain name: `f().check` → `check`. */
export function calleeName(call: SyntaxNode): string {
  const callee = call.childForFieldName('function')!;
  if (callee.type === 'attribute') return callee.childForFieldName('attribute')!.text;
  return callee.type === 'identifier' ? callee.text : '';
}

/** Arguments of a call without comments. */
export function argumentsOf(call: SyntaxNode): SyntaxNode[] {
  const list = call.childForFieldName('arguments');
  if (list?.type !== 'argument_list') return [];
  return list.namedChildren.filter((child) => child.type !== 'comment');
}

/** All nodes of a type in a test's body, in source order; `leaveOut` says what not to look into. */
export function nodesOf(
  body: SyntaxNode,
  type: string,
  leaveOut: (node: SyntaxNode) => boolean = () => false,
): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  walk(body, (node) => {
    if (node.id !== body.id && leaveOut(node)) return false;
    if (node.type === type) found.push(node);
    return true;
  });
  return found;
}

/** True for what is run at another time than the code around it. */
export function isNestedCode(node: SyntaxNode): boolean {
  return node.type === 'function_definition' || node.type === 'class_definition' || node.type === 'lambda';
}

/** Statements without comments and docstring. */
export function statementsOf(body: SyntaxNode): SyntaxNode[] {
  return body.namedChildren.filter(
    (node) =>
      node.type !== 'comment' &&
      !(
        node.type === 'expression_statement' &&
        node.namedChildCount === 1 &&
        node.namedChild(0)!.type === 'string'
      ),
  );
}

/** The statements of the enclosing blocks of a node up to the test's body, innermost first. */
export function ancestorsWithin(node: SyntaxNode, body: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let parent = node.parent; parent && parent.id !== body.id; parent = parent.parent) found.push(parent);
  return found;
}

/** One line of code for a message, without backticks and not too long. */
export function quote(node: SyntaxNode, length = 60): string {
  const text = node.text.replace(/\s+/g, ' ').replaceAll('`', "'").trim();
  return `\`${text.length > length ? `${text.slice(0, length - 1)}…` : text}\``;
}
