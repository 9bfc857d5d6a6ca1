import type { SyntaxNode } from '../python/parser.ts';

/** A function or class with the decorators written above it. */
export interface Definition {
  name: string;
  /** The `function_definition` or `class_definition`. */
  node: SyntaxNode;
  /** The node with its decorators; the same as `node` without any. */
  outer: SyntaxNode;
  /** Source of each decorator without the `@`. */
  decorators: string[];
}

/** The function or class that a statement defines, or null for any other statement. */
export function definitionOf(statement: SyntaxNode): Definition | null {
  const node =
    statement.type === 'decorated_definition' ? statement.childForFieldName('definition') : statement;
  if (node?.type !== 'function_definition' && node?.type !== 'class_definition') return null;
  return {
    name: node.childForFieldName('name')?.text ?? '',
    node,
    outer: statement,
    decorators: statement.namedChildren
      .filter((child) => child.type === 'decorator')
      .map((child) => child.text.slice(1).trim()),
  };
}

/** The definitions directly inside a module or a class body. */
export function definitionsIn(body: SyntaxNode): Definition[] {
  return body.namedChildren.map(definitionOf).filter((found) => found !== null);
}

/** Body of a function or class. */
export function bodyOf(node: SyntaxNode): SyntaxNode {
  return node.childForFieldName('body')!;
}

/** Calls `visit` for the node and everything below it, in source order; a false answer leaves out what is below. */
export function walk(node: SyntaxNode, visit: (node: SyntaxNode) => unknown): void {
  if (visit(node) === false) return;
  for (const child of node.namedChildren) walk(child, visit);
}

/** `a.b.c` for a chain of attributes that begins with a name, else null. */
export function dottedName(node: SyntaxNode): string | null {
  if (node.type === 'identifier') return node.text;
  if (node.type !== 'attribute') return null;
  const object = dottedName(node.childForFieldName('object')!);
  return object === null ? null : `${object}.${node.childForFieldName('attribute')!.text}`;
}

/** The name at the left end of a chain of attributes, subscripts, calls and `/`, or null. */
export function leftmostName(node: SyntaxNode): string | null {
  switch (node.type) {
    case 'identifier':
      return node.text;
    case 'attribute':
      return leftmostName(node.childForFieldName('object')!);
    case 'subscript':
      return leftmostName(node.childForFieldName('value')!);
    case 'call':
      return leftmostName(node.childForFieldName('function')!);
    case 'binary_operator':
      return leftmostName(node.childForFieldName('left')!);
    case 'parenthesized_expression':
    case 'await':
      return node.namedChildren[0] ? leftmostName(node.namedChildren[0]) : null;
    default:
      return null;
  }
}

/** The first position of a syntax error, 1-based, or null when the text parses. */
export function firstError(root: SyntaxNode): { line: number; column: number } | null {
  if (!root.hasError) return null;
  for (let node = root; ; ) {
    if (node.isError || node.isMissing) {
      return { line: node.startPosition.row + 1, column: node.startPosition.column + 1 };
    }
    const broken = node.children.find((child) => child.hasError || child.isMissing);
    if (!broken) return { line: node.startPosition.row + 1, column: node.startPosition.column + 1 };
    node = broken;
  }
}
