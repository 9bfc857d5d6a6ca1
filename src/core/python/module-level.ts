import { type Definition, isDocstring } from './definitions.ts';
import type { SyntaxNode } from './parser.ts';
import { firstLine, lastLine, linesWithin } from './walk.ts';

const SILENT = new Set([
  'comment',
  'import_statement',
  'import_from_statement',
  'future_import_statement',
  'pass_statement',
]);

/** `__all__`, `__version__` and their like, and blocks that hold only imports or never run under test. */
const SILENT_TEXT = /^(__\w+__\s*=|if\s+((typing\.)?TYPE_CHECKING|__name__\s*==\s*["']__main__["'])\s*:)/;

/** The changed lines that hold module-level code: no definition, import, comment, docstring or `__all__`. */
export function findLooseLines(
  root: SyntaxNode,
  definitions: readonly Definition[],
  changedLines: readonly number[],
): number[] {
  const defined = new Set(definitions.filter((definition) => !definition.owner).map(({ whole }) => whole.id));
  const loose = new Set<number>();
  const inDefinitions = new Set<number>();
  for (const node of root.namedChildren) {
    if (SILENT.has(node.type) || isDocstring(node)) continue;
    const lines = linesWithin(changedLines, firstLine(node), lastLine(node));
    if (lines.length === 0 || defined.has(node.id) || SILENT_TEXT.test(node.text.slice(0, 80))) continue;
    for (const line of lines) loose.add(line);
  }
  // Definitions inside `if` and `try` have lines of their own.
  for (const definition of definitions) {
    if (definition.owner) continue;
    for (const line of linesWithin(changedLines, definition.startLine, definition.endLine))
      inDefinitions.add(line);
  }
  return [...loose].filter((line) => !inDefinitions.has(line)).sort((x, y) => x - y);
}
