import { findModule, findSubmodule, type ImportedName, type ModulePlace } from '../python/imports.ts';
import { folderOf, nameOf } from '../python/path-index.ts';
import type { IndexedSymbol } from './file-record.ts';
import { idOf, type ProjectIndex, type SymbolRef, symbolAt } from './project-index.ts';

/** Chains of re-exports, bases and types longer than this are circles or generated. */
const MAX_STEPS = 40;

/**
 * What a dotted name of a file means in the project: follows imports, re-exports of `__init__.py`, star imports, base classes,
 * and the types of parameters, locals and `self` attributes as far as they are written down. Of `order.total.amount` as much as
 * is known: the symbol of `Order` when `total` is not found. Null for builtins, other people's packages and plain locals. In a
 * file that is not known, the name itself is taken to be defined there.
 * @param within the function, method or class in which the name is read; null for a module-level line
 */
export function resolveName(
  index: ProjectIndex,
  path: string,
  dotted: string,
  within: IndexedSymbol | null,
): SymbolRef | null {
  const budget = { steps: MAX_STEPS };
  const [head = '', ...rest] = dotted.split('.');
  const start = resolveHead(index, path, head, rest, within, budget);
  return start ? follow(index, start.ref, start.rest, budget) : null;
}

/** What the names that a symbol uses mean, each once; what is defined inside the symbol itself is left out. */
export function resolveUses(index: ProjectIndex, path: string, symbol: IndexedSymbol): SymbolRef[] {
  const types = Object.values(symbol.locals).flatMap(typeNames);
  const annotations = [symbol.annotation, ...symbol.parameters.map(({ annotation }) => annotation)].flatMap(
    (one) => (one ? typeNames(one) : []),
  );
  const found = new Map<string, SymbolRef>();
  for (const name of [...symbol.uses, ...annotations, ...types]) {
    const ref = resolveName(index, path, name, symbol);
    if (!ref || ref.qualname === '') continue;
    // `self.x` leads to the class around it when x is not found: that says nothing.
    const isOwn =
      ref.path === path &&
      (ref.qualname === symbol.qualname ||
        ref.qualname === symbol.owner ||
        ref.qualname.startsWith(`${symbol.qualname}.`));
    if (!isOwn) found.set(idOf(ref), ref);
  }
  return [...found.values()];
}

/** The project file or name that an import statement leads to; null for other people's packages. */
export function resolveImported(index: ProjectIndex, path: string, imported: ImportedName): SymbolRef | null {
  if (imported.name === null) return placeRef(findModule(imported, path, index.allPaths));
  return importTarget(index, path, imported, { steps: MAX_STEPS });
}

const knownBases = new WeakMap<ProjectIndex, Map<string, readonly SymbolRef[]>>();

/** A class's bases in the project, nearest first, each once; bases in files that are not known included. */
export function findBases(index: ProjectIndex, ref: SymbolRef): readonly SymbolRef[] {
  const known = knownBases.get(index) ?? new Map<string, readonly SymbolRef[]>();
  knownBases.set(index, known);
  const key = idOf(ref);
  const earlier = known.get(key);
  if (earlier) return earlier;
  // Classes that inherit from each other in a circle lead here again.
  known.set(key, []);
  const bases = readBases(index, ref);
  known.set(key, bases);
  return bases;
}

