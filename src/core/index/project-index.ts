import type { FileRecord, IndexedSymbol } from './file-record.ts';
import { type Use, UseTable } from './use-table.ts';

/** A symbol of the project; `qualname` is `''` for a module, whose `path` ends with `/` for a namespace package. */
export interface SymbolRef {
  path: string;
  qualname: string;
}

/** Records of the Python files that are known, and every path of the repository. Files may be known only in part. */
export interface ProjectIndex {
  allPaths: readonly string[];
  files: ReadonlyMap<string, FileRecord>;
  /** Symbols of a known file by qualified name; of several with one name, the first that is reached. */
  symbolsOf(path: string): ReadonlyMap<string, IndexedSymbol>;
  /** Where dotted names with this last part are read, in the order of the files. */
  usesEnding(name: string): readonly Use[];
}

/**
 * @param allPaths every path at one commit; the list must not change afterwards
 * @param table what was read for earlier indexes of the repository, to read only what differs
 */
export function buildProjectIndex(
  allPaths: readonly string[],
  files: ReadonlyMap<string, FileRecord>,
  table: UseTable = new UseTable(),
): ProjectIndex {
  const known = new Map<string, Map<string, IndexedSymbol>>();
  let places: ReadonlyMap<string, number> | null = null;
  return { allPaths, files, symbolsOf, usesEnding };

  function usesEnding(name: string): Use[] {
    places ??= new Map([...files.keys()].map((path, place) => [path, place]));
    const order = places;
    return table.find(name, files).sort((a, b) => order.get(a.path)! - order.get(b.path)!);
  }

  function symbolsOf(path: string): ReadonlyMap<string, IndexedSymbol> {
    const earlier = known.get(path);
    if (earlier) return earlier;
    const symbols = new Map<string, IndexedSymbol>();
    for (const symbol of files.get(path)?.symbols ?? []) {
      const other = symbols.get(symbol.qualname);
      if (!other || (other.unreachable && !symbol.unreachable)) symbols.set(symbol.qualname, symbol);
    }
    known.set(path, symbols);
    return symbols;
  }
}

/** The symbol, or null for modules and for what no known file defines. */
export function symbolAt(index: ProjectIndex, { path, qualname }: SymbolRef): IndexedSymbol | null {
  return index.symbolsOf(path).get(qualname) ?? null;
}

/** `path::qualname`, as targets are named. */
export function idOf({ path, qualname }: SymbolRef): string {
  return qualname === '' ? path : `${path}::${qualname}`;
}
