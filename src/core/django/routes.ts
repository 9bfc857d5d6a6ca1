import { type SymbolRef, symbolAt } from '../index/project-index.ts';
import { findModule } from '../python/imports.ts';
import { argumentOf, calleeName, type Expression, nameIn, textIn } from './expression.ts';
import type { Statement } from './module-syntax.ts';
import {
  expandRegistration,
  parentPattern,
  type Registration,
  type RouterSettings,
  withFormatSuffix,
} from './router-routes.ts';
import {
  dottedNameOf,
  externalName,
  findAncestry,
  resolveClass,
  resolveWhole,
  type SyntaxProject,
} from './syntax-project.ts';
import { classesIn, readView } from './views.ts';

/** A URL pattern with all that includes it, and the view behind it. */
export interface Route {
  /** Patterns from the root on, joined: `api/^orders/(?P<pk>[^/.]+)/$`. */
  pattern: string;
  /** The same piece by piece, each with how it is written. */
  pieces: { text: string; isRegex: boolean }[];
  name: string | null;
  /** Of the includes around it. */
  namespaces: string[];
  /** Class or function of the project; null for other people's views, and for those that only running shows. */
  view: SymbolRef | null;
  /** As written, or its dotted name outside of the project. */
  viewName: string;
  /** HTTP method → method of a viewset; null for anything else. */
  actions: Record<string, string> | null;
  /** Decorators around the view. */
  wrappers: string[];
  path: string;
  line: number;
}

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
const FRAMEWORK_ROUTER = /^rest_framework\.routers\./;

