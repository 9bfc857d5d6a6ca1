import { idOf, type SymbolRef, symbolAt } from '../index/project-index.ts';
import type { DjangoFacts } from './facts.ts';
import type { DjangoModel, ModelField } from './models.ts';
import type { Route } from './route.ts';
import { reverseNameOf, urlOf } from './route-text.ts';
import type { Serializer } from './serializers.ts';
import { describeRole, findAdmins, findReceivers } from './surroundings.ts';
import type { SyntaxProject } from './syntax-project.ts';
import type { TestHabits } from './test-habits.ts';
import type { View } from './views.ts';

const MAX_ROUTES = 6;
const MAX_FIELDS = 20;
const MAX_RELATED = 4;

/** What the facts say of one target, a line each: its URLs, view, serializer, model, and who may ask. Empty when they say nothing. */
export function describeTarget(
  project: SyntaxProject,
  facts: DjangoFacts,
  habits: TestHabits,
  target: SymbolRef,
): string[] {
  const cls = classOf(project, target);
  const view = findView(facts, cls) ?? findView(facts, target);
  const serializer = facts.serializers.find(({ ref }) => isSame(ref, cls));
  const form = facts.forms.find(({ ref }) => isSame(ref, cls));
  const model = facts.models.find(({ ref }) => isSame(ref, cls));
  const lines: string[] = [];
  if (view) lines.push(...describeView(facts, view, methodOf(target, cls)));
  if (serializer) lines.push(...describeSerializer(facts, serializer));
  if (form)
    lines.push(
      `a form${form.model ? ` of ${shown(form.model)}` : ''}${listed(form)}`,
      ...usersOf(facts, form.ref),
    );
  if (model) lines.push(...describeModel(project, facts, habits, model));
  const role = describeRole(project, target) ?? (cls ? describeRole(project, cls) : null);
  if (role) lines.push(role);
  const receivers = findReceivers(project).filter(({ ref }) => isSame(ref, target));
  for (const { signals, sender } of receivers)
    lines.push(
      `called by ${signals.join(', ')}${sender ? ` of ${shown(sender)}` : ''}: saving or deleting it is enough`,
    );
  return lines;
}

function describeView(facts: DjangoFacts, view: View, method: string | null): string[] {
  const routes = routesOf(facts, view.ref);
  const ofMethod =
    method === null ? [] : routes.filter(({ actions }) => actions && Object.values(actions).includes(method));
  const lines = describeRoutes(facts, ofMethod.length > 0 ? ofMethod : routes, method);
  if (view.serializers.length > 0)
    lines.push(
      `serializer: ${view.serializers
        .slice(0, MAX_RELATED)
        .map((ref) => chain(facts, ref))
        .join('; ')}`,
    );
  const models = view.models.filter(
    (ref) => !view.serializers.some((one) => isSame(modelOf(facts, one), ref)),
  );
  if (models.length > 0) lines.push(`model: ${models.slice(0, MAX_RELATED).map(shown).join(', ')}`);
  if (view.forms.length > 0) lines.push(`form: ${view.forms.slice(0, MAX_RELATED).map(shown).join(', ')}`);
  lines.push(...describeAccess(facts, view));
  if (method === null && view.actions.length > 0)
    lines.push(
      `extra actions: ${view.actions
        .slice(0, 8)
        .map(({ name, methods }) => `${name} (${methods.join(', ')})`)
        .join('; ')}`,
    );
  return lines;
}

function describeAccess({ settings }: DjangoFacts, view: View): string[] {
  const { problems } = view;
  const defaults = settings.restFramework;
  const last = (names: readonly string[]): string =>
    names.map((name) => name.split('.').at(-1)).join(', ') || 'none';
  const lines: string[] = [];
  if (view.permissions) lines.push(`permissions: ${view.permissions.join(', ') || 'none'}`);
  else if (view.isApi && defaults.DEFAULT_PERMISSION_CLASSES)
    lines.push(`permissions: ${last(defaults.DEFAULT_PERMISSION_CLASSES)} (default of the settings)`);
  else if (view.isApi) lines.push('permissions: none named here; the default of the settings was not found');
  if (view.authentication) lines.push(`authentication: ${view.authentication.join(', ') || 'none'}`);
  else if (view.isApi && defaults.DEFAULT_AUTHENTICATION_CLASSES)
    lines.push(`authentication: ${last(defaults.DEFAULT_AUTHENTICATION_CLASSES)} (default of the settings)`);
  if (view.guards.length > 0) lines.push(`guarded by ${view.guards.slice(0, 4).join(', ')}`);
  return [...lines, ...problems];
}

