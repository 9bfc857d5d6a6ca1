import { type SymbolRef, symbolAt } from '../index/project-index.ts';
import type { Bindings } from './bindings.ts';
import {
  argumentOf,
  type Call,
  calleeName,
  type Expression,
  nameIn,
  objectOf,
  textIn,
} from './expression.ts';
import type { Route } from './route.ts';
import { externalName, resolveClass, resolveWhole, type SyntaxProject } from './syntax-project.ts';

/** What a pattern leads to. */
export type RouteView = Pick<Route, 'view' | 'viewName' | 'actions' | 'wrappers'>;

/** Decorators around decorators, names for names. */
const MAX_STEPS = 12;

/** A class by `as_view`, a function by its name, an object that is called, each within decorators. */
export function readRouteView(
  project: SyntaxProject,
  bindings: Bindings,
  start: Expression,
  path: string,
): RouteView {
  const wrappers: string[] = [];
  let value = start;
  let from = path;
  for (let step = 0; step < MAX_STEPS; step++) {
    if (value.kind === 'name') {
      const bound = findBoundView(project, bindings, value.name, from);
      if (!bound) return { ...nameView(project, value.name, from), actions: null, wrappers };
      value = bound.value;
      from = bound.path;
      continue;
    }
    if (value.kind !== 'call') break;
    if (calleeName(value) === 'as_view') {
      const cls = objectOf(value.callee);
      const written = nameIn(cls) ?? (cls.kind === 'call' ? nameIn(cls.callee) : null) ?? '?';
      return { ...nameView(project, written, from), actions: readActions(value), wrappers };
    }
    const name = nameIn(value.callee) ?? calleeName(value.callee) ?? '?';
    const inner: Expression | undefined = value.args.find(({ kind }) => kind === 'call' || kind === 'name');
    if (inner) {
      // Decorators with arguments: `cache_page(60)(view)`.
      wrappers.push(name);
      value = inner;
      continue;
    }
    // An object that is called, as feeds are: `LatestOrders()`.
    const made = resolveClass(project, from, name);
    if (made) return { view: made, viewName: made.qualname, actions: null, wrappers };
    break;
  }
  return { view: null, viewName: '(only running shows it)', actions: null, wrappers };
}

/** The class or function of the project that a name means, else its dotted name outside. */
export function nameView(
  project: SyntaxProject,
  name: string,
  path: string,
): { view: SymbolRef | null; viewName: string } {
  const { index } = project;
  const ref = resolveWhole(index, path, name);
  if (ref && ref.qualname !== '') {
    const kind = symbolAt(index, ref)?.kind;
    const isView = kind === 'class' || kind === 'function' || !index.files.has(ref.path);
    if (isView) return { view: ref, viewName: ref.qualname };
  }
  return { view: null, viewName: externalName(index, path, name) ?? name };
}

/** `order_list = OrderViewSet.as_view({…})`, here or where it is imported from. */
function findBoundView(
  project: SyntaxProject,
  bindings: Bindings,
  name: string,
  path: string,
): { value: Expression; path: string } | null {
  const ref = bindings.variable(name, path);
  if (!ref || symbolAt(project.index, ref)?.kind === 'function') return null;
  const value = bindings.assigned(ref);
  const leadsOn = value?.kind === 'call' || (value?.kind === 'name' && value.name !== name);
  return value && leadsOn ? { value, path: ref.path } : null;
}

/** `as_view({"get": "list"})`. */
function readActions(call: Call): Record<string, string> | null {
  const dict = argumentOf(call, 'actions', 0);
  if (dict?.kind !== 'dict') return null;
  const pairs = dict.entries.flatMap(([key, value]): [string, string][] => {
    const method = textIn(key);
    const action = textIn(value);
    return method !== null && action !== null ? [[method, action]] : [];
  });
  return Object.fromEntries(pairs);
}
