import { argumentOf, type Call, type Expression, nameIn, textIn } from '../django/expression.ts';
import { findAncestry, resolveClass, type SyntaxProject } from '../django/syntax-project.ts';
import type { IndexedSymbol } from '../index/file-record.ts';
import { idOf, type SymbolRef } from '../index/project-index.ts';
import { type Dependency, dependenciesIn, findRouters, type Routers, textOf, variableOf } from './routers.ts';

/** A path operation: a function that answers requests. */
export interface Operation {
  ref: SymbolRef;
  methods: string[];
  /** With every prefix; one for each way in which its router is mounted. */
  paths: string[];
  isPrefixUnknown: boolean;
  statusCode: string | null;
  /** Pydantic models that it takes and answers. */
  bodies: SymbolRef[];
  response: SymbolRef | null;
  /** Names of the functions or classes that `Depends` asks for: its own, and those of routers around it. */
  dependencies: Dependency[];
}

const METHOD =
  /^([\w.]+)\.(get|post|put|patch|delete|head|options|trace|api_route|websocket|websocket_route|route)$/;
const MAX_OPERATIONS = 5_000;

/** All path operations of the known files, by decorator or `add_api_route`. */
export function findOperations(project: SyntaxProject): { operations: Operation[]; problems: string[] } {
  const routers = findRouters(project);
  const operations: Operation[] = [];
  for (const [path, record] of project.index.files) {
    for (const symbol of record.symbols) {
      if (symbol.kind !== 'function' || symbol.owner !== null || operations.length >= MAX_OPERATIONS)
        continue;
      for (const decorator of symbol.decorators) {
        const operation = readDecorator(project, routers, path, symbol, decorator);
        if (operation) operations.push(operation);
      }
    }
    if (project.texts.get(path)?.includes('.add_api_route('))
      operations.push(...readAdded(project, routers, path));
  }
  return { operations, problems: routers.problems };
}

function readDecorator(
  project: SyntaxProject,
  routers: Routers,
  path: string,
  symbol: IndexedSymbol,
  decorator: string,
): Operation | null {
  const match = METHOD.exec(decorator.slice(0, 200).replace(/\s*\([\s\S]*$/, ''));
  const router = match ? variableOf(project, path, match[1]!) : null;
  if (!match || !router || !routers.routers.has(idOf(router))) return null;
  const call = project.expressionOf(decorator);
  if (call?.kind !== 'call') return null;
  return readOperation(
    project,
    routers,
    router,
    call,
    { path, symbol, verb: match[2]! },
    argumentOf(call, 'path', 0),
  );
}

/** `router.add_api_route("/x", view, methods=["GET"])`. */
function readAdded(project: SyntaxProject, routers: Routers, path: string): Operation[] {
  return (project.moduleOf(path).get('') ?? []).flatMap(({ value: call }) => {
    const callee = call.kind === 'call' ? nameIn(call.callee) : null;
    if (call.kind !== 'call' || !callee?.endsWith('.add_api_route')) return [];
    const router = variableOf(project, path, callee.replace(/\.add_api_route$/, ''));
    const endpoint = nameIn(argumentOf(call, 'endpoint', 1));
    const ref = endpoint ? variableOf(project, path, endpoint) : null;
    const symbol = ref && project.index.symbolsOf(ref.path).get(ref.qualname);
    if (!router || !ref || !symbol || !routers.routers.has(idOf(router))) return [];
    return readOperation(
      project,
      routers,
      router,
      call,
      { path: ref.path, symbol, verb: 'api_route' },
      argumentOf(call, 'path', 0),
    );
  });
}

function readOperation(
  project: SyntaxProject,
  routers: Routers,
  router: SymbolRef,
  call: Call,
  { path, symbol, verb }: { path: string; symbol: IndexedSymbol; verb: string },
  written: Expression | null,
): Operation {
  const own = written ? textOf(project, router.path, written) : null;
  const mounts = routers.mountsOf(idOf(router));
  const listed = argumentOf(call, 'methods', null);
  const methods = listed?.kind === 'list' ? listed.items.flatMap((one) => textIn(one) ?? []) : [];
  const model = nameIn(argumentOf(call, 'response_model', null));
  const status = argumentOf(call, 'status_code', null);
  const asked = [
    ...mounts.flatMap((mount) => mount.dependencies),
    ...dependenciesIn(project, router.path, argumentOf(call, 'dependencies', null)),
    ...symbol.parameters.flatMap(({ annotation, default: value }) =>
      dependsIn(project, path, annotation, value),
    ),
  ];
  return {
    ref: { path, qualname: symbol.qualname },
    methods:
      methods.length > 0 ? methods : [verb === 'api_route' || verb === 'route' ? 'GET' : verb.toUpperCase()],
    paths: [...new Set(mounts.map(({ prefix }) => `${prefix}${own ?? '<…>'}`))],
    isPrefixUnknown: mounts.some(({ isPrefixUnknown }) => isPrefixUnknown),
    statusCode: status?.kind === 'literal' ? status.text : (nameIn(status)?.split('.').at(-1) ?? null),
    bodies: symbol.parameters.flatMap(({ annotation }) => modelsIn(project, path, annotation)),
    response: model
      ? resolveClass(project, path, model)
      : (modelsIn(project, path, symbol.annotation)[0] ?? null),
    dependencies: [...new Map(asked.map((one) => [one.ref ? idOf(one.ref) : one.name, one])).values()],
  };
}

/** What a parameter asks for: `db = Depends(get_db)`, `db: Annotated[Session, Depends(get_db)]`, or an alias of such a type. */
function dependsIn(
  project: SyntaxProject,
  path: string,
  annotation: string | null,
  value: string | null,
  depth = 0,
): Dependency[] {
  const texts = [annotation ?? '', value ?? ''].map((text) => text.slice(0, 400));
  const named = (name: string): Dependency => ({ name, ref: variableOf(project, path, name) });
  const direct = texts.flatMap((text) =>
    [...text.matchAll(/\b(?:Depends|Security)\(\s{0,20}([\w.]+)/g)].map((match) => named(match[1]!)),
  );
  // `Depends()` asks for the annotated class itself.
  if (direct.length === 0 && /\bDepends\(\s{0,20}\)/.test(texts.join(' '))) {
    const cls = texts[0]!.match(/(?:Annotated\[\s{0,20})?([\w.]+)/)?.[1];
    return cls ? [named(cls)] : [];
  }
  if (direct.length > 0 || depth > 2 || !/^[\w.]+$/.test(annotation ?? '')) return direct;
  const alias = variableOf(project, path, annotation!);
  const symbol = alias ? project.index.symbolsOf(alias.path).get(alias.qualname) : null;
  return alias && symbol?.kind === 'variable'
    ? dependsIn(project, alias.path, null, symbol.value, depth + 1)
    : [];
}

/** Pydantic models that an annotation names. */
function modelsIn(project: SyntaxProject, path: string, annotation: string | null): SymbolRef[] {
  const names = (annotation ?? '').slice(0, 300).match(/[A-Za-z_][\w.]*/g) ?? [];
  return names.flatMap((name) => {
    const ref = resolveClass(project, path, name);
    return ref && isPydanticModel(project, ref) ? [ref] : [];
  });
}

export function isPydanticModel({ index }: Pick<SyntaxProject, 'index'>, ref: SymbolRef): boolean {
  return findAncestry(index, ref).names.some((base) =>
    /^(pydantic|sqlmodel|pydantic_settings)\b.*\.(BaseModel|SQLModel|BaseSettings|GenericModel|RootModel)$/.test(
      base,
    ),
  );
}
