import { folderOf, foldersUp, indexPaths, joinPath, nameOf } from './path-index.ts';
import { matchesPythonFiles } from './pytest-settings.ts';
import { pytestModuleName, type TestConvention } from './test-convention.ts';
import { isPythonPath } from './test-files.ts';

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
  const folder = folderFor(path, convention, allPaths);
  const taken = new Set(allPaths.map((known) => known.toLowerCase()));
  const modules = new Set(allPaths.filter(isPythonPath).map((known) => pytestModuleName(known, allPaths)));
  const isFree = (name: string): boolean => {
    const candidate = joinPath(folder, name);
    if (taken.has(candidate.toLowerCase())) return false;
    return (
      convention.settings.importMode === 'importlib' || !modules.has(pytestModuleName(candidate, allPaths))
    );
  };
  const collected = (name: string): boolean => matchesPythonFiles(name, convention.settings.pythonFiles);
  const names = namesFor(path, convention);
  for (let n = 1; ; n++) {
    const numbered = names.map((name) => (n === 1 ? name : name.replace(/(_test)?\.py$/, `_${n}$1.py`)));
    const free = numbered.filter(isFree);
    const best = free.find(collected) ?? free[0];
    if (best) return joinPath(folder, best);
  }
}

/** Names from the most to the least welcome: `test_pricing.py`, `test_shop_pricing.py`, `test_pricing_more.py`. */
function namesFor(path: string, convention: TestConvention): string[] {
  const folder = nameOf(folderOf(path)).replace(/\W/g, '_');
  const own = nameOf(path)
    .replace(/\.py$/, '')
    .replace(/^_+|_+$/g, '');
  const isPackage = own === 'init';
  const stem = (isPackage ? folder : own).replace(/\W/g, '_') || 'project';
  const qualified = folder && !isPackage && folder !== stem && folder !== 'src' ? [`${folder}_${stem}`] : [];
  return [stem, ...qualified, `${stem}_more`].map((subject) =>
    convention.fileName === '*_test.py' ? `${subject}_test.py` : `test_${subject}.py`,
  );
}

function folderFor(path: string, convention: TestConvention, allPaths: readonly string[]): string {
  const index = indexPaths(allPaths);
  const home = folderOf(path);
  if (convention.style === 'beside') {
    // `shop/tests/` if there is one (also of a package further up); a `shop/tests.py` forbids such a folder.
    for (const folder of foldersUp(home)) {
      const tests = ['tests', 'test']
        .map((name) => joinPath(folder, name))
        .find((name) => index.hasFolder(name));
      if (tests) return tests;
      if (
        folder === home &&
        allPaths.some(
          (other) => folderOf(other) === home && /^(test_.*|.*_test|tests)\.py$/.test(nameOf(other)),
        )
      ) {
        return home;
      }
    }
    return home;
  }
  const root = rootFor(path, convention);
  if (convention.style === 'flat') return root;
  const parts = home.split('/').filter((part) => part !== '' && part !== 'src');
  // The test folder may begin with the package's name or leave it out: the deepest folder that exists wins.
  const candidates: string[] = [];
  for (let start = 0; start < parts.length; start++) {
    for (let end = parts.length; end > start; end--) candidates.push(parts.slice(start, end).join('/'));
  }
  const existing = candidates
    .map((candidate) => joinPath(root, candidate))
    .filter((candidate) => index.hasFolder(candidate));
  return existing.sort((a, b) => b.split('/').length - a.split('/').length)[0] ?? root;
}

/** The test folder nearest to the file: of the same sub-project if there is one, inside pytest's `testpaths` if set. */
function rootFor(path: string, convention: TestConvention): string {
  const { testPaths } = convention.settings;
  const inside = convention.roots.filter(
    (root) =>
      testPaths.length === 0 || testPaths.some((test) => root === test || root.startsWith(`${test}/`)),
  );
  const roots = inside.length > 0 ? inside : testPaths.length > 0 ? testPaths : convention.roots;
  const holds = (root: string): number => {
    const project = folderOf(root);
    return project === '' ? 0 : path.startsWith(`${project}/`) ? project.length : -1;
  };
  const plain = roots.filter((root) => !/[*?[]/.test(root));
  return plain.toSorted((a, b) => holds(b) - holds(a))[0] ?? 'tests';
}
