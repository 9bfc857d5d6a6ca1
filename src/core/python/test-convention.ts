import { folderOf, foldersUp, indexPaths, nameOf } from './path-index.ts';
import { type PytestSettings, readPytestSettings } from './pytest-settings.ts';
import { isPythonPath, isTestModule, isTestPath } from './test-files.ts';

/**
 * Where and how a project writes its tests.
 * - `flat`: one test folder holds them all: `tests/test_pricing.py`.
 * - `mirror`: the test folder repeats the source's folders: `tests/core/test_pricing.py`.
 * - `beside`: with the code they test: `shop/tests/test_pricing.py`, `shop/tests.py`.
 */
export interface TestConvention {
  style: 'flat' | 'mirror' | 'beside';
  /** Central test folders, the most used first; for `beside` those of a single app do not count. */
  roots: string[];
  /** Of a test file's name: `test_pricing.py` or `pricing_test.py`. */
  fileName: 'test_*.py' | '*_test.py';
  /** How most known tests are written; pytest where no test is known. */
  cases: 'pytest functions' | 'pytest classes' | 'unittest classes';
  pytestDjango: boolean;
  settings: PytestSettings;
  /** All of this for a prompt, in full sentences. */
  description: string;
}

/**
 * Finds the convention from all paths at head and whatever texts are known: test files show how tests are written,
 * pytest.ini, pyproject.toml, setup.cfg, tox.ini and requirements where they live and what they rely on.
 */
export function chooseConvention(
  paths: readonly string[],
  texts: ReadonlyMap<string, string> = new Map(),
): TestConvention {
  const settings = readPytestSettings(texts);
  const modules = paths.filter((path) => isTestModule(path));
  const places = modules.map((path) => ({ path, root: testRootOf(path) }));
  const beside = places.filter(({ root }) => isBesideCode(root, paths));
  const central = places.filter(({ root }) => !isBesideCode(root, paths));
  const roots = byFrequency(central.map(({ root }) => root));
  const style = styleOf(beside.length, central, roots, settings);
  const convention = {
    style,
    roots: roots.length > 0 || style === 'beside' ? roots : [settings.testPaths[0] ?? 'tests'],
    fileName: fileNameOf(modules),
    cases: casesOf(texts),
    pytestDjango: [...texts].some(
      ([path, text]) => isSettingsFile(path) && /pytest[-_]django|DJANGO_SETTINGS_MODULE/.test(text),
    ),
    settings,
  };
  return { ...convention, description: describe(convention) };
}

/** The outermost folder called `tests` or `test` that holds the file; without one, the file's own folder. */
function testRootOf(path: string): string {
  const folder = folderOf(path);
  const named = foldersUp(folder).filter((candidate) => /^tests?$/.test(nameOf(candidate)));
  return named.at(-1) ?? folder;
}

/** A test root lies beside code when source modules that are no tests stand in the folder that holds it. */
function isBesideCode(root: string, paths: readonly string[]): boolean {
  const isNamed = /^tests?$/.test(nameOf(root));
  const home = isNamed ? folderOf(root) : root;
  if (home === '') return !isNamed && hasModules('', paths);
  return hasModules(home, paths);
}

const homes = new WeakMap<readonly string[], Set<string>>();

/** Whether source modules lie directly in the folder; setup.py and its like do not count. */
function hasModules(folder: string, paths: readonly string[]): boolean {
  let known = homes.get(paths);
  if (!known) {
    const sources = paths.filter(
      (path) =>
        isPythonPath(path) &&
        !isTestPath(path) &&
        !/^(setup|manage|noxfile|fabfile|conftest)\.py$/.test(nameOf(path)),
    );
    known = new Set(sources.map(folderOf));
    homes.set(paths, known);
  }
  return known.has(folder);
}

function styleOf(
  beside: number,
  central: readonly { path: string; root: string }[],
  roots: readonly string[],
  settings: PytestSettings,
): TestConvention['style'] {
  if (beside > central.length) return 'beside';
  if (central.length === 0) return settings.testPaths.length > 0 || beside === 0 ? 'flat' : 'beside';
  const inMain = central.filter(({ root }) => root === roots[0]);
  const deep = inMain.filter(({ path, root }) => folderOf(path) !== root);
  return deep.length * 2 > inMain.length ? 'mirror' : 'flat';
}

function fileNameOf(modules: readonly string[]): TestConvention['fileName'] {
  const after = modules.filter((path) => /_test\.py$/.test(path) && !/^test_/.test(nameOf(path))).length;
  return after * 2 > modules.length ? '*_test.py' : 'test_*.py';
}

function casesOf(texts: ReadonlyMap<string, string>): TestConvention['cases'] {
  const counts = { functions: 0, classes: 0, unittest: 0 };
  for (const [path, text] of texts) {
    if (!isTestModule(path)) continue;
    if (/^class \w+\(.*TestCase\b/m.test(text)) counts.unittest++;
    else if (/^class Test\w*/m.test(text) && !/^(async )?def test_/m.test(text)) counts.classes++;
    else if (/^(async )?def test_/m.test(text)) counts.functions++;
  }
  if (counts.unittest > counts.functions + counts.classes) return 'unittest classes';
  return counts.classes > counts.functions ? 'pytest classes' : 'pytest functions';
}

function isSettingsFile(path: string): boolean {
  return /\.(toml|ini|cfg|txt|in|lock)$/.test(path) || /^(conftest|setup)\.py$/.test(nameOf(path));
}

function byFrequency(values: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].length - b[0].length).map(([value]) => value);
}

function describe(convention: Omit<TestConvention, 'description'>): string {
  const { style, roots, cases, settings } = convention;
  const folder = roots[0] ? `${roots[0]}/` : 'the top folder';
  const where = {
    flat: `Tests live together in ${folder}.`,
    mirror: `Tests live in ${folder}, in sub-folders named like those of the source.`,
    beside: 'Tests live beside the code they test, in each package.',
  }[style];
  const how = {
    'pytest functions': 'Tests are plain pytest functions.',
    'pytest classes': 'Tests are grouped in classes that pytest collects, without unittest.TestCase.',
    'unittest classes': 'Tests are classes derived from TestCase.',
  }[cases];
  const globs =
    settings.pythonFiles.length > 0 ? `pytest collects files named ${settings.pythonFiles.join(', ')}.` : '';
  const django = convention.pytestDjango
    ? 'pytest-django is in use: tests that need the database say so with its mark or fixtures.'
    : '';
  return [where, `Test files are named ${convention.fileName}.`, how, globs, django]
    .filter(Boolean)
    .join(' ');
}

/** The name that pytest imports a file under in its `prepend` mode: from the outermost package, else its bare name. */
export function pytestModuleName(path: string, paths: readonly string[]): string {
  const index = indexPaths(paths);
  const top = foldersUp(folderOf(path)).find((folder) => !index.isPackage(folder)) ?? '';
  return (top ? path.slice(top.length + 1) : path).replace(/\.py$/, '').replaceAll('/', '.');
}
