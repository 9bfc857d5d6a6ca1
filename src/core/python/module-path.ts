import { foldersUp, indexPaths, joinPath, nameOf, type PathIndex } from './path-index.ts';

/** https://docs.python.org/3/reference/lexical_analysis.html#keywords */
const KEYWORDS = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from ' +
    'global if import in is lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
);

const PROJECT_FILES = ['pyproject.toml', 'setup.py', 'setup.cfg'];
const SOURCE_FOLDERS = new Set(['src', 'lib', 'python']);

/**
 * The dotted module under which tests import a file, e.g. `src/shop/pricing.py` → `shop.pricing`, or null when no
 * import statement can name it. Import roots, strongest first: the folder of a `manage.py` (Django puts it on
 * sys.path), a `src` folder, the folder above the outermost regular package, a folder with project metadata, the top.
 */
export function importPath(path: string, allPaths: readonly string[]): string | null {
  if (!path.endsWith('.py')) return null;
  const root = importRootOf(path, allPaths);
  const inside = root ? path.slice(root.length + 1) : path;
  const parts = inside.slice(0, -'.py'.length).split('/');
  if (parts.at(-1) === '__init__') parts.pop();
  return parts.length > 0 && parts.every(isIdentifier) ? parts.join('.') : null;
}

/** The folder that has to be on sys.path for `importPath`'s answer to work; `''` is the top of the repository. */
export function importRootOf(path: string, allPaths: readonly string[]): string {
  const index = indexPaths(allPaths);
  const above = foldersUp(path.slice(0, Math.max(0, path.lastIndexOf('/'))));
  const django = above.find((folder) => index.has(joinPath(folder, 'manage.py')));
  const outside = above.find((folder) => !index.isPackage(folder)) ?? '';
  const sources = above.find((folder) => isSourceFolder(folder, index));
  if (django !== undefined && (sources === undefined || django.length >= sources.length)) return django;
  // A package that reaches above the source folder (`src/__init__.py` exists) is imported with that name.
  if (sources !== undefined && outside.length >= sources.length) return sources;
  // Folders without __init__.py between the package and the project are namespace packages.
  const project = foldersUp(outside).find((folder) =>
    PROJECT_FILES.some((file) => index.has(joinPath(folder, file))),
  );
  return project ?? '';
}

/** Whether the text can stand as a name in Python source. */
export function isIdentifier(text: string): boolean {
  return /^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*$/u.test(text) && !KEYWORDS.has(text);
}

/** `src` always is an import root unless it is a package; `lib` and `python` only next to project metadata. */
function isSourceFolder(folder: string, index: PathIndex): boolean {
  const name = nameOf(folder);
  if (!SOURCE_FOLDERS.has(name) || index.isPackage(folder)) return false;
  if (name === 'src') return true;
  const parent = folder.slice(0, Math.max(0, folder.length - name.length - 1));
  return PROJECT_FILES.some((file) => index.has(joinPath(parent, file)));
}
