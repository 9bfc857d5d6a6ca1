import type { SymbolRef } from '../index/project-index.ts';
import type { ViewAction } from './view-actions.ts';
import type { View } from './views.ts';

/** One call of `register` on a router. */
export interface Registration {
  prefix: string;
  view: SymbolRef;
  basename: string | null;
  /** Of the registration that this one is nested in, with a slash behind it; `''` for none. */
  parent: string;
}

/** How a router builds its URLs. */
export interface RouterSettings {
  /** `DefaultRouter` adds a root view and formats as suffixes. */
  hasRoot: boolean;
  trailingSlash: string;
  /** Of drf-nested-routers: `orders/(?P<order_pk>[^/.]+)/` before each pattern. */
  parent: string;
}

/** A pattern of a router. */
export interface RouterPattern {
  pattern: string;
  name: string;
  /** HTTP method → method of the viewset. */
  actions: Record<string, string>;
}

const LIST = { get: 'list', post: 'create' };
const DETAIL = { get: 'retrieve', put: 'update', patch: 'partial_update', delete: 'destroy' };

/**
 * The patterns of one registered viewset, as `SimpleRouter.get_urls` makes them: only those for which the viewset has methods.
 * https://www.django-rest-framework.org/api-guide/routers/
 */
export function expandRegistration(
  { prefix, basename, parent }: Omit<Registration, 'view'>,
  view: View,
  router: RouterSettings,
): RouterPattern[] {
  const base = basename ?? '?';
  const lookup = `(?P<${view.lookup.urlKwarg ?? view.lookup.field}>${lookupRegex(view)})`;
  const slash = router.trailingSlash;
  const start = `^${router.parent}${parent}${prefix}`;
  const known = (mapping: Record<string, string>): Record<string, string> =>
    Object.fromEntries(Object.entries(mapping).filter(([, method]) => view.handlers.includes(method)));
  const extra = (actions: readonly ViewAction[], before: string): RouterPattern[] =>
    actions.map((action) => ({
      pattern: `${before}/${action.urlPath}${slash}$`,
      name: `${base}-${action.urlName}`,
      actions: Object.fromEntries(action.methods.map((method) => [method, action.name])),
    }));
  const patterns: RouterPattern[] = [
    { pattern: `${start}${slash}$`, name: `${base}-list`, actions: known(LIST) },
    ...extra(
      view.actions.filter(({ isDetail }) => !isDetail),
      start,
    ),
    { pattern: `${start}/${lookup}${slash}$`, name: `${base}-detail`, actions: known(DETAIL) },
    ...extra(
      view.actions.filter(({ isDetail }) => isDetail),
      `${start}/${lookup}`,
    ),
  ].filter(({ actions }) => Object.keys(actions).length > 0);
  // A router without a prefix leaves out the slash that would begin its patterns.
  return prefix === '' && router.parent === ''
    ? patterns.map((one) => ({ ...one, pattern: one.pattern.replace(/^\^\//, '^') }))
    : patterns;
}

/**
 * What stands before a nested registration: of drf-extensions, `project.register("tasks", …, parents_query_lookups=["project"])`.
 */
export function parentPattern(parent: string, prefix: string, lookup: string, view: View): string {
  return `${parent}${prefix}/(?P<parent_lookup_${lookup}>${lookupRegex(view)})/`;
}

function lookupRegex({ lookup }: View): string {
  return lookup.regex ?? '[^/.]+';
}
