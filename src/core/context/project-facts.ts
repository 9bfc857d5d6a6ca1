import { readSection } from '../python/ini-sections.ts';
import { folderOf, nameOf } from '../python/path-index.ts';
import { findSettingsModule, findSettingsPath, isRequirements } from './settings-files.ts';

/** Packages whose presence decides how a test is written. */
const TOLD = new Set(
  (
    'django djangorestframework fastapi flask starlette pydantic sqlalchemy celery channels wagtail ' +
    'pytest pytest-django pytest-mock pytest-asyncio pytest-xdist pytest-cov pytest-randomly anyio trio ' +
    'factory-boy faker model-bakery freezegun time-machine responses requests-mock respx httpx hypothesis ' +
    'parameterized vcrpy moto'
  ).split(' '),
);

/** Longer lines name no requirement; the patterns below are only quick on short ones. */
const MAX_LINE = 300;

/**
 * A few sentences for a prompt about the frameworks, versions and settings that tests must live with, from whatever
 * settings and requirement files are known. Says nothing that was not read.
 */
export function findProjectFacts(texts: ReadonlyMap<string, string>, allPaths: readonly string[]): string {
  const versions = findVersions(texts);
  const settings = findSettingsModule(texts);
  const facts: string[] = [];
  const manage = allPaths.find((path) => nameOf(path) === 'manage.py');
  if (versions.has('django') || manage !== undefined || settings) facts.push(djangoFact(manage, settings));
  const told = [...versions].filter(([name]) => TOLD.has(name)).map(([name, version]) => `${name}${version}`);
  if (told.length > 0) facts.push(`Named in its requirements: ${told.sort().join(', ')}.`);
  const python = findPythonVersions(texts);
  if (python) facts.push(`Python versions: ${python}.`);
  const settingsPath = findSettingsPath(texts, allPaths);
  facts.push(...settingsFacts(settingsPath ? (texts.get(settingsPath) ?? '') : ''));
  return facts.length > 0
    ? facts.join('\n')
    : 'A Python project; its settings and requirements were not found.';
}

function djangoFact(manage: string | undefined, settings: string | null): string {
  if (manage === undefined && !settings) return 'Uses Django.';
  const where = manage && folderOf(manage) ? ` in the folder ${folderOf(manage)}/` : '';
  return `A Django project${where}${settings ? `; settings module ${settings}` : ''}.`;
}

/** Settings that change what a test sees: time zones and the user model. */
function settingsFacts(text: string): string[] {
  const facts = ['AUTH_USER_MODEL', 'USE_TZ', 'TIME_ZONE'].flatMap((name) => {
    const match = new RegExp(`^${name}\\s*=\\s*([\\w"'./+-]+)\\s*(?:#.*)?$`, 'm').exec(text);
    return match ? [`${name} = ${match[1]}`] : [];
  });
  return facts.length > 0 ? [`Django settings: ${facts.join(', ')}.`] : [];
}

/** Package names (normalised as PyPI does) with the version specifier as written, `''` for none. */
function findVersions(texts: ReadonlyMap<string, string>): Map<string, string> {
  const versions = new Map<string, string>();
  const add = (name: string, version: string): void => {
    const normal = name.toLowerCase().replace(/[-_.]+/g, '-');
    if (!versions.get(normal)) versions.set(normal, version);
  };
  for (const [path, text] of texts) {
    if (isRequirements(path)) {
      for (const line of text.split(/\r?\n/)) addRequirement(line, add);
    } else if (nameOf(path) === 'pyproject.toml') {
      for (const match of text.matchAll(
        /["']([A-Za-z][\w.-]*(?:\[[^\]\n]{0,99}\])?\s{0,9}(?:[<>=!~][^"';\n]{0,99})?)(?:;[^"'\n]{0,99})?["']/g,
      )) {
        addRequirement(match[1]!, add);
      }
      // Poetry writes `django = "^5.0"` and `django = {version = "^5.0", …}`.
      for (const match of text.matchAll(
        /^([A-Za-z][\w.-]*)\s*=\s*(?:\{[^}\n]*version\s*=\s*)?"([\^~<>=]*[\d*][^"]*)"/gm,
      )) {
        if (TOLD.has(match[1]!.toLowerCase())) add(match[1]!, ` ${match[2]}`);
      }
    } else if (/^(setup\.cfg|tox\.ini)$/.test(nameOf(path))) {
      for (const line of text.split(/\r?\n/)) if (/^\s+[A-Za-z]/.test(line)) addRequirement(line, add);
    }
  }
  return versions;
}

function addRequirement(line: string, add: (name: string, version: string) => void): void {
  if (line.length > MAX_LINE) return;
  const match =
    /^\s*([A-Za-z][\w.-]*)\s*(?:\[[^\]]*\])?\s*((?:[<>=!~]=?=?\s*[\w.*+-]+\s*,?\s*)*)(?:[;#\\].*)?$/.exec(
      line,
    );
  if (match && TOLD.has(match[1]!.toLowerCase().replace(/[-_.]+/g, '-')))
    add(match[1]!, match[2]!.replace(/\s+/g, ''));
}

function findPythonVersions(texts: ReadonlyMap<string, string>): string | null {
  for (const [path, text] of texts) {
    const name = nameOf(path);
    if (name === 'pyproject.toml') {
      const match =
        /^requires-python\s*=\s*["']([^"']+)["']/m.exec(text) ?? /^python\s*=\s*["']([^"']+)["']/m.exec(text);
      if (match) return match[1]!;
    }
    const wanted = name === 'setup.cfg' ? readSection(text, 'options')?.get('python_requires') : undefined;
    if (wanted && wanted.length > 0) return wanted.join(', ');
  }
  return null;
}
