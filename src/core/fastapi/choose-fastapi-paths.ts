import { folderOf, foldersUp, joinPath } from '../python/path-index.ts';

/** Where applications are built and routers are collected, by custom. */
const NAMES = [
  'main.py',
  'app.py',
  'api.py',
  'application.py',
  'server.py',
  'router.py',
  'routers/__init__.py',
  'api/__init__.py',
];
const MAX_FOLDERS = 4;
const MAX_PATHS = 6;

/** Files that may include the routers of these files, whether or not they exist: what stands before a path is written there. */
export function chooseFastApiPaths(
  files: readonly string[],
  texts: ReadonlyMap<string, string>,
  exists: (path: string) => boolean,
): { path: string; reason: string }[] {
  return files
    .filter((file) => /\bAPIRouter\s*\(/.test(texts.get(file) ?? ''))
    .flatMap((file) =>
      foldersUp(folderOf(file))
        .slice(0, MAX_FOLDERS)
        .flatMap((folder) => NAMES.map((name) => joinPath(folder, name)))
        .filter((path) => path !== file && exists(path))
        .slice(0, MAX_PATHS)
        .map((path) => ({ path, reason: `may include the router of ${file}` })),
    );
}
