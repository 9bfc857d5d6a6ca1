import { type SymbolRef, symbolAt } from '../index/project-index.ts';
import { describeRef, describeView, isSame, modelOf, routesOf } from './describe-view.ts';
import type { DjangoFacts } from './facts.ts';
import type { DjangoModel, ModelField } from './models.ts';
import { reverseNameOf, urlOf } from './route-text.ts';
import type { Serializer } from './serializers.ts';
import { describeRole, findAdmins, findReceivers } from './surroundings.ts';
import type { SyntaxProject } from './syntax-project.ts';
import type { TestHabits } from './test-habits.ts';
import type { View } from './views.ts';

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
      `a form${form.model ? ` of ${describeRef(form.model)}` : ''}${listed(form)}`,
      ...usersOf(facts, form.ref),
    );
  if (model) lines.push(...describeModel(project, facts, habits, model));
  const role = describeRole(project, target) ?? (cls ? describeRole(project, cls) : null);
  if (role) lines.push(role);
  const receivers = findReceivers(project).filter(({ ref }) => isSame(ref, target));
  for (const { signals, sender } of receivers)
    lines.push(
      `called by ${signals.join(', ')}${sender ? ` of ${describeRef(sender)}` : ''}: saving or deleting it is enough`,
    );
  return lines;
}

function describeSerializer(facts: DjangoFacts, serializer: Serializer): string[] {
  const { model, declared, readOnly, problems } = serializer;
  const lines = [`a serializer${model ? ` of ${describeRef(model)}` : ''}${listed(serializer)}`];
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
    `${kind} ${model.label}${model.parents.length > 0 ? `, child of ${model.parents.map(describeRef).join(', ')}` : ''}`,
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
        .map(({ ref }) => describeRef(ref))
        .join(', ')}`,
    );
  const serializers = facts.serializers.filter((one) => isSame(one.model, model.ref));
  if (serializers.length > 0)
    lines.push(
      `serializers: ${serializers
        .slice(0, MAX_RELATED)
        .map(({ ref }) => describeRef(ref))
        .join(', ')}`,
    );
  const views = facts.views.filter(({ models, serializers: own }) =>
    [...models, ...own.map((ref) => modelOf(facts, ref))].some((one) => isSame(one, model.ref)),
  );
  if (views.length > 0)
    lines.push(
      `views: ${views
        .slice(0, MAX_RELATED)
        .map(({ ref }) => describeRef(ref))
        .join(', ')}`,
    );
  const receivers = findReceivers(project).filter(({ sender }) => isSame(sender, model.ref));
  for (const { ref, signals } of receivers.slice(0, MAX_RELATED))
    lines.push(`${signals.join(', ')} calls ${describeRef(ref)}`);
  const admins = findAdmins(project, model.ref);
  if (admins.length > 0) lines.push(`admin: ${admins.slice(0, 2).map(describeRef).join(', ')}`);
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
    return `used by ${describeRef(view.ref)}${route ? ` at ${urlOf(route)}${name ? ` (${name})` : ''}` : ''}`;
  });
}

function listed({ fields, exclude }: Serializer): string {
  if (fields === '__all__') return ', all fields';
  if (fields)
    return `, fields ${fields.slice(0, MAX_FIELDS).join(', ')}${fields.length > MAX_FIELDS ? ', …' : ''}`;
  return exclude.length > 0 ? `, all fields but ${exclude.slice(0, MAX_FIELDS).join(', ')}` : '';
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