function describeRoutes(
  { isPrefixUnknown, problems }: DjangoFacts,
  routes: readonly Route[],
  method: string | null,
): string[] {
  const plain = routes.filter(({ pattern }) => !/format>|format_suffix/.test(pattern));
  const lines = plain.slice(0, MAX_ROUTES).map((route) => {
    const actions = Object.entries(route.actions ?? {}).filter(
      ([, action]) => method === null || action === method || !Object.values(route.actions!).includes(method),
    );
    const verbs = actions.map(([verb, action]) => `${verb.toUpperCase()} → ${action}`).join(', ');
    const name = reverseNameOf(route);
    const wrapped = route.wrappers.length > 0 ? `, within ${route.wrappers.join(', ')}` : '';
    return `URL ${urlOf(route)}${name ? `, name ${name}` : ', without a name'}${verbs ? ` (${verbs})` : ''}${wrapped}`;
  });
  if (plain.length > MAX_ROUTES) lines.push(`${plain.length - MAX_ROUTES} more URLs`);
  if (lines.length > 0 && isPrefixUnknown)
    lines.push('what stands before these URLs is not known: use their names');
  if (lines.length === 0)
    lines.push(
      `no URL leads here in the files that were read${problems.some((one) => /run time/.test(one)) ? '; some are built at run time' : ''}`,
    );
  return lines;
}

function describeSerializer(facts: DjangoFacts, serializer: Serializer): string[] {
  const { model, declared, readOnly, problems } = serializer;
  const lines = [`a serializer${model ? ` of ${shown(model)}` : ''}${listed(serializer)}`];
  if (declared.length > 0)
    lines.push(
      `declared: ${declared
        .slice(0, MAX_FIELDS)
        .map(({ name, type }) => `${name} ${type}`)
        .join(', ')}`,
    );
  if (readOnly.length > 0) lines.push(`read only: ${readOnly.slice(0, MAX_FIELDS).join(', ')}`);
  return [...lines, ...problems, ...usersOf(facts, serializer.ref)];
}

function describeModel(
  project: SyntaxProject,
  facts: DjangoFacts,
  habits: TestHabits,
  model: DjangoModel,
): string[] {
  const needed = model.fields.filter(({ isOptional }) => !isOptional);
  const kind = model.isAbstract ? 'an abstract model' : model.isProxy ? 'a proxy model' : 'the model';
  const lines = [
    `${kind} ${model.label}${model.parents.length > 0 ? `, child of ${model.parents.map(shown).join(', ')}` : ''}`,
  ];
  if (needed.length > 0)
    lines.push(
      `needs: ${needed
        .slice(0, MAX_FIELDS)
        .map((field) => describeField(facts, field))
        .join(', ')}`,
    );
  const relations = model.fields.filter(({ relation, isOptional }) => relation && isOptional);
  if (relations.length > 0)
    lines.push(
      `may have: ${relations
        .slice(0, MAX_FIELDS)
        .map((field) => describeField(facts, field))
        .join(', ')}`,
    );
  if (model.constraints.length > 0) lines.push(`constraints: ${model.constraints.join('; ')}`);
  if (model.managers.length > 0)
    lines.push(
      `managers: ${model.managers.map(({ name, className }) => `${name} = ${className}`).join(', ')}`,
    );
  const factories = habits.factories.filter((one) => isSame(one.model, model.ref));
  if (factories.length > 0)
    lines.push(
      `factory: ${factories
        .slice(0, MAX_RELATED)
        .map(({ ref }) => shown(ref))
        .join(', ')}`,
    );
  const serializers = facts.serializers.filter((one) => isSame(one.model, model.ref));
  if (serializers.length > 0)
    lines.push(
      `serializers: ${serializers
        .slice(0, MAX_RELATED)
        .map(({ ref }) => shown(ref))
        .join(', ')}`,
    );
  const views = facts.views.filter(({ models, serializers: own }) =>
    [...models, ...own.map((ref) => modelOf(facts, ref))].some((one) => isSame(one, model.ref)),
  );
  if (views.length > 0)
    lines.push(
      `views: ${views
        .slice(0, MAX_RELATED)
        .map(({ ref }) => shown(ref))
        .join(', ')}`,
    );
  const receivers = findReceivers(project).filter(({ sender }) => isSame(sender, model.ref));
  for (const { ref, signals } of receivers.slice(0, MAX_RELATED))
    lines.push(`${signals.join(', ')} calls ${shown(ref)}`);
  const admins = findAdmins(project, model.ref);
  if (admins.length > 0) lines.push(`admin: ${admins.slice(0, 2).map(shown).join(', ')}`);
  return lines;
}

