/** Questions about all paths of a repository, answered without reading the list again. */
export interface PathIndex {
  has(path: string): boolean;
  /** Whether any file lies in this folder or below it. `''` is the repository. */
  hasFolder(folder: string): boolean;
  /** Whether the folder is a regular package. */
  isPackage(folder: string): boolean;
}

const known = new WeakMap<readonly string[], PathIndex>();

/** The index of a list of paths; the same list (which must not change) is indexed once. */
export function indexPaths(paths: readonly string[]): PathIndex {
  const earlier = known.get(paths);
  if (earlier) return earlier;
  const files = new Set(paths);
  const folders = new Set(['']);
  for (const path of paths) {
    for (let folder = folderOf(path); folder && !folders.has(folder); folder = folderOf(folder)) {
      folders.add(folder);
    }
  }
  const index: PathIndex = {
    has: (path) => files.has(path),
    hasFolder: (folder) => folders.has(folder),
    isPackage: (folder) => folder !== '' && files.has(`${folder}/__init__.py`),
  };
  known.set(paths, index);
  return index;
}

/** `a/b/c.py` → `a/b`; a file at the top → `''`. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

/** `a/b/c.py` → `c.py`. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Joins with a slash; an empty folder adds nothing. */
export function joinPath(folder: string, name: string): string {
  return folder ? `${folder}/${name}` : name;
}

/** The folder itself and every folder above it, innermost first, ending with `''`. */
export function foldersUp(folder: string): string[] {
  const result: string[] = [];
  for (let current = folder; ; current = folderOf(current)) {
    result.push(current);
    if (!current) return result;
  }
}
