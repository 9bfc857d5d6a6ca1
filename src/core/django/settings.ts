import { findSettingsModule } from '../context/settings-files.ts';
import { resolveName } from '../index/resolve-name.ts';
import { findModule } from '../python/imports.ts';
import { folderOf, joinPath, nameOf } from '../python/path-index.ts';
import { readPytestSettings } from '../python/pytest-settings.ts';
import { type Expression, nameIn, textIn } from './expression.ts';
import type { SyntaxProject } from './syntax-project.ts';

/** What the project's settings say, as far as their syntax does. */
export interface DjangoSettings {
  /** Dotted; null where no file names one. */
  module: string | null;
  /** The file that names it. */
  source: string | null;
  /** Of the module; null when it is not among the known files. */
  path: string | null;
  /** Tests have one of their own: pytest's settings name it. */
  isForTests: boolean;
  installedApps: string[];
  authUserModel: string | null;
  rootUrlconf: string | null;
  /** Names of `REST_FRAMEWORK` with what they are set to. */
  restFramework: Record<string, string[]>;
  problems: string[];
}

type Values = Map<string, Expression>;

/** Star imports from settings to settings; more are a circle. */
const MAX_STARS = 12;
const MAX_ITEMS = 1_000;

/**
 * Reads the settings that tests run with: the module that pytest's settings, `manage.py`, `wsgi.py` or `asgi.py` name, with what
 * it takes from other modules by star import and adds by `+=`; else a call of `settings.configure(…)` in a `conftest.py`.
 */
export function readSettings(project: SyntaxProject): DjangoSettings {
  const { module, source, isForTests } = findModuleName(project);
  const path = module ? findFile(project, module, source ?? '') : null;
  const problems: string[] = [];
  const configured = module === null ? findConfigured(project) : null;
  const values =
    configured?.values ?? (path ? readValues(project, path, { stars: MAX_STARS }, problems) : new Map());
  const from = configured?.path ?? path;
  const texts = (name: string): string[] => {
    const value = values.get(name);
    if (!value || from === null) return [];
    return listTexts(project, from, value, values, problems, name);
  };
  if (module !== null && path === null)
    problems.push(`settings module ${module} is not among the known files`);
  return {
    module: module ?? null,
    source: source ?? configured?.path ?? null,
    path: path ?? configured?.path ?? null,
    isForTests,
    installedApps: texts('INSTALLED_APPS'),
    authUserModel: texts('AUTH_USER_MODEL')[0] ?? null,
    rootUrlconf: texts('ROOT_URLCONF')[0] ?? null,
    restFramework: from ? readDict(project, from, values, problems) : {},
    problems: [...new Set(problems)],
  };
}

/** Where the import system finds it; else the one file of the repository that its name fits, as `pythonpath` may have it. */
function findFile({ index }: SyntaxProject, module: string, from: string): string | null {
  const place = findModule({ module, level: 0 }, from, index.allPaths);
  if (place && 'path' in place) return place.path;
  const end = module.replaceAll('.', '/');
  const fitting = index.allPaths.filter(
    (path) => path.endsWith(`/${end}.py`) || path.endsWith(`/${end}/__init__.py`),
  );
  return fitting.length === 1 ? fitting[0]! : null;
}

function findModuleName({ texts }: SyntaxProject): {
  module: string | null;
  source: string | null;
  isForTests: boolean;
} {
  const fromPytest = readPytestSettings(texts);
  if (fromPytest.djangoSettings)
    return { module: fromPytest.djangoSettings, source: fromPytest.file, isForTests: true };
  const module = findSettingsModule(texts);
  const manage = [...texts.keys()].find((path) => nameOf(path) === 'manage.py');
  if (module) return { module, source: manage ?? null, isForTests: false };
  for (const [path, text] of texts) {
    if (!/^(wsgi|asgi|celery|runtests|conftest)\.py$/.test(nameOf(path))) continue;
    const match = /DJANGO_SETTINGS_MODULE["'][\])]*\s{0,9}[,=]\s{0,9}["']([\w.]+)["']/.exec(text);
    if (match)
      return { module: match[1]!, source: path, isForTests: /^(conftest|runtests)/.test(nameOf(path)) };
  }
  return { module: null, source: null, isForTests: false };
}

