import { joinPath, nameOf } from '../python/path-index.ts';
import type { PackageManager, ProjectFiles, Source } from './facts.ts';
import { lineMatching, readToml } from './read-toml.ts';
import { at, entriesOf, listOf, textOf } from './read-yaml.ts';
import type { ToxEnvironment } from './tox.ts';

/** How to install a project, derived from its files because its CI does not say it in one place. */
export interface FileInstallation {
  manager: PackageManager;
  lines: string[];
  source: Source;
  why: string | null;
}

/** Groups and extras that hold what tests need, the most fitting first. */
const TEST_NAMES = [/^tests?$/i, /^(testing|unit-?tests?|pytest|ci)$/i, /^(dev|develop|development)$/i];

/** Null when no file says how the project is installed. */
export function readInstallFiles(
  files: ProjectFiles,
  home: string,
  tox: ToxEnvironment | null,
): FileInstallation | null {
  const { texts, allPaths } = files;
  const has = (name: string): boolean => allPaths.includes(joinPath(home, name));
  const path = joinPath(home, 'pyproject.toml');
  const text = texts.get(path) ?? '';
  const project = readToml(texts.get(path));
  const said = (name: string, line: number | null = null): Source => ({ path: joinPath(home, name), line });

  if (has('uv.lock')) {
    const groups = tox?.groups.length ? tox.groups : choose(keysOf(project, 'dependency-groups'), ['dev']);
    const extras = tox?.extras.length
      ? tox.extras
      : choose(keysOf(project, 'project', 'optional-dependencies'), []);
    const flags = [...groups.map((name) => `--group ${name}`), ...extras.map((name) => `--extra ${name}`)];
    return {
      manager: 'uv',
      lines: [['uv sync --locked', ...flags].join(' ')],
      source: said('uv.lock'),
      why: flags.length > 0 ? `groups and extras for tests: \`${flags.join(' ')}\`` : null,
    };
  }
  if (has('poetry.lock') || at(project, 'tool', 'poetry') !== undefined) {
    const optional = entriesOf(at(project, 'tool', 'poetry', 'group')).filter(
      ([, group]) => at(group, 'optional') === true,
    );
    const groups = choose(
      optional.map(([name]) => name),
      [],
    );
    const extras = choose(
      [
        ...keysOf(project, 'tool', 'poetry', 'extras'),
        ...keysOf(project, 'project', 'optional-dependencies'),
      ],
      [],
    );
    const flags = [...groups.map((name) => `--with ${name}`), ...extras.map((name) => `--extras ${name}`)];
    return {
      manager: 'poetry',
      lines: [['poetry install --no-interaction', ...flags].join(' ')],
      source: has('poetry.lock')
        ? said('poetry.lock')
        : said('pyproject.toml', lineMatching(text, /^\[tool\.poetry/)),
      why: null,
    };
  }
  if (has('Pipfile.lock') || has('Pipfile')) {
    const locked = has('Pipfile.lock');
    return {
      manager: 'pipenv',
      lines: [locked ? 'pipenv sync --dev' : 'pipenv install --dev'],
      source: said(locked ? 'Pipfile.lock' : 'Pipfile'),
      why: null,
    };
  }
  if (has('pdm.lock') || at(project, 'tool', 'pdm') !== undefined) {
    const extras = choose(keysOf(project, 'project', 'optional-dependencies'), []);
    const flags = extras.map((name) => `-G ${name}`);
    return {
      manager: 'pdm',
      lines: [['pdm install', ...flags].join(' ')],
      source: has('pdm.lock') ? said('pdm.lock') : said('pyproject.toml', lineMatching(text, /^\[tool\.pdm/)),
      why: null,
    };
  }
  const hatchFile = joinPath(home, 'hatch.toml');
  const hatch = readHatch(
    texts.has(hatchFile) ? at(readToml(texts.get(hatchFile)), 'envs') : at(project, 'tool', 'hatch', 'envs'),
    isPackage(files, home, project),
  );
  if (hatch) {
    const file = texts.has(hatchFile) ? 'hatch.toml' : 'pyproject.toml';
    const line = lineMatching(
      texts.get(joinPath(home, file))!,
      new RegExp(`^\\[(?:tool\\.hatch\\.)?envs\\.${hatch.name}\\b`),
    );
    return {
      manager: 'hatch',
      lines: hatch.lines,
      source: said(file, line),
      why: `what hatch's environment \`${hatch.name}\` holds`,
    };
  }
  return readPip(files, home, project, tox);
}

function readPip(
  files: ProjectFiles,
  home: string,
  project: unknown,
  tox: ToxEnvironment | null,
): FileInstallation | null {
  const { texts, allPaths } = files;
  const requirements = chooseRequirements(allPaths, home);
  const holdsProject = requirements.some((path) => /^\s*-e\s+\.(?:\[|\s|$)/m.test(texts.get(path) ?? ''));
  const fromTox = tox !== null && (tox.deps.length > 0 || tox.extras.length > 0 || tox.groups.length > 0);
  const lines: string[] = [];
  const words: string[] = [];
  let source: Source | null = null;
  let why: string | null = null;
  if (isPackage(files, home, project) && !holdsProject) {
    const { extras, found } =
      fromTox && tox.extras.length > 0
        ? { extras: tox.extras, found: tox.source }
        : findExtras(files, home, project);
    words.push(extras.length > 0 ? `-e ".[${extras.join(',')}]"` : '-e .');
    source = found;
  }
  const groups =
    fromTox && tox.groups.length > 0
      ? tox.groups
      : requirements.length === 0 || words.length > 0
        ? choose(keysOf(project, 'dependency-groups'), [])
        : [];
  for (const group of groups) words.push(`--group ${group}`);
  if (groups.length > 0) lines.push('python -m pip install --upgrade pip');
  if (fromTox) {
    for (const dep of tox.deps) words.push(quoteRequirement(dep));
    source = tox.source;
    why = 'what its test environment holds';
  } else {
    const shown = requirements.map((path) => (home ? path.slice(home.length + 1) : path));
    for (const path of shown) words.push(`-r ${path}`);
    source ??= requirements[0] ? { path: requirements[0], line: null } : null;
  }
  if (words.length === 0 || !source) return null;
  return { manager: 'pip', lines: [...lines, `python -m pip install ${words.join(' ')}`], source, why };
}

/** tox's `deps` are lines of a requirements file. */
function quoteRequirement(dep: string): string {
  if (/^-[re]\s*[\w./-]+$/.test(dep)) return dep;
  return /^[\w.-]+$/.test(dep) ? dep : `'${dep.replaceAll("'", '"')}'`;
}

/** Requirement files of this folder: the main one, and the one for tests, or else for development. */
export function chooseRequirements(allPaths: readonly string[], home: string): string[] {
  const here = allPaths.filter((path) => {
    const rest = home === '' ? path : path.startsWith(`${home}/`) ? path.slice(home.length + 1) : '';
    return (
      /^(?:requirements\/)?[\w.-]+\.txt$/.test(rest) &&
      (rest.startsWith('requirements/') || /requirement/i.test(rest))
    );
  });
  const purpose = (path: string): string =>
    nameOf(path)
      .toLowerCase()
      .replace(/\.txt$/, '')
      .replace(/[-_.]?requirements?[-_.]?/, '');
  const test = here.find((path) => /^(tests?|testing|ci)$/.test(purpose(path)));
  const development = here.find((path) => /^(dev|devel|develop|development|local)$/.test(purpose(path)));
  const main = here.find((path) => /^(|base|main|common|core|prod|production)$/.test(purpose(path)));
  return [main, test ?? development].filter((path) => path !== undefined);
}

/** Whether `pip install -e .` has something to install. */
function isPackage({ texts, allPaths }: ProjectFiles, home: string, project: unknown): boolean {
  if (at(project, 'project', 'name') !== undefined) return true;
  if (allPaths.includes(joinPath(home, 'setup.py'))) return true;
  return (
    /^\[metadata\]/m.test(texts.get(joinPath(home, 'setup.cfg')) ?? '') &&
    at(project, 'build-system') !== undefined
  );
}

function findExtras(
  { texts, allPaths }: ProjectFiles,
  home: string,
  project: unknown,
): { extras: string[]; found: Source } {
  const pyproject = joinPath(home, 'pyproject.toml');
  const declared = keysOf(project, 'project', 'optional-dependencies');
  if (declared.length > 0) {
    const extras = choose(declared, []);
    const line = extras[0]
      ? lineMatching(texts.get(pyproject)!, new RegExp(`^\\s*["']?${escapePattern(extras[0])}["']?\\s*=`))
      : null;
    return { extras, found: { path: pyproject, line } };
  }
  for (const name of ['setup.cfg', 'setup.py']) {
    const path = joinPath(home, name);
    const text = texts.get(path) ?? '';
    const start = text.search(/extras_require/);
    if (start < 0) continue;
    const rest = text.slice(start, start + 20_000);
    const names = [
      ...rest.matchAll(name === 'setup.cfg' ? /^([\w-]+)\s*=/gm : /["']([\w-]+)["']\s*:\s*[[(\w]/g),
    ].map((match) => match[1]!);
    const extras = choose(names, []);
    if (extras[0]) {
      const pattern = new RegExp(
        name === 'setup.cfg'
          ? `^${escapePattern(extras[0])}\\s*=`
          : `["']${escapePattern(extras[0])}["']\\s*:`,
      );
      return { extras, found: { path, line: lineMatching(text, pattern) } };
    }
  }
  const manifest = ['pyproject.toml', 'setup.py', 'setup.cfg']
    .map((name) => joinPath(home, name))
    .find((path) => allPaths.includes(path));
  return { extras: [], found: { path: manifest ?? pyproject, line: null } };
}

/** pip's own words for what an environment of hatch holds. */
function readHatch(all: unknown, isProject: boolean): { name: string; lines: string[] } | null {
  const environments = entriesOf(all);
  for (const wanted of ['hatch-test', 'test', 'tests', 'dev', 'default']) {
    const environment = environments.find(([name]) => name === wanted)?.[1];
    const texts = (key: string): string[] =>
      listOf(at(environment, key)).flatMap((item) => textOf(item) ?? []);
    const packages = [...texts('dependencies'), ...texts('extra-dependencies')];
    const features = texts('features');
    if (packages.length === 0 && features.length === 0) continue;
    const itself = isProject ? [features.length > 0 ? `-e ".[${features.join(',')}]"` : '-e .'] : [];
    return {
      name: wanted,
      lines: [`python -m pip install ${[...itself, ...packages.map(quoteRequirement)].join(' ')}`],
    };
  }
  return null;
}

function keysOf(value: unknown, ...keys: string[]): string[] {
  return entriesOf(at(value, ...keys)).map(([name]) => name);
}

/** The most fitting of the names, unless it is there by default anyway. */
function choose(names: readonly string[], byDefault: readonly string[]): string[] {
  for (const pattern of TEST_NAMES) {
    const found = names.find((name) => pattern.test(name));
    if (found !== undefined) return byDefault.includes(found) ? [] : /^[\w.-]+$/.test(found) ? [found] : [];
  }
  return [];
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
