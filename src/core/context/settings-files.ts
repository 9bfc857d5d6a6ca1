import { resolveModule } from '../python/imports.ts';
import { folderOf, nameOf } from '../python/path-index.ts';
import { readPytestSettings } from '../python/pytest-settings.ts';
import { isRequirements } from '../versions/read-requirements.ts';
import { findVersionFiles } from '../versions/version-files.ts';

/** Requirement files beyond this many tell little new. */
const MAX_REQUIREMENTS = 4;
/** Projects in one repository that are looked at. */
const MAX_PROJECTS = 4;

const PROJECT_SETTINGS = new Set([
  'pyproject.toml',
  'pytest.ini',
  '.pytest.ini',
  'setup.cfg',
  'tox.ini',
  'manage.py',
]);

/** Settings files at the top of the repository and at the tops of its projects, those nearest to the top first. */
export function findSettingsFiles(allPaths: readonly string[]): string[] {
  const byDepth = (a: string, b: string): number =>
    a.split('/').length - b.split('/').length || (a < b ? -1 : 1);
  const settings = allPaths.filter((path) => PROJECT_SETTINGS.has(nameOf(path))).sort(byDepth);
  const projects = [...new Set(settings.map(folderOf))].slice(0, MAX_PROJECTS);
  const requirements = allPaths.filter(isRequirements).sort(byDepth).slice(0, MAX_REQUIREMENTS);
  const versions = findVersionFiles(allPaths, [...new Set(['', ...projects])]);
  return [...settings.filter((path) => projects.includes(folderOf(path))), ...versions, ...requirements];
}

/** The dotted settings module that `manage.py` or pytest's settings name, among the texts that are known. */
export function findSettingsModule(texts: ReadonlyMap<string, string>): string | null {
  const fromPytest = readPytestSettings(texts).djangoSettings;
  if (fromPytest) return fromPytest;
  for (const [path, text] of texts) {
    if (nameOf(path) !== 'manage.py') continue;
    const match = /DJANGO_SETTINGS_MODULE["']\s*,\s*["']([\w.]+)["']/.exec(text);
    if (match) return match[1]!;
  }
  return null;
}

/** The file of that settings module, or null. */
export function findSettingsPath(
  texts: ReadonlyMap<string, string>,
  allPaths: readonly string[],
): string | null {
  const module = findSettingsModule(texts);
  if (!module) return null;
  const manage = [...texts.keys()].find((path) => nameOf(path) === 'manage.py');
  return resolveModule(module, manage ?? 'manage.py', allPaths);
}
