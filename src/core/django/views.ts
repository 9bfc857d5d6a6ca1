import type { IndexedSymbol } from '../index/file-record.ts';
import { idOf, type SymbolRef, symbolAt } from '../index/project-index.ts';
import { resolveUses } from '../index/resolve-name.ts';
import { type Expression, textIn } from './expression.ts';
import { isModel } from './models.ts';
import { isForm, isSerializer } from './serializers.ts';
import {
  allClasses,
  findAncestry,
  findClassValue,
  resolveClass,
  type SyntaxProject,
} from './syntax-project.ts';
import { actionsOf, namesIn, type ViewAction } from './view-actions.ts';

/** A view, class or function, as its syntax says it. */
export interface View {
  ref: SymbolRef;
  isClass: boolean;
  isViewSet: boolean;
  /** Of DRF: defaults of the settings count where it names no permissions. */
  isApi: boolean;
  serializers: SymbolRef[];
  models: SymbolRef[];
  forms: SymbolRef[];
  /** Names as written; null where it names none. */
  permissions: string[] | null;
  authentication: string[] | null;
  /** Mixins and decorators that let only some users through. */
  guards: string[];
  /** HTTP methods of a function view that are written down. */
  methods: string[];
  actions: ViewAction[];
  /** Methods of a viewset or class view by name: `list`, `create`, `get`. */
  handlers: string[];
  lookup: { field: string; urlKwarg: string | null; regex: string | null; converter: string | null };
  problems: string[];
}

/** What DRF's mixins and views bring with them. */
const HANDLERS: Record<string, string[]> = {
  CreateModelMixin: ['create'],
  ListModelMixin: ['list'],
  RetrieveModelMixin: ['retrieve'],
  UpdateModelMixin: ['update', 'partial_update'],
  DestroyModelMixin: ['destroy'],
  ReadOnlyModelViewSet: ['list', 'retrieve'],
  ModelViewSet: ['list', 'create', 'retrieve', 'update', 'partial_update', 'destroy'],
  CreateAPIView: ['post'],
  ListAPIView: ['get'],
  RetrieveAPIView: ['get'],
  DestroyAPIView: ['delete'],
  UpdateAPIView: ['put', 'patch'],
  ListCreateAPIView: ['get', 'post'],
  RetrieveUpdateAPIView: ['get', 'put', 'patch'],
  RetrieveDestroyAPIView: ['get', 'delete'],
  RetrieveUpdateDestroyAPIView: ['get', 'put', 'patch', 'delete'],
};
const VIEW =
  /(View|ViewSet|Viewset)$|^django\.contrib\.auth\.views\.|^rest_framework\.(generics|viewsets|views)\./;
const METHODS =
  /^(get|post|put|patch|delete|head|options|list|create|retrieve|update|partial_update|destroy)$/;
const GUARD_CLASS =
  /(LoginRequired|PermissionRequired|UserPassesTest|StaffRequired|AccessMixin|Permission\w*|Auth\w*)Mixin$/;
const GUARD_DECORATOR =
  /(login_required|permission_required|user_passes_test|staff_member_required|require_\w+|permission_classes|authentication_classes|csrf_exempt)\b/;

/** Whether a class answers requests. */
export function isViewClass(project: Pick<SyntaxProject, 'index'>, ref: SymbolRef): boolean {
  return findAncestry(project.index, ref).names.some((base) => VIEW.test(base));
}

/** All class views of the known files. */
export function findViewClasses(project: SyntaxProject): SymbolRef[] {
  return allClasses(project).filter((ref) => isViewClass(project, ref));
}

/** What a view's class, with its bases in the project, or its function says. */
export function readView(project: SyntaxProject, ref: SymbolRef): View | null {
  const symbol = symbolAt(project.index, ref);
  if (symbol?.kind === 'class') return readClassView(project, ref);
  return symbol?.kind === 'function' ? readFunctionView(project, ref, symbol) : null;
}

