import { type SymbolRef, symbolAt } from '../index/project-index.ts';
import { resolveName } from '../index/resolve-name.ts';
import { calleeName, type Expression, nameIn, textIn } from './expression.ts';
import {
  allClasses,
  externalName,
  findAncestry,
  findClassValue,
  resolveClass,
  type SyntaxProject,
} from './syntax-project.ts';

/** A serializer of Django REST framework, or a form, as its class says it. */
export interface Serializer {
  ref: SymbolRef;
  /** Of `Meta`; null for one without a model, or whose model is not in the project. */
  model: SymbolRef | null;
  /** `Meta.model` as an external dotted name; `AUTH_USER_MODEL` for what `get_user_model` answers. */
  externalModel: string | null;
  /** Written in the class or an ancestor of the project. */
  declared: { name: string; type: string }[];
  /** `Meta.fields` where it is a list of texts; `'__all__'`; null where there is none, or it is computed. */
  fields: string[] | '__all__' | null;
  exclude: string[];
  readOnly: string[];
  problems: string[];
}

const SERIALIZER = /^rest_framework(_\w+|_gis)?(\.\w+)*\.\w*Serializer(Base)?$/;
const OTHER_SERIALIZER = /\w*(Model|Hyperlinked\w*|Base|List)?Serializer(Base)?$/;
const FORM = /^django\.forms(\.\w+)*\.(Base)?(Model)?Form$|(^|\.)forms\.\w*Form$/;

/** Whether a class is a serializer: of DRF, or derived from a class that other packages call one. */
export function isSerializer(project: Pick<SyntaxProject, 'index'>, ref: SymbolRef): boolean {
  return findAncestry(project.index, ref).names.some(
    (base) => SERIALIZER.test(base) || OTHER_SERIALIZER.test(base),
  );
}

/** Whether a class is a form of Django's. */
export function isForm(project: Pick<SyntaxProject, 'index'>, ref: SymbolRef): boolean {
  return findAncestry(project.index, ref).names.some((base) => FORM.test(base));
}

/** All serializers of the known files. */
export function findSerializers(project: SyntaxProject): SymbolRef[] {
  return allClasses(project).filter((ref) => isSerializer(project, ref));
}

/** What a serializer's or a form's class and its `Meta` declare. */
export function readSerializer(project: SyntaxProject, ref: SymbolRef): Serializer {
  const problems: string[] = [];
  const meta = findMetaClass(project, ref);
  const of = (name: string): { owner: SymbolRef; value: Expression } | null =>
    meta ? findClassValue(project, meta, name) : null;
  const model = of('model');
  const modelName = nameIn(model?.value);
  const found = model && modelName ? resolveClass(project, model.owner.path, modelName) : null;
  const fields = of('fields');
  const names =
    fields && textIn(fields.value) !== '__all__'
      ? readNames(project, fields.owner, fields.value, problems)
      : null;
  const exclude = of('exclude');
  const readOnly = of('read_only_fields');
  const external = model && !found ? readExternal(project, model.owner.path, model.value) : null;
  if (model && !found && !external) problems.push('Meta.model is computed');
  if ([ref, ...findAncestry(project.index, ref).inside].some((one) => addsFields(project, one)))
    problems.push('its methods add or remove fields at run time');
  return {
    ref,
    model: found,
    externalModel: external,
    declared: readDeclared(project, ref),
    fields: fields && textIn(fields.value) === '__all__' ? '__all__' : names,
    exclude: (exclude && readNames(project, exclude.owner, exclude.value, problems)) ?? [],
    readOnly: (readOnly && readNames(project, readOnly.owner, readOnly.value, problems)) ?? [],
    problems,
  };
}

function readExternal(project: SyntaxProject, path: string, value: Expression): string | null {
  const name = nameIn(value);
  if (calleeName(value) === 'get_user_model') return 'AUTH_USER_MODEL';
  if (name === null) return null;
  const bound = findBound(project, { path, qualname: '' }, name)?.value;
  return calleeName(bound) === 'get_user_model' ? 'AUTH_USER_MODEL' : externalName(project.index, path, name);
}

function addsFields({ index }: SyntaxProject, { path, qualname }: SymbolRef): boolean {
  const symbols = index.symbolsOf(path);
  return ['get_fields', 'get_field_names', '__init__'].some(
    (name) => symbols.get(`${qualname}.${name}`)?.kind === 'function',
  );
}

