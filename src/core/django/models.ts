import { idOf, type SymbolRef, symbolAt } from '../index/project-index.ts';
import { type App, appLabelOf } from './apps.ts';
import { argumentOf, type Call, calleeName, type Expression, nameIn, textIn } from './expression.ts';
import {
  allClasses,
  externalName,
  findAncestry,
  findClassValue,
  resolveClass,
  type SyntaxProject,
} from './syntax-project.ts';

export interface ModelField {
  name: string;
  /** `CharField`, `ForeignKey`. */
  type: string;
  relation: Relation | null;
  /** Has a default, may be null or blank: a test need not set it. */
  isOptional: boolean;
  isUnique: boolean;
  /** Stands under an `if`: whether the model has it, only running shows. */
  isConditional: boolean;
}

/** What a relation leads to: a model of the project, else its text as written (`auth.User`). */
export interface Relation {
  target: SymbolRef | null;
  /** `app.Model`; null where only running shows it. */
  label: string | null;
  relatedName: string | null;
}

/** A Django model as its class says it. */
export interface DjangoModel {
  ref: SymbolRef;
  /** `app.Model`. */
  label: string;
  isAbstract: boolean;
  isProxy: boolean;
  /** With those of abstract bases. */
  fields: ModelField[];
  /** Concrete models it inherits from: their fields are in tables of their own. */
  parents: SymbolRef[];
  managers: { name: string; className: string }[];
  /** As written, cut. */
  constraints: string[];
}

/** Classes of other packages that are models, beyond those whose module says so. */
const MODEL = /^django\.db\.models\.(base\.)?Model$|^django\.contrib\.gis\.db\.models\.Model$/;
/** Models of other packages live in modules that are called so; what else lives there bears its kind in its name. */
const FOREIGN_MODEL = /(^|\.)(models|base_user|abstract_models)(\.\w+)*\.[A-Z]\w*$/;
const NO_MODEL =
  /(Mixin|Manager|QuerySet|Query|Form|Field|Choices|Admin|Serializer|Index|Constraint|Enum|Error|Exception|Panel|Block|Lookup|Transform|Func|Widget|Backend|Filter|TestCase|View|Config)$/;
const FIELD = /(Field|ForeignKey|Key|Relation|Tag(gable)?Manager)$/;
const RELATION =
  /(^|\.)(?!Generic)\w*(ForeignKey|OneToOneField|ManyToManyField|ParentalKey|ParentalManyToManyField)$|GenericRelation$/;
const TAGS = /Taggable\w*Manager$/;
const MAX_SHOWN = 120;

/** Whether a class is a Django model. `false` also for those whose bases are not among the known files. */
export function isModel(project: Pick<SyntaxProject, 'index'>, ref: SymbolRef): boolean {
  const { names } = findAncestry(project.index, ref);
  return names.some((base) => MODEL.test(base) || (FOREIGN_MODEL.test(base) && !NO_MODEL.test(base)));
}

/** All models of the known files, abstract ones too. */
export function findModels(project: SyntaxProject): SymbolRef[] {
  return allClasses(project).filter((ref) => isModel(project, ref));
}

