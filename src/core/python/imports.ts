import { importRootOf } from './module-path.ts';
import type { SyntaxNode } from './parser.ts';
import { folderOf, foldersUp, indexPaths, joinPath, type PathIndex } from './path-index.ts';

/** One imported name: `import a.b as c`, `from ..a import b as c`, `from a import *`. */
export interface ImportedName {
  /** Dotted module without leading dots; `''` for `from . import b`. */
  module: string;
  /** Number of leading dots; 0 for an absolute import. */
  level: number;
  /** The name taken from the module; null for `import a.b`, `*` for all. */
  name: string | null;
  /** What the file calls it. */
  alias: string;
}

/** Every import statement of a file, wherever it stands: inside functions and `if TYPE_CHECKING` too. */
export function findImports(root: SyntaxNode): ImportedName[] {
  return root.descendantsOfType(['import_statement', 'import_from_statement']).flatMap((statement) => {
    const source = statement.childForFieldName('module_name');
    const dots =
      source?.type === 'relative_import' ? (/^[.\s]*/.exec(source.text)![0].match(/\./g)?.length ?? 0) : 0;
    const module = (source?.text ?? '').replace(/^[.\s]+/, '').replace(/\s+/g, '');
    const names = statement.childrenForFieldName('name').map((node) => {
      const written = (node.type === 'aliased_import' ? node.childForFieldName('name')! : node).text.replace(
        /\s+/g,
        '',
      );
      const alias = node.type === 'aliased_import' ? node.childForFieldName('alias')!.text : written;
      return source
        ? { module, level: dots, name: written, alias }
        : { module: written, level: 0, name: null, alias };
    });
    const isWildcard = statement.namedChildren.some((node) => node.type === 'wildcard_import');
    return isWildcard ? [{ module, level: dots, name: '*', alias: '*' }] : names;
  });
}

/** The project file that an import in `fromPath` reads, or null for other people's packages. */
export function resolveImport(
  imported: ImportedName,
  fromPath: string,
  allPaths: readonly string[],
): string | null {
  const index = indexPaths(allPaths);
  const steps = imported.module === '' ? [] : imported.module.split('.');
  for (const root of rootsFor(imported, fromPath, allPaths, index)) {
    const base = steps.reduce(joinPath, root);
    // `from shop import pricing` names a file when there is one, otherwise something in the package.
    const asFile =
      imported.name && imported.name !== '*' ? moduleFile(joinPath(base, imported.name), index) : null;
    const found = asFile ?? moduleFile(base, index);
    if (found && found !== fromPath) return found;
  }
  return null;
}

/** The project file of a dotted module, seen from a file: `config.settings` → `backend/config/settings.py`. */
export function resolveModule(module: string, fromPath: string, allPaths: readonly string[]): string | null {
  return resolveImport({ module, level: 0, name: null, alias: module }, fromPath, allPaths);
}

function moduleFile(base: string, index: PathIndex): string | null {
  const candidates = [`${base}.py`, joinPath(base, '__init__.py')];
  return candidates.find((candidate) => index.has(candidate)) ?? null;
}

function rootsFor(
  imported: ImportedName,
  fromPath: string,
  allPaths: readonly string[],
  index: PathIndex,
): string[] {
  if (imported.level > 0) {
    const folders = foldersUp(folderOf(fromPath));
    const folder = folders[imported.level - 1];
    return folder === undefined ? [] : [folder];
  }
  const own = importRootOf(fromPath, allPaths);
  const above = foldersUp(own);
  return [
    ...new Set([own, ...above, ...above.map((folder) => joinPath(folder, 'src')).filter(index.hasFolder)]),
  ];
}
