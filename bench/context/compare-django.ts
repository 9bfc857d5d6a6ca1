import { findApps } from '../../src/core/django/apps.ts';
import { type ModelField, readModel } from '../../src/core/django/models.ts';
import type { Route } from '../../src/core/django/route.ts';
import { readRoutes } from '../../src/core/django/routes.ts';
import { readSerializer } from '../../src/core/django/serializers.ts';
import { readSettings } from '../../src/core/django/settings.ts';
import type { SyntaxProject } from '../../src/core/django/syntax-project.ts';
import { type SymbolRef, symbolAt } from '../../src/core/index/project-index.ts';

/** What `django_facts.py` prints. */
export interface RunTimeFacts {
  routes: {
    urlconf: string;
    pattern: string;
    name: string | null;
    namespaces: string[];
    module: string;
    qualname: string;
  }[];
  models: {
    label: string;
    module: string;
    qualname: string;
    fields: { name: string; model: string; relation: string | null }[];
  }[];
  serializers: {
    module: string;
    qualname: string;
    model: { module: string; qualname: string };
    /** Of an instance; null when none can be made without a request. */
    fields: string[] | null;
    /** `Meta.fields`, when it is a list. */
    listed: string[] | null;
  }[];
  problems: string[];
}

/** Right over all that run time says, with what was missed. */
export interface Count {
  all: number;
  right: number;
  missed: string[];
}

export interface Comparison {
  routes: Count;
  models: Count;
  serializers: Count;
  /** Routes that syntax shows and run time does not have: under conditions that did not hold. */
  routesBeyond: number;
  /** Serializers whose methods add or remove fields of that list when one is made. */
  fieldsAtRunTime: number;
  /** What the reading itself named as unknown. */
  problems: string[];
}