/** `settings.configure(INSTALLED_APPS=…)`, in a function or not: as libraries do it. */
function findConfigured(project: SyntaxProject): { path: string; values: Values } | null {
  for (const [path, text] of project.texts) {
    if (!/^(conftest|runtests|manage|settings)\.py$/.test(nameOf(path)) || !text.includes('.configure('))
      continue;
    const names = ['', ...project.index.symbolsOf(path).keys()];
    for (const qualname of names) {
      const statements =
        qualname === '' ? (project.moduleOf(path).get('') ?? []) : project.functionOf({ path, qualname });
      for (const { value } of statements) {
        if (value.kind !== 'call' || !/(^|\.)settings\.configure$/.test(nameIn(value.callee) ?? '')) continue;
        return { path, values: new Map(value.keywords) };
      }
    }
  }
  return null;
}

/** Module-level names with their values; star imports of other settings first, as they usually stand. */
function readValues(
  project: SyntaxProject,
  path: string,
  budget: { stars: number },
  problems: string[],
): Values {
  const values: Values = new Map();
  const stars = (project.index.files.get(path)?.imports ?? []).filter(({ name }) => name === '*');
  for (const star of stars) {
    const place = findModule(star, path, project.index.allPaths);
    if (!place || !('path' in place) || !project.isRead(place.path))
      problems.push(`settings take names from ${'.'.repeat(star.level)}${star.module}, which was not read`);
    if (!place || !('path' in place) || place.path === path || budget.stars-- <= 0) continue;
    for (const [name, value] of readValues(project, place.path, budget, problems)) values.set(name, value);
  }
  for (const { kind, target, value, isConditional } of project.moduleOf(path).get('') ?? []) {
    const earlier = values.get(target);
    if (kind === 'add') values.set(target, { kind: 'sum', parts: [earlier ?? NONE, value] });
    else if (kind === 'assign' && isConditional && earlier)
      values.set(target, { kind: 'choice', options: [value, earlier] });
    else if (kind === 'assign') values.set(target, inPlaceOf(target, earlier, value));
    const method = kind === 'call' && value.kind === 'call' ? nameIn(value.callee) : null;
    if (method === 'include' && value.kind === 'call') {
      for (const included of includedPaths(project, path, value.args)) {
        if (included === path || budget.stars-- <= 0) continue;
        for (const [name, one] of readValues(project, included, budget, problems)) values.set(name, one);
      }
    }
    const changed = /^(\w+)\.(append|extend|insert)$/.exec(method ?? '');
    const added = changed && value.kind === 'call' ? value.args.at(-1) : null;
    if (changed && added) {
      const part: Expression =
        changed[2] === 'extend' ? added : { kind: 'list', items: [added], isTuple: false };
      values.set(changed[1]!, { kind: 'sum', parts: [values.get(changed[1]!) ?? NONE, part] });
    }
  }
  return values;
}

