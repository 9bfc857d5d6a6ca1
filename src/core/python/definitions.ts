import type { SyntaxNode } from './parser.ts';
import { firstLine, lastLine } from './walk.ts';

/** A function, method or class of a file, as written. Functions inside functions belong to the outermost one. */
export interface Definition {
  kind: 'function' | 'class';
  name: string;
  /** `f`, `Cart.total`, `Outer.Inner.f`. */
  qualname: string;
  /** The class that it is defined in. */
  owner: Definition | null;
  /** `function_definition` or `class_definition`. */
  node: SyntaxNode;
  /** With its decorators. */
  whole: SyntaxNode;
  /** Texts without the `@`. */
  decorators: string[];
  startLine: number;
  endLine: number;
  /** Nothing a test could call: under `if TYPE_CHECKING` or `if __name__ == "__main__"`, or only a type overload. */
  unreachable: boolean;
}

/** Statements whose blocks are part of the scope around them, whatever is before these blocks. */
export const TRANSPARENT: ReadonlySet<string> = new Set([
  'elif_clause',
  'else_clause',
  'try_statement',
  'except_clause',
  'except_group_clause',
  'finally_clause',
  'with_statement',
  'for_statement',
  'while_statement',
  'match_statement',
  'case_clause',
  'ERROR',
]);
const ENTERED = new Set([...TRANSPARENT, 'if_statement', 'block']);

interface Scope {
  node: SyntaxNode;
  owner: Definition | null;
  unreachable: boolean;
}

/** All definitions of a file, in the order of their first lines. */
export function findDefinitions(root: SyntaxNode): Definition[] {
  const found: Definition[] = [];
  const open: Scope[] = [{ node: root, owner: null, unreachable: false }];
  for (let scope = open.pop(); scope; scope = open.pop()) {
    for (const child of scope.node.namedChildren) {
      const definition = asDefinition(child, scope);
      if (definition) {
        found.push(definition);
        const body = definition.node.childForFieldName('body');
        if (definition.kind === 'class' && body) {
          open.push({ node: body, owner: definition, unreachable: definition.unreachable });
        }
      } else if (ENTERED.has(child.type)) {
        open.push({
          ...scope,
          node: child,
          unreachable: scope.unreachable || isUnreachable(child, scope.node),
        });
      }
    }
  }
  return found.sort((a, b) => a.whole.startIndex - b.whole.startIndex);
}

/** Statements of a definition's body without its docstring and comments. */
export function bodyStatements(definition: Pick<Definition, 'node'>): SyntaxNode[] {
  const statements = (definition.node.childForFieldName('body')?.namedChildren ?? []).filter(
    (node) => node.type !== 'comment',
  );
  return isDocstring(statements[0]) ? statements.slice(1) : statements;
}

/** The docstring as Python's `inspect.cleandoc` would show it, or null. */
export function docstringOf(definition: Pick<Definition, 'node'>): string | null {
  const statements = definition.node.childForFieldName('body')?.namedChildren ?? [];
  const first = statements.find((node) => node.type !== 'comment');
  if (!first || !isDocstring(first)) return null;
  const string = first.namedChild(0)!;
  const content = string.namedChildren.find((node) => node.type === 'string_content');
  return cleanDocstring(content?.text ?? '');
}

/** Base classes as written, without keyword arguments such as `metaclass=`. */
export function basesOf(definition: Definition): string[] {
  const list = definition.kind === 'class' ? definition.node.childForFieldName('superclasses') : null;
  return (list?.namedChildren ?? [])
    .filter((node) => node.type !== 'keyword_argument' && node.type !== 'comment')
    .map((node) => node.text);
}

/** The last name of a dotted expression, without call arguments: `typing.overload` → `overload`. */
export function lastName(expression: string): string {
  return expression
    .replace(/[([][\s\S]*$/, '')
    .split('.')
    .at(-1)!
    .trim();
}

export function isDocstring(node: SyntaxNode | undefined): boolean {
  return (
    node?.type === 'expression_statement' &&
    node.namedChildCount === 1 &&
    node.namedChild(0)!.type === 'string'
  );
}

function asDefinition(node: SyntaxNode, scope: Scope): Definition | null {
  const inner = node.type === 'decorated_definition' ? node.childForFieldName('definition') : node;
  if (inner?.type !== 'function_definition' && inner?.type !== 'class_definition') return null;
  const name = inner.childForFieldName('name')?.text ?? '';
  if (!name) return null;
  const decorators = node.namedChildren
    .filter((child) => node !== inner && child.type === 'decorator')
    .map((child) => child.text.replace(/^@\s*/, '').trim());
  return {
    kind: inner.type === 'class_definition' ? 'class' : 'function',
    name,
    qualname: scope.owner ? `${scope.owner.qualname}.${name}` : name,
    owner: scope.owner,
    node: inner,
    whole: node,
    decorators,
    startLine: firstLine(node),
    endLine: lastLine(node),
    unreachable: scope.unreachable || decorators.some((decorator) => lastName(decorator) === 'overload'),
  };
}

/** The guarded block only: an `else` of the same statement is reached. */
function isUnreachable(child: SyntaxNode, parent: SyntaxNode): boolean {
  if (child.type !== 'block' || parent.type !== 'if_statement') return false;
  const condition = parent.childForFieldName('condition')?.text ?? '';
  return /^(typing\.)?TYPE_CHECKING$/.test(condition) || /^__name__\s*==\s*["']__main__["']$/.test(condition);
}

function cleanDocstring(content: string): string {
  const [first = '', ...rest] = content.replaceAll('\r\n', '\n').split('\n');
  const filled = rest.filter((line) => line.trim() !== '');
  const indent = Math.min(...filled.map((line) => line.length - line.trimStart().length));
  return [first.trim(), ...rest.map((line) => line.slice(Number.isFinite(indent) ? indent : 0).trimEnd())]
    .join('\n')
    .trim();
}
