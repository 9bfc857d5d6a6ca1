import { findRelated } from '../django/related.ts';
import { findUsers, isTest } from '../index/callers.ts';
import type { IndexedSymbol } from '../index/file-record.ts';
import { idOf, type ProjectIndex, type SymbolRef, symbolAt } from '../index/project-index.ts';
import { findBases, resolveUses } from '../index/resolve-name.ts';
import { nameOf } from '../python/path-index.ts';
import { isTestModule, isTestPath } from '../python/test-files.ts';
import type { Found } from '../retrieval/rank-symbols.ts';
import type { Form } from './excerpt.ts';
import { rankNames } from './rank-names.ts';
import {
  conftestsAbove,
  findFixtures,
  ownerOf,
  type RankedTest,
  rankTests,
  resolveTestUses,
} from './rank-tests.ts';

/** A definition that a model should see, in the best form that is worth its room. */
export interface Wanted {
  ref: SymbolRef;
  form: Form;
  reason: string;
}

/** Functions that a target uses stay whole up to this many lines. */
const MAX_WHOLE_LINES = 30;
const MAX_EXAMPLES = 2;
/** Tests whose names tell what tests around here are made of. */
const MAX_VOCABULARY_TESTS = 60;
const MAX_VOCABULARY = 60;
const MAX_CALLERS = 3;
const MAX_FOUND = 12;
const MAX_PER_TARGET = 40;
const MAX_NAMES = 1_000;

/** What the tiers are made from; found once for all of them. */
interface Surroundings {
  index: ProjectIndex;
  targets: readonly SymbolRef[];
  /** The best first. */
  tests: readonly RankedTest[];
  examples: readonly RankedTest[];
  /** What the targets use. */
  used: readonly SymbolRef[];
  /** What tests close to the targets use, the most telling first. */
  vocabulary: readonly SymbolRef[];
  /** What a search of the whole project found for the targets. */
  found: readonly Found[];
}

/** Definitions that are shown for one kind of reason. */
interface Tier {
  name: string;
  find(surroundings: Surroundings): Wanted[];
}

/** In the order in which they get room. A definition that two tiers name is shown in the first one's form and the larger one's. */
const TIERS: readonly Tier[] = [
  {
    name: 'targets',
    find: ({ targets }) => targets.map((ref) => ({ ref, form: 'whole', reason: 'a target' })),
  },
  {
    name: 'classes',
    find: ({ index, targets }) => targets.flatMap((target) => classPieces(index, target)),
  },
  { name: 'used', find: ({ index, used }) => used.map((ref) => piece(index, ref, 'used by a target')) },
  {
    name: 'related',
    find: ({ index, targets }) =>
      targets
        .flatMap((target) => findRelated(index, target))
        .map(({ ref, reason }) => piece(index, ref, reason)),
  },
  {
    name: 'examples',
    find: ({ examples }) =>
      examples.map(({ ref, reason }) => ({
        ref,
        form: 'whole',
        reason: `an existing test as an example of style: ${reason}`,
      })),
  },
  {
    name: 'set-up',
    find: ({ index, examples }) => examples.flatMap((test) => setUpPieces(index, test)),
  },
  {
    name: 'vocabulary',
    find: ({ index, vocabulary }) =>
      vocabulary.map((ref) => piece(index, ref, 'used by tests close to a target')),
  },
  {
    name: 'bases',
    find: ({ index, targets }) =>
      targets
        .flatMap((target) => findBases(index, ownerOf(target) ?? target))
        .map((ref) => ({ ref, form: 'outline', reason: 'base class of a target' })),
  },
  {
    name: 'callers',
    find: ({ index, targets }) => targets.flatMap((target) => callerPieces(index, target)),
  },
  { name: 'fixtures', find: ({ index, targets }) => fixturePieces(index, targets) },
  { name: 'siblings', find: ({ index, targets }) => siblingPieces(index, targets) },
  {
    name: 'parts',
    find: ({ index, used, vocabulary }) => [...used, ...vocabulary].flatMap((ref) => madeOf(index, ref)),
  },
  // Last: where names lead somewhere, resemblance costs room and adds nothing (measured: docs/context.md).
  {
    name: 'found',
    find: ({ index, found }) => found.slice(0, MAX_FOUND).map(({ ref, reason }) => piece(index, ref, reason)),
  },
];

