import { idOf, type SymbolRef, symbolAt } from '../index/project-index.ts';
import { findModule } from '../python/imports.ts';
import { isTestPath } from '../python/test-files.ts';
import { type App, findApps } from './apps.ts';
import { type DjangoModel, findModels, readModel } from './models.ts';
import type { Route } from './route.ts';
import { findUrlModules, readRoutes } from './routes.ts';
import { findSerializers, isForm, readSerializer, type Serializer } from './serializers.ts';
import { type DjangoSettings, readSettings } from './settings.ts';
import { allClasses, type SyntaxProject } from './syntax-project.ts';
import { findViewClasses, readView, type View } from './views.ts';

/** What the known files of a project say of its Django parts, and how these belong together. */
export interface DjangoFacts {
  settings: DjangoSettings;
  apps: App[];
  models: DjangoModel[];
  serializers: Serializer[];
  forms: Serializer[];
  views: View[];
  routes: Route[];
  /** The root URL configuration is not known: what stands before the routes is not either. */
  isPrefixUnknown: boolean;
  problems: string[];
}

/** Classes of each kind that are read. */
const MAX_CLASSES = 2_000;
/** URL configurations that nothing includes, where no root is known. */
const MAX_ROOTS = 30;

/** Whether any known file or path speaks of Django. */
export function usesDjango({ index }: Pick<SyntaxProject, 'index'>): boolean {
  for (const { imports } of index.files.values())
    if (imports.some(({ module, level }) => level === 0 && /^(django|rest_framework)(\.|$)/.test(module)))
      return true;
  return index.allPaths.some((path) => /(^|\/)manage\.py$/.test(path));
}

/** Reads all of it; from syntax alone. */
export function readDjangoFacts(project: SyntaxProject): DjangoFacts {
  const settings = readSettings(project);
  const apps = findApps(project, settings.installedApps, settings.path);
  const { routes, problems, isPrefixUnknown } = readAllRoutes(project, settings);
  const functions = new Map<string, SymbolRef>();
  for (const { view } of routes) {
    if (view && symbolAt(project.index, view)?.kind === 'function') functions.set(idOf(view), view);
  }
  for (const [path, { symbols }] of project.index.files) {
    for (const { kind, owner, qualname, decorators } of symbols)
      if (kind === 'function' && owner === null && decorators.some((one) => /(^|\.)api_view\b/.test(one)))
        functions.set(`${path}::${qualname}`, { path, qualname });
  }
  const views = [...findViewClasses(project), ...functions.values()].slice(0, MAX_CLASSES);
  return {
    settings,
    apps,
    models: findModels(project)
      .slice(0, MAX_CLASSES)
      .map((ref) => readModel(project, ref, apps)),
    serializers: findSerializers(project)
      .slice(0, MAX_CLASSES)
      .map((ref) => readSerializer(project, ref)),
    forms: allClasses(project)
      .filter((ref) => isForm(project, ref))
      .slice(0, MAX_CLASSES)
      .map((ref) => readSerializer(project, ref)),
    views: views.map((ref) => readView(project, ref)).filter((view) => view !== null),
    routes,
    isPrefixUnknown,
    problems: [...settings.problems, ...problems],
  };
}

/** From the root that the settings name; without it, from every URL configuration that no other includes. */
export function readAllRoutes(
  project: SyntaxProject,
  settings: Pick<DjangoSettings, 'rootUrlconf' | 'path'>,
): { routes: Route[]; problems: string[]; isPrefixUnknown: boolean } {
  const named = settings.rootUrlconf
    ? findModule({ module: settings.rootUrlconf, level: 0 }, settings.path ?? '', project.index.allPaths)
    : null;
  const root = named && 'path' in named && project.isRead(named.path) ? named.path : null;
  const main = root ? readRoutes(project, root) : { routes: [], modules: [], problems: [] };
  const routes = [...main.routes];
  // What the root does not lead to is read from its own top.
  const rest = findUrlModules(project)
    .filter((path) => !isTestPath(path) && !main.modules.includes(path))
    .slice(0, MAX_ROOTS)
    .map((path) => ({ path, ...readRoutes(project, path) }));
  for (const { path, routes: own } of rest) {
    const isIncluded = rest.some((other) => other.path !== path && other.modules.includes(path));
    if (!isIncluded) routes.push(...own);
  }
  return { routes, problems: main.problems, isPrefixUnknown: root === null && routes.length > 0 };
}

/** The project's user model, by the label that the settings name; null for Django's own, or when it is not known. */
export function findUserModel({
  settings,
  models,
}: Pick<DjangoFacts, 'settings' | 'models'>): DjangoModel | null {
  return models.find(({ label }) => label === settings.authUserModel) ?? null;
}
