import { folderOf, foldersUp, nameOf } from './path-index.ts';
import { isTestModule } from './test-files.ts';

/**
 * Existing test modules that by name or place belong to a source file, the closest first: those named after the
 * module (`test_pricing.py`, `pricing_test.py`, `test_shop_pricing.py`) before those that merely lie beside it.
 */
export function findNearbyTests(path: string, allPaths: readonly string[]): string[] {
  const words = wordsOf(path);
  return allPaths
    .filter(isTestModule)
    .map((test) => ({ test, named: namedAfter(test, words), near: sharedFolders(path, test) }))
    .filter(({ test, named }) => named > 0 || isBeside(path, test))
    .sort((a, b) => b.named - a.named || b.near - a.near || a.test.length - b.test.length)
    .map(({ test }) => test);
}

/** Whether some existing test module is named after the source file. */
export function hasTestsByName(path: string, allPaths: readonly string[]): boolean {
  const words = wordsOf(path);
  return allPaths.some((test) => isTestModule(test) && namedAfter(test, words) > 0);
}

/** The test modules that carry exactly the name of the source file, the closest first. */
export function findTestsByName(path: string, allPaths: readonly string[]): string[] {
  const words = wordsOf(path);
  return allPaths
    .filter((test) => isTestModule(test) && namedAfter(test, words) >= 2)
    .sort((a, b) => sharedFolders(path, b) - sharedFolders(path, a) || a.length - b.length);
}

/** The test modules named after one of these functions or classes: `test_max-min.py` for `max_min`. */
export function findTestsOf(names: readonly string[], allPaths: readonly string[]): string[] {
  const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  // Shorter names say nothing: `get`, `run`, `id`.
  const wanted = new Set(names.map(plain).filter((name) => name.length > 3));
  return allPaths.filter((test) => isTestModule(test) && wanted.has(plain(subjectOf(test))));
}

/** Any test module, from the folder that is closest to the source file and holds the most of them. */
export function findStyleExample(path: string, allPaths: readonly string[]): string | null {
  const tests = allPaths.filter(isTestModule);
  const sizes = Map.groupBy(tests, folderOf);
  const rank = (test: string): number =>
    1_000 * sharedFolders(path, test) + sizes.get(folderOf(test))!.length;
  return tests.toSorted((a, b) => rank(b) - rank(a) || a.length - b.length)[0] ?? null;
}

interface Words {
  stem: string;
  folder: string;
}

function wordsOf(path: string): Words {
  const folder = nameOf(folderOf(path));
  const stem = nameOf(path)
    .replace(/\.py$/, '')
    .replace(/^_+|_+$/g, '');
  return stem === 'init' ? { stem: folder, folder: '' } : { stem, folder };
}

/** 3: exactly the module's name; 2: with its folder; 1: the name and something more. */
function namedAfter(test: string, { stem, folder }: Words): number {
  const subject = subjectOf(test);
  if (!stem) return 0;
  if (subject === stem) return 3;
  if (folder && subject === `${folder}_${stem}`) return 2;
  return subject.startsWith(`${stem}_`) || subject.endsWith(`_${stem}`) || subject === `${stem}s` ? 1 : 0;
}

function subjectOf(test: string): string {
  return nameOf(test)
    .replace(/\.py$/, '')
    .replace(/^test_|_test$/, '');
}

/** `app/tests.py`, `app/test_x.py` and `app/tests/…` are beside `app/x.py`; the top of a repository is beside nothing. */
function isBeside(path: string, test: string): boolean {
  const folder = folderOf(path);
  return folder !== '' && (folderOf(test) === folder || test.startsWith(`${folder}/tests/`));
}

function sharedFolders(path: string, test: string): number {
  const mine = new Set(folderOf(path).split('/'));
  return foldersUp(folderOf(test)).filter((folder) => mine.has(nameOf(folder))).length;
}
