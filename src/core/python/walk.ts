import type { TreeCursor } from 'web-tree-sitter';
import type { SyntaxNode } from './parser.ts';

/**
 * Visits a node and everything below it, parents first. `enter` returns 'skip' to leave out what is below. A loop, not
 * recursion: the depth of a tree is chosen by whoever wrote the file.
 */
export function walk(
  node: SyntaxNode,
  enter: (cursor: TreeCursor) => 'skip' | undefined,
  leave?: (cursor: TreeCursor) => void,
): void {
  const cursor = node.walk();
  let depth = 0;
  try {
    for (;;) {
      if (enter(cursor) !== 'skip' && cursor.gotoFirstChild()) {
        depth++;
        continue;
      }
      if (depth === 0) return;
      while (!cursor.gotoNextSibling()) {
        cursor.gotoParent();
        depth--;
        leave?.(cursor);
        if (depth === 0) return;
      }
    }
  } finally {
    cursor.delete();
  }
}

/** Of ascending line numbers those from `first` to `last`, inclusive. */
export function linesWithin(lines: readonly number[], first: number, last: number): number[] {
  return lines.slice(countBelow(lines, first), countBelow(lines, last + 1));
}

/** How many of the ascending numbers are smaller. */
function countBelow(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** 1-based number of the first line of a node. */
export function firstLine(node: SyntaxNode): number {
  return node.startPosition.row + 1;
}

/** 1-based number of the last line that holds a character of the node. */
export function lastLine(node: SyntaxNode): number {
  const { row, column } = node.endPosition;
  return column === 0 && row > node.startPosition.row ? row : row + 1;
}

/** Line of the first syntax error in a node, 1-based; null when it parses. */
export function firstErrorLine(node: SyntaxNode): number | null {
  return (
    findFirstError(node, (cursor) => cursor.startPosition.row + 1) ?? (node.hasError ? firstLine(node) : null)
  );
}

/** Where the first syntax error in a node begins; null when it parses. */
export function firstErrorIndex(node: SyntaxNode): number | null {
  return findFirstError(node, (cursor) => cursor.startIndex) ?? (node.hasError ? node.startIndex : null);
}

function findFirstError(node: SyntaxNode, placeOf: (cursor: TreeCursor) => number): number | null {
  if (!node.hasError) return null;
  let place: number | null = null;
  walk(node, (cursor) => {
    if (place !== null) return 'skip';
    if (cursor.nodeType === 'ERROR' || cursor.nodeIsMissing) place = placeOf(cursor);
    return undefined;
  });
  return place;
}
