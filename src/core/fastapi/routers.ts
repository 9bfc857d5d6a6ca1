import { argumentOf, type Call, calleeName, type Expression, nameIn, textIn } from '../django/expression.ts';
import type { Statement } from '../django/module-syntax.ts';
import { findAncestry, resolveClass, resolveWhole, type SyntaxProject } from '../django/syntax-project.ts';
import { idOf, type SymbolRef } from '../index/project-index.ts';

/** What `Depends` asks for: the name as written, and what it means where it is written. */
export interface Dependency {
  name: string;
  ref: SymbolRef | null;
}

/** An application or router, with how it is mounted. */
export interface Router {
  /** The variable that holds it. */
  ref: SymbolRef;
  isApp: boolean;
  /** Its own, before those of what includes it; null when it is built at run time. */
  prefix: string | null;
  dependencies: Dependency[];
}

/** `app.include_router(orders.router, prefix="/orders", dependencies=[…])` */
interface Inclusion {
  outer: string;
  prefix: string | null;
  dependencies: Dependency[];
}

/** All that was found, and where each router ends up. */
export interface Routers {
  routers: ReadonlyMap<string, Router>;
  /** Every way from the router to an application: what stands before its paths, and what is asked for on the way. */
  mountsOf(id: string): Mount[];
  problems: string[];
}

export interface Mount {
  prefix: string;
  dependencies: Dependency[];
  /** The router at the top is no application: what stands before is not known. */
  isPrefixUnknown: boolean;
}

const MAX_MOUNTS = 20;
const MAX_DEPTH = 12;