/**
 * Everything that may be shown for these targets, tier by tier. Names in files that are not known yet are among them, so that
 * they can be read.
 */
export function rankPieces(
  index: ProjectIndex,
  targets: readonly SymbolRef[],
  isShown: (path: string) => boolean,
  found: readonly Found[],
): { wanted: Wanted[]; names: () => Wanted[]; examples: readonly RankedTest[] } {
  const tests = rankTests(index, targets, isShown);
  const surroundings: Surroundings = {
    index,
    targets,
    tests,
    examples: chooseExamples(tests),
    used: targets.flatMap((target) => usesOf(index, target).slice(0, MAX_PER_TARGET)),
    vocabulary: findVocabulary(index, tests),
    found,
  };
  const seen = new Set<string>();
  const wanted: Wanted[] = [];
  for (const one of TIERS.flatMap((tier) => tier.find(surroundings))) {
    const key = `${idOf(one.ref)} ${one.form}`;
    if (one.ref.qualname === '' || seen.has(key)) continue;
    seen.add(key);
    wanted.push(one);
  }
  // Only asked for where something is shown: it looks up what thousands of tests use.
  const names = (): Wanted[] =>
    rankNames(index, tests)
      .slice(0, MAX_NAMES)
      .map(({ ref, isNear }) => ({
        ref,
        form: 'name',
        reason: isNear ? 'used by tests close to a target' : 'often used by tests of the project',
      }));
  return { wanted, names, examples: surroundings.examples };
}

/** Short functions whole, classes as an outline, other functions by their signature. */
function piece(index: ProjectIndex, ref: SymbolRef, reason: string): Wanted {
  const symbol = symbolAt(index, ref);
  const form =
    symbol?.kind === 'class'
      ? 'outline'
      : symbol && isLong(symbol) && symbol.kind === 'function'
        ? 'signature'
        : 'whole';
  return { ref, form, reason };
}

function isLong({ startLine, endLine }: IndexedSymbol): boolean {
  return endLine - startLine >= MAX_WHOLE_LINES;
}

function usesOf(index: ProjectIndex, ref: SymbolRef): SymbolRef[] {
  const symbol = symbolAt(index, ref);
  return symbol ? resolveUses(index, ref.path, symbol) : [];
}

/** How to build an object of the target's class, and what else the class holds. */
function classPieces(index: ProjectIndex, target: SymbolRef): Wanted[] {
  const owner = ownerOf(target);
  if (!owner) return [];
  const init = { path: owner.path, qualname: `${owner.qualname}.__init__` };
  const symbol = symbolAt(index, init);
  return [
    ...(symbol
      ? [
          {
            ref: init,
            form: isLong(symbol) ? ('signature' as const) : ('whole' as const),
            reason: 'builds the class of a target',
          },
        ]
      : []),
    { ref: owner, form: 'outline', reason: 'the class of a target' },
  ];
}

/** One or two, from different modules where two are good. */
function chooseExamples(tests: readonly RankedTest[]): RankedTest[] {
  const [first] = tests;
  if (!first) return [];
  const other = tests.find(({ ref }) => ref.path !== first.ref.path) ?? tests[1];
  return [first, other].filter((one) => one !== undefined).slice(0, MAX_EXAMPLES);
}

