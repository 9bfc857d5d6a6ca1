import type { TreeCursor } from 'web-tree-sitter';
import { TRANSPARENT } from '../python/definitions.ts';
import type { SyntaxNode } from '../python/parser.ts';

/** A statement that the index looks into, by its place in the text: from `start`, with decorators, to `end`, exclusive. */
export interface Statement {
  kind: 'function' | 'class' | 'value';
  start: number;
  end: number;
  /** The class around it. */
  owner: Statement | null;
  /** Under `if TYPE_CHECKING` or `if __name__ == "__main__"`. */
  isUnreachable: boolean;
}

const GUARD = /if\s+(?:(?:typing\.)?TYPE_CHECKING|__name__\s*==\s*["']__main__["'])\s*:/y;
/** `name = …` and `name: …`. */
const VALUE = /[\p{L}_][\p{L}\p{N}_]*\s*(?:=(?!=)|:(?!=))/uy;

interface Scope {
  owner: Statement | null;
  isUnreachable: boolean;
  /** No `if` or `try` between here and the module or class. */
  isDirect: boolean;
  /** In an `if` whose first block is not reached. */
  isGuarded: boolean;
  /** In a decorated definition: where its decorators begin. */
  decoratedAt: number | null;
}

/**
 * The definitions of modules and classes, and the statements that directly give their names a value, in the order of the text.
 * Visits nothing inside of functions and expressions, and takes nothing but places from the tree: every question to it crosses
 * into WebAssembly.
 */
export function findStatements(root: SyntaxNode, text: string): Statement[] {
  const found: Statement[] = [];
  const cursor = root.walk();
  const scopes: Scope[] = [
    { owner: null, isUnreachable: false, isDirect: true, isGuarded: false, decoratedAt: null },
  ];
  try {
    if (!cursor.gotoFirstChild()) return found;
    for (;;) {
      const inner = enter(cursor, scopes.at(-1)!, text, found);
      if (inner && cursor.gotoFirstChild()) {
        scopes.push(inner);
        continue;
      }
      while (!cursor.gotoNextSibling()) {
        scopes.pop();
        if (scopes.length === 0 || !cursor.gotoParent()) return found;
      }
    }
  } finally {
    cursor.delete();
  }
}

/** Notes the statement at the cursor; answers the scope of what is below it, or null when nothing there counts. */
function enter(cursor: TreeCursor, scope: Scope, text: string, found: Statement[]): Scope | null {
  const type = cursor.nodeType;
  switch (type) {
    case 'decorated_definition':
      return { ...scope, decoratedAt: cursor.startIndex };
    case 'function_definition':
      add('function');
      return null;
    case 'class_definition':
      return {
        owner: add('class'),
        isUnreachable: scope.isUnreachable,
        isDirect: true,
        isGuarded: false,
        decoratedAt: null,
      };
    case 'expression_statement':
      if (scope.isDirect && matchesAt(VALUE, text, cursor.startIndex)) add('value');
      return null;
    case 'if_statement':
      return { ...scope, isDirect: false, isGuarded: matchesAt(GUARD, text, cursor.startIndex) };
    case 'block':
      return { ...scope, isUnreachable: scope.isUnreachable || scope.isGuarded, isGuarded: false };
    default:
      return TRANSPARENT.has(type) ? { ...scope, isDirect: false, isGuarded: false } : null;
  }

  function add(kind: Statement['kind']): Statement {
    const statement = {
      kind,
      start: scope.decoratedAt ?? cursor.startIndex,
      end: cursor.endIndex,
      owner: scope.owner,
      isUnreachable: scope.isUnreachable,
    };
    found.push(statement);
    return statement;
  }
}

function matchesAt(pattern: RegExp, text: string, index: number): boolean {
  pattern.lastIndex = index;
  return pattern.test(text);
}