/** Finds `FastAPI(…)`, `APIRouter(…)` and every `include_router`, in modules and in the functions that build an application. */
export function findRouters(project: SyntaxProject): Routers {
  const routers = new Map<string, Router>();
  const inclusions = new Map<string, Inclusion[]>();
  const problems: string[] = [];
  for (const [path] of project.index.files) {
    const text = project.texts.get(path) ?? '';
    if (!/\b(FastAPI|APIRouter|include_router|\w*Router)\s*\(/.test(text)) continue;
    for (const { value, target, kind } of project.moduleOf(path).get('') ?? []) {
      if (kind === 'assign' && value.kind === 'call') addRouter(path, target, value);
    }
  }
  for (const [path] of project.index.files) {
    if (!project.texts.get(path)?.includes('.include_router(')) continue;
    for (const { statement, local } of statementsOf(project, path)) addInclusion(path, statement, local);
  }
  return { routers, mountsOf: (id) => mountsOf(id, [], { left: MAX_MOUNTS }), problems };

  function addRouter(path: string, target: string, call: Call): void {
    const kind = kindOf(project, path, call);
    if (kind === null || !/^\w+$/.test(target)) return;
    const ref = { path, qualname: target };
    const written = kind === 'router' ? argumentOf(call, 'prefix', null) : null;
    routers.set(idOf(ref), {
      ref,
      isApp: kind === 'app',
      prefix: written ? textOf(project, path, written) : '',
      dependencies: dependenciesIn(project, path, argumentOf(call, 'dependencies', null)),
    });
  }

  /** @param local an application that only a function knows stands for the whole function */
  function addInclusion(path: string, { value }: Statement, local: string): void {
    if (value.kind !== 'call' || calleeName(value) !== 'include_router') return;
    const included = nameIn(argumentOf(value, 'router', 0));
    const inner = included ? variableOf(project, path, included) : null;
    const outerName = nameIn(value.callee)?.replace(/\.include_router$/, '') ?? '';
    const outer = variableOf(project, path, outerName);
    if (!inner) {
      problems.push(`${path} includes a router that only running shows`);
      return;
    }
    const outerId = outer && routers.has(idOf(outer)) ? idOf(outer) : `${path}::${local}()`;
    if (!routers.has(outerId)) {
      // `app = FastAPI()` inside of a function, or a parameter of it.
      routers.set(outerId, { ref: { path, qualname: local }, isApp: true, prefix: '', dependencies: [] });
    }
    const prefix = argumentOf(value, 'prefix', null);
    const list = inclusions.get(idOf(inner)) ?? [];
    list.push({
      outer: outerId,
      prefix: prefix ? textOf(project, path, prefix) : '',
      dependencies: dependenciesIn(project, path, argumentOf(value, 'dependencies', null)),
    });
    inclusions.set(idOf(inner), list);
  }

  function mountsOf(id: string, open: readonly string[], budget: { left: number }): Mount[] {
    const router = routers.get(id);
    if (!router || open.includes(id) || open.length > MAX_DEPTH || budget.left <= 0) return [];
    const own = router.prefix ?? '<…>';
    const outer = inclusions.get(id) ?? [];
    if (router.isApp || outer.length === 0) {
      budget.left--;
      return [{ prefix: own, dependencies: router.dependencies, isPrefixUnknown: !router.isApp }];
    }
    return outer.flatMap((one) =>
      mountsOf(one.outer, [...open, id], budget).map((mount) => ({
        prefix: `${mount.prefix}${one.prefix ?? '<…>'}${own}`,
        dependencies: [...mount.dependencies, ...one.dependencies, ...router.dependencies],
        isPrefixUnknown: mount.isPrefixUnknown,
      })),
    );
  }
}

/** Statements of the module, and of its functions that include routers. */
function statementsOf(project: SyntaxProject, path: string): { statement: Statement; local: string }[] {
  const { index } = project;
  const functions = [...index.symbolsOf(path).values()].filter(
    ({ kind, calls }) => kind === 'function' && calls.some((one) => /(^|\.)include_router$/.test(one)),
  );
  return [
    ...(project.moduleOf(path).get('') ?? []).map((statement) => ({ statement, local: '' })),
    ...functions.flatMap(({ qualname }) =>
      project.functionOf({ path, qualname }).map((statement) => ({ statement, local: qualname })),
    ),
  ];
}

function kindOf(project: SyntaxProject, path: string, call: Call): 'app' | 'router' | null {
  const name = nameIn(call.callee);
  if (name === null) return null;
  const cls = resolveClass(project, path, name);
  const names = [name, ...(cls ? findAncestry(project.index, cls).names : [])];
  if (names.some((one) => /(^|\.)FastAPI$/.test(one))) return 'app';
  return names.some((one) => /(^|\.)APIRouter$/.test(one)) ? 'router' : null;
}

/** The module-level variable that a name means: `router`, `orders.router`. */
export function variableOf({ index }: SyntaxProject, path: string, name: string): SymbolRef | null {
  if (index.symbolsOf(path).has(name)) return { path, qualname: name };
  const ref = resolveWhole(index, path, name);
  return ref && ref.qualname !== '' ? ref : null;
}

/** A text, also by the name of a module's constant or a sum of both. */
export function textOf(project: SyntaxProject, path: string, value: Expression, depth = 0): string | null {
  const text = textIn(value);
  if (text !== null || depth > 6) return text;
  if (value.kind === 'sum') {
    const parts = value.parts.map((part) => textOf(project, path, part, depth + 1));
    return parts.includes(null) ? null : parts.join('');
  }
  const ref = value.kind === 'name' ? variableOf(project, path, value.name) : null;
  const bound =
    ref &&
    project
      .moduleOf(ref.path)
      .get('')
      ?.findLast(({ target }) => target === ref.qualname)?.value;
  return ref && bound ? textOf(project, ref.path, bound, depth + 1) : null;
}

/** `[Depends(get_db), Security(user, scopes=[…])]` → `get_db`, `user`. */
export function dependenciesIn(project: SyntaxProject, path: string, value: Expression | null): Dependency[] {
  const items = value?.kind === 'list' ? value.items : [];
  return items.flatMap((item) => {
    const isAsked = /^(Depends|Security)$/.test(calleeName(item) ?? '') && item.kind === 'call';
    const [first] = isAsked ? item.args : [];
    const name = first ? (nameIn(first) ?? calleeName(first)) : null;
    return name ? [{ name, ref: variableOf(project, path, name) }] : [];
  });
}