function readClassView(project: SyntaxProject, ref: SymbolRef): View {
  const { index } = project;
  const { inside, names } = findAncestry(index, ref);
  const classes = [ref, ...inside];
  const problems: string[] = [];
  const refsIn = (name: string): SymbolRef[] => {
    const found = findClassValue(project, ref, name);
    return found ? classesIn(project, found.owner.path, found.value) : [];
  };
  const used = [
    'get_serializer_class',
    'get_serializer',
    'get_queryset',
    'get_form_class',
    'get_object',
  ].flatMap((name) => usedBy(name));
  const queryset = [...refsIn('queryset'), ...refsIn('model')];
  const serializers = unique([
    ...refsIn('serializer_class'),
    ...refsIn('serializer_classes'),
    ...used.filter((one) => isSerializer(project, one)),
  ]);
  const permissions = findClassValue(project, ref, 'permission_classes');
  const authentication = findClassValue(project, ref, 'authentication_classes');
  const deciding = classes.find((one) => hasMethod(one, 'get_permissions'));
  if (deciding) {
    const { uses = [] } = index.symbolsOf(deciding.path).get(`${deciding.qualname}.get_permissions`) ?? {};
    const among = uses.filter(
      (use) =>
        /(^|\.)(Is|Allow|Deny|Has|Can)[A-Z]\w*$|Permissions?\w*$/.test(use) && !/^(self|super)\b/.test(use),
    );
    problems.push(
      `get_permissions decides at run time${among.length > 0 ? ` among ${among.slice(0, 8).join(', ')}` : ''}`,
    );
  }
  const handlers = new Set<string>();
  for (const base of names) for (const one of HANDLERS[base.split('.').at(-1)!] ?? []) handlers.add(one);
  const foreign = names.find((base) => /ViewSet$/.test(base) && !/^rest_framework\./.test(base));
  if (foreign) {
    for (const one of HANDLERS.ModelViewSet!) handlers.add(one);
    problems.push(`what ${foreign} brings is not known: the standard actions are assumed`);
  }
  for (const one of classes) {
    for (const { name, owner, kind } of index.symbolsOf(one.path).values())
      if (kind === 'function' && owner === one.qualname && METHODS.test(name)) handlers.add(name);
  }
  return {
    ref,
    isClass: true,
    isViewSet: names.some((base) => /View[sS]et(Mixin)?$/.test(base)),
    isApi: names.some((base) => /^rest_framework\b|APIView$|ViewSet$/.test(base)),
    serializers,
    models: unique([...queryset, ...used].filter((one) => isModel(project, one))),
    forms: unique([...refsIn('form_class'), ...used.filter((one) => isForm(project, one))]),
    permissions: permissions ? namesIn(permissions.value) : null,
    authentication: authentication ? namesIn(authentication.value) : null,
    guards: guardsOf(project, classes, names),
    methods: [],
    actions: classes
      .flatMap((one) => actionsOf(project, one))
      .filter((one, at, all) => all.findIndex(({ name }) => name === one.name) === at),
    handlers: [...handlers],
    lookup: {
      field: textOf('lookup_field') ?? 'pk',
      urlKwarg: textOf('lookup_url_kwarg'),
      regex: textOf('lookup_value_regex'),
      converter: textOf('lookup_value_converter'),
    },
    problems,
  };

  function textOf(name: string): string | null {
    return textIn(findClassValue(project, ref, name)?.value);
  }

  function hasMethod(one: SymbolRef, name: string): boolean {
    return index.symbolsOf(one.path).get(`${one.qualname}.${name}`)?.kind === 'function';
  }

  function usedBy(name: string): SymbolRef[] {
    const owner = classes.find((one) => hasMethod(one, name));
    const method = owner && index.symbolsOf(owner.path).get(`${owner.qualname}.${name}`);
    return owner && method
      ? resolveUses(index, owner.path, method)
          .map((one) => classOf(project, one))
          .filter((one) => one !== null)
      : [];
  }
}

/** `Order.objects` leads to the class when the manager is not found, or to the manager's symbol in it. */
function classOf({ index }: SyntaxProject, ref: SymbolRef): SymbolRef | null {
  const symbol = symbolAt(index, ref);
  if (symbol?.kind === 'class') return ref;
  return symbol?.kind === 'variable' && symbol.owner ? { path: ref.path, qualname: symbol.owner } : null;
}

