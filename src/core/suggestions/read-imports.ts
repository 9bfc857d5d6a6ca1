import type { PythonParser } from '../python/parser.ts';
import { type ImportedName, importedNames, isImport, uniqueImports } from './imports.ts';

/** The names of a list of import statements, and the first entry that is something else. */
export function readImports(
  parser: PythonParser,
  statements: readonly string[],
): { items: ImportedName[]; broken: string | null } {
  const items: ImportedName[] = [];
  for (const statement of statements) {
    if (statement.trim() === '') continue;
    const names = parser.withTree(statement, (root) =>
      root.hasError || root.namedChildren.some((child) => !isImport(child) && child.type !== 'comment')
        ? null
        : root.namedChildren.filter(isImport).flatMap(importedNames),
    );
    if (!names) return { items, broken: statement };
    items.push(...names);
  }
  return { items: uniqueImports(items), broken: null };
}
