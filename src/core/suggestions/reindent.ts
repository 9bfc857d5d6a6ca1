import type { PythonParser } from '../python/parser.ts';
import { walk } from './syntax.ts';

/** How Ruff indents, and so how the code of suggestions is written. */
const UNIT = '    ';

/**
 * Code with its indentation in another unit (a tab, two spaces) and as much in front of each line, line breaks as
 * wanted. Lines that begin inside a string stay as they are: their blanks are part of a value.
 */
export function reindent(
  parser: PythonParser,
  code: string,
  wanted: { before: string; unit: string; lineBreak: string },
): string {
  const inString = parser.withTree(code, (root) => {
    const rows = new Set<number>();
    walk(root, (node) => {
      if (node.type !== 'string') return;
      for (let row = node.startPosition.row + 1; row <= node.endPosition.row; row++) rows.add(row);
      return false;
    });
    return rows;
  });
  return code
    .split('\n')
    .map((line, row) => {
      if (inString.has(row) || line === '') return line;
      const blanks = /^ */.exec(line)![0].length;
      const depth = Math.floor(blanks / UNIT.length);
      return `${wanted.before}${wanted.unit.repeat(depth)}${line.slice(depth * UNIT.length)}`;
    })
    .join(wanted.lineBreak);
}
