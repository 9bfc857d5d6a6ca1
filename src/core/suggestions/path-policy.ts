/**
 * - `allowed`: a name that a new test file may have.
 * - `existing`: exactly a test module of head, which tests may be merged into if it is a plain file.
 * - `elsewhere`: harmless, but no place for a test; the project's convention decides instead.
 * - `refused`: a place where a file would change how the project, its tests or its CI run, or a path that different
 *   file systems read differently. Such a proposal is never re-placed in silence.
 */
export type PathRuling =
  | { ruling: 'allowed' }
  | { ruling: 'existing' }
  | { ruling: 'elsewhere' }
  | { ruling: 'refused'; reason: string };

const MAX_PATH_LENGTH = 200;
const MAX_NAME_LENGTH = 100;

/** Python files that something other than a test collector reads or runs. Compared in lower case. */
const RUNNING_FILES = new Set([
  'conftest.py',
  'setup.py',
  'sitecustomize.py',
  'usercustomize.py',
  'settings.py',
  'manage.py',
  'noxfile.py',
  'toxfile.py',
  'fabfile.py',
  'tasks.py',
  'dodo.py',
  'wsgi.py',
  'asgi.py',
  '__init__.py',
  '__main__.py',
]);

/** Folders whose content is configuration or generated. Compared in lower case. */
const CONFIGURATION_FOLDERS = new Set(['settings', 'migrations', 'site-packages', 'node_modules']);

/**
 * Rules on a path for a test file, which a model or the project's convention proposes. `paths` are all paths at head: a path that leads through
 * one of them as if it were a folder would follow a symbolic link or replace a file.
 */
export function ruleOnPath(
  path: string,
  project: { paths: readonly string[]; isTestPath: (path: string) => boolean },
): PathRuling {
  const reason = formProblem(path) ?? placeProblem(path) ?? collision(path, project);
  if (reason) return { ruling: 'refused', reason };
  if (!project.isTestPath(path)) return { ruling: 'elsewhere' };
  if (!existsInAnyCase(path, project.paths)) return { ruling: 'allowed' };
  // Where two files differ in case only, one of them may be all that a file system holds.
  const [only, ...others] = indexByLowerCase(project.paths).get(path.toLowerCase())!;
  return only === path && others.length === 0 ? { ruling: 'existing' } : { ruling: 'elsewhere' };
}

/** True when the path, or one that differs in case only, exists. Some file systems hold only one of the two. */
export function existsInAnyCase(path: string, paths: readonly string[]): boolean {
  return indexByLowerCase(paths).has(path.toLowerCase());
}

const indexes = new WeakMap<readonly string[], ReadonlyMap<string, readonly string[]>>();

/** The paths by their lower-case spelling; remembered, because every proposal is compared with all of them. */
function indexByLowerCase(paths: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const known = indexes.get(paths);
  if (known) return known;
  const index = new Map<string, string[]>();
  for (const path of paths) {
    const lower = path.toLowerCase();
    const same = index.get(lower);
    if (same) same.push(path);
    else index.set(lower, [path]);
  }
  indexes.set(paths, index);
  return index;
}

function formProblem(path: string): string | null {
  if (path.length > MAX_PATH_LENGTH) return `it is longer than ${MAX_PATH_LENGTH} characters`;
  if (/[\p{C}\p{Zl}\p{Zp}]/u.test(path) || /[^\S ]/u.test(path))
    return 'it holds control or invisible characters';
  if (path !== path.normalize('NFC')) return 'it is not written in normal form';
  if (path.startsWith('/') || path.startsWith('~') || /^[A-Za-z]:/.test(path)) return 'it is absolute';
  if (/[\\:*?"<>|$`]/.test(path)) return 'it holds characters that file systems read differently';
  const segments = path.split('/');
  if (segments.includes('..') || segments.includes('.')) return 'it leads outside its folder';
  if (segments.some((part) => part === '' || part !== part.trim() || part.endsWith('.'))) {
    return 'it has an empty part or one that ends in a dot or blank';
  }
  if (segments.some((part) => part.length > MAX_NAME_LENGTH)) {
    return `a part is longer than ${MAX_NAME_LENGTH} characters`;
  }
  return null;
}

function placeProblem(path: string): string | null {
  const segments = path.toLowerCase().split('/');
  const name = segments.at(-1)!;
  const folders = segments.slice(0, -1);
  if (segments.some((part) => part.startsWith('.'))) return 'hidden files and folders hold configuration';
  if (RUNNING_FILES.has(name)) return `${name} changes how the project or its tests run`;
  if (/^(settings|local_settings|.*_settings)\.py$/.test(name) && !name.startsWith('test_')) {
    return `${name} is a settings file`;
  }
  const folder = folders.find((part) => CONFIGURATION_FOLDERS.has(part));
  if (folder) return `${folder}/ holds configuration or generated files`;
  if (!name.endsWith('.py')) return 'it is not a Python test file';
  return null;
}

function collision(
  path: string,
  project: { paths: readonly string[]; isTestPath: (path: string) => boolean },
): string | null {
  const index = indexByLowerCase(project.paths);
  const lower = path.toLowerCase();
  const source = index.get(lower)?.find((existing) => !project.isTestPath(existing));
  if (source !== undefined) return `${source} is a file of the project`;
  for (let end = lower.indexOf('/'); end !== -1; end = lower.indexOf('/', end + 1)) {
    const [existing] = index.get(lower.slice(0, end)) ?? [];
    if (existing !== undefined) return `${existing} is a file or a link, not a folder`;
  }
  return null;
}
