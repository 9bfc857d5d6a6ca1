import { type SymbolRef, symbolAt } from '../index/project-index.ts';
import { findModule } from '../python/imports.ts';
import { type Bindings, createBindings, type Place } from './bindings.ts';
import {
  argumentOf,
  type Call,
  calleeName,
  type Expression,
  nameIn,
  objectOf,
  textIn,
} from './expression.ts';
import { createRouterReader, type FoundRouter, type RouterReader } from './registrations.ts';
import { type Route, withFormat } from './route.ts';
import { nameView, type RouteView, readRouteView } from './route-views.ts';
import { expandRegistration } from './router-routes.ts';
import {
  externalName,
  findAncestry,
  resolveClass,
  resolveWhole,
  type SyntaxProject,
} from './syntax-project.ts';
import { readView } from './views.ts';

/** All routes that could be read, and what could not. */
export interface Routes {
  routes: Route[];
  /** Files that were followed. */
  modules: string[];
  problems: string[];
}

const MAX_ROUTES = 20_000;
const MAX_STEPS = 200_000;
/** Includes in includes. */
const MAX_DEPTH = 24;
const MAX_PROBLEMS = 50;

interface Around {
  pieces: Route['pieces'];
  namespaces: string[];
  depth: number;
  /** Modules, functions and names that are being expanded. */
  open: readonly string[];
}

const TOP: Around = { pieces: [], namespaces: [], depth: 0, open: [] };

/**
 * Follows `urlpatterns` of a URL configuration: `path`, `re_path`, `url`, `include` of modules, lists, tuples and routers,
 * `i18n_patterns`, `format_suffix_patterns`, sums, `+=`, and functions that return patterns. What is built at run time is a
 * problem, never a guess. https://docs.djangoproject.com/en/stable/topics/http/urls/
 * @param rootPath the file of `ROOT_URLCONF`
 */
export function readRoutes(project: SyntaxProject, rootPath: string): Routes {
  const reader = new RouteReader(project);
  reader.expandModule(rootPath, TOP, 'urlpatterns');
  return reader.result();
}

/** Files of the project that hold `urlpatterns` or register views with routers. */
export function findUrlModules({ texts, index }: SyntaxProject): string[] {
  return [...index.files.keys()].filter((path) => /^\s{0,8}urlpatterns\b/m.test(texts.get(path) ?? ''));
}

class RouteReader {
  readonly #project: SyntaxProject;
  readonly #routes: Route[] = [];
  readonly #modules = new Set<string>();
  readonly #problems = new Set<string>();
  readonly #bindings: Bindings;
  readonly #routers: RouterReader;
  #steps = MAX_STEPS;

  constructor(project: SyntaxProject) {
    const tell = (problem: string): undefined => this.#problem(problem);
    this.#project = project;
    this.#bindings = createBindings(project, tell);
    this.#routers = createRouterReader(project, this.#bindings, tell);
  }

