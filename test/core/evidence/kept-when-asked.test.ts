import { expect, test } from '@jest/globals';
import type { Mutant, SuggestedTest } from '../../../src/core/evidence/ci-report.ts';
import { judgeSuggestions } from '../../../src/core/evidence/judge.ts';
import type { Suggestion } from '../../../src/core/suggestions/suggestion.ts';
import { givenCoverage, givenFailure, givenReport, givenTest } from '../../support/ci-report.ts';
import { givenSuggestion } from '../../support/suggestion.ts';

const HEAD = givenCoverage({ 'shop/pricing.py': { total: 10, missing: [5] } });
const OLD = { 'shop/pricing.py': { lines: [1, 2], branches: [] } };
const ON_BASE = { outcome: 'failed' as const, durationMs: 1, failure: givenFailure() };
const NOT_THERE = {
  outcome: 'not-collected' as const,
  durationMs: 0,
  failure: givenFailure({ type: 'ImportError', phase: 'collect' }),
};
const MUTANT: Mutant = {
  id: 'm1',
  path: 'shop/pricing.py',
  line: 2,
  operator: 'swap-comparison',
  original: '>=',
  replacement: '>',
  status: 'killed',
  killedBy: ['tests/test_new.py::test_new'],
  ownSuite: 'killed',
};
const REPLACES = { testName: 'test_new', source: 'def test_new(): ...', code: 'def test_new(): ...' };
const EDGE = { edge: 'exactly ten', code: 'def test_new():\n    assert line_total(1, 10) == 9' };

function check(
  given: Partial<Suggestion>,
  measured: Partial<SuggestedTest>,
  { mutants = [], standing = [] }: { mutants?: Mutant[]; standing?: string[] },
  expected: [decision: string, code: string],
): void {
  const [verdict] = judgeSuggestions({
    suggestions: [givenSuggestion(given)],
    report: givenReport({
      tests: [givenTest({ name: 'test_new', covers: OLD, ...measured })],
      mutation: { mutants, equivalent: {}, durationMs: 1 },
    }),
    headCoverage: HEAD,
    changedPaths: new Set(['shop/pricing.py']),
    standing: new Set(standing),
  });
  expect([verdict!.decision, verdict!.code]).toEqual(expected);
  // Nothing is claimed that was not measured.
  expect([verdict!.linesGained, verdict!.branchesGained, verdict!.mutantsGained]).toEqual([0, 0, []]);
}

test.each<[string, ...Parameters<typeof check>]>([
  ['adds nothing', {}, {}, {}, ['drop', 'adds-nothing']],
  ['adds nothing, and was on offer before', {}, {}, { standing: ['s1'] }, ['keep', 'offered-before']],
  ['adds nothing, and is an edge that was asked for', EDGE, {}, {}, ['keep', 'edge-case-asked-for']],
  ['is such an edge, and executes nothing of its target', EDGE, { covers: {} }, {}, ['drop', 'adds-nothing']],
  [
    'is such an edge, and fails on both sides',
    EDGE,
    { head: ON_BASE, base: ON_BASE },
    {},
    ['drop', 'expects-other-behaviour'],
  ],
  [
    'rewrites, and fails on base',
    { replaces: REPLACES },
    { base: ON_BASE },
    {},
    ['keep', 'replaces-a-failing-test'],
  ],
  [
    'rewrites, and notices a mutant',
    { replaces: REPLACES },
    {},
    { mutants: [MUTANT] },
    ['keep', 'replaces-a-failing-test'],
  ],
  [
    'rewrites, and base has nothing to compare with',
    { replaces: REPLACES },
    { base: NOT_THERE },
    {},
    ['keep', 'replaces-a-failing-test'],
  ],
  ['rewrites, and passes everywhere', { replaces: REPLACES }, {}, {}, ['drop', 'repair-not-shown']],
  [
    'rewrites, and executes nothing',
    { replaces: REPLACES },
    { base: NOT_THERE, covers: {} },
    {},
    ['drop', 'repair-not-shown'],
  ],
])('a test that %s', (_name, ...given) => check(...given));

test('of two edges that show the same, the later one is dropped', () => {
  const verdicts = judgeSuggestions({
    suggestions: [givenSuggestion(EDGE), givenSuggestion({ ...EDGE, id: 's2', testNames: ['test_other'] })],
    report: givenReport({
      tests: ['test_new', 'test_other'].map((name) => givenTest({ name, covers: OLD })),
      mutation: { mutants: [], equivalent: {}, durationMs: 1 },
    }),
    headCoverage: HEAD,
    changedPaths: new Set(['shop/pricing.py']),
  });
  expect(verdicts.map(({ suggestionId, code }) => [suggestionId, code])).toEqual([
    ['s1', 'edge-case-asked-for'],
    ['s2', 'covers-the-same'],
  ]);
});