/** Where an expression is read: names are looked up in the function first, then in the module. */
interface Place {
  path: string;
  /** Qualified name; `''` for the module. */
  within: string;
  line: number;
}

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
  readonly #bound = new Map<string, Map<string, Expression>>();
  #registering: { path: string; statement: Statement }[] | null = null;
  #steps = MAX_STEPS;

  constructor(project: SyntaxProject) {
    this.#project = project;
  }

  result(): Routes {
    return { routes: this.#routes, modules: [...this.#modules], problems: [...this.#problems] };
  }

  expandModule(path: string, around: Around, variable: string): undefined {
    const key = `${path}::${variable}`;
    this.#modules.add(path);
    if (around.open.includes(key) || around.depth > MAX_DEPTH)
      return this.#problem(`${path} includes itself`);
    const value = this.#bindings({ path, within: '', line: 0 }).get(variable);
    if (value)
      return this.#expand(value, { path, within: '', line: 0 }, { ...around, open: [...around.open, key] });
    const elsewhere = resolveWhole(this.#project.index, path, variable);
    if (elsewhere && elsewhere.qualname !== '' && elsewhere.path !== path)
      return this.expandModule(elsewhere.path, { ...around, depth: around.depth + 1 }, elsewhere.qualname);
    this.#problem(
      this.#project.index.files.has(path) ? `${path} has no ${variable}` : `${path} was not read`,
    );
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
      this.#bindings(place).get(name) ??
      (place.within ? this.#bindings({ ...place, within: '' }).get(name) : undefined);
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
    const router = this.#findRouter(object, place);
    if (router && name === 'urls') return this.#expandRouter(router.ref, router.call, router.place, around);
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

  #expandCall(call: Extract<Expression, { kind: 'call' }>, place: Place, around: Around): undefined {
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
      this.#routes.push(...this.#routes.slice(first).map(suffixed));
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
    const router =
      call.callee.kind === 'attribute' || name?.endsWith('.get_urls')
        ? this.#findRouter(objectOf(call.callee), place)
        : null;
    if (router && callee === 'get_urls')
      return this.#expandRouter(router.ref, router.call, router.place, around);
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

  #expandPattern(
    call: Extract<Expression, { kind: 'call' }>,
    isRegex: boolean,
    place: Place,
    around: Around,
  ): undefined {
    const text = this.#text(argumentOf(call, isRegex ? 'regex' : 'route', 0), place);
    const view = argumentOf(call, 'view', 1);
    if (text === null || !view) return this.#problem(`${place.path}: a pattern is built at run time`);
    const inner = { ...around, pieces: [...around.pieces, { text, isRegex }] };
    const name = this.#text(argumentOf(call, 'name', 3), place);
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
    this.#add(inner, name, place, this.#readView(view, place));
  }

  #expandInclude(call: Extract<Expression, { kind: 'call' }>, place: Place, around: Around): undefined {
    const [what] = call.args;
    const namespace = this.#text(argumentOf(call, 'namespace', 1), place);
    const text = what ? this.#text(what, place) : null;
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
    const bound = what?.kind === 'name' ? this.#bindings(place).get(what.name) : undefined;
    if (bound?.kind === 'list' && bound.isTuple) return this.#expandTriple(bound, namespace, place, around);
    const inner = namespace === null ? around : { ...around, namespaces: [...around.namespaces, namespace] };
    if (what) this.#expand(what, place, inner);
  }

  #includeModule(path: string, namespace: string | null, around: Around): undefined {
    const appName = textIn(this.#bindings({ path, within: '', line: 0 }).get('app_name'));
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
    const isTriple = items.length <= 3 && app !== undefined && this.#text(app, place) !== null;
    if (!isTriple || !patterns) {
      for (const item of items) this.#expand(item, place, around);
      return;
    }
    const space = namespace ?? this.#text(own ?? null, place) ?? this.#text(app, place);
    const inner = space === null ? around : { ...around, namespaces: [...around.namespaces, space] };
    const text = this.#text(patterns, place);
    const found =
      text === null ? null : findModule({ module: text, level: 0 }, place.path, this.#project.index.allPaths);
    if (found && 'path' in found) return this.expandModule(found.path, inner, 'urlpatterns');
    this.#expand(patterns, place, inner);
  }

  #expandRouter(ref: SymbolRef, call: Expression, place: Place, around: Around): undefined {
    const key = `${ref.path}::${ref.qualname} router`;
    if (around.open.includes(key) || call.kind !== 'call') return;
    const settings = this.#routerSettings(call, place);
    if (!settings)
      return this.#problem(`${place.path}: the router ${ref.qualname} builds its patterns at run time`);
    const first = this.#routes.length;
    for (const { registration, line, path } of this.#registrations(ref)) {
      const view = readView(this.#project, registration.view);
      if (!view) continue;
      const basename = registration.basename ?? view.models[0]?.qualname.toLowerCase() ?? null;
      for (const { pattern, name, actions } of expandRegistration(
        { ...registration, basename },
        view,
        settings,
      )) {
        const read = { view: view.ref, viewName: view.ref.qualname, actions, wrappers: [] };
        this.#add(
          { ...around, pieces: [...around.pieces, { text: pattern, isRegex: true }] },
          basename === null ? null : name,
          { path, within: '', line },
          read,
        );
      }
    }
    if (!settings.hasRoot) return;
    const view = this.#namedView('APIRootView', 'rest_framework/routers.py');
    const empty = { ...around, pieces: [...around.pieces, { text: '', isRegex: false }] };
    this.#add(empty, 'api-root', place, { ...view, actions: null, wrappers: [] });
    this.#routes.push(...this.#routes.slice(first).map(suffixed));
  }

  #routerSettings(call: Extract<Expression, { kind: 'call' }>, place: Place): RouterSettings | null {
    const name = nameIn(call.callee) ?? '';
    const cls = resolveClass(this.#project, place.path, name);
    const kinds = cls
      ? [dottedNameOf(cls), ...findAncestry(this.#project.index, cls).names]
      : [externalName(this.#project.index, place.path, name) ?? name];
    if (!kinds.some((one) => /Router$/.test(one))) return null;
    if (
      cls &&
      !FRAMEWORK_ROUTER.test(dottedNameOf(cls)) &&
      [cls, ...findAncestry(this.#project.index, cls).inside].some((one) => this.#hasMethod(one, 'get_urls'))
    ) {
      this.#problem(`${cls.path}: ${cls.qualname} has a get_urls of its own`);
    }
    const slash = call.keywords.find(([one]) => one === 'trailing_slash')?.[1];
    const isNested = kinds.some((one) => /Nested\w*Router$/.test(one));
    const parentPrefix = this.#text(argumentOf(call, 'parent_prefix', 1), place);
    const lookup = this.#text(argumentOf(call, 'lookup', 2), place);
    const parent =
      isNested && parentPrefix !== null
        ? `${parentPrefix.replace(/^\/|\/$/g, '')}/(?P<${lookup ? `${lookup}_` : ''}${'pk'}>[^/.]+)/`
        : '';
    return {
      hasRoot:
        kinds.some((one) => /DefaultRouter$/.test(one)) &&
        !isFalse(call.keywords.find(([one]) => one === 'include_root_view')?.[1]),
      trailingSlash: isFalse(slash) ? '' : (textIn(slash) ?? '/'),
      parent,
    };
  }

  /** Calls of `register` on this router, in any module that was read. */
  #registrations(router: SymbolRef): { registration: Registration; path: string; line: number }[] {
    this.#registering ??= this.#findRegistering();
    return this.#registering.flatMap(({ path, statement: { value, line, isRepeated } }) => {
      const registration = this.#readRegistration(value, path, router, 0);
      if (registration === 'unknown') {
        this.#problem(`${path}:${line} registers ${isRepeated ? 'in a loop' : 'what syntax does not show'}`);
        return [];
      }
      return registration ? [{ registration, path, line }] : [];
    });
  }

  /** Null for a call on something else than this router or what was registered with it. */
  #readRegistration(
    call: Expression,
    path: string,
    router: SymbolRef,
    depth: number,
  ): Registration | 'unknown' | null {
    if (call.kind !== 'call' || calleeName(call) !== 'register' || depth > 4) return null;
    const place = { path, within: '', line: 0 };
    const object = objectOf(call.callee);
    let parent = '';
    const ref = object.kind === 'name' ? this.#findVariable(object.name, path) : null;
    if (ref?.path !== router.path || ref.qualname !== router.qualname) {
      const bound = ref && ref.path === path ? this.#bindings(place).get(ref.qualname) : object;
      const outer = bound ? this.#readRegistration(bound, path, router, depth + 1) : null;
      const view = outer && outer !== 'unknown' ? readView(this.#project, outer.view) : null;
      const lookups = call.keywords.find(([name]) => name === 'parents_query_lookups')?.[1];
      const lookup = lookups?.kind === 'list' ? this.#text(lookups.items.at(-1) ?? null, place) : null;
      if (!outer) return null;
      if (outer === 'unknown' || !view || lookup === null) return 'unknown';
      parent = parentPattern(outer.parent, outer.prefix, lookup, view);
    }
    const prefix = this.#text(argumentOf(call, 'prefix', 0), place);
    const written = argumentOf(call, 'viewset', 1);
    const [view] = written ? classesIn(this.#project, path, written) : [];
    if (prefix === null || !view) return 'unknown';
    const basename = this.#text(
      argumentOf(call, 'basename', 2) ?? argumentOf(call, 'base_name', null),
      place,
    );
    return { prefix, view, basename, parent };
  }

  #findRegistering(): { path: string; statement: Statement }[] {
    const { index, texts } = this.#project;
    return [...index.files.keys()].flatMap((path) =>
      texts.get(path)?.includes('.register(')
        ? (this.#project.moduleOf(path).get('') ?? [])
            .filter(({ value }) => calleeName(value) === 'register')
            .map((statement) => ({ path, statement }))
        : [],
    );
  }

  /** The variable that a name means, with the call that made its router. */
  #findRouter(object: Expression, place: Place): { ref: SymbolRef; call: Expression; place: Place } | null {
    const name = nameIn(object);
    const ref = name ? this.#findVariable(name, place.path) : null;
    const call =
      ref &&
      this.#project
        .moduleOf(ref.path)
        .get('')
        ?.findLast(({ target, value }) => target === ref.qualname && value.kind === 'call')?.value;
    if (!ref || !call || !/Router/.test(calleeName(call) ?? '')) return null;
    return { ref, call, place: { path: ref.path, within: '', line: 0 } };
  }

  #findVariable(name: string, path: string): SymbolRef | null {
    if (this.#bindings({ path, within: '', line: 0 }).has(name)) return { path, qualname: name };
    const ref = resolveWhole(this.#project.index, path, name);
    return ref && ref.qualname !== '' ? ref : null;
  }

  #classOfName(object: Expression, place: Place): SymbolRef | null {
    const name = nameIn(object);
    const ref = name ? this.#findVariable(name, place.path) : null;
    const bound =
      ref &&
      this.#project
        .moduleOf(ref.path)
        .get('')
        ?.findLast(({ target }) => target === ref.qualname)?.value;
    return ref && bound?.kind === 'call'
      ? resolveClass(this.#project, ref.path, nameIn(bound.callee) ?? '')
      : null;
  }

  #hasMethod({ path, qualname }: SymbolRef, name: string): boolean {
    return this.#project.index.symbolsOf(path).get(`${qualname}.${name}`)?.kind === 'function';
  }

  /** A class by `as_view`, a function by its name, either within decorators. */
  #readView(start: Expression, place: Place): Pick<Route, 'view' | 'viewName' | 'actions' | 'wrappers'> {
    const wrappers: string[] = [];
    let value = start;
    let from = place.path;
    for (let step = 0; step < 12; step++) {
      if (value.kind === 'call' && calleeName(value) === 'as_view') {
        const cls = objectOf(value.callee);
        const written = nameIn(cls) ?? (cls.kind === 'call' ? (nameIn(cls.callee) ?? '?') : '?');
        return { ...this.#namedView(written, from), actions: readActions(value), wrappers };
      }
      if (value.kind === 'name') {
        const bound = this.#viewVariable(value.name, from);
        if (!bound) return { ...this.#namedView(value.name, from), actions: null, wrappers };
        value = bound.value;
        from = bound.path;
      } else if (value.kind === 'call') {
        const inner: Expression | undefined = value.args.find(
          (one) => one.kind === 'call' || one.kind === 'name',
        );
        // Decorators with arguments: `cache_page(60)(view)`.
        wrappers.push(nameIn(value.callee) ?? calleeName(value.callee) ?? '?');
        if (!inner) {
          // An object that is called, as feeds are: `LatestOrders()`.
          const made = resolveClass(this.#project, from, wrappers.at(-1)!);
          if (!made) break;
          return { view: made, viewName: made.qualname, actions: null, wrappers: wrappers.slice(0, -1) };
        }
        value = inner;
      } else break;
    }
    return { view: null, viewName: '(only running shows it)', actions: null, wrappers };
  }

  /** `order_list = OrderViewSet.as_view({…})`, here or where it is imported from. */
  #viewVariable(name: string, path: string): { value: Expression; path: string } | null {
    const ref = this.#findVariable(name, path);
    if (!ref || symbolAt(this.#project.index, ref)?.kind === 'function') return null;
    const value = this.#project
      .moduleOf(ref.path)
      .get('')
      ?.findLast(({ target }) => target === ref.qualname)?.value;
    return value && (value.kind === 'call' || (value.kind === 'name' && value.name !== name))
      ? { value, path: ref.path }
      : null;
  }

  #namedView(name: string, path: string): { view: SymbolRef | null; viewName: string } {
    const ref = resolveWhole(this.#project.index, path, name);
    const isFound = ref !== null && ref.qualname !== '';
    const symbol = isFound ? symbolAt(this.#project.index, ref) : null;
    const view =
      isFound &&
      (symbol?.kind === 'class' || symbol?.kind === 'function' || !this.#project.index.files.has(ref.path))
        ? ref
        : null;
    return { view, viewName: view ? view.qualname : (externalName(this.#project.index, path, name) ?? name) };
  }

  #text(value: Expression | null, place: Place): string | null {
    if (!value) return null;
    const text = textIn(value);
    if (text !== null) return text;
    if (value.kind === 'sum') {
      const parts = value.parts.map((part) => this.#text(part, place));
      return parts.includes(null) ? null : parts.join('');
    }
    if (value.kind !== 'name') return null;
    const ref = this.#findVariable(value.name, place.path);
    const bound =
      ref &&
      this.#project
        .moduleOf(ref.path)
        .get('')
        ?.findLast(({ target }) => target === ref.qualname)?.value;
    return textIn(bound);
  }

  #add(
    around: Around,
    name: string | null,
    { path, line }: Place,
    view: Pick<Route, 'view' | 'viewName' | 'actions' | 'wrappers'>,
  ): undefined {
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

  /** What the names of a module or function are bound to in the end; several ways become a choice. */
  #bindings(place: Place): Map<string, Expression> {
    const key = `${place.path}::${place.within}`;
    const known = this.#bound.get(key);
    if (known) return known;
    const statements = place.within
      ? this.#project.functionOf({ path: place.path, qualname: place.within })
      : (this.#project.moduleOf(place.path).get('') ?? []);
    const values = new Map<string, Expression>();
    this.#bound.set(key, values);
    for (const { kind, target, value, isConditional, isRepeated } of statements) {
      const earlier = values.get(target);
      if (kind === 'assign') {
        const next = earlier ? replaceName(value, target, earlier, 0) : value;
        values.set(target, isConditional && earlier ? { kind: 'choice', options: [earlier, next] } : next);
      } else if (kind === 'add') {
        values.set(target, {
          kind: 'sum',
          parts: [...(earlier ? [earlier] : this.#imported(target, place)), value],
        });
        if (isRepeated) this.#problem(`${place.path} adds to ${target} in a loop`);
      } else if (kind === 'call' && value.kind === 'call') {
        const changed = /^(\w+)\.(append|extend|insert)$/.exec(nameIn(value.callee) ?? '');
        const added = value.args.at(-1);
        if (!changed || !added) continue;
        const before = values.get(changed[1]!);
        values.set(changed[1]!, { kind: 'sum', parts: [...(before ? [before] : []), added] });
      }
    }
    return values;
  }

  /** `from .base import urlpatterns`, and then `urlpatterns += …`. */
  #imported(target: string, { path, within }: Place): Expression[] {
    const ref = within ? null : resolveWhole(this.#project.index, path, target);
    return ref && ref.path !== path && ref.qualname !== '' ? [{ kind: 'name', name: target }] : [];
  }

  #problem(text: string): undefined {
    if (this.#problems.size < MAX_PROBLEMS) this.#problems.add(text);
  }
}

/** `urlpatterns = wrap(urlpatterns) + […]` means the earlier value. */
function replaceName(value: Expression, name: string, earlier: Expression, depth: number): Expression {
  if (depth > 6) return value;
  const inner = (one: Expression): Expression => replaceName(one, name, earlier, depth + 1);
  if (value.kind === 'name') return value.name === name ? earlier : value;
  if (value.kind === 'sum') return { ...value, parts: value.parts.map(inner) };
  if (value.kind === 'list' && value.items.length < 200)
    return { ...value, items: value.items.map((one) => (one.kind === 'spread' ? inner(one) : one)) };
  if (value.kind === 'spread') return { ...value, value: inner(value.value) };
  if (value.kind === 'call')
    return { ...value, args: value.args.map((one) => (one.kind === 'name' ? inner(one) : one)) };
  return value;
}

function objectOf(callee: Expression): Expression {
  if (callee.kind === 'attribute') return callee.object;
  const name = nameIn(callee) ?? '';
  return { kind: 'name', name: name.slice(0, Math.max(0, name.lastIndexOf('.'))) };
}

function readActions(call: Extract<Expression, { kind: 'call' }>): Record<string, string> | null {
  const dict = argumentOf(call, 'actions', 0);
  if (dict?.kind !== 'dict') return null;
  const pairs = dict.entries.map(([method, action]) => [textIn(method), textIn(action)]);
  return Object.fromEntries(pairs.filter(([method, action]) => method !== null && action !== null)) as Record<
    string,
    string
  >;
}

function isFalse(value: Expression | undefined): boolean {
  return value?.kind === 'literal' && value.text === 'False';
}

function suffixed(route: Route): Route {
  const last = route.pieces.at(-1)!;
  const piece = {
    text: last.isRegex
      ? withFormatSuffix(last.text)
      : `${last.text.replace(/\/$/, '')}<drf_format_suffix:format>`,
    isRegex: last.isRegex,
  };
  const pieces = [...route.pieces.slice(0, -1), piece];
  return { ...route, pieces, pattern: pieces.map(({ text }) => text).join('') };
}
