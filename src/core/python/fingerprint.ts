import type { SyntaxNode } from './parser.ts';
import { walk } from './walk.ts';

/** What two pieces of code may differ in and still have the same fingerprint, besides comments and layout. */
type Ignoring = 'layout' | 'annotations';

const CLOSING = new Set([')', ']', '}']);

/**
 * A text that is equal for two pieces of code when they differ only in comments, docstrings, layout, the kind of
 * quotes or a trailing comma; with 'annotations' also when they differ in type annotations. `leaveOut` names nodes
 * (by id) that are passed over.
 */
export function fingerprint(
  node: SyntaxNode,
  text: string,
  ignoring: Ignoring = 'layout',
  leaveOut: ReadonlySet<number> = new Set(),
): string {
  const tokens: string[] = [];
  const parents: string[] = [];
  walk(
    node,
    (cursor) => {
      const type = cursor.nodeType;
      const parent = parents.at(-1) ?? '';
      if (leaveOut.has(cursor.nodeId) || type === 'comment' || type === 'line_continuation') return 'skip';
      if (ignoring === 'annotations' && isAnnotation(type, parent)) return 'skip';
      if (type === 'string') {
        // A string that is a statement of its own is a docstring or as good as a comment.
        if (parent !== 'expression_statement')
          tokens.push(normalString(text.slice(cursor.startIndex, cursor.endIndex)));
        return 'skip';
      }
      if (type === 'block') tokens.push('{');
      if (!cursor.currentNode.firstChild) {
        const token = text.slice(cursor.startIndex, cursor.endIndex);
        if (CLOSING.has(token) && tokens.at(-1) === ',' && parent !== 'tuple') tokens.pop();
        if (token) tokens.push(token);
        return 'skip';
      }
      parents.push(type);
      return undefined;
    },
    (cursor) => {
      parents.pop();
      if (cursor.nodeType === 'block') tokens.push('}');
      // Without it, `a` followed by a line `(b)` would read like the call `a(b)`.
      if (cursor.nodeType === 'expression_statement' && !/^[{};]$/.test(tokens.at(-1) ?? ';'))
        tokens.push(';');
    },
  );
  return tokens.join(' ');
}

function isAnnotation(type: string, parent: string): boolean {
  if (type === 'type') return parent !== 'type_alias_statement';
  if (type === '->') return true;
  return (
    type === ':' &&
    (parent === 'typed_parameter' || parent === 'typed_default_parameter' || parent === 'assignment')
  );
}

/** `b"x"` and `b'x'` are the same; escapes are left as written. */
function normalString(literal: string): string {
  const match = /^([A-Za-z]*)("""|'''|"|')([\s\S]*)\2$/.exec(literal);
  return match ? `${match[1]!.toLowerCase()}"${match[3]}"` : literal;
}
