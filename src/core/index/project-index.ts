import type { FileRecord, IndexedSymbol } from './file-record.ts';

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
}

/** @param allPaths every path at one commit; the list must not change afterwards */
export function buildProjectIndex(
  allPaths: readonly string[],
  files: ReadonlyMap<string, FileRecord>,
): ProjectIndex {
  const known = new Map<string, Map<string, IndexedSymbol>>();
  return { allPaths, files, symbolsOf };

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