/** Compares facts from syntax with those of run time; a route, model or serializer is right only when all of it is. */
export function compareDjango(
  project: SyntaxProject,
  facts: RunTimeFacts,
  findPlace: (module: string) => string | null,
): Comparison {
  const settings = readSettings(project);
  const apps = findApps(project, settings.installedApps, settings.path);
  const problems = [...settings.problems];
  const labels = new Map<string, string>();
  for (const { module, qualname, label } of facts.models)
    labels.set(`${findPlace(module)}::${qualname}`, label);
  const { routes, beyond } = compareRoutes();
  let beyondFields = 0;
  return {
    routes,
    models: count(facts.models, compareModel),
    serializers: count(facts.serializers, compareSerializer),
    routesBeyond: beyond,
    get fieldsAtRunTime() {
      return beyondFields;
    },
    problems: [...new Set(problems)],
  };

  function refOf({ module, qualname }: { module: string; qualname: string }): SymbolRef | null {
    const path = findPlace(module);
    return path && symbolAt(project.index, { path, qualname }) ? { path, qualname } : null;
  }

  function compareRoutes(): { routes: Count; beyond: number } {
    const result: Count = { all: 0, right: 0, missed: [] };
    let beyond = 0;
    for (const urlconf of new Set(facts.routes.map((one) => one.urlconf))) {
      const path = findPlace(urlconf);
      const read = path ? readRoutes(project, path) : { routes: [], problems: [`${urlconf} has no file`] };
      problems.push(...read.problems);
      const open = new Map<string, number>();
      for (const route of read.routes) open.set(keyOf(route), (open.get(keyOf(route)) ?? 0) + 1);
      const wanted = facts.routes.filter((one) => one.urlconf === urlconf);
      for (const one of wanted) {
        const view = one.qualname.includes('<lambda>')
          ? null
          : (refOf(one) ?? { path: findPlace(one.module) ?? '', qualname: one.qualname });
        const key = join(one.pattern, one.name, one.namespaces, view);
        const left = open.get(key) ?? 0;
        result.all++;
        if (left > 0) {
          result.right++;
          open.set(key, left - 1);
        } else
          result.missed.push(
            `${urlconf}: ${one.pattern} (${[...one.namespaces, one.name].join(':')}) → ${one.module}.${one.qualname}`,
          );
      }
      for (const [key, left] of open) if (left > 0 && !key.endsWith(' null')) beyond += left;
    }
    return { routes: result, beyond };
  }

  function compareModel(one: RunTimeFacts['models'][number]): string | null {
    const ref = refOf(one);
    if (!ref) return `${one.label}: ${one.module}.${one.qualname} is not in a file`;
    const model = readModel(project, ref, apps);
    if (model.label !== one.label) return `${one.label}: read as ${model.label}`;
    if (model.isAbstract) return `${one.label}: read as abstract`;
    const own = one.fields.filter((field) => field.model === one.label);
    const wanted = own.map(({ name, relation }) => `${name}→${relation ?? ''}`);
    const nameOf = ({ name, relation }: ModelField): string =>
      `${name}→${relation ? targetLabel(relation) : ''}`;
    // Of a field under a condition, the facts say that only running shows whether it is there.
    const read = model.isProxy
      ? []
      : model.fields.filter((field) => !field.isConditional || wanted.includes(nameOf(field))).map(nameOf);
    return difference(one.label, wanted, read);
  }

  function targetLabel({ target, label }: { target: SymbolRef | null; label: string | null }): string {
    if (target)
      return labels.get(`${target.path}::${target.qualname}`) ?? readModel(project, target, apps).label;
    if (label === 'AUTH_USER_MODEL') return settings.authUserModel ?? 'auth.User';
    // `django.contrib.auth.models.Group` → `auth.Group`
    const parts = label?.split('.') ?? [];
    return parts.length > 2 ? `${parts[parts.indexOf('models') - 1]}.${parts.at(-1)}` : (label ?? '?');
  }

  function compareSerializer(one: RunTimeFacts['serializers'][number]): string | null {
    const ref = refOf(one);
    const name = `${one.module}.${one.qualname}`;
    if (!ref) return `${name} is not in a file`;
    const read = readSerializer(project, ref);
    const model = refOf(one.model);
    const isSame = model
      ? read.model?.path === model.path && read.model.qualname === model.qualname
      : (read.externalModel === 'AUTH_USER_MODEL'
          ? (settings.authUserModel ?? 'auth.User')
          : read.externalModel
        )
          ?.split('.')
          .at(-1) === one.model.qualname;
    if (!isSame)
      return `${name}: Meta.model is ${one.model.qualname}, read as ${read.model?.qualname ?? read.externalModel}`;
    if (one.fields !== null && Array.isArray(read.fields) && difference(name, one.fields, read.fields))
      beyondFields++;
    if (one.listed === null)
      return read.fields === null || read.fields === '__all__' ? null : `${name}: read a list of fields`;
    return Array.isArray(read.fields)
      ? difference(name, one.listed, read.fields)
      : `${name}: Meta.fields was not read`;
  }
}

function count<T>(all: readonly T[], compare: (one: T) => string | null): Count {
  const missed = all.map(compare).filter((one) => one !== null);
  return { all: all.length, right: all.length - missed.length, missed };
}

function difference(name: string, wanted: readonly string[], read: readonly string[]): string | null {
  const missing = wanted.filter((one) => !read.includes(one));
  const extra = read.filter((one) => !wanted.includes(one));
  return missing.length + extra.length === 0
    ? null
    : `${name}: not read ${missing.join(', ') || '-'}; read too much ${extra.join(', ') || '-'}`;
}

function keyOf({ pattern, name, namespaces, view }: Route): string {
  return join(pattern, name, namespaces, view);
}

function join(
  pattern: string,
  name: string | null,
  namespaces: readonly string[],
  view: SymbolRef | null,
): string {
  const plain = pattern.replace('<language>/', '').replace(/^en(-us)?\//, '');
  return `${plain} ${[...namespaces, name].join(':')} ${view ? `${view.path}::${view.qualname}` : null}`;
}
