import type { ImportedName } from './imports.ts';
import { sortImports } from './ruff.ts';

/** Sections of an import block, in the order in which they stand. */
export type ImportSection = 'future' | 'standard' | 'others' | 'project' | 'relative';

const SECTIONS: readonly ImportSection[] = ['future', 'standard', 'others', 'project', 'relative'];

const standard = new Map<string, boolean>();

/** The section of a module; `projectRoots` are the top-level packages of the project that are known. */
export function sectionOf(module: string, projectRoots: ReadonlySet<string>): ImportSection {
  const root = rootOf(module);
  if (root === '__future__') return 'future';
  if (module.startsWith('.')) return 'relative';
  if (projectRoots.has(root)) return 'project';
  return isStandard(root) ? 'standard' : 'others';
}

/** Negative when `a` stands before `b`. */
export function compareSections(a: ImportSection, b: ImportSection): number {
  return SECTIONS.indexOf(a) - SECTIONS.indexOf(b);
}

/** `a` of `a.b`. */
export function rootOf(module: string): string {
  return module.split('.')[0]!;
}

/**
 * Ruff knows the standard library of each Python version: it parts the two statements only when one of them belongs
 * to it.
 */
function isStandard(root: string): boolean {
  if (!/^\w+$/.test(root)) return false;
  let known = standard.get(root);
  if (known === undefined) {
    known = sortImports(`import ${root}\nimport zzz_some_package\n`, []).includes('\n\n');
    if (standard.size >= 2_000) standard.clear();
    standard.set(root, known);
  }
  return known;
}

/** One way of sorting; a file keeps to one of these or to none. */
export type Order<T> = (a: T, b: T) => number;

/** Import statements, described by one of the names they bind: modules first, or strictly by module. */
export const STATEMENT_ORDERS: readonly Order<ImportedName>[] = [
  (a, b) => Number(a.name !== null) - Number(b.name !== null) || compareText(a.module, b.module),
  (a, b) => compareText(a.module, b.module),
];

/** Names of one `from` statement: constants, classes, functions; or without regard to case; or as characters. */
export const NAME_ORDERS: readonly Order<string>[] = [
  (a, b) => kindOf(a) - kindOf(b) || compareText(a, b),
  compareText,
  (a, b) => (a < b ? -1 : Number(a > b)),
];

/** The first order that the list keeps to; null when it keeps to none. */
export function orderOf<T>(list: readonly T[], orders: readonly Order<T>[]): Order<T> | null {
  const isKept = (order: Order<T>): boolean =>
    list.every((entry, index) => index === 0 || order(list[index - 1]!, entry) <= 0);
  return orders.find(isKept) ?? null;
}

/** Where a new item belongs in a list that keeps to the order; at its end when there is none. */
export function placeIn<T>(list: readonly T[], item: T, order: Order<T> | null): number {
  const place = order ? list.findIndex((entry) => order(entry, item) > 0) : -1;
  return place < 0 ? list.length : place;
}

function kindOf(name: string): number {
  if (/^[A-Z0-9_]{2,}$/.test(name)) return 0;
  return /^[A-Z]/.test(name) ? 1 : 2;
}

function compareText(a: string, b: string): number {
  const [x, y] = [a.toLowerCase(), b.toLowerCase()];
  return x < y ? -1 : x > y ? 1 : a < b ? -1 : Number(a > b);
}