function describeField(
  { settings, models }: DjangoFacts,
  { name, type, relation, isUnique }: ModelField,
): string {
  const user = relation?.label === 'AUTH_USER_MODEL' ? (settings.authUserModel ?? 'the user model') : null;
  const target = relation?.target
    ? (models.find(({ ref }) => isSame(ref, relation.target))?.label ?? relation.target.qualname)
    : relation?.label;
  const to = relation
    ? ` to ${user ?? target ?? 'what only running shows'}${relation.relatedName ? `, back by ${relation.relatedName}` : ''}`
    : '';
  return `${name} (${type}${to}${isUnique ? ', unique' : ''})`;
}

/** Views that use a serializer or form, with their URLs. */
function usersOf(facts: DjangoFacts, ref: SymbolRef): string[] {
  const views = facts.views.filter(({ serializers, forms }) =>
    [...serializers, ...forms].some((one) => isSame(one, ref)),
  );
  return views.slice(0, MAX_RELATED).map((view) => {
    const [route] = routesOf(facts, view.ref);
    const name = route ? reverseNameOf(route) : null;
    return `used by ${shown(view.ref)}${route ? ` at ${urlOf(route)}${name ? ` (${name})` : ''}` : ''}`;
  });
}

function listed({ fields, exclude }: Serializer): string {
  if (fields === '__all__') return ', all fields';
  if (fields)
    return `, fields ${fields.slice(0, MAX_FIELDS).join(', ')}${fields.length > MAX_FIELDS ? ', …' : ''}`;
  return exclude.length > 0 ? `, all fields but ${exclude.slice(0, MAX_FIELDS).join(', ')}` : '';
}

function chain(facts: DjangoFacts, ref: SymbolRef): string {
  const model = modelOf(facts, ref);
  return `${shown(ref)}${model ? ` of ${shown(model)}` : ''}`;
}

function modelOf(facts: DjangoFacts, serializer: SymbolRef): SymbolRef | null {
  return facts.serializers.find(({ ref }) => isSame(ref, serializer))?.model ?? null;
}

function routesOf({ routes }: DjangoFacts, view: SymbolRef): Route[] {
  return routes.filter((route) => isSame(route.view, view));
}

function findView({ views }: DjangoFacts, ref: SymbolRef | null): View | undefined {
  return ref ? views.find((view) => isSame(view.ref, ref)) : undefined;
}

/** The class that a target is, or is a method of. */
function classOf({ index }: SyntaxProject, target: SymbolRef): SymbolRef | null {
  const symbol = symbolAt(index, target);
  if (symbol?.kind === 'class') return target;
  return symbol?.owner ? { path: target.path, qualname: symbol.owner } : null;
}

function methodOf(target: SymbolRef, cls: SymbolRef | null): string | null {
  return cls && cls.qualname !== target.qualname ? target.qualname.slice(cls.qualname.length + 1) : null;
}

function shown({ path, qualname }: SymbolRef): string {
  return `${qualname} (${path})`;
}

function isSame(a: SymbolRef | null, b: SymbolRef | null): boolean {
  return a !== null && b !== null && idOf(a) === idOf(b);
}