function findMetaClass(project: SyntaxProject, ref: SymbolRef): SymbolRef | null {
  for (const owner of [ref, ...findAncestry(project.index, ref).inside]) {
    const meta = { path: owner.path, qualname: `${owner.qualname}.Meta` };
    if (symbolAt(project.index, meta)) return meta;
  }
  return null;
}

/** Nearest first; an ancestor's field that a class sets to None is gone. */
function readDeclared(project: SyntaxProject, ref: SymbolRef): Serializer['declared'] {
  const found = new Map<string, string | null>();
  for (const owner of [ref, ...findAncestry(project.index, ref).inside]) {
    for (const { kind, target, value } of project.moduleOf(owner.path).get(owner.qualname) ?? []) {
      if (kind !== 'assign' || found.has(target)) continue;
      const type = calleeName(value);
      if (type !== null && /(Field|Serializer|Relation)\w*$/.test(type)) found.set(target, type);
      else if (value.kind === 'literal' && value.text === 'None') found.set(target, null);
      else if (
        type !== null &&
        value.kind === 'call' &&
        isFieldClass(project, owner.path, nameIn(value.callee))
      )
        found.set(target, type);
    }
  }
  return [...found].flatMap(([name, type]) => (type === null ? [] : [{ name, type }]));
}

function isFieldClass(project: SyntaxProject, path: string, name: string | null): boolean {
  const ref = name === null ? null : resolveClass(project, path, name);
  return (
    ref !== null && findAncestry(project.index, ref).names.some((base) => /(Field|Serializer)$/.test(base))
  );
}

/** Texts of a list, through sums, spreads, `Base.Meta.fields` and module-level names; null when some part is computed. */
export function readNames(
  project: SyntaxProject,
  owner: SymbolRef,
  start: Expression,
  problems: string[],
): string[] | null {
  const names: string[] = [];
  let budget = 2_000;
  let isComplete = true;
  const visit = (value: Expression, from: SymbolRef, depth: number): void => {
    const text = textIn(value);
    if (budget-- <= 0 || depth > 20) isComplete = false;
    else if (text !== null) names.push(text);
    else if (value.kind === 'list') for (const item of value.items) visit(item, from, depth + 1);
    else if (value.kind === 'sum') for (const part of value.parts) visit(part, from, depth + 1);
    else if (value.kind === 'spread') visit(value.value, from, depth + 1);
    else if (value.kind === 'name') visitName(value.name, from, depth);
    else if (
      value.kind === 'call' &&
      /^(list|tuple|set|sorted)$/.test(nameIn(value.callee) ?? '') &&
      value.args[0]
    )
      visit(value.args[0], from, depth + 1);
    else isComplete = false;
  };
  const visitName = (name: string, from: SymbolRef, depth: number): void => {
    const bound = findBound(project, from, name);
    if (bound) visit(bound.value, bound.owner, depth + 1);
    else isComplete = false;
  };
  visit(start, owner, 0);
  if (!isComplete) problems.push('a list of fields is computed');
  return isComplete ? names : null;
}

/** What a name means inside a class body: another value of it, a module's, or a class's attribute. */
function findBound(
  project: SyntaxProject,
  from: SymbolRef,
  name: string,
): { owner: SymbolRef; value: Expression } | null {
  const inClass = project
    .moduleOf(from.path)
    .get(from.qualname)
    ?.findLast(({ target }) => target === name);
  if (inClass) return { owner: from, value: inClass.value };
  const [head, attribute] = splitLast(name);
  if (head !== '') {
    const cls = resolveClass(project, from.path, head);
    if (cls) return findClassValue(project, cls, attribute);
  }
  const ref = project.index.symbolsOf(from.path).has(name)
    ? { path: from.path, qualname: name }
    : resolveVariable(project, from.path, name);
  if (!ref) return null;
  const statement = project
    .moduleOf(ref.path)
    .get('')
    ?.findLast(({ target }) => target === ref.qualname);
  return statement ? { owner: { path: ref.path, qualname: '' }, value: statement.value } : null;
}

function splitLast(name: string): [string, string] {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? ['', name] : [name.slice(0, dot), name.slice(dot + 1)];
}

function resolveVariable(project: SyntaxProject, path: string, name: string): SymbolRef | null {
  const ref = resolveName(project.index, path, name, null);
  return ref && symbolAt(project.index, ref)?.kind === 'variable' ? ref : null;
}
