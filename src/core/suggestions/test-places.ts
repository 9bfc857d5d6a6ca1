import type { Target } from '../python/target.ts';
import { chooseConvention, pytestModuleName, type TestConvention } from '../python/test-convention.ts';
import { isTestModule } from '../python/test-files.ts';
import { projectTestPathFor } from '../python/test-path.ts';
import { chooseModule } from './choose-module.ts';

/** Where tests may lie in one project. Each answer is worked out when it is first asked for. */
export interface TestPlaces {
  /** The new test file that the project's convention gives a target. */
  conventionalPath(target: Target): string;
  /** The existing test module that tests of a target belong in, or null. */
  existingModule(target: Target): string | null;
  /** Whether pytest would take the file for another one of the same base name, which ends the whole collection. */
  hasNamesake(path: string): boolean;
}

/** `texts` are those test and settings files that are known. */
export function indexTestPlaces(allPaths: readonly string[], texts: ReadonlyMap<string, string>): TestPlaces {
  let convention: TestConvention | undefined;
  let moduleNames: Set<string> | undefined;
  const paths = new Map<string, string>();
  const homes = new Map<string, string | null>();
  return {
    conventionalPath(target) {
      let path = paths.get(target.path);
      if (path === undefined) {
        convention ??= chooseConvention(allPaths, texts);
        path = projectTestPathFor(target.path, convention, allPaths);
        paths.set(target.path, path);
      }
      return path;
    },
    existingModule(target) {
      let path = homes.get(target.id);
      if (path === undefined) {
        path = chooseModule(target, allPaths, texts);
        homes.set(target.id, path);
      }
      return path;
    },
    hasNamesake(path) {
      moduleNames ??= new Set(
        allPaths.filter((other) => isTestModule(other)).map((other) => pytestModuleName(other, allPaths)),
      );
      return moduleNames.has(pytestModuleName(path, allPaths));
    },
  };
}
