import type { PythonParser, SyntaxNode } from '../python/parser.ts';
import { isImport } from '../suggestions/imports.ts';
import { leftmostName, walk } from '../suggestions/syntax.ts';

/** The last statement of an example, and what of it can be looked at. */
export interface Last {
  statement: string;
  /** An expression: `print(f(1))` looks at `f(1)`, `x = f(1)` at its right side. Null when no call leads to it. */
  value: string | null;
  isPrinted: boolean;
  /** What an assertion says. */
  condition: string | null;
}

/** @param body statements without imports */
export function readLast(parser: PythonParser, body: readonly string[]): Last {
  const text = body.at(-1)!;
  const none: Last = { statement: text, value: null, isPrinted: false, condition: null };
  const before = body.slice(0, -1).join('\n');
  return parser.withTree(text, (root) => {
    const statement = root.namedChildren.find(({ type }) => type !== 'comment');
    if (root.hasError || !statement) return none;
    if (statement.type === 'assert_statement' && !text.includes('\n'))
      return { ...none, condition: statement.namedChild(0)?.text ?? null };
    const inner = statement.type === 'expression_statement' ? statement.namedChild(0) : null;
    const given = inner?.type === 'assignment' ? inner.childForFieldName('right') : inner;
    const isPrinted = given?.type === 'call' && given.childForFieldName('function')?.text === 'print';
    const printed = isPrinted ? given.childForFieldName('arguments')!.namedChildren : [];
    if (isPrinted && (printed.length !== 1 || printed[0]!.type === 'keyword_argument')) return none;
    const value = isPrinted ? printed[0]! : given;
    if (!value || value.text.includes('\n')) return none;
    const isComputed = holdsCall(value) || (value.type === 'identifier' && assignsCall(before, value.text));
    return isComputed ? { ...none, value: value.text, isPrinted } : none;
  });
}

/** Whether the name got its value from a call. */
function assignsCall(code: string, name: string): boolean {
  return new RegExp(`^${name}\\s*=[^=\\n]*\\(`, 'm').test(code);
}

function holdsCall(node: SyntaxNode): boolean {
  let found = false;
  walk(node, (inner) => {
    if (inner.type === 'call') found = true;
    return !found;
  });
  return found;
}

export interface UsedNames {
  /** Names that expressions begin with: `shop` of `shop.total(2)`. */
  first: Set<string>;
  /** Those and all names behind a dot. */
  all: Set<string>;
  /** Names that the code itself gives a value. */
  bound: Set<string>;
}

/** The names of an example's code. */
export function findUsed(parser: PythonParser, code: string): UsedNames {
  return parser.withTree(code, (root) => {
    const names: UsedNames = { first: new Set(), all: new Set(), bound: new Set() };
    walk(root, (node) => {
      if (isImport(node)) return false;
      const name = node.type === 'call' || node.type === 'attribute' ? leftmostName(node) : null;
      if (name) names.first.add(name);
      if (node.type === 'identifier') names.all.add(node.text);
      const bound = ['assignment', 'for_statement', 'as_pattern'].includes(node.type)
        ? (node.childForFieldName('left') ?? node.childForFieldName('alias'))
        : ['function_definition', 'class_definition'].includes(node.type)
          ? node.childForFieldName('name')
          : null;
      if (bound) for (const [one] of bound.text.matchAll(/[A-Za-z_]\w*/g)) names.bound.add(one);
      return true;
    });
    return names;
  });
}
