import type { SymbolRef } from '../index/project-index.ts';
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
import type { Statement } from './module-syntax.ts';
import { parentPattern, type Registration, type RouterSettings } from './router-routes.ts';
import {
  dottedNameOf,
  externalName,
  findAncestry,
  resolveClass,
  type SyntaxProject,
} from './syntax-project.ts';
import { classesIn, readView } from './views.ts';

/** A router's variable and the call that made it. */
export interface FoundRouter {
  ref: SymbolRef;
  call: Call;
}

/** A call of `register` with where it stands. */
export interface FoundRegistration extends Registration {
  path: string;
  line: number;
}

/** Routers of Django REST framework and of what extends them. */
export interface RouterReader {
  /** The router that a name means; null for anything else. */
  find(object: Expression, path: string): FoundRouter | null;
  /** Null for a router whose class is not known as one. */
  settingsOf(router: FoundRouter): RouterSettings | null;
  registrationsOf(router: FoundRouter): FoundRegistration[];
}

const FRAMEWORK_ROUTER = /^rest_framework\.routers\./;
/** Registrations in registrations, routers in routers. */
const MAX_NESTING = 4;

/** @param tell hears what keeps a router's URLs from being known */
export function createRouterReader(
  project: SyntaxProject,
  bindings: Bindings,
  tell: (problem: string) => void,
): RouterReader {
  let registering: { path: string; statement: Statement }[] | null = null;
  return { find, settingsOf: (router) => settingsOf(router, 0), registrationsOf };

  function find(object: Expression, path: string): FoundRouter | null {
    const name = nameIn(object);
    const ref = name ? bindings.variable(name, path) : null;
    const call = ref && bindings.assigned(ref);
    return ref && call?.kind === 'call' && /Router/.test(calleeName(call) ?? '') ? { ref, call } : null;
  }

  function settingsOf({ ref, call }: FoundRouter, depth: number): RouterSettings | null {
    const { path } = ref;
    const name = nameIn(call.callee) ?? '';
    const cls = resolveClass(project, path, name);
    const kinds = cls
      ? [dottedNameOf(cls), ...findAncestry(project.index, cls).names]
      : [externalName(project.index, path, name) ?? name];
    if (!kinds.some((one) => /Router$/.test(one))) return null;
    if (cls && !FRAMEWORK_ROUTER.test(dottedNameOf(cls)) && hasOwnUrls(project, cls))
      tell(`${cls.path}: ${cls.qualname} has a get_urls of its own`);
    const keyword = (wanted: string): Expression | null => argumentOf(call, wanted, null);
    return {
      hasRoot: kinds.some((one) => /DefaultRouter$/.test(one)) && !isFalse(keyword('include_root_view')),
      trailingSlash: isFalse(keyword('trailing_slash')) ? '' : (textIn(keyword('trailing_slash')) ?? '/'),
      parent: kinds.some((one) => /Nested\w*Router$/.test(one)) ? parentOf({ ref, call }, depth) : '',
    };
  }

  /** `NestedSimpleRouter(orders, "orders", lookup="order")` of drf-nested-routers. */
  function parentOf({ ref, call }: FoundRouter, depth: number): string {
    const place = { path: ref.path, within: '', line: 0 };
    const prefix = bindings.text(argumentOf(call, 'parent_prefix', 1), place);
    const lookup = bindings.text(argumentOf(call, 'lookup', 2), place);
    const outer = call.args[0] && depth < MAX_NESTING ? find(call.args[0], ref.path) : null;
    const before = outer ? (settingsOf(outer, depth + 1)?.parent ?? '') : '';
    const parent = outer && registrationsOf(outer).find((one) => one.prefix === prefix);
    const view = parent ? readView(project, parent.view) : null;
    if (prefix === null) tell(`${ref.path}: ${ref.qualname} is nested in what only running shows`);
    const field = view?.lookup.urlKwarg ?? view?.lookup.field ?? 'pk';
    return `${before}${prefix ?? '<…>'}/(?P<${lookup ? `${lookup}_` : ''}${field}>${view?.lookup.regex ?? '[^/.]+'})/`;
  }

  function registrationsOf({ ref }: FoundRouter): FoundRegistration[] {
    registering ??= findRegistering(project);
    return registering.flatMap(({ path, statement: { value, line, isRepeated } }) => {
      const registration = readRegistration(value, path, ref, 0);
      if (registration === 'unknown') {
        tell(`${path}:${line} registers ${isRepeated ? 'in a loop' : 'what syntax does not show'}`);
        return [];
      }
      return registration ? [{ ...registration, path, line }] : [];
    });
  }

  /** Null for a call on something else than this router or what was registered with it. */
  function readRegistration(
    call: Expression,
    path: string,
    router: SymbolRef,
    depth: number,
  ): Registration | 'unknown' | null {
    if (call.kind !== 'call' || calleeName(call) !== 'register' || depth > MAX_NESTING) return null;
    const place = { path, within: '', line: 0 };
    const object = objectOf(call.callee);
    let parent = '';
    const ref = object.kind === 'name' ? bindings.variable(object.name, path) : null;
    if (ref?.path !== router.path || ref.qualname !== router.qualname) {
      const bound = ref && ref.path === path ? bindings.of(place).get(ref.qualname) : object;
      const outer = bound ? readRegistration(bound, path, router, depth + 1) : null;
      if (!outer) return null;
      const view = outer === 'unknown' ? null : readView(project, outer.view);
      const lookups = argumentOf(call, 'parents_query_lookups', null);
      const lookup = lookups?.kind === 'list' ? bindings.text(lookups.items.at(-1) ?? null, place) : null;
      if (outer === 'unknown' || !view || lookup === null) return 'unknown';
      parent = parentPattern(outer.parent, outer.prefix, lookup, view);
    }
    const prefix = bindings.text(argumentOf(call, 'prefix', 0), place);
    const written = argumentOf(call, 'viewset', 1);
    const [view] = written ? classesIn(project, path, written) : [];
    if (prefix === null || !view) return 'unknown';
    const name = argumentOf(call, 'basename', 2) ?? argumentOf(call, 'base_name', null);
    return { prefix, view, basename: bindings.text(name, place), parent };
  }
}

function findRegistering({
  index,
  texts,
  moduleOf,
}: SyntaxProject): { path: string; statement: Statement }[] {
  return [...index.files.keys()].flatMap((path) =>
    texts.get(path)?.includes('.register(')
      ? (moduleOf(path).get('') ?? [])
          .filter(({ value }) => calleeName(value) === 'register')
          .map((statement) => ({ path, statement }))
      : [],
  );
}

function hasOwnUrls({ index }: SyntaxProject, cls: SymbolRef): boolean {
  return [cls, ...findAncestry(index, cls).inside]
    .filter((one) => !FRAMEWORK_ROUTER.test(dottedNameOf(one)))
    .some(({ path, qualname }) => index.symbolsOf(path).get(`${qualname}.get_urls`)?.kind === 'function');
}

function isFalse(value: Expression | null): boolean {
  return value?.kind === 'literal' && value.text === 'False';
}
