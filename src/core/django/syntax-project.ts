import { type ProjectIndex, type SymbolRef, symbolAt } from '../index/project-index.ts';
import { resolveName } from '../index/resolve-name.ts';
import { findModule } from '../python/imports.ts';
import type { PythonParser } from '../python/parser.ts';
import type { Expression } from './expression.ts';
import { type ModuleSyntax, readFunctionSyntax, readModuleSyntax, type Statement } from './module-syntax.ts';

/** Files of a project with their index, and what their modules and classes bind, read when it is asked for. */
export interface SyntaxProject {
  index: ProjectIndex;
  texts: ReadonlyMap<string, string>;
  /** Whether the file's text is known: the index may know more files than the texts. */
  isRead(path: string): boolean;
  moduleOf(path: string): ModuleSyntax;
  functionOf(ref: SymbolRef): readonly Statement[];
  /** A decorator or a default as the index keeps it, read as an expression; null for what is none. */
  expressionOf(text: string): Expression | null;
}

/** Of a class: its ancestors in the project, nearest first, and dotted names of those outside of it. */
export interface Ancestry {
  inside: SymbolRef[];
  outside: string[];
  /** Those outside, and those that a framework's own repository defines, by their dotted names. */
  names: string[];
}

/** More ancestors than that are a circle or hostile. */
const MAX_ANCESTORS = 60;
/** Steps of imports from module to module. */
const MAX_STEPS = 20;
const MAX_EXPRESSION = 4_000;

export function createSyntaxProject(
  parser: PythonParser,
  index: ProjectIndex,
  texts: ReadonlyMap<string, string>,
): SyntaxProject {
  const modules = new Map<string, ModuleSyntax>();
  const expressions = new Map<string, Expression | null>();
  const functions = new Map<string, readonly Statement[]>();
  return { index, texts, isRead, moduleOf, functionOf, expressionOf };

  function moduleOf(path: string): ModuleSyntax {
    const known = modules.get(path);
    if (known) return known;
    const text = isRead(path) ? texts.get(path) : undefined;
    const module = text === undefined ? new Map<string, Statement[]>() : readModuleSyntax(parser, text);
    modules.set(path, module);
    return module;
  }

  function isRead(path: string): boolean {
    return index.files.has(path) && texts.has(path);
  }

  function expressionOf(text: string): Expression | null {
    const known = expressions.get(text);
    if (known !== undefined) return known;
    const module = readModuleSyntax(parser, `_ = (${text.slice(0, MAX_EXPRESSION)})`);
    const found = module.get('')?.[0]?.value ?? null;
    expressions.set(text, found);
    return found;
  }

  function functionOf({ path, qualname }: SymbolRef): readonly Statement[] {
    const key = `${path}::${qualname}`;
    const known = functions.get(key);
    if (known) return known;
    const text = isRead(path) ? texts.get(path) : undefined;
    const statements = text === undefined ? [] : readFunctionSyntax(parser, text, qualname);
    functions.set(key, statements);
    return statements;
  }
}

/**
 * The dotted name of something outside of the project as its own module calls it: `models.Model` → `django.db.models.Model`,
 * also where a module of the project hands it on. Null for what the project defines, or nobody imports.
 */
export function externalName(index: ProjectIndex, path: string, dotted: string): string | null {
  const [head = '', ...rest] = dotted.split('.');
  return lookOutside(index, path, head, rest, { steps: MAX_STEPS });
}

function lookOutside(
  index: ProjectIndex,
  path: string,
  head: string,
  rest: readonly string[],
  budget: { steps: number },
): string | null {
  if (budget.steps-- <= 0) return null;
  const record = index.files.get(path);
  if (!record || index.symbolsOf(path).has(head)) return null;
  for (const one of record.imports.toReversed()) {
    const isPlain = one.name === null && one.alias === one.module;
    const bound = isPlain ? one.module.split('.')[0]! : one.alias;
    if (bound !== head) continue;
    const place = findModule(one, path, index.allPaths);
    if (!place && one.level === 0) {
      if (one.name === null) return [isPlain ? head : one.module, ...rest].join('.');
      return [one.module, one.name, ...rest].join('.');
    }
    if (place && 'path' in place && one.name !== null && one.name !== '*') {
      const found = lookOutside(index, place.path, one.name, rest, budget);
      if (found) return found;
    }
    const [next, ...further] = rest;
    if (place && 'path' in place && one.name === null && next !== undefined) {
      const found = lookOutside(index, place.path, next, further, budget);
      if (found) return found;
    }
    // `from shop import fields`, then `fields.CharField`: the module is the project's, the name is not.
    const inner = resolveName(index, path, head, null);
    if (inner?.qualname === '' && next !== undefined && inner.path !== path) {
      const found = lookOutside(index, inner.path, next, further, budget);
      if (found) return found;
    }
  }
  for (const one of record.imports) {
    if (one.name !== '*') continue;
    const place = findModule(one, path, index.allPaths);
    const found =
      place && 'path' in place && place.path !== path
        ? lookOutside(index, place.path, head, rest, budget)
        : null;
    if (found) return found;
  }
  // A star import of somebody else's package may bind anything that nothing else does.
  const star = record.imports.find(
    (one) => one.name === '*' && !findModule(one, path, index.allPaths) && one.level === 0,
  );
  return star && /^\p{L}/u.test(head) ? [star.module, head, ...rest].join('.') : null;
}