/** The class around an example, its setUp methods, and its fixtures. */
function setUpPieces(index: ProjectIndex, { ref, symbol }: RankedTest): Wanted[] {
  const owner = ownerOf(ref);
  const methods = owner
    ? ['setUp', 'setUpTestData', 'setUpClass', 'setup_method', 'asyncSetUp'].map((name) => ({
        path: owner.path,
        qualname: `${owner.qualname}.${name}`,
      }))
    : [];
  return [
    ...methods.filter((one) => symbolAt(index, one) !== null),
    ...findFixtures(index, ref.path, symbol),
  ].map((one) => ({ ref: one, form: 'whole', reason: 'prepares an example' }));
}

/** What tests around here are made of, the most telling first: models, factories, helpers, base classes. */
function findVocabulary(index: ProjectIndex, tests: readonly RankedTest[]): SymbolRef[] {
  const counts = new Map<string, { ref: SymbolRef; weight: number }>();
  for (const test of tests.slice(0, MAX_VOCABULARY_TESTS)) {
    const owner = ownerOf(test.ref);
    const refs = [
      ...resolveTestUses(index, test),
      ...(owner ? findBases(index, owner) : []),
      ...(owner ? usesOf(index, owner) : []),
    ];
    for (const ref of refs) {
      if (ref.qualname === '' || isOfTest(ref)) continue;
      const known = counts.get(idOf(ref)) ?? { ref, weight: 0 };
      known.weight += test.score;
      counts.set(idOf(ref), known);
    }
  }
  return [...counts.values()]
    .sort((a, b) => b.weight - a.weight)
    .slice(0, MAX_VOCABULARY)
    .map(({ ref }) => ref);
}

/** A test or a class of tests says what it checks, not what tests are made of. */
function isOfTest({ path, qualname }: SymbolRef): boolean {
  return isTestModule(path) && /(^|\.)test/i.test(qualname) && !/(Case|Mixin|Base)$/.test(qualname);
}

function callerPieces(index: ProjectIndex, target: SymbolRef): Wanted[] {
  return findUsers(index, target)
    .filter((user) => user.sure && !isTest(user) && !isTestPath(user.ref.path))
    .slice(0, MAX_CALLERS)
    .map(({ ref, symbol }) => ({
      ref,
      form: isLong(symbol) || symbol.kind === 'class' ? 'signature' : 'whole',
      reason: 'uses a target',
    }));
}

/** Fixtures that any test of the targets could ask for. */
function fixturePieces(index: ProjectIndex, targets: readonly SymbolRef[]): Wanted[] {
  const conftests = new Set(targets.flatMap(({ path }) => conftestsAbove(path)));
  return [...index.files.keys()]
    .filter(
      (path) =>
        conftests.has(path) ||
        /^(tests?\/)?conftest\.py$/.test(path) ||
        (nameOf(path) === 'conftest.py' && index.files.size < 100),
    )
    .flatMap((path) =>
      [...index.symbolsOf(path).values()]
        .filter(({ decorators }) => decorators.some((decorator) => /\bfixture\b/.test(decorator)))
        .map(({ qualname }) => piece(index, { path, qualname }, 'a fixture')),
    );
}

/** What else the files of the targets define. */
function siblingPieces(index: ProjectIndex, targets: readonly SymbolRef[]): Wanted[] {
  return [...new Set(targets.map(({ path }) => path))].flatMap((path) =>
    [...index.symbolsOf(path).values()]
      .filter(({ owner }) => owner === null)
      .map(({ qualname }) => ({
        ref: { path, qualname },
        form: 'signature' as const,
        reason: 'beside a target',
      })),
  );
}

/** Bases and the types in the signature of something used. */
function madeOf(index: ProjectIndex, ref: SymbolRef): Wanted[] {
  const symbol = symbolAt(index, ref);
  if (!symbol) return [];
  const refs =
    symbol.kind === 'class' ? [...findBases(index, ref), ...usesOf(index, ref)] : usesOf(index, { ...ref });
  return refs
    .slice(0, 8)
    .map((one) => ({ ref: one, form: 'signature' as const, reason: `what ${symbol.name} is made of` }));
}
