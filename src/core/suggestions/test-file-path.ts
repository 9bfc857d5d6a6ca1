import type { Target } from '../python/target.ts';
import { chooseConvention } from '../python/test-convention.ts';
import { projectTestPathFor } from '../python/test-path.ts';

/** The new test file that the project's convention gives a target. `texts` are those test files that are known. */
export function testFilePathFor(
  target: Target,
  allPaths: readonly string[],
  texts: ReadonlyMap<string, string>,
): string {
  return projectTestPathFor(target.path, chooseConvention(allPaths, texts), allPaths);
}
