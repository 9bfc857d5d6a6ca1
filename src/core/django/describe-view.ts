import { idOf, type SymbolRef } from '../index/project-index.ts';
import type { DjangoFacts } from './facts.ts';
import type { Route } from './route.ts';
import { reverseNameOf, urlOf } from './route-text.ts';
import type { View } from './views.ts';

const MAX_ROUTES = 6;
const MAX_RELATED = 4;
const MAX_ACTIONS = 8;

/** A view's URLs, what it serialises and of which model, and who may ask. @param method of the view, when only that is the target */
export function describeView(facts: DjangoFacts, view: View, method: string | null): string[] {
  const routes = routesOf(facts, view.ref);
  const ofMethod = routes.filter(
    ({ actions }) => method !== null && Object.values(actions ?? {}).includes(method),
  );
  const lines = describeRoutes(facts, ofMethod.length > 0 ? ofMethod : routes, method);
  const action = view.actions.find(({ name }) => name === method);
  if (action?.serializer) lines.push(`serializer: ${action.serializer} (of this action)`);
  else if (view.serializers.length > 0)
    lines.push(
      `serializer: ${limited(
        view.serializers.map((ref) => describeSerializer(facts, ref)),
        '; ',
      )}`,
    );
  const models = view.models.filter(
    (ref) => !view.serializers.some((one) => isSame(modelOf(facts, one), ref)),
  );
  if (models.length > 0) lines.push(`model: ${limited(models.map(describeRef), ', ')}`);
  if (view.forms.length > 0) lines.push(`form: ${limited(view.forms.map(describeRef), ', ')}`);
  if (action?.permissions)
    lines.push(`permissions: ${action.permissions.join(', ') || 'none'} (of this action)`);
  lines.push(...describeAccess(facts, view, action?.permissions != null));
  if (method === null && view.actions.length > 0) {
    const actions = view.actions
      .slice(0, MAX_ACTIONS)
      .map(({ name, methods }) => `${name} (${methods.join(', ')})`);
    lines.push(`extra actions: ${actions.join('; ')}`);
  }
  return [...lines, ...view.problems];
}

function describeAccess({ settings }: DjangoFacts, view: View, hasOwnPermissions: boolean): string[] {
  const lines: string[] = [];
  if (!hasOwnPermissions)
    lines.push(...describeClasses('permissions', view.permissions, view, settings, 'AllowAny'));
  lines.push(
    ...describeClasses(
      'authentication',
      view.authentication,
      view,
      settings,
      'SessionAuthentication, BasicAuthentication',
    ),
  );
  if (view.guards.length > 0) lines.push(`guarded by ${limited(view.guards, ', ')}`);
  return lines;
}

/** The view's own, those of the settings, or DRF's: https://www.django-rest-framework.org/api-guide/settings/ */
function describeClasses(
  what: 'permissions' | 'authentication',
  own: readonly string[] | null,
  { isApi }: View,
  { restFramework, path, problems }: DjangoFacts['settings'],
  builtIn: string,
): string[] {
  if (own) return [`${what}: ${own.join(', ') || 'none'}`];
  if (!isApi) return [];
  const set =
    restFramework[what === 'permissions' ? 'DEFAULT_PERMISSION_CLASSES' : 'DEFAULT_AUTHENTICATION_CLASSES'];
  if (set)
    return [
      `${what}: ${set.map((name) => name.split('.').at(-1)).join(', ') || 'none'} (default of the settings)`,
    ];
  // Only where all settings were read: another module may set it.
  if (path !== null && problems.length === 0)
    return [`${what}: ${builtIn} (DRF's default; the settings that were read name none)`];
  return what === 'permissions' ? ['permissions: none named here; those of the settings are not known'] : [];
}

function describeRoutes(
  { isPrefixUnknown, problems }: DjangoFacts,
  routes: readonly Route[],
  method: string | null,
): string[] {
  const plain = routes.filter(({ pattern }) => !/\(\?P<format>|<drf_format_suffix/.test(pattern));
  const lines = plain.slice(0, MAX_ROUTES).map((route) => describeRoute(route, method));
  if (plain.length > MAX_ROUTES) lines.push(`${plain.length - MAX_ROUTES} more URLs`);
  if (lines.length > 0 && isPrefixUnknown)
    lines.push('what stands before these URLs is not known: use their names');
  if (lines.length === 0) {
    const isBuilt = problems.some((one) => /run time/.test(one));
    lines.push(
      `no URL leads here in the files that were read${isBuilt ? '; some are built at run time' : ''}`,
    );
  }
  return lines;
}

function describeRoute(route: Route, method: string | null): string {
  const all = Object.entries(route.actions ?? {});
  const own = all.filter(([, action]) => action === method);
  const verbs = (own.length > 0 ? own : all)
    .map(([verb, action]) => `${verb.toUpperCase()} → ${action}`)
    .join(', ');
  const name = reverseNameOf(route);
  const wrapped = route.wrappers.length > 0 ? `, within ${route.wrappers.join(', ')}` : '';
  return `URL ${urlOf(route)}${name ? `, name ${name}` : ', without a name'}${verbs ? ` (${verbs})` : ''}${wrapped}`;
}

/** `OrderSerializer (orders/serializers.py) of Order (orders/models.py)`. */
function describeSerializer(facts: DjangoFacts, ref: SymbolRef): string {
  const model = modelOf(facts, ref);
  return `${describeRef(ref)}${model ? ` of ${describeRef(model)}` : ''}`;
}

export function modelOf(facts: DjangoFacts, serializer: SymbolRef): SymbolRef | null {
  return facts.serializers.find(({ ref }) => isSame(ref, serializer))?.model ?? null;
}

export function routesOf({ routes }: DjangoFacts, view: SymbolRef): Route[] {
  return routes.filter((route) => isSame(route.view, view));
}

export function describeRef({ path, qualname }: SymbolRef): string {
  return `${qualname} (${path})`;
}

export function isSame(a: SymbolRef | null, b: SymbolRef | null): boolean {
  return a !== null && b !== null && idOf(a) === idOf(b);
}

function limited(texts: readonly string[], separator: string): string {
  return texts.slice(0, MAX_RELATED).join(separator);
}
