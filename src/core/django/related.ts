import { findUsers } from '../index/callers.ts';
import { type ProjectIndex, type SymbolRef, symbolAt } from '../index/project-index.ts';
import { resolveName, resolveUses } from '../index/resolve-name.ts';
import { isModel } from './models.ts';
import { isForm, isSerializer } from './serializers.ts';
import { findAncestry } from './syntax-project.ts';
import { isViewClass, unique } from './views.ts';

/** A definition that belongs to a target by what Django makes of both. */
export interface Related {
  ref: SymbolRef;
  reason: string;
}

const MAX_RELATED = 8;
const ATTRIBUTES = [
  'serializer_class',
  'queryset',
  'model',
  'form_class',
  'permission_classes',
  'filterset_class',
];
const METHODS = ['get_serializer_class', 'get_queryset', 'get_form_class', 'get_permissions'];

/**
 * Of a view its serializers, forms and models; of a serializer or form its model and its views; of a model its serializers, forms
 * and factories. From records alone, so it is cheap enough to be asked for every target.
 */
export function findRelated(index: ProjectIndex, target: SymbolRef): Related[] {
  const cls = classAround(index, target);
  if (!cls) return [];
  const project = { index };
  const found: Related[] = [];
  if (isViewClass(project, cls)) {
    for (const ref of namedBy(index, cls)) {
      found.push({ ref, reason: `${kindOf(index, ref) ?? 'named'} by the view of a target` });
      const model = modelOf(index, ref);
      if (model) found.push({ ref: model, reason: `model of ${ref.qualname}` });
    }
  } else if (isSerializer(project, cls) || isForm(project, cls)) {
    const model = modelOf(index, cls);
    if (model) found.push({ ref: model, reason: 'model of a target' });
    for (const ref of usingClasses(index, cls))
      if (isViewClass(project, ref)) found.push({ ref, reason: 'view that uses a target' });
  } else if (isModel(project, cls)) {
    for (const ref of usingClasses(index, cls)) {
      const kind = kindOf(index, ref);
      if (kind && modelOf(index, ref)) found.push({ ref, reason: `${kind} of a target` });
    }
  }
  return found.slice(0, MAX_RELATED);
}

function kindOf(index: ProjectIndex, ref: SymbolRef): string | null {
  if (isSerializer({ index }, ref)) return 'serializer';
  if (isForm({ index }, ref)) return 'form';
  if (isModel({ index }, ref)) return 'model';
  if (findAncestry(index, ref).outside.some((base) => /Factory$/.test(base))) return 'factory';
  return null;
}

/** Classes that a view's attributes and methods lead to. */
function namedBy(index: ProjectIndex, view: SymbolRef): SymbolRef[] {
  const classes = [view, ...findAncestry(index, view).inside];
  const members = [...ATTRIBUTES, ...METHODS].flatMap((name) => {
    const owner = classes.find((one) => index.symbolsOf(one.path).has(`${one.qualname}.${name}`));
    return owner
      ? [{ path: owner.path, symbol: index.symbolsOf(owner.path).get(`${owner.qualname}.${name}`)! }]
      : [];
  });
  const refs = members.flatMap(({ path, symbol }) =>
    resolveUses(index, path, symbol).map((ref) => classAround(index, ref)),
  );
  return unique(refs.filter((ref) => ref !== null));
}

/** `Meta.model` of a serializer, form or factory, its own or inherited. */
function modelOf(index: ProjectIndex, ref: SymbolRef): SymbolRef | null {
  for (const { path, qualname } of [ref, ...findAncestry(index, ref).inside]) {
    const value = index.symbolsOf(path).get(`${qualname}.Meta.model`)?.value;
    if (!value || !/^[\w.]+$/.test(value)) continue;
    const model = resolveName(index, path, value, null);
    return model && symbolAt(index, model)?.kind === 'class' ? model : null;
  }
  return null;
}

function usingClasses(index: ProjectIndex, ref: SymbolRef): SymbolRef[] {
  const users = findUsers(index, ref).filter(({ sure }) => sure);
  const classes = users.map((user) => outermost(index, user.ref)).filter((one) => one !== null);
  return unique(classes.filter((one) => one.path !== ref.path || one.qualname !== ref.qualname));
}

/** `OrderSerializer.Meta.model` → `OrderSerializer`. */
function outermost(index: ProjectIndex, ref: SymbolRef): SymbolRef | null {
  let cls = classAround(index, ref);
  while (cls?.qualname.endsWith('.Meta')) cls = { ...cls, qualname: cls.qualname.slice(0, -'.Meta'.length) };
  return cls && symbolAt(index, cls)?.kind === 'class' ? cls : null;
}

function classAround(index: ProjectIndex, ref: SymbolRef): SymbolRef | null {
  const symbol = symbolAt(index, ref);
  if (symbol?.kind === 'class') return ref;
  return symbol?.owner ? { path: ref.path, qualname: symbol.owner } : null;
}