const FRAMEWORK = /^(django|rest_framework|fastapi|starlette|pydantic)\./;

/** `rest_framework/routers.py` and `SimpleRouter` → `rest_framework.routers.SimpleRouter`. */
export function dottedNameOf({ path, qualname }: SymbolRef): string {
  const module = path.replace(/^(src|lib)\//, '').replace(/(\/__init__)?\.py$/, '');
  return `${module.replaceAll('/', '.')}.${qualname}`;
}

const ancestries = new WeakMap<ProjectIndex, Map<string, Ancestry>>();

/** Bases of bases, left to right and depth first, each once: for most projects the order in which Python looks. */
export function findAncestry(index: ProjectIndex, ref: SymbolRef): Ancestry {
  const known = ancestries.get(index) ?? new Map<string, Ancestry>();
  ancestries.set(index, known);
  const key = `${ref.path}::${ref.qualname}`;
  const earlier = known.get(key);
  if (earlier) return earlier;
  const inside = new Map<string, SymbolRef>();
  const outside = new Set<string>();
  const open = [ref];
  for (let next = open.pop(); next && inside.size + outside.size < MAX_ANCESTORS; next = open.pop()) {
    const found: SymbolRef[] = [];
    for (const base of symbolAt(index, next)?.bases ?? []) {
      const name = base.replace(/[[(][\s\S]*$/, '').trim();
      const resolved = resolveBase(index, next, name);
      if (resolved === null) {
        const external = externalName(index, next.path, name);
        if (external) outside.add(external);
        continue;
      }
      const id = `${resolved.path}::${resolved.qualname}`;
      if (id === key || inside.has(id)) continue;
      inside.set(id, resolved);
      found.push(resolved);
    }
    open.push(...found.reverse());
  }
  const own = [...inside.values()].map(dottedNameOf).filter((name) => FRAMEWORK.test(name));
  const ancestry = { inside: [...inside.values()], outside: [...outside], names: [...outside, ...own] };
  known.set(key, ancestry);
  return ancestry;
}

function resolveBase(index: ProjectIndex, { path, qualname }: SymbolRef, name: string): SymbolRef | null {
  // A class inside another sees the names around that one: `class Meta(Base.Meta)`.
  const resolved = resolveWhole(index, path, name);
  const symbol = resolved ? symbolAt(index, resolved) : null;
  if (resolved && symbol?.kind === 'class') return resolved;
  if (
    symbol?.kind === 'variable' &&
    resolved &&
    /^[\w.]+$/.test(symbol.value ?? '') &&
    symbol.value !== name
  ) {
    const alias = resolveName(index, resolved.path, symbol.value!, null);
    return alias && symbolAt(index, alias)?.kind === 'class' && alias.qualname !== qualname ? alias : null;
  }
  return null;
}

/** A value that a class or its nearest ancestor in the project binds, with where it stands; null when none does. */
export function findClassValue(
  project: SyntaxProject,
  ref: SymbolRef,
  name: string,
): { owner: SymbolRef; value: Expression } | null {
  for (const owner of [ref, ...findAncestry(project.index, ref).inside]) {
    const statements = project.moduleOf(owner.path).get(owner.qualname) ?? [];
    const own = statements.filter(
      ({ kind, target }) => target === name && (kind === 'assign' || kind === 'add'),
    );
    const first = own.findLastIndex(({ kind }) => kind === 'assign');
    if (first < 0) continue;
    const [start, ...more] = own.slice(first).map(({ value }) => value);
    return { owner, value: more.length > 0 ? { kind: 'sum', parts: [start!, ...more] } : start! };
  }
  return null;
}

/** What a name of this file means when all of it could be followed; `a.b` that ends at `a` is null. */
export function resolveWhole(index: ProjectIndex, path: string, name: string): SymbolRef | null {
  const ref = resolveName(index, path, name, null);
  const dot = name.lastIndexOf('.');
  if (!ref || dot < 0) return ref;
  if (ref.qualname !== '') return ref.qualname.split('.').at(-1) === name.slice(dot + 1) ? ref : null;
  // A module: its last name is the file's or the folder's.
  return ref.path.replace(/(\/__init__)?\.py$|\/$/, '').endsWith(name.slice(dot + 1)) ? ref : null;
}

/** The project's class that a name of this file means, or null. */
export function resolveClass(
  project: Pick<SyntaxProject, 'index'>,
  path: string,
  name: string,
): SymbolRef | null {
  const ref = resolveWhole(project.index, path, name);
  return ref && symbolAt(project.index, ref)?.kind === 'class' ? ref : null;
}

/** Every class of the known files, in the order of files. */
export function allClasses({ index }: Pick<SyntaxProject, 'index'>): SymbolRef[] {
  return [...index.files].flatMap(([path, record]) =>
    record.symbols.filter(({ kind }) => kind === 'class').map(({ qualname }) => ({ path, qualname })),
  );
}
