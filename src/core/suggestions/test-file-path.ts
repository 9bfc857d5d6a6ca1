import { folderOf, joinPath, nameOf } from '../python/path-index.ts';
import type { Target } from '../python/target.ts';

/** The test file that the project's convention gives a target; placeholder until test-convention exists. */
export function testFilePathFor(
  target: Target,
  allPaths: readonly string[],
  _texts: ReadonlyMap<string, string>,
): string {
  const stem = nameOf(target.path).replace(/\.py$/, '');
  const folder = folderOf(target.path);
  const tests = allPaths.some((path) => path.startsWith(joinPath(folder, 'tests/')))
    ? joinPath(folder, 'tests')
    : 'tests';
  return joinPath(tests, `test_${stem}.py`);
}
