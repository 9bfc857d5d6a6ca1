import { isTest } from '../index/callers.ts';
import { idOf, type ProjectIndex, type SymbolRef, symbolAt } from '../index/project-index.ts';
import { isTestPath } from '../python/test-files.ts';
import { type RankedTest, resolveTestUses } from './rank-tests.ts';

type Test = Pick<RankedTest, 'ref' | 'symbol'>;

/** A name that tests use. */
export interface RankedName {
  ref: SymbolRef;
  isNear: boolean;
}

/** Tests whose uses are looked up: near ones and their modules; and of all modules in turn. */
const MAX_NEAR_TESTS = 600;
const MAX_TESTS = 2_500;
/** What another test of the module of a near one counts beside the best near test. */
const SAME_MODULE = 0.3;
/** From this score on a test does more than stand somewhere in the project. */
const IS_NEAR = 10;

/**
 * What the project's tests are made of, the most telling first: by turns what tests near the targets use, and what tests use
 * wherever they stand. A test of something far from the code that it executes needs the latter.
 * @param near tests that lead to the targets
 */
export function rankNames(index: ProjectIndex, near: readonly RankedTest[]): RankedName[] {
  const lists = [
    rankNear(
      index,
      near.filter(({ score }) => score > IS_NEAR),
    ).map((ref) => ({ ref, isNear: true })),
    rankEverywhere(index).map((ref) => ({ ref, isNear: false })),
  ];
  const ranked = new Map<string, RankedName>();
  for (let place = 0; lists.some((list) => place < list.length); place++) {
    for (const list of lists) {
      const one = list[place];
      if (one && !ranked.has(idOf(one.ref))) ranked.set(idOf(one.ref), one);
    }
  }
  return [...ranked.values()];
}

function rankNear(index: ProjectIndex, near: readonly RankedTest[]): SymbolRef[] {
  const best = Math.max(1, ...near.map(({ score }) => score));
  const weights = new Map<string, { test: Test; weight: number }>();
  for (const test of near) weights.set(idOf(test.ref), { test, weight: test.score / best });
  for (const path of new Set(near.map(({ ref }) => ref.path))) {
    for (const test of testsOf(index, path)) {
      if (weights.size < MAX_NEAR_TESTS && !weights.has(idOf(test.ref)))
        weights.set(idOf(test.ref), { test, weight: SAME_MODULE });
    }
  }
  const found = new Map<string, { ref: SymbolRef; weight: number }>();
  for (const { test, weight } of weights.values()) {
    for (const ref of usesOf(index, test)) {
      const known = found.get(idOf(ref)) ?? { ref, weight: 0 };
      known.weight += weight;
      found.set(idOf(ref), known);
    }
  }
  return [...found.values()].sort((a, b) => b.weight - a.weight).map(({ ref }) => ref);
}

const everywhere = new WeakMap<ProjectIndex, SymbolRef[]>();

/** Names by how many tests use them; a hundred tests of one module say less than ten of ten. */
function rankEverywhere(index: ProjectIndex): SymbolRef[] {
  const earlier = everywhere.get(index);
  if (earlier) return earlier;
  const found = new Map<string, { ref: SymbolRef; byModule: Map<string, number> }>();
  for (const test of inTurn(index)) {
    for (const ref of usesOf(index, test)) {
      const known = found.get(idOf(ref)) ?? { ref, byModule: new Map<string, number>() };
      known.byModule.set(test.ref.path, (known.byModule.get(test.ref.path) ?? 0) + 1);
      found.set(idOf(ref), known);
    }
  }
  const weightOf = (byModule: ReadonlyMap<string, number>): number =>
    [...byModule.values()].reduce((sum, count) => sum + Math.sqrt(count), 0);
  const ranked = [...found.values()]
    .map(({ ref, byModule }) => ({ ref, weight: weightOf(byModule) }))
    .sort((a, b) => b.weight - a.weight)
    .map(({ ref }) => ref);
  everywhere.set(index, ranked);
  return ranked;
}

const knownUses = new WeakMap<ProjectIndex, Map<string, SymbolRef[]>>();

/** Functions and classes; a test itself says what it checks, not what tests are made of. */
function usesOf(index: ProjectIndex, test: Test): SymbolRef[] {
  const known = knownUses.get(index) ?? new Map<string, SymbolRef[]>();
  knownUses.set(index, known);
  const key = idOf(test.ref);
  const uses =
    known.get(key) ??
    resolveTestUses(index, test).filter((ref) => {
      const symbol = symbolAt(index, ref);
      return symbol !== null && symbol.kind !== 'variable' && !isTest({ ref, symbol });
    });
  known.set(key, uses);
  return uses;
}

/** Of every test module one test after the other, so that no large module hides the others. */
function inTurn(index: ProjectIndex): Test[] {
  const modules = [...index.files.keys()].filter(isTestPath).map((path) => testsOf(index, path));
  const longest = Math.max(0, ...modules.map((tests) => tests.length));
  const chosen: Test[] = [];
  for (let turn = 0; turn < longest && chosen.length < MAX_TESTS; turn++) {
    for (const tests of modules) if (tests[turn]) chosen.push(tests[turn]!);
  }
  return chosen.slice(0, MAX_TESTS);
}

function testsOf(index: ProjectIndex, path: string): Test[] {
  return [...index.symbolsOf(path).values()]
    .map((symbol) => ({ ref: { path, qualname: symbol.qualname }, symbol }))
    .filter(isTest);
}