/** What a model's class and its abstract bases declare. */
export function readModel(project: SyntaxProject, ref: SymbolRef, apps: readonly App[]): DjangoModel {
  const meta = (name: string): Expression | null => findMeta(project, ref, name);
  const label = textIn(meta('app_label')) ?? appLabelOf(ref.path, apps);
  const fields = new Map<string, ModelField>();
  const removed = new Set<string>();
  const parents: SymbolRef[] = [];
  const managers: DjangoModel['managers'] = [];
  const className = ref.qualname.split('.').at(-1)!;
  const isProxy = isTrue(ownMeta(project, ref, 'proxy'));
  for (const owner of [ref, ...findAncestry(project.index, ref).inside]) {
    const isOwn = idOf(owner) === idOf(ref);
    if (!isOwn && isModel(project, owner) && !isTrue(ownMeta(project, owner, 'abstract'))) {
      parents.push(owner);
      continue;
    }
    // What concrete parents inherit is theirs.
    if (
      !isOwn &&
      parents.some((parent) =>
        findAncestry(project.index, parent).inside.some((one) => idOf(one) === idOf(owner)),
      )
    )
      continue;
    const isOfModel = isModel(project, owner);
    for (const { kind, target, value, isConditional } of project.moduleOf(owner.path).get(owner.qualname) ??
      []) {
      if (kind !== 'assign' || fields.has(target) || removed.has(target) || !/^\w+$/.test(target)) continue;
      const type = calleeName(value);
      if (value.kind === 'literal' && value.text === 'None') removed.add(target);
      if (type === null || value.kind !== 'call') continue;
      const isManager = /Manager$|^as_manager$|^from_queryset$/.test(type) && !/Tag\w*Manager$/.test(type);
      if (isManager)
        managers.push({ name: target, className: type === 'as_manager' ? textOfCallee(value) : type });
      else if (isField(project, owner.path, value) && (isOwn || isOfModel)) {
        fields.set(target, { ...readField(project, owner, ref, target, value, apps), isConditional });
      }
    }
  }
  const constraints = [
    ...itemsOf(meta('constraints')),
    ...itemsOf(meta('unique_together')),
    ...itemsOf(meta('indexes')),
  ];
  return {
    ref,
    label: `${label}.${className}`,
    isAbstract: isTrue(ownMeta(project, ref, 'abstract')),
    isProxy,
    fields: [...fields.values()],
    parents,
    managers,
    constraints: constraints
      .map(describe)
      .filter((one) => one !== '')
      .slice(0, 8),
  };
}

/** Of the class's own `Meta`, or the nearest ancestor's; `abstract` and `proxy` are not inherited: see `ownMeta`. */
function findMeta(project: SyntaxProject, ref: SymbolRef, name: string): Expression | null {
  for (const owner of [ref, ...findAncestry(project.index, ref).inside]) {
    const meta = { path: owner.path, qualname: `${owner.qualname}.Meta` };
    if (!symbolAt(project.index, meta)) continue;
    return findClassValue(project, meta, name)?.value ?? null;
  }
  return null;
}

function ownMeta(project: SyntaxProject, ref: SymbolRef, name: string): Expression | null {
  const statements = project.moduleOf(ref.path).get(`${ref.qualname}.Meta`) ?? [];
  return statements.findLast(({ target }) => target === name)?.value ?? null;
}

function isTrue(value: Expression | null): boolean {
  return value?.kind === 'literal' && value.text === 'True';
}

function isField(project: SyntaxProject, path: string, value: Call): boolean {
  const name = nameIn(value.callee);
  if (name === null) return false;
  const cls = resolveClass(project, path, name);
  if (!cls) return FIELD.test(name) && externalName(project.index, path, name) !== null;
  const { names } = findAncestry(project.index, cls);
  return names.some((base) => FIELD.test(base) && !/(^|\.)(forms|serializers)\./.test(base));
}

function readField(
  project: SyntaxProject,
  owner: SymbolRef,
  model: SymbolRef,
  name: string,
  call: Call,
  apps: readonly App[],
): Omit<ModelField, 'isConditional'> {
  const type = calleeName(call)!;
  const keyword = (wanted: string): Expression | undefined =>
    call.keywords.find(([one]) => one === wanted)?.[1];
  const has = (wanted: string): boolean => isTrue(keyword(wanted) ?? null);
  const cls = resolveClass(project, owner.path, nameIn(call.callee) ?? '');
  const kinds = [type, ...(cls ? findAncestry(project.index, cls).names : [])];
  const to = kinds.some((one) => RELATION.test(one)) ? argumentOf(call, 'to', 0) : null;
  const isTags = kinds.some((one) => TAGS.test(one));
  return {
    name,
    type,
    relation: isTags
      ? readTags(project, owner, keyword('through'), apps)
      : to
        ? readRelation(project, owner, model, to, textIn(keyword('related_name')), apps)
        : null,
    isOptional:
      keyword('default') !== undefined ||
      has('null') ||
      has('blank') ||
      has('auto_now') ||
      has('auto_now_add') ||
      /^(Big|Small)?AutoField$|ManyToMany/.test(type),
    isUnique: has('unique') || has('primary_key') || /^OneToOne/.test(type),
  };
}