  result(): Routes {
    return { routes: this.#routes, modules: [...this.#modules], problems: [...this.#problems] };
  }

  expandModule(path: string, around: Around, variable: string): undefined {
    const key = `${path}::${variable}`;
    this.#modules.add(path);
    if (around.open.includes(key) || around.depth > MAX_DEPTH)
      return this.#problem(`${path} includes itself`);
    const value = this.#bindings.of({ path, within: '', line: 0 }).get(variable);
    if (value)
      return this.#expand(value, { path, within: '', line: 0 }, { ...around, open: [...around.open, key] });
    const elsewhere = resolveWhole(this.#project.index, path, variable);
    if (elsewhere && elsewhere.qualname !== '' && elsewhere.path !== path)
      return this.expandModule(elsewhere.path, { ...around, depth: around.depth + 1 }, elsewhere.qualname);
    this.#problem(this.#project.isRead(path) ? `${path} has no ${variable}` : `${path} was not read`);
  }

  #expand(value: Expression, place: Place, around: Around): undefined {
    if (this.#steps-- <= 0 || this.#routes.length >= MAX_ROUTES || around.depth > MAX_DEPTH) {
      return this.#problem('more routes than are read');
    }
    const deeper = { ...around, depth: around.depth + 1 };
    switch (value.kind) {
      case 'list':
        for (const item of value.items) this.#expand(item, place, around);
        return;
      case 'sum':
        for (const part of value.parts) this.#expand(part, place, around);
        return;
      case 'choice':
        for (const option of value.options) this.#expand(option, place, around);
        return;
      case 'spread':
        return this.#expand(value.value, place, around);
      case 'name':
        return this.#expandName(value.name, place, deeper);
      case 'attribute':
        return this.#expandAttribute(value.object, value.name, place, deeper);
      case 'call':
        return this.#expandCall(value, place, deeper);
      case 'literal':
        return;
      default:
        this.#problem(`${place.path}:${place.line} builds patterns at run time`);
    }
  }

  #expandName(name: string, place: Place, around: Around): undefined {
    const key = `${place.path}::${place.within}::${name}`;
    if (around.open.includes(key)) return;
    const inner = { ...around, open: [...around.open, key] };
    const own =
      this.#bindings.of(place).get(name) ??
      (place.within ? this.#bindings.of({ ...place, within: '' }).get(name) : undefined);
    if (own) return this.#expand(own, place, inner);
    const ref = resolveWhole(this.#project.index, place.path, name);
    const last = name.split('.').at(-1)!;
    if (ref?.qualname === '' && ref.path.endsWith('.py'))
      return this.expandModule(ref.path, inner, 'urlpatterns');
    if (ref && ref.qualname !== '' && !ref.qualname.includes('.') && ref.path !== place.path)
      return this.expandModule(ref.path, inner, ref.qualname);
    const dot = name.lastIndexOf('.');
    if (dot > 0) return this.#expandAttribute({ kind: 'name', name: name.slice(0, dot) }, last, place, inner);
    this.#problem(`${place.path}: ${name} is not known from syntax`);
  }

  /** `router.urls`, `admin.site.urls`, `Dashboard().urls`. */
  #expandAttribute(object: Expression, name: string, place: Place, around: Around): undefined {
    const router = name === 'urls' ? this.#routers.find(object, place.path) : null;
    if (router) return this.#expandRouter(router, around);
    const instance =
      object.kind === 'call' ? resolveClass(this.#project, place.path, nameIn(object.callee) ?? '') : null;
    const cls = instance ?? this.#classOfName(object, place);
    const getUrls =
      cls &&
      [cls, ...findAncestry(this.#project.index, cls).inside].find((one) => this.#hasMethod(one, 'get_urls'));
    if (getUrls && name === 'urls')
      return this.#expandFunction({ path: getUrls.path, qualname: `${getUrls.qualname}.get_urls` }, around);
    const shown = object.kind === 'name' ? `${object.name}.${name}` : `(…).${name}`;
    this.#problem(`${place.path}: the patterns of ${shown} are built at run time`);
  }

  #expandCall(call: Call, place: Place, around: Around): undefined {
    const callee = calleeName(call) ?? '';
    if (/^(path|re_path|url)$/.test(callee))
      return this.#expandPattern(call, callee !== 'path', place, around);
    if (callee === 'i18n_patterns') {
      const inner = { ...around, pieces: [...around.pieces, { text: '<language>/', isRegex: false }] };
      for (const one of call.args) this.#expand(one, place, inner);
      return;
    }
    if (callee === 'include') return this.#expandInclude(call, place, around);
    if (callee === 'format_suffix_patterns') {
      const first = this.#routes.length;
      if (call.args[0]) this.#expand(call.args[0], place, around);
      this.#routes.push(...this.#routes.slice(first).map(withFormat));
      return;
    }
    if (/^(static|staticfiles_urlpatterns|debug_toolbar_urls)$/.test(callee)) return;
    if (/^(list|tuple|reversed|sorted|filter)$/.test(callee)) {
      for (const one of call.args) if (one.kind !== 'literal') this.#expand(one, place, around);
      return;
    }
    const name = nameIn(call.callee);
    const ref = name ? resolveWhole(this.#project.index, place.path, name) : null;
    if (ref && symbolAt(this.#project.index, ref)?.kind === 'function' && call.args.length === 0)
      return this.#expandFunction(ref, around);
    const router = callee === 'get_urls' ? this.#routers.find(objectOf(call.callee), place.path) : null;
    if (router) return this.#expandRouter(router, around);
    // A function that takes patterns hands them on, with something around them.
    const first = call.args.find((one) => /^(list|sum|name|call)$/.test(one.kind));
    if (ref && first) return this.#expand(first, place, around);
    this.#problem(`${place.path}: the patterns of ${name ?? callee}(…) are built at run time`);
  }

  #expandFunction(ref: SymbolRef, around: Around): undefined {
    const key = `${ref.path}::${ref.qualname}()`;
    if (around.open.includes(key)) return;
    const place = { path: ref.path, within: ref.qualname, line: 0 };
    for (const { kind, value } of this.#project.functionOf(ref))
      if (kind === 'return') this.#expand(value, place, { ...around, open: [...around.open, key] });
  }

  #expandPattern(call: Call, isRegex: boolean, place: Place, around: Around): undefined {
    const text = this.#bindings.text(argumentOf(call, isRegex ? 'regex' : 'route', 0), place);
    const view = argumentOf(call, 'view', 1);
    if (text === null || !view) return this.#problem(`${place.path}: a pattern is built at run time`);
    const inner = { ...around, pieces: [...around.pieces, { text, isRegex }] };
    const name = this.#bindings.text(argumentOf(call, 'name', 3), place);
    if (calleeName(view) === 'include' && view.kind === 'call')
      return this.#expandInclude(view, place, inner);
    if (/(^|_)include$/.test(calleeName(view) ?? '') && view.kind === 'call') {
      const module = view.args.find((one) => textIn(one) !== null);
      return this.#expandInclude({ ...view, args: module ? [module] : view.args }, place, inner);
    }
    if (view.kind === 'list') return this.#expandTriple(view, null, place, inner);
    const isUrls =
      /(^|\.)urls$/.test(nameIn(view) ?? '') || (view.kind === 'attribute' && view.name === 'urls');
    if (isUrls) return this.#expand(view, place, inner);
    this.#add(inner, name, place, readRouteView(this.#project, this.#bindings, view, place.path));
  }

  #expandInclude(call: Call, place: Place, around: Around): undefined {
    const [what] = call.args;
    const namespace = this.#bindings.text(argumentOf(call, 'namespace', 1), place);
    const text = what ? this.#bindings.text(what, place) : null;
    if (text !== null) {
      const found = findModule({ module: text, level: 0 }, place.path, this.#project.index.allPaths);
      if (!found || !('path' in found))
        return this.#problem(`${place.path} includes ${text}, which is not the project's`);
      return this.#includeModule(found.path, namespace, around);
    }
    if (what?.kind === 'list' && what.isTuple) return this.#expandTriple(what, namespace, place, around);
    const ref = what?.kind === 'name' ? resolveWhole(this.#project.index, place.path, what.name) : null;
    if (ref?.qualname === '' && ref.path.endsWith('.py'))
      return this.#includeModule(ref.path, namespace, around);
    if (what?.kind === 'name' && !ref) {
      const external = externalName(this.#project.index, place.path, what.name);
      if (external) return this.#problem(`${place.path} includes ${external}, which is not the project's`);
    }
    const bound = what?.kind === 'name' ? this.#bindings.of(place).get(what.name) : undefined;
    if (bound?.kind === 'list' && bound.isTuple) return this.#expandTriple(bound, namespace, place, around);
    const inner = namespace === null ? around : { ...around, namespaces: [...around.namespaces, namespace] };
    if (what) this.#expand(what, place, inner);
  }

  #includeModule(path: string, namespace: string | null, around: Around): undefined {
    const appName = textIn(this.#bindings.of({ path, within: '', line: 0 }).get('app_name'));
    const space = namespace ?? appName;
    this.expandModule(
      path,
      {
        ...around,
        depth: around.depth + 1,
        namespaces: space === null ? around.namespaces : [...around.namespaces, space],
      },
      'urlpatterns',
    );
  }

  /** `(patterns, app_name)` or `(patterns, app_name, namespace)`. */
  #expandTriple(
    { items }: Extract<Expression, { kind: 'list' }>,
    namespace: string | null,
    place: Place,
    around: Around,
  ): undefined {
    const [patterns, app, own] = items;
    const isTriple = items.length <= 3 && app !== undefined && this.#bindings.text(app, place) !== null;
    if (!isTriple || !patterns) {
      for (const item of items) this.#expand(item, place, around);
      return;
    }
    const space = namespace ?? this.#bindings.text(own ?? null, place) ?? this.#bindings.text(app, place);
    const inner = space === null ? around : { ...around, namespaces: [...around.namespaces, space] };
    const text = this.#bindings.text(patterns, place);
    const found =
      text === null ? null : findModule({ module: text, level: 0 }, place.path, this.#project.index.allPaths);
    if (found && 'path' in found) return this.expandModule(found.path, inner, 'urlpatterns');
    this.#expand(patterns, place, inner);
  }

  #expandRouter(router: FoundRouter, around: Around): undefined {
    const { path, qualname } = router.ref;
    const settings = this.#routers.settingsOf(router);
    if (!settings) return this.#problem(`${path}: the router ${qualname} builds its patterns at run time`);
    const first = this.#routes.length;
    for (const registration of this.#routers.registrationsOf(router)) {
      const view = readView(this.#project, registration.view);
      if (!view) continue;
      const basename = registration.basename ?? view.models[0]?.qualname.toLowerCase() ?? null;
      const place = { path: registration.path, within: '', line: registration.line };
      for (const one of expandRegistration({ ...registration, basename }, view, settings)) {
        const inner = { ...around, pieces: [...around.pieces, { text: one.pattern, isRegex: true }] };
        const read = { view: view.ref, viewName: view.ref.qualname, actions: one.actions, wrappers: [] };
        this.#add(inner, basename === null ? null : one.name, place, read);
      }
    }
    if (!settings.hasRoot) return;
    const root = nameView(this.#project, 'APIRootView', 'rest_framework/routers.py');
    const empty = { ...around, pieces: [...around.pieces, { text: '', isRegex: false }] };
    this.#add(empty, 'api-root', { path, within: '', line: 0 }, { ...root, actions: null, wrappers: [] });
    this.#routes.push(...this.#routes.slice(first).map(withFormat));
  }

  #classOfName(object: Expression, place: Place): SymbolRef | null {
    const name = nameIn(object);
    const ref = name ? this.#bindings.variable(name, place.path) : null;
    const bound = ref && this.#bindings.assigned(ref);
    return bound?.kind === 'call' ? resolveClass(this.#project, ref!.path, nameIn(bound.callee) ?? '') : null;
  }

  #hasMethod({ path, qualname }: SymbolRef, name: string): boolean {
    return this.#project.index.symbolsOf(path).get(`${qualname}.${name}`)?.kind === 'function';
  }

  #add(around: Around, name: string | null, { path, line }: Place, view: RouteView): undefined {
    if (this.#routes.length >= MAX_ROUTES) return this.#problem('more routes than are read');
    const { pieces, namespaces } = around;
    this.#routes.push({
      pattern: pieces.map(({ text }) => text).join(''),
      pieces,
      name,
      namespaces,
      ...view,
      path,
      line,
    });
  }

  #problem(text: string): undefined {
    if (this.#problems.size < MAX_PROBLEMS) this.#problems.add(text);
  }
}