function readBases(index: ProjectIndex, ref: SymbolRef): SymbolRef[] {
  const found = new Map<string, SymbolRef>();
  const open = [ref];
  for (let next = open.shift(); next && found.size < MAX_STEPS; next = open.shift()) {
    for (const base of symbolAt(index, next)?.bases ?? []) {
      const resolved = resolveName(index, next.path, base.replace(/[[(][\s\S]*$/, ''), null);
      if (!resolved || resolved.qualname === '' || found.has(idOf(resolved)) || idOf(resolved) === idOf(ref))
        continue;
      found.set(idOf(resolved), resolved);
      open.push(resolved);
    }
  }
  return [...found.values()];
}

interface Budget {
  steps: number;
}

function resolveHead(
  index: ProjectIndex,
  path: string,
  head: string,
  rest: string[],
  within: IndexedSymbol | null,
  budget: Budget,
): { ref: SymbolRef; rest: string[] } | null {
  if (head === '') return null;
  const owner = within?.owner ? { path, qualname: within.owner } : null;
  if ((head === 'self' || head === 'cls') && owner) return { ref: owner, rest };
  if (head === 'super' && owner && rest.length > 0) {
    for (const base of findBases(index, owner)) {
      const own = { path: base.path, qualname: `${base.qualname}.${rest[0]}` };
      if (symbolAt(index, own)) return { ref: own, rest: rest.slice(1) };
    }
    return null;
  }
  if (within && Object.hasOwn(within.locals, head)) {
    const local = within.locals[head]!;
    const type = local && budget.steps-- > 0 ? resolveType(index, path, local, within, budget) : null;
    if (type) return { ref: type, rest };
    // An import inside the function binds a local name too.
    const imported = index.files.get(path)?.imports.find((one) => one.alias === head && !one.isModuleLevel);
    const target = imported ? importTarget(index, path, imported, budget) : null;
    return target ? { ref: target, rest } : null;
  }
  if (within?.kind === 'class') {
    const member = { path, qualname: `${within.qualname}.${head}` };
    if (symbolAt(index, member)) return { ref: member, rest };
  }
  const ref = lookUp(index, path, head, budget);
  return ref ? { ref, rest } : null;
}

/** What a name of a module means, for those who import it. */
function lookUp(index: ProjectIndex, path: string, name: string, budget: Budget): SymbolRef | null {
  if (budget.steps-- <= 0) return null;
  if (path.endsWith('/')) return placeRef(findSubmodule(path.slice(0, -1), name, index.allPaths));
  const record = index.files.get(path);
  const isPackage = nameOf(path) === '__init__.py';
  const submodule = isPackage ? placeRef(findSubmodule(folderOf(path), name, index.allPaths)) : null;
  if (!record) return submodule ?? { path, qualname: name };
  if (index.symbolsOf(path).has(name)) return { path, qualname: name };
  for (const imported of record.imports.toReversed()) {
    if (boundName(imported) !== name) continue;
    const target = importTarget(index, path, imported, budget);
    if (target) return target;
  }
  for (const imported of record.imports) {
    if (imported.name !== '*') continue;
    const place = findModule(imported, path, index.allPaths);
    if (!place || !('path' in place) || place.path === path || !index.files.has(place.path)) continue;
    const { exports } = index.files.get(place.path)!;
    if (exports ? !exports.includes(name) : name.startsWith('_')) continue;
    const found = lookUp(index, place.path, name, budget);
    // A star import seldom brings the other package's submodules along; one of its own is what its name means.
    if (found && !(submodule && found.qualname === '')) return found;
  }
  return submodule;
}

function importTarget(
  index: ProjectIndex,
  path: string,
  imported: ImportedName,
  budget: Budget,
): SymbolRef | null {
  if (imported.name === null) {
    // `import a.b` binds `a`; `import a.b as c` binds the submodule.
    const module = imported.alias === imported.module ? imported.module.split('.')[0]! : imported.module;
    return placeRef(findModule({ module, level: 0 }, path, index.allPaths));
  }
  const module = placeRef(findModule(imported, path, index.allPaths));
  if (!module || imported.name === '*') return module;
  // In an `__init__.py`, `from . import x` and `from .x import x` look for x anew, below.
  if (module.path === path) return placeRef(findSubmodule(folderOf(path), imported.name, index.allPaths));
  return lookUp(index, module.path, imported.name, budget);
}

function boundName({ name, alias, module }: ImportedName): string {
  return name === null && alias === module ? module.split('.')[0]! : alias;
}

/** As many of the steps as can be followed. */
function follow(index: ProjectIndex, start: SymbolRef, steps: readonly string[], budget: Budget): SymbolRef {
  let ref = start;
  for (const step of steps) {
    const next = budget.steps > 0 ? memberOf(index, ref, step, budget) : null;
    if (!next) return ref;
    ref = next;
  }
  return ref;
}

function memberOf(index: ProjectIndex, ref: SymbolRef, name: string, budget: Budget): SymbolRef | null {
  if (ref.qualname === '') return lookUp(index, ref.path, name, budget);
  if (budget.steps-- <= 0) return null;
  const symbol = symbolAt(index, ref);
  if (symbol?.kind === 'class') {
    const classes = [ref, ...findBases(index, ref)];
    for (const one of classes) {
      const own = { path: one.path, qualname: `${one.qualname}.${name}` };
      if (symbolAt(index, own)) return own;
    }
    for (const one of classes) {
      const type = attributeType(index, one, name, budget);
      if (type) return type;
    }
    return null;
  }
  if (symbol === null) return null;
  const written =
    symbol.annotation ?? (symbol.kind === 'variable' ? /^([\w.]+)\(/.exec(symbol.value ?? '')?.[1] : null);
  const within = symbol.owner ? symbolAt(index, { path: ref.path, qualname: symbol.owner }) : null;
  const type = written ? resolveType(index, ref.path, written, within, budget) : null;
  return type ? memberOf(index, type, name, budget) : null;
}

/** The class of `self.name`, where a method of the class assigns it. */
function attributeType(index: ProjectIndex, ref: SymbolRef, name: string, budget: Budget): SymbolRef | null {
  for (const method of index.symbolsOf(ref.path).values()) {
    if (method.owner !== ref.qualname || method.kind !== 'function') continue;
    const type = method.locals[`self.${name}`];
    if (type) return resolveType(index, ref.path, type, method, budget);
  }
  return null;
}

/** The first class that an annotation or a called name leads to: `Optional["Cart"]` → Cart, `make_cart` → what it returns. */
function resolveType(
  index: ProjectIndex,
  path: string,
  written: string,
  within: IndexedSymbol | null,
  budget: Budget,
): SymbolRef | null {
  for (const name of typeNames(written)) {
    if (budget.steps-- <= 0) return null;
    const [head = '', ...rest] = name.split('.');
    // A name that is bound to itself (`cart = cart()`) is looked up outside of the function.
    const isBoundToItself =
      within !== null && Object.hasOwn(within.locals, head) && within.locals[head] === written;
    const start = resolveHead(index, path, head, rest, isBoundToItself ? null : within, budget);
    const ref = start ? follow(index, start.ref, start.rest, budget) : null;
    const symbol = ref ? symbolAt(index, ref) : null;
    if (ref && symbol?.kind === 'class') return ref;
    if (ref && symbol?.kind === 'function' && symbol.annotation) {
      const returned = resolveType(index, ref.path, symbol.annotation, null, budget);
      if (returned) return returned;
    }
  }
  return null;
}

function typeNames(written: string): string[] {
  return written.slice(0, 300).match(/[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*/gu) ?? [];
}

function placeRef(place: ModulePlace | null): SymbolRef | null {
  if (!place) return null;
  return 'path' in place ? { path: place.path, qualname: '' } : { path: `${place.folder}/`, qualname: '' };
}