/** `include('base.py', optional('local/*.py'))` of django-split-settings: files beside this one. */
function includedPaths(project: SyntaxProject, path: string, args: readonly Expression[]): string[] {
  return args.flatMap((arg) => {
    const text = textIn(arg) ?? (arg.kind === 'call' ? textIn(arg.args[0]) : null);
    if (text === null || text.length > 200) return [];
    const pattern = joinPath(folderOf(path), text.replace(/^\.\//, ''));
    const matches = globToPattern(pattern);
    return [...project.index.files.keys()].filter((one) => matches.test(one)).sort();
  });
}

function globToPattern(glob: string): RegExp {
  return new RegExp(`^${glob.replace(/[.+^${}()|\\[\]?]/g, '\\$&').replace(/\*+/g, '[^/]*')}$`);
}

const NONE: Expression = { kind: 'list', items: [], isTuple: false };

/** `APPS = APPS + […]` means the earlier value. */
function inPlaceOf(name: string, earlier: Expression | undefined, value: Expression): Expression {
  if (!earlier || value.kind === 'text') return value;
  if (nameIn(value) === name) return earlier;
  if (value.kind === 'sum')
    return { ...value, parts: value.parts.map((part) => inPlaceOf(name, earlier, part)) };
  if (value.kind === 'list') {
    const items = value.items.map(
      (item): Expression =>
        item.kind === 'spread' ? { ...item, value: inPlaceOf(name, earlier, item.value) } : item,
    );
    return { ...value, items };
  }
  return value;
}

/** The texts of a list, through names, sums and spreads; of a choice, those of every option that is a list. */
function listTexts(
  project: SyntaxProject,
  path: string,
  start: Expression,
  values: Values,
  problems: string[],
  about: string,
): string[] {
  const found: string[] = [];
  let budget = MAX_ITEMS;
  const visit = (value: Expression, from: string, depth: number): undefined => {
    if (budget-- <= 0 || depth > 20) return;
    const text = textIn(value);
    if (text !== null) found.push(text);
    else if (value.kind === 'list') for (const item of value.items) visit(item, from, depth + 1);
    else if (value.kind === 'sum') for (const part of value.parts) visit(part, from, depth + 1);
    else if (value.kind === 'spread') visit(value.value, from, depth + 1);
    else if (value.kind === 'choice') for (const option of value.options) visit(option, from, depth + 1);
    else if (value.kind === 'name') visitName(value.name, from, depth);
    else if (value.kind === 'call' && /^(list|tuple|set|sorted)$/.test(nameIn(value.callee) ?? ''))
      for (const one of value.args) visit(one, from, depth + 1);
    // `env("ROOT_URLCONF", default="…")`: what stands there when nothing is set.
    else if (value.kind === 'call') {
      const fallback = value.keywords.find(([name]) => name === 'default')?.[1] ?? value.args[1];
      if (fallback) visit(fallback, from, depth + 1);
      else problems.push(`${about} is built by a call that only running shows`);
    } else if (value.kind === 'other') problems.push(`${about} has a part that only running shows`);
  };
  const visitName = (name: string, from: string, depth: number): undefined => {
    const own = from === path ? values.get(name) : undefined;
    if (own) return visit(own, from, depth + 1);
    const ref = resolveName(project.index, from, name, null);
    const statement =
      ref?.qualname &&
      project
        .moduleOf(ref.path)
        .get('')
        ?.findLast((one) => one.target === ref.qualname);
    if (ref && statement) visit(statement.value, ref.path, depth + 1);
    else problems.push(`${about} takes ${name} from where syntax does not lead`);
  };
  visit(start, path, 0);
  return [...new Set(found)];
}

function readDict(
  project: SyntaxProject,
  path: string,
  values: Values,
  problems: string[],
): DjangoSettings['restFramework'] {
  const dict = values.get('REST_FRAMEWORK');
  if (dict && (dict.kind !== 'dict' || dict.entries.some(([key]) => textIn(key) === null)))
    problems.push('REST_FRAMEWORK has a part that only running shows');
  if (dict?.kind !== 'dict') return {};
  const entries = dict.entries.flatMap(([key, value]): [string, string[]][] => {
    const name = textIn(key);
    if (
      name === null ||
      !/^DEFAULT_(PERMISSION|AUTHENTICATION|THROTTLE|PAGINATION|VERSIONING|RENDERER|FILTER)/.test(name)
    )
      return [];
    return [[name, listTexts(project, path, value, values, problems, `REST_FRAMEWORK ${name}`)]];
  });
  return Object.fromEntries(entries);
}
