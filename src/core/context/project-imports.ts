import { basesOf, findDefinitions } from '../python/definitions.ts';
import { findImports, type ImportedName, resolveImport } from '../python/imports.ts';
import type { PythonParser } from '../python/parser.ts';
import type { Target } from '../python/target.ts';
import { isPythonPath } from '../python/test-files.ts';

/** What is needed to follow names from file to file. */
export interface Reading {
  parser: PythonParser;
  allPaths: readonly string[];
  texts: ReadonlyMap<string, string>;
}

/** The project files that a known file imports, with the import; empty for a file that is not known. */
export function projectImports(reading: Reading, path: string): { path: string; imported: ImportedName }[] {
  const text = isPythonPath(path) ? reading.texts.get(path) : undefined;
  if (text === undefined) return [];
  return reading.parser.withTree(text, findImports).flatMap((imported) => {
    const found = resolveImport(imported, path, reading.allPaths);
    return found ? [{ path: found, imported }] : [];
  });
}

/**
 * Files that define base classes of the targets' classes, as far as the known texts tell: their bases too, when the
 * file of a base is known.
 */
export function findBaseFiles(input: Reading & { targets: readonly Target[] }): string[] {
  const found: string[] = [];
  const open = input.targets.flatMap((target) =>
    target.className ? [{ path: target.path, name: target.className }] : [],
  );
  const seen = new Set<string>();
  for (let next = open.pop(); next; next = open.pop()) {
    const { path, name } = next;
    if (seen.has(`${path}::${name}`)) continue;
    seen.add(`${path}::${name}`);
    const text = input.texts.get(path);
    if (text === undefined) continue;
    const bases = input.parser.withTree(text, (root) =>
      findDefinitions(root)
        .filter((definition) => definition.kind === 'class' && definition.qualname === name)
        .flatMap(basesOf),
    );
    const imports = bases.length > 0 ? projectImports(input, path) : [];
    for (const base of bases) {
      const [first, ...rest] = base.replace(/\[[\s\S]*$/, '').split('.');
      const source = imports.find(({ imported }) => imported.alias === first || imported.name === '*');
      if (!source) open.push({ path, name: base });
      else {
        found.push(source.path);
        const own =
          source.imported.name && rest.length === 0 && source.imported.name !== '*'
            ? source.imported.name
            : base;
        open.push({ path: source.path, name: own.split('.').at(-1)! });
      }
    }
  }
  return [...new Set(found)];
}
