import { importRootOf } from './module-path.ts';
import { folderOf, foldersUp, indexPaths, joinPath, nameOf, type PathIndex } from './path-index.ts';

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

/** With the lines of its statement, 1-based and inclusive. */
export interface FoundImport extends ImportedName {
  line: number;
  endLine: number;
  /** 0 for a statement that nothing encloses. */
  column: number;
}

/** What a dotted module is in the project: a file, or for a namespace package, a folder without `__init__.py`. */
export type ModulePlace = { path: string } | { folder: string };

/**
 * Where a module of the project stands, seen from a file that imports it; null for other people's packages. Like Python's
 * path finder: a regular package before a module of its name, both before a namespace package, root by root.
 */
export function findModule(
  { module, level }: Pick<ImportedName, 'module' | 'level'>,
  fromPath: string,
  allPaths: readonly string[],
): ModulePlace | null {
  const index = indexPaths(allPaths);
  const steps = module === '' ? [] : module.split('.');
  let namespace: string | null = null;
  for (const root of rootsFor(level, fromPath, allPaths, index)) {
    const base = steps.reduce(joinPath, root);
    const path = moduleFile(base, index);
    // A script that bears the name of what it imports does not mean itself; a package may.
    if (path && (path !== fromPath || level > 0 || nameOf(path) === '__init__.py')) return { path };
    if (base !== '' && base !== root && index.hasFolder(base)) namespace ??= base;
    if (level > 0 && steps.length === 0) return { folder: base };
  }
  return namespace === null ? null : { folder: namespace };
}

/** The project file of a dotted module, seen from a file: `config.settings` → `backend/config/settings.py`. */
export function resolveModule(module: string, fromPath: string, allPaths: readonly string[]): string | null {
  const place = findModule({ module, level: 0 }, fromPath, allPaths);
  return place && 'path' in place ? place.path : null;
}

/** The module of this name inside a package's folder. */
export function findSubmodule(folder: string, name: string, allPaths: readonly string[]): ModulePlace | null {
  const index = indexPaths(allPaths);
  const base = joinPath(folder, name);
  const path = moduleFile(base, index);
  if (path) return { path };
  return index.hasFolder(base) ? { folder: base } : null;
}

function moduleFile(base: string, index: PathIndex): string | null {
  const candidates = [joinPath(base, '__init__.py'), ...(base ? [`${base}.py`] : [])];
  return candidates.find((candidate) => index.has(candidate)) ?? null;
}

/**
 * Folders in which an import of this file is looked up, in order: the one that pytest or `python FILE` puts on sys.path, the
 * import root of its project and what lies above, and the source folders there.
 */
function rootsFor(level: number, fromPath: string, allPaths: readonly string[], index: PathIndex): string[] {
  const up = foldersUp(folderOf(fromPath));
  if (level > 0) {
    const folder = up[level - 1];
    return folder === undefined ? [] : [folder];
  }
  const outside = up.find((folder) => !index.isPackage(folder)) ?? '';
  const own = importRootOf(fromPath, allPaths);
  const above = foldersUp(own);
  const sources = above.flatMap((folder) => ['src', 'lib', 'python'].map((name) => joinPath(folder, name)));
  return [
    ...new Set([
      outside,
      own,
      ...above,
      ...sources.filter((folder) => index.hasFolder(folder) && !index.isPackage(folder)),
    ]),
  ];
}
