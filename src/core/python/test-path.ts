import { findTestsByName } from './nearby-tests.ts';
import { folderOf, foldersUp, indexPaths, joinPath, nameOf } from './path-index.ts';
import { matchesPythonFiles } from './pytest-settings.ts';
import { pytestModuleName, type TestConvention } from './test-convention.ts';
import { isPythonPath, isTestModule, isTestPath } from './test-files.ts';

/**
 * The path of a new test file for a source file, by the project's convention. Never a path that exists (in any case of
 * letters), and never a name that pytest would take for another file's: without `__init__.py` beside them, two test
 * files of one base name are an "import file mismatch"
 * (https://docs.pytest.org/en/stable/explanation/pythonpath.html#import-modes). No folder of a package layout is
 * created, because that might need an `__init__.py`; only a missing top test folder is.
 */
export function projectTestPathFor(
  path: string,
  convention: TestConvention,
  allPaths: readonly string[],
): string {
  const { importMode, pythonFiles } = convention.settings;
  const isAmbiguous = hasNamesake(path, allPaths);
  const folder = folderFor(path, convention, allPaths, isAmbiguous);
  const taken = new Set(allPaths.map((known) => known.toLowerCase()));
  const modules = new Set(allPaths.filter(isPythonPath).map((known) => pytestModuleName(known, allPaths)));
  const isFree = (name: string): boolean => {
    const candidate = joinPath(folder, name);
    if (taken.has(candidate.toLowerCase())) return false;
    return importMode === 'importlib' || !modules.has(pytestModuleName(candidate, allPaths));
  };
  const names = namesFor(path, convention, isAmbiguous);
  for (let n = 1; ; n++) {
    const numbered = names.map((name) => (n === 1 ? name : name.replace(/(_test)?\.py$/, `_${n}$1.py`)));
    const free = numbered.filter(isFree);
    const best = free.find((name) => matchesPythonFiles(name, pythonFiles)) ?? free[0];
    if (best) return joinPath(folder, best);
  }
}

/** Whether another source file has the same name, so that an existing test of that name may be that one's. */
function hasNamesake(path: string, allPaths: readonly string[]): boolean {
  return allPaths.some((other) => other !== path && nameOf(other) === nameOf(path) && !isTestPath(other));
}

/**
 * Names from the most to the least welcome: `test_pricing.py`, then `test_pricing_more.py` and `test_shop_pricing.py`,
 * the latter first where two files are called `pricing.py`.
 */
function namesFor(path: string, convention: TestConvention, isAmbiguous: boolean): string[] {
  const folder = nameOf(folderOf(path)).replace(/\W/g, '_');
  const own = nameOf(path)
    .replace(/\.py$/, '')
    .replace(/^_+|_+$/g, '');
  const isPackage = own === 'init';
  const stem = (isPackage ? folder : own).replace(/\W/g, '_') || 'project';
  const qualified = folder && !isPackage && folder !== stem && folder !== 'src' ? [`${folder}_${stem}`] : [];
  const further = isAmbiguous ? [...qualified, `${stem}_more`] : [`${stem}_more`, ...qualified];
  return [stem, ...further].map((subject) =>
    convention.fileName === '*_test.py' ? `${subject}_test.py` : `test_${subject}.py`,
  );
}

function folderFor(
  path: string,
  convention: TestConvention,
  allPaths: readonly string[],
  isAmbiguous: boolean,
): string {
  // Where a test of this very file exists, the next one belongs beside it.
  const known = isAmbiguous ? undefined : findTestsByName(path, allPaths)[0];
  if (known && isWithin(folderOf(known), convention.settings.testPaths)) return folderOf(known);
  return convention.style === 'beside'
    ? folderBeside(folderOf(path), allPaths)
    : centralFolder(path, convention, allPaths);
}

/** `shop/tests/` if there is one (also of a package further up); tests that lie openly in the folder forbid one. */
function folderBeside(home: string, allPaths: readonly string[]): string {
  const index = indexPaths(allPaths);
  if (allPaths.some((other) => folderOf(other) === home && isTestModule(other))) return home;
  for (const folder of foldersUp(home)) {
    const tests = ['tests', 'test']
      .map((name) => joinPath(folder, name))
      .find((name) => index.hasFolder(name));
    if (tests) return tests;
  }
  return home;
}

/** The folder below the central test folder that repeats most of the file's own folders. */
function centralFolder(path: string, convention: TestConvention, allPaths: readonly string[]): string {
  const index = indexPaths(allPaths);
  const root = rootFor(path, convention);
  const parts = folderOf(path)
    .split('/')
    .filter((part) => part !== '' && part !== 'src');
  const candidates: string[] = [];
  for (let start = 0; start < parts.length; start++) {
    for (let end = parts.length; end > start; end--) {
      const inner = parts.slice(start, end);
      candidates.push(inner.join('/'), inner.map((part) => `test_${part}`).join('/'));
    }
  }
  const existing = candidates
    .map((candidate) => joinPath(root, candidate))
    .filter((candidate) => index.hasFolder(candidate));
  const deepest = existing.sort((a, b) => b.split('/').length - a.split('/').length)[0];
  return deepest ?? mainFolder(root, allPaths);
}

/** The folder below the root that holds most test modules: `tests/unit` where `tests` itself holds none. */
function mainFolder(root: string, allPaths: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const path of allPaths) {
    const folder = folderOf(path);
    if (isTestModule(path) && isWithin(folder, [root])) counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  if (counts.has(root)) return root;
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].length - b[0].length)[0]?.[0] ?? root;
}

/** The test folder nearest to the file: of the same sub-project if there is one, inside pytest's `testpaths` if set. */
function rootFor(path: string, convention: TestConvention): string {
  const { testPaths } = convention.settings;
  const inside = convention.roots.filter((root) => isWithin(root, testPaths));
  const roots = inside.length > 0 ? inside : testPaths.length > 0 ? testPaths : convention.roots;
  const closeness = (root: string): number => {
    const project = folderOf(root);
    if (project === '') return 0;
    return path.startsWith(`${project}/`) ? project.length : -1;
  };
  const plain = roots.filter((root) => !/[*?[]/.test(root));
  return plain.toSorted((a, b) => closeness(b) - closeness(a))[0] ?? 'tests';
}

/** An empty list holds every folder. */
function isWithin(folder: string, roots: readonly string[]): boolean {
  return roots.length === 0 || roots.some((root) => folder === root || folder.startsWith(`${root}/`));
}
