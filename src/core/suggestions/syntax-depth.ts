import type { SyntaxNode } from '../python/parser.ts';

/**
 * Deepest syntax tree that is handed on. Real tests stay below 60; parsers that recurse, Ruff's and CPython's
 * among them, overflow their stack on hostile text (Ruff near 20,000 levels).
 */
export const MAX_SYNTAX_DEPTH = 200;

/** True when the tree nests deeper than the limit. Walks with a cursor, so depth costs no stack. */
export function nestsTooDeep(root: SyntaxNode, limit = MAX_SYNTAX_DEPTH): boolean {
  const cursor = root.walk();
  try {
    for (;;) {
      if (cursor.currentDepth > limit) return true;
      if (cursor.gotoFirstChild()) continue;
      while (!cursor.gotoNextSibling()) if (!cursor.gotoParent()) return false;
    }
  } finally {
    cursor.delete();
  }
}
