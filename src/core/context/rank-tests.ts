import { findUsers, isTest, type User } from '../index/callers.ts';
import type { IndexedSymbol } from '../index/file-record.ts';
import { idOf, type ProjectIndex, type SymbolRef } from '../index/project-index.ts';
import { resolveUses } from '../index/resolve-name.ts';
import { findNearbyTests } from '../python/nearby-tests.ts';
import { folderOf, foldersUp, joinPath } from '../python/path-index.ts';
import { isTestModule, isTestPath } from '../python/test-files.ts';

/** An existing test with how much it says about a target. */
export interface RankedTest {
  ref: SymbolRef;
  symbol: IndexedSymbol;
  score: number;
  reason: string;
}

/** Modules looked at by name or place; those that use a target are found by it. */
const MAX_NEARBY = 6;
const MAX_TESTS = 400;
/** From this score on, imports lead from the test to a target or its class. */
const SURELY_USES = 45;
/** How far and how wide users of users are followed where no test uses a target itself. */
const MAX_DISTANCE = 4;
const MAX_FOLLOWED = 80;
const MAX_DISTANT_TESTS = 200;
/** A good example is read at a glance. */
const LONG_TEST = 30;

/**
 * Known tests near the targets, the best first: those that use a target, then its class, then those in modules that are named
 * after its file or lie beside it. Among equals, shorter ones.
 * @param isShown whether a test module stands elsewhere in the prompt
 */
export function rankTests(
  index: ProjectIndex,
  targets: readonly SymbolRef[],
  isShown: (path: string) => boolean,
): RankedTest[] {
  const found = new Map<string, RankedTest>();
  const add = (ref: SymbolRef, symbol: IndexedSymbol, score: number, reason: string): void => {
    if (isShown(ref.path)) return;
    const length = symbol.endLine - symbol.startLine;
    const full = score - Math.min(9, Math.floor(length / LONG_TEST) * 3);
    if ((found.get(idOf(ref))?.score ?? 0) < full) found.set(idOf(ref), { ref, symbol, score: full, reason });
  };
  const near = new Map<string, number>();
  const tests = [...index.files.keys()].filter(isTestModule);
  for (const path of new Set(targets.map((target) => target.path))) {
    findNearbyTests(path, tests).forEach((test, place) => {
      near.set(test, Math.max(near.get(test) ?? 0, 20 - Math.min(19, place)));
    });
  }
  const nearness = (path: string): number => near.get(path) ?? 0;
  for (const target of targets) {
    const owner = ownerOf(target);
    for (const user of findUsers(index, target)) {
      if (isTest(user))
        add(
          user.ref,
          user.symbol,
          (user.sure ? 100 : 40) + nearness(user.ref.path),
          `uses ${target.qualname}`,
        );
    }
    for (const user of owner ? findUsers(index, owner) : []) {
      if (!isTest(user)) continue;
      const name = target.qualname.split('.').at(-1)!;
      const named = user.symbol.uses.some((use) => use.endsWith(`.${name}`));
      add(user.ref, user.symbol, (named ? 90 : 60) + nearness(user.ref.path), `uses ${owner!.qualname}`);
    }
  }
  const nearby = [...near].sort((a, b) => b[1] - a[1]).slice(0, MAX_NEARBY);
  for (const [path, score] of nearby) {
    for (const symbol of index.symbolsOf(path).values()) {
      const ref = { path, qualname: symbol.qualname };
      if (isTest({ ref, symbol })) add(ref, symbol, score, 'stands close to a target');
    }
  }
  if (![...found.values()].some(({ score }) => score >= SURELY_USES)) {
    for (const { user, distance } of findDistantTests(index, targets))
      add(user.ref, user.symbol, 39 - distance * 5, 'uses what uses a target');
  }
  if (found.size === 0) {
    for (const path of tests) {
      for (const symbol of index.symbolsOf(path).values()) {
        const ref = { path, qualname: symbol.qualname };
        if (isTest({ ref, symbol })) add(ref, symbol, 10, 'the project writes its tests like this');
      }
      if (found.size > MAX_TESTS) break;
    }
  }
  return [...found.values()].sort((a, b) => b.score - a.score).slice(0, MAX_TESTS);
}

/** Tests that reach the targets through what uses them, or the classes around it. */
function findDistantTests(
  index: ProjectIndex,
  targets: readonly SymbolRef[],
): { user: User; distance: number }[] {
  const tests: { user: User; distance: number }[] = [];
  const seen = new Set<string>();
  let open = targets.slice(0, MAX_FOLLOWED);
  for (let distance = 1; distance <= MAX_DISTANCE && tests.length < MAX_DISTANT_TESTS; distance++) {
    const next: SymbolRef[] = [];
    for (const ref of open.flatMap((one) => [one, ownerOf(one)])) {
      if (ref === null || seen.has(idOf(ref)) || seen.size > MAX_FOLLOWED) continue;
      seen.add(idOf(ref));
      for (const user of findUsers(index, ref)) {
        if (isTest(user)) tests.push({ user, distance });
        else if (user.sure && !isTestPath(user.ref.path)) next.push(user.ref);
      }
    }
    open = next;
  }
  return tests.slice(0, MAX_DISTANT_TESTS);
}

/** What a test uses of the project: names, and the fixtures that its parameters ask for. */
export function resolveTestUses(
  index: ProjectIndex,
  { ref, symbol }: Pick<RankedTest, 'ref' | 'symbol'>,
): SymbolRef[] {
  const uses = new Map(resolveUses(index, ref.path, symbol).map((use) => [idOf(use), use]));
  for (const fixture of findFixtures(index, ref.path, symbol)) uses.set(idOf(fixture), fixture);
  return [...uses.values()];
}

/** The fixtures that the parameters name, nearest first: of the module, its class, and the conftest files above. */
export function findFixtures(index: ProjectIndex, path: string, symbol: IndexedSymbol): SymbolRef[] {
  const places = [path, ...conftestsAbove(path)];
  return symbol.parameters.flatMap(({ name }) => {
    for (const place of places) {
      for (const one of index.symbolsOf(place).values()) {
        if (
          one.name === name &&
          one.kind === 'function' &&
          one.decorators.some((decorator) => /\bfixture\b/.test(decorator))
        )
          return [{ path: place, qualname: one.qualname }];
      }
    }
    return [];
  });
}

export function conftestsAbove(path: string): string[] {
  return foldersUp(folderOf(path)).map((folder) => joinPath(folder, 'conftest.py'));
}

/** The class of a method. */
export function ownerOf({ path, qualname }: SymbolRef): SymbolRef | null {
  const dot = qualname.lastIndexOf('.');
  return dot < 0 ? null : { path, qualname: qualname.slice(0, dot) };
}
