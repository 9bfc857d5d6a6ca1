import { type Definition, isDocstring } from './definitions.ts';
import type { SyntaxNode } from './parser.ts';
import { firstLine, lastLine } from './walk.ts';

const SILENT = new Set([
  'comment',
  'import_statement',
  'import_from_statement',
  'future_import_statement',
  'pass_statement',
]);

/** Blocks of statements that are silent themselves or never run under test. */
const SILENT_BLOCK = /^if\s+((typing\.)?TYPE_CHECKING|__name__\s*==\s*["']__main__["'])\s*:/;

/** The changed lines that hold module-level code: no definition, import, comment, docstring or `__all__`. */
export function findLooseLines(
  root: SyntaxNode,
  definitions: readonly Definition[],
  changedLines: readonly number[],
): number[] {
  const defined = definitions.filter((definition) => !definition.owner);
  const covered = (line: number): boolean =>
    defined.some((definition) => line >= definition.startLine && line <= definition.endLine);
  const statements = root.namedChildren.filter(
    (node) =>
      !SILENT.has(node.type) &&
      !isDocstring(node) &&
      !/^__all__\b/.test(node.text.slice(0, 8)) &&
      !SILENT_BLOCK.test(node.text.slice(0, 80)),
  );
  return changedLines.filter(
    (line) => !covered(line) && statements.some((node) => line >= firstLine(node) && line <= lastLine(node)),
  );
}
