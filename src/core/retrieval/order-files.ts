import { folderOf, foldersUp } from '../python/path-index.ts';
import { isTestPath } from '../python/test-files.ts';

const ASIDE = /(^|\/)(migrations|node_modules|site-packages|vendor|_vendor|build|dist|docs?)\//;

/**
 * The files of a project in the order in which they are likely to matter for these paths: first those that share the most
 * folders with one of them, tests before others; generated code, documentation and other people's code last.
 */
export function orderByCloseness<T extends { path: string }>(
  files: readonly T[],
  near: readonly string[],
): T[] {
  const depths = new Map<string, number>();
  for (const path of near) {
    const folders = foldersUp(folderOf(path));
    for (const folder of folders) {
      const depth = folder === '' ? 0 : folder.split('/').length;
      depths.set(folder, Math.max(depth, depths.get(folder) ?? 0));
    }
  }
  const closeness = (path: string): number => {
    const shared = foldersUp(folderOf(path)).reduce((best, one) => Math.max(best, depths.get(one) ?? 0), 0);
    return shared + (isTestPath(path) ? 0.5 : 0) - (ASIDE.test(path) ? 100 : 0);
  };
  return files
    .map((file) => ({ file, rank: closeness(file.path) }))
    .sort((a, b) => b.rank - a.rank || (a.file.path < b.file.path ? -1 : 1))
    .map(({ file }) => file);
}
