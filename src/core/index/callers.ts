import { isTestModule, isTestPath } from '../python/test-files.ts';
import type { IndexedSymbol } from './file-record.ts';
import { idOf, type ProjectIndex, type SymbolRef, symbolAt } from './project-index.ts';
import { resolveName } from './resolve-name.ts';

/** A function, method or class that uses a symbol. `sure` when its imports lead there, else only the name is the same. */
export interface User {
  ref: SymbolRef;
  symbol: IndexedSymbol;
  sure: boolean;
}

/** Methods with these names are on every second object, so the name alone says nothing. */
const COMMON = new Set(
  'get set add pop update items keys values append extend copy clear save delete create filter all first last run call close open read write send'.split(
    ' ',
  ),
);

/** Who uses this symbol, in the order of files; for a class also who uses it through a subclass's name is not followed. */
export function findUsers(index: ProjectIndex, ref: SymbolRef): User[] {
  const name = ref.qualname.split('.').at(-1)!;
  const found = new Map<string, User>();
  const isMethod = symbolAt(index, ref)?.owner != null;
  for (const { path, symbol, use } of index.usesEnding(name)) {
    const user = { path, qualname: symbol.qualname };
    if (idOf(user) === idOf(ref)) continue;
    const meant = use.startsWith('.') ? null : resolveName(index, path, use, symbol);
    const sure = meant !== null && meant.path === ref.path && meant.qualname === ref.qualname;
    const maybe = isMethod && !COMMON.has(name) && use.includes('.') && isUnknownObject(meant, name);
    if (!sure && !maybe) continue;
    const earlier = found.get(idOf(user));
    found.set(idOf(user), { ref: user, symbol, sure: sure || (earlier?.sure ?? false) });
  }
  return [...found.values()].sort((a, b) => Number(b.sure) - Number(a.sure));
}

/** Test functions and methods among the users of a symbol. */
export function isTest({ ref, symbol }: Pick<User, 'ref' | 'symbol'>): boolean {
  return (
    symbol.kind === 'function' && isTestPath(ref.path) && isTestModule(ref.path) && /^test/i.test(symbol.name)
  );
}

/** The object of the attribute is not known, or was followed up to something that lacks it. */
function isUnknownObject(meant: SymbolRef | null, name: string): boolean {
  return meant === null || meant.qualname.split('.').at(-1) !== name;
}
