import type { SyntaxNode } from '../python/parser.ts';
import { firstLine, lastLine } from '../python/walk.ts';

/**
 * The lines of a statement with other code in its place, where it has its lines for itself: its indentation and a comment
 * behind it stay. Null where something else stands on its lines, or a text of several lines would have to move.
 */
export function replaceStatement(
  statement: SyntaxNode,
  lines: readonly string[],
  code: string,
): { firstLine: number; lastLine: number; replacement: string[] } | null {
  const first = firstLine(statement);
  const last = lastLine(statement);
  const before = lines[first - 1]!.slice(0, statement.startPosition.column);
  const after = lines[last - 1]!.slice(statement.endPosition.column);
  if (before.trim() !== '' || !/^\s*(#.*)?$/.test(after)) return null;
  return { firstLine: first, lastLine: last, replacement: `${before}${code}${after.trimEnd()}`.split('\n') };
}