/** Of django-taggit: the tag is what the model of `through` leads to by its field `tag`, else taggit's own. */
function readTags(
  project: SyntaxProject,
  owner: SymbolRef,
  through: Expression | undefined,
  apps: readonly App[],
): Relation {
  const name = nameIn(through) ?? textIn(through)?.split('.').at(-1) ?? null;
  const cls = name === null ? null : (resolveClass(project, owner.path, name) ?? findByName(project, name));
  const tag = cls && findClassValue(project, cls, 'tag');
  const to = tag?.value.kind === 'call' ? argumentOf(tag.value, 'to', 0) : null;
  if (tag && cls && to) return readRelation(project, tag.owner, cls, to, null, apps);
  return { target: null, label: 'taggit.Tag', relatedName: null };
}

/** The one class of this name among the known files. */
function findByName(project: SyntaxProject, name: string): SymbolRef | null {
  const found = allClasses(project).filter(({ qualname }) => qualname === name);
  return found.length === 1 ? found[0]! : null;
}

/** `to` is a class, `'self'`, `'Model'` of the same app, `'app.Model'`, or a setting. */
function readRelation(
  project: SyntaxProject,
  owner: SymbolRef,
  model: SymbolRef,
  to: Expression,
  relatedName: string | null,
  apps: readonly App[],
): Relation {
  const written = textIn(to);
  const name = nameIn(to);
  if (written === 'self') return { target: model, label: null, relatedName };
  if (name !== null && /(^|\.)AUTH_USER_MODEL$/.test(name))
    return { target: null, label: 'AUTH_USER_MODEL', relatedName };
  if (name !== null) {
    const target = resolveClass(project, owner.path, name);
    const value = target ? null : resolveText(project, owner.path, name);
    if (value !== null) return { target: null, label: value, relatedName };
    const external = target ? null : externalName(project.index, owner.path, name);
    return { target, label: external, relatedName };
  }
  if (written === null) {
    const isUser = calleeName(to) === 'get_user_model';
    // `swapper.get_model_name("wagtailcore", "Page")`, `getattr(settings, "X", "app.Model")`
    const texts = to.kind === 'call' ? to.args.map((one) => textIn(one)) : [];
    const isSwapped = calleeName(to) === 'get_model_name' && texts.length === 2 && !texts.includes(null);
    return {
      target: null,
      label: isUser ? 'AUTH_USER_MODEL' : isSwapped ? texts.join('.') : null,
      relatedName,
    };
  }
  const label = written.includes('.') ? written : `${appLabelOf(model.path, apps)}.${written}`;
  const near = resolveClass(project, owner.path, written);
  return { target: written.includes('.') ? null : near, label, relatedName };
}

/** The text that a module-level name is bound to: `USER = settings.AUTH_USER_MODEL`, `"auth.User"`. */
function resolveText(project: SyntaxProject, path: string, name: string): string | null {
  const bound = (project.moduleOf(path).get('') ?? []).findLast(({ target }) => target === name)?.value;
  if (textIn(bound) !== null) return textIn(bound);
  const isUser =
    /(^|\.)AUTH_USER_MODEL$/.test(nameIn(bound) ?? '') ||
    calleeName(bound) === 'get_user_model' ||
    (bound?.kind === 'call' &&
      calleeName(bound) === 'getattr' &&
      textIn(bound.args[1]) === 'AUTH_USER_MODEL');
  return isUser ? 'AUTH_USER_MODEL' : null;
}

function itemsOf(value: Expression | null): Expression[] {
  return value?.kind === 'list' ? value.items : [];
}

/** `UniqueConstraint(fields=[…], name="one_per_day")` → `UniqueConstraint(one_per_day: user, day)`. */
function describe(value: Expression): string {
  if (value.kind === 'list')
    return `unique together: ${value.items.map((one) => textIn(one) ?? '?').join(', ')}`.slice(0, MAX_SHOWN);
  if (value.kind !== 'call' || !/Constraint$/.test(calleeName(value) ?? '')) return '';
  const fields = itemsOf(argumentOf(value, 'fields', null)).map((one) => textIn(one) ?? '?');
  const name = textIn(argumentOf(value, 'name', null)) ?? '';
  return `${calleeName(value)}(${[name, fields.join(', ')].filter(Boolean).join(': ')})`.slice(0, MAX_SHOWN);
}

function textOfCallee({ callee }: Call): string {
  return (nameIn(callee) ?? 'as_manager').replace(/\.as_manager$/, '');
}