function readFunctionView(project: SyntaxProject, ref: SymbolRef, symbol: IndexedSymbol): View {
  const used = unique(
    resolveUses(project.index, ref.path, symbol)
      .map((one) => classOf(project, one))
      .filter((one) => one !== null),
  );
  const listed = (decorator: string): string[] | null => {
    const found = symbol.decorators.find((one) => one.startsWith(decorator));
    return found ? (found.slice(0, 400).match(/(?<=[[(,\s])[\w.]+(?=\s*[,\])])/g) ?? []) : null;
  };
  const api = symbol.decorators.find((one) => /^([\w.]+\.)?api_view\b/.test(one));
  const limited = symbol.decorators.find((one) =>
    /^([\w.]+\.)?require_(http_methods|GET|POST|safe)\b/.test(one),
  );
  const methods = api
    ? (api.match(/\b(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b/g) ?? ['GET'])
    : (limited?.match(/\b(GET|POST|PUT|PATCH|DELETE)\b|(?<=_)(GET|POST)/g) ?? []);
  return {
    ref,
    isClass: false,
    isViewSet: false,
    isApi: api !== undefined,
    serializers: used.filter((one) => isSerializer(project, one)),
    models: used.filter((one) => isModel(project, one)),
    forms: used.filter((one) => isForm(project, one)),
    permissions: listed('permission_classes'),
    authentication: listed('authentication_classes'),
    guards: symbol.decorators
      .filter((one) => GUARD_DECORATOR.test(one) && !/_classes\b/.test(one))
      .map((one) => one.slice(0, 80)),
    methods: [...new Set(methods)],
    actions: [],
    handlers: [],
    lookup: { field: 'pk', urlKwarg: null, regex: null, converter: null },
    problems: [],
  };
}

function guardsOf(
  project: SyntaxProject,
  classes: readonly SymbolRef[],
  outside: readonly string[],
): string[] {
  const bases = [...outside, ...classes.slice(1).map(({ qualname }) => qualname)].map(
    (one) => one.split('.').at(-1)!,
  );
  const decorators = classes.flatMap((one) => symbolAt(project.index, one)?.decorators ?? []);
  const required = textIn(findClassValue(project, classes[0]!, 'permission_required')?.value);
  return [
    ...new Set([
      ...bases.filter((base) => GUARD_CLASS.test(base)),
      ...decorators.filter((one) => GUARD_DECORATOR.test(one)).map((one) => one.slice(0, 80)),
      ...(required ? [`permission ${required}`] : []),
    ]),
  ];
}

/** Classes of the project that an expression names: `Order.objects.all()`, `[A, B]`, `{"list": A}`. */
export function classesIn(project: SyntaxProject, path: string, start: Expression): SymbolRef[] {
  const found: SymbolRef[] = [];
  let budget = 200;
  const visit = (value: Expression, depth: number): void => {
    if (budget-- <= 0 || depth > 12) return;
    if (value.kind === 'name') {
      const parts = value.name.split('.');
      // The class stands somewhere in the chain: `models.Order.objects`.
      for (let length = parts.length; length > 0; length--) {
        const ref = resolveClass(project, path, parts.slice(0, length).join('.'));
        if (ref) {
          found.push(ref);
          return;
        }
      }
    } else if (value.kind === 'call') {
      visit(value.callee, depth + 1);
      for (const one of value.args.slice(0, 3)) visit(one, depth + 1);
    } else if (value.kind === 'attribute') visit(value.object, depth + 1);
    else if (value.kind === 'list') for (const one of value.items) visit(one, depth + 1);
    else if (value.kind === 'dict') for (const [, one] of value.entries) visit(one, depth + 1);
    else if (value.kind === 'choice') for (const one of value.options) visit(one, depth + 1);
    else if (value.kind === 'sum') for (const one of value.parts) visit(one, depth + 1);
  };
  visit(start, 0);
  return unique(found);
}

export function unique(refs: readonly SymbolRef[]): SymbolRef[] {
  return [...new Map(refs.map((ref) => [idOf(ref), ref])).values()];
}
