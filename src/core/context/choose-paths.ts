import type { ChangeSet } from '../change-set/change-set.ts';
import { chooseAppPaths, chooseUrlPaths } from '../django/choose-django-paths.ts';
import { chooseFastApiPaths } from '../fastapi/choose-fastapi-paths.ts';
import type { ProjectIndex } from '../index/project-index.ts';
import { resolveImported } from '../index/resolve-name.ts';
import { findNearbyTests, findStyleExample, findTestsOf } from '../python/nearby-tests.ts';
import { folderOf, foldersUp, joinPath } from '../python/path-index.ts';
import type { Target } from '../python/target.ts';
import type { Found } from '../retrieval/rank-symbols.ts';
import { findIncludedRequirements } from '../versions/version-files.ts';
import { rankPieces } from './rank-pieces.ts';
import { findSettingsFiles, findSettingsPath } from './settings-files.ts';

/** A file that the context needs, with the reason. */
export interface PathChoice {
  path: string;
  reason: string;
}

/** Files read beside the changed ones, over all calls for one change. */
const MAX_PATHS = 40;
const MAX_TESTS_PER_FILE = 3;
const MAX_TESTS = 8;
/** Of these at most, tests named after a function or class instead of its module. */
const MAX_NAMED = 3;

/**
 * The project files to read next for these targets. `texts` holds what is known so far, at least the changed files;
 * what is in it is not chosen again, so a further call goes one step further (settings modules, what a re-export leads to, bases of bases) and an answer of none means that all is known. The order is the order of need.
 */
export function choosePaths(input: {
  /** Of the texts that are known. */
  index: ProjectIndex;
  targets: readonly Target[];
  changeSet: ChangeSet;
  texts: ReadonlyMap<string, string>;
  /** What a search of the project found for the targets. */
  found?: readonly Found[];
}): PathChoice[] {
  const { index, targets, changeSet, texts } = input;
  const { allPaths } = index;
  const chosen = new Map<string, string>();
  const exists = new Set(allPaths);
  const choose = (path: string | null, reason: string): void => {
    if (path && exists.has(path) && !texts.has(path) && !chosen.has(path)) chosen.set(path, reason);
  };
  const files = [...new Set(targets.map((target) => target.path))];
  for (const path of findSettingsFiles(allPaths)) choose(path, 'settings of the project');
  for (const path of findIncludedRequirements(texts)) choose(path, 'included by a list of requirements');
  choose(findSettingsPath(texts, allPaths), 'Django settings');
  for (const { path, reason } of chooseUrlPaths(index, files, texts)) choose(path, reason);
  const tests = chooseTests(files, targets, allPaths);
  for (const path of [...files, ...tests]) {
    for (const folder of foldersUp(folderOf(path))) {
      choose(joinPath(folder, 'conftest.py'), 'fixtures');
      choose(joinPath(folder, 'tests/conftest.py'), 'fixtures');
    }
  }
  for (const test of tests) choose(test, 'existing tests close to a target');
  const example = tests.length === 0 && files[0] !== undefined ? findStyleExample(files[0], allPaths) : null;
  choose(example, 'an existing test, as an example of style');
  for (const { ref, reason } of rankPieces(index, targets, () => false, input.found ?? []).wanted)
    choose(ref.path, reason);
  for (const { path, reason } of chooseAppPaths(index, files)) choose(path, reason);
  for (const { path, reason } of chooseFastApiPaths(files, texts, (one) => exists.has(one)))
    choose(path, reason);
  // Star imports, and modules of which no name is followed.
  for (const path of files) {
    for (const imported of index.files.get(path)?.imports ?? []) {
      choose(resolveImported(index, path, imported)?.path ?? null, `imported by ${path}`);
    }
  }
  const changed = new Set(changeSet.files.map((file) => file.path));
  const read = [...texts.keys()].filter((path) => !changed.has(path)).length;
  return [...chosen].slice(0, Math.max(0, MAX_PATHS - read)).map(([path, reason]) => ({ path, reason }));
}

/** Tests named after a function or class say more about it than those that lie close to its file. */
function chooseTests(
  files: readonly string[],
  targets: readonly Target[],
  allPaths: readonly string[],
): string[] {
  const named = findTestsOf(
    targets.flatMap(({ qualname }) => qualname.split('.')),
    allPaths,
  );
  const near = files.flatMap((path) => findNearbyTests(path, allPaths).slice(0, MAX_TESTS_PER_FILE));
  return [...new Set([...near.slice(0, MAX_TESTS - MAX_NAMED), ...named.slice(0, MAX_NAMED), ...near])].slice(
    0,
    MAX_TESTS,
  );
}
