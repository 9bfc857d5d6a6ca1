import { folderOf, foldersUp, joinPath, nameOf } from '../python/path-index.ts';
import type { Source, Todo } from './facts.ts';
import type { CiJob } from './find-ci-job.ts';
import { joinFolder } from './shell-lines.ts';

/** Files that say how a project is installed. */
const MANIFESTS = new Set([
  'pyproject.toml',
  'setup.py',
  'setup.cfg',
  'Pipfile',
  'requirements.txt',
  'tox.ini',
  'uv.lock',
  'poetry.lock',
  'pdm.lock',
]);
const PYTEST_FILES = new Set([
  'pytest.ini',
  '.pytest.ini',
  'conftest.py',
  'tox.ini',
  'setup.cfg',
  'pyproject.toml',
]);
const MAX_DEPTH = 3;

export interface ProjectFolder {
  /** In which pytest starts. */
  folder: string;
  /** In which the manifests lie: that folder or one above it. */
  home: string;
  source: Source | null;
  todos: Todo[];
}

/** Where the project lies: where its own CI starts the tests, else the folder nearest to the top that looks like one. */
export function chooseFolder(allPaths: readonly string[], job: CiJob | null): ProjectFolder {
  const places = projectFolders(allPaths);
  if (job) {
    const { command, folder: inCommand } = job.test;
    const line = { path: job.file.path, line: command.line };
    if (command.folder === null) {
      return {
        folder: '',
        home: homeOf('', places),
        source: null,
        todos: [
          {
            text: 'The folder in which your CI starts the tests could not be followed: set `working-directory` if it is not the top.',
            source: line,
          },
        ],
      };
    }
    const started = joinFolder(command.folder, inCommand) ?? '';
    // `python site/manage.py test` starts at the top, but pytest finds the settings only from beside manage.py.
    const hasOwnSettings = allPaths.some(
      (path) =>
        folderOf(path) === command.folder &&
        PYTEST_FILES.has(nameOf(path)) &&
        nameOf(path) !== 'pyproject.toml',
    );
    const folder = inCommand !== '' && !hasOwnSettings ? started : command.folder;
    return { folder, home: homeOf(folder, places), source: folder === '' ? null : line, todos: [] };
  }
  const [first = '', ...others] = places.toSorted((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1));
  const manage = allPaths.find(
    (path) =>
      nameOf(path) === 'manage.py' &&
      (first === '' || path.startsWith(`${first}/`)) &&
      depth(path) <= MAX_DEPTH,
  );
  const hasPytest = allPaths.some(
    (path) => folderOf(path) === first && /^(pytest\.ini|\.pytest\.ini|conftest\.py)$/.test(nameOf(path)),
  );
  const folder =
    manage && !hasPytest && folderOf(manage) !== first && !folderOf(manage).includes('example')
      ? folderOf(manage)
      : first;
  const beside = others.filter((other) => depth(other) === depth(first) && first !== '');
  return {
    folder,
    home: homeOf(folder, places),
    source:
      folder === ''
        ? null
        : { path: folder === first ? (manifestIn(first, allPaths) ?? folder) : manage!, line: null },
    todos:
      beside.length > 0
        ? [
            {
              text: `There are further projects (${beside
                .slice(0, 5)
                .map((other) => `\`${other}\``)
                .join(', ')}); Testwright works on one in a repository. Choose the one that matters most.`,
              source: null,
            },
          ]
        : [],
  };
}

/** Folders with a manifest, and the top when it has one. */
function projectFolders(allPaths: readonly string[]): string[] {
  const found = new Set<string>();
  for (const path of allPaths) {
    if (
      depth(path) > MAX_DEPTH ||
      /(^|\/)(node_modules|vendor|third_party|docs?|examples?|tests?|\.[^/]+|[^/]*\{\{[^/]*)\//.test(path)
    )
      continue;
    if (MANIFESTS.has(nameOf(path)) || nameOf(path) === 'manage.py') found.add(folderOf(path));
    if (/(^|\/)requirements\/[^/]+\.txt$/.test(path)) found.add(folderOf(folderOf(path)));
  }
  return [...found];
}

function homeOf(folder: string, places: readonly string[]): string {
  return (
    foldersUp(folder).find((candidate) =>
      places.includes(candidate) && candidate !== folder ? true : places.includes(candidate),
    ) ?? ''
  );
}

function manifestIn(folder: string, allPaths: readonly string[]): string | null {
  return (
    allPaths.find((path) => folderOf(path) === folder && MANIFESTS.has(nameOf(path))) ?? joinPath(folder, '')
  );
}

function depth(path: string): number {
  return path === '' ? 0 : path.split('/').length;
}
