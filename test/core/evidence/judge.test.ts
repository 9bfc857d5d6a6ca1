import { describe, expect, test } from '@jest/globals';
import type { Mutant, SuggestedTest } from '../../../src/core/evidence/ci-report.ts';
import { judgeSuggestions } from '../../../src/core/evidence/judge.ts';
import { givenCoverage, givenFailure, givenReport, givenTest } from '../../support/ci-report.ts';
import { givenSuggestion } from '../../support/suggestion.ts';

const HEAD = givenCoverage({
  'shop/pricing.py': { total: 10, missing: [5, 6], branches: 4, missingBranches: [[4, 5]] },
});
const REACHES_NEW = { 'shop/pricing.py': { lines: [1, 5], branches: [[4, 5]] as [number, number][] } };
const REACHES_OLD = { 'shop/pricing.py': { lines: [1, 2], branches: [] } };
const failed = (changes = {}) => ({
  outcome: 'failed' as const,
  durationMs: 1,
  failure: givenFailure(changes),
});
const passed = { outcome: 'passed' as const, durationMs: 1, failure: null };

function judge(measured: Partial<SuggestedTest>, headCoverage: typeof HEAD | null = HEAD) {
  const [verdict] = judgeSuggestions({
    suggestions: [givenSuggestion()],
    report: givenReport({ tests: [givenTest({ name: 'test_new', ...measured })] }),
    headCoverage,
    changedPaths: new Set(['shop/pricing.py']),
  });
  return verdict!;
}

describe('the verdict on one suggestion', () => {
  const cases: [string, Partial<SuggestedTest>, string, string][] = [
    [
      'passes on head and base and reaches something new',
      { covers: REACHES_NEW },
      'guards-behaviour',
      'keep',
    ],
    ['passes on head and base but reaches nothing new', { covers: REACHES_OLD }, 'guards-behaviour', 'drop'],
    ['an assertion fails on base', { base: failed(), covers: REACHES_OLD }, 'captures-the-change', 'keep'],
    [
      'base raises inside a changed project file',
      {
        base: failed({ type: 'ZeroDivisionError', raisedIn: 'project', path: 'shop/pricing.py' }),
        covers: {},
      },
      'captures-the-change',
      'keep',
    ],
    [
      'base raises inside a project file that the change leaves alone',
      { base: failed({ type: 'KeyError', raisedIn: 'project', path: 'shop/other.py' }), covers: REACHES_NEW },
      'new-code',
      'keep',
    ],
    [
      'the imported name does not exist on base',
      {
        base: {
          outcome: 'not-collected',
          durationMs: 0,
          failure: givenFailure({ type: 'ImportError', phase: 'collect' }),
        },
        covers: REACHES_NEW,
      },
      'new-code',
      'keep',
    ],
    [
      'a TypeError in the test on base is no change of behaviour',
      { base: failed({ type: 'TypeError' }), covers: REACHES_NEW },
      'new-code',
      'keep',
    ],
    [
      'an assertion in a fixture on base is no change of behaviour',
      { base: failed({ phase: 'setup' }), covers: REACHES_NEW },
      'new-code',
      'keep',
    ],
    ['base was not run', { base: null, covers: REACHES_NEW }, 'new-code', 'keep'],
    ['passes on base and fails an assertion on head', { head: failed() }, 'catch', 'catch'],
    [
      'passes on base and project code raises on head',
      { head: failed({ type: 'ValueError', raisedIn: 'project', path: 'shop/pricing.py' }) },
      'catch',
      'catch',
    ],
    [
      'passes on base, and head no longer knows an argument',
      { head: failed({ type: 'TypeError' }) },
      'catch',
      'catch',
    ],
    [
      'passes on base, and head never ends',
      { head: { ...failed({ type: 'Timeout', raisedIn: 'elsewhere' }), outcome: 'timeout' } },
      'catch',
      'catch',
    ],
    [
      'passes on base, and head lacks a fixture',
      { head: failed({ type: 'FixtureLookupError', phase: 'setup', raisedIn: 'elsewhere' }) },
      'invalid',
      'repair',
    ],
    ['fails an assertion on both', { head: failed(), base: failed() }, 'disputed', 'drop'],
    [
      'a fixture is missing on head',
      { head: failed({ type: 'FixtureLookupError', phase: 'setup', raisedIn: 'elsewhere' }), base: failed() },
      'invalid',
      'repair',
    ],
    [
      'a name does not exist on head',
      { head: failed({ type: 'NameError' }), base: failed() },
      'invalid',
      'repair',
    ],
    [
      'an argument does not exist on head, raised as project code',
      { head: failed({ type: 'TypeError', raisedIn: 'project' }), base: failed() },
      'invalid',
      'repair',
    ],
    ['is skipped on head', { head: { outcome: 'skipped', durationMs: 0, failure: null } }, 'invalid', 'drop'],
    [
      'runs out of time on head',
      { head: { outcome: 'timeout', durationMs: 9, failure: null }, base: null },
      'invalid',
      'repair',
    ],
  ];
  test.each(cases)('%s', (_name, measured, expectedClass, expectedDecision) => {
    const verdict = judge(measured);
    expect([verdict.class, verdict.decision]).toEqual([expectedClass, expectedDecision]);
  });

  test('counts only what head’s own suite had not reached', () => {
    expect(judge({ covers: REACHES_NEW })).toMatchObject({
      linesGained: 1,
      branchesGained: 1,
      gains: { 'shop/pricing.py': { lines: [5], branches: [[4, 5]] } },
    });
  });

  test('a test that CI did not collect goes back for repair with the reason', () => {
    const [verdict] = judgeSuggestions({
      suggestions: [givenSuggestion()],
      report: givenReport({
        files: [
          {
            path: 'tests/test_new.py',
            status: 'uncollectable',
            failure: givenFailure({ type: 'ImportError', message: 'no module x', phase: 'collect' }),
          },
        ],
      }),
      headCoverage: HEAD,
      changedPaths: new Set(),
    });
    expect(verdict).toMatchObject({
      decision: 'repair',
      code: 'not-collected',
      reason: expect.stringContaining('no module x'),
    });
  });

  test('without a measured head suite only a captured change is worth keeping', () => {
    expect(judge({ covers: REACHES_NEW }, null)).toMatchObject({
      decision: 'drop',
      code: 'value-not-measured',
    });
    expect(judge({ base: failed(), covers: REACHES_NEW }, null)).toMatchObject({ decision: 'keep' });
  });
});

const stable = (alone: string, shuffled = 'ppp'): Partial<SuggestedTest> => ({
  stability: {
    alone: { outcomes: alone, failure: alone.includes('f') ? givenFailure() : null },
    shuffled: { outcomes: shuffled, failure: shuffled.includes('f') ? givenFailure() : null },
  },
});

describe('a suggestion that was repeated', () => {
  test.each<[string, Partial<SuggestedTest>, string, string]>([
    ['always passes', stable('ppppp'), 'keep', 'passes-on-base-and-head'],
    ['passes by turns', stable('ppfpp'), 'repair', 'flaky'],
    ['passes once and then no more', stable('pffff'), 'repair', 'leaves-state-behind'],
    ['never passes alone', stable('fffff'), 'repair', 'order-dependent'],
    ['passes at first and never again', stable('fffff', 'fff'), 'repair', 'flaky'],
    ['fails in another order when it was not run alone', stable('', 'ppf'), 'repair', 'order-dependent'],
    ['passes in every order and was not run alone', stable('', 'ppp'), 'keep', 'passes-on-base-and-head'],
    ['fails in another order', stable('ppppp', 'pfp'), 'repair', 'order-dependent'],
    [
      'leaves a variable behind',
      { ...stable('ppppp'), leaves: [{ kind: 'environment', what: 'DEBUG' }] },
      'repair',
      'leaves-state-behind',
    ],
    [
      'is caught by turns only',
      { ...stable('fpfff', 'fff'), head: failed(), base: passed },
      'repair',
      'flaky',
    ],
    [
      'always fails on head and passes on base',
      { ...stable('fffff', 'fff'), head: failed(), base: passed },
      'catch',
      'passes-on-base-fails-on-head',
    ],
  ])('%s', (_name, measured, decision, code) => {
    expect(judge({ covers: REACHES_NEW, ...measured })).toMatchObject({ decision, code });
  });
});

describe('mutants', () => {
  const mutant = (changes: Partial<Mutant>): Mutant => ({
    id: 'm1',
    path: 'shop/pricing.py',
    line: 1,
    operator: 'swap-comparison',
    original: '<',
    replacement: '<=',
    status: 'killed',
    killedBy: ['tests/test_new.py::test_new'],
    ownSuite: 'survived',
    ...changes,
  });
  const judgeMutants = (mutants: Mutant[], headCoverage: typeof HEAD | null = HEAD) =>
    judgeSuggestions({
      suggestions: [givenSuggestion()],
      report: givenReport({
        tests: [givenTest({ name: 'test_new', covers: REACHES_OLD })],
        mutation: { mutants, equivalent: {}, durationMs: 1 },
      }),
      headCoverage,
      changedPaths: new Set(['shop/pricing.py']),
    })[0]!;

  test.each<[string, Partial<Mutant>, string, number]>([
    ['one that only it kills is value enough', {}, 'keep', 1],
    ['one that the suite kills too is not', { ownSuite: 'killed' }, 'drop', 0],
    ['one that nobody ran the suite against is not', { ownSuite: 'not-run' }, 'drop', 0],
    ['one that another test kills is not', { killedBy: ['tests/test_other.py::test_x'] }, 'drop', 0],
  ])('%s', (_name, changes, decision, gained) => {
    const verdict = judgeMutants([mutant(changes)]);
    expect([verdict.decision, verdict.mutantsGained.length]).toEqual([decision, gained]);
  });

  test('the rungs say what each was decided by', () => {
    expect(judgeMutants([mutant({})]).rungs).toEqual([
      { rung: 'collected', result: 'passed', note: '' },
      { rung: 'decided', result: 'passed', note: 'passes-on-base-and-head' },
      { rung: 'stable', result: 'not-measured', note: '' },
      { rung: 'worth-it', result: 'passed', note: '1 mutant' },
    ]);
  });

  test('those that were not run or not reached do not count as reached', () => {
    const mutants = [
      mutant({}),
      mutant({ id: 'm2', status: 'not-run', killedBy: [] }),
      mutant({ id: 'm3', line: 9, killedBy: [] }),
    ];
    expect(judgeMutants(mutants).mutants).toMatchObject({ reached: 1, killed: [{ id: 'm1' }] });
    const atImport = mutant({ id: 'm4', line: 9 });
    expect(judgeMutants([...mutants, atImport]).mutants).toMatchObject({ reached: 2 });
  });
});

describe('several suggestions', () => {
  test('each gain is counted once, the change-capturing test first', () => {
    const verdicts = judgeSuggestions({
      suggestions: [
        givenSuggestion({ id: 's1', testNames: ['test_a'] }),
        givenSuggestion({ id: 's2', testNames: ['test_b'] }),
        givenSuggestion({ id: 's3', testNames: ['test_c'] }),
      ],
      report: givenReport({
        tests: [
          givenTest({ name: 'test_a', covers: { 'shop/pricing.py': { lines: [5], branches: [] } } }),
          givenTest({ name: 'test_b', covers: { 'shop/pricing.py': { lines: [5, 6], branches: [] } } }),
          givenTest({ name: 'test_c', base: failed(), covers: {} }),
        ],
      }),
      headCoverage: HEAD,
      changedPaths: new Set(),
    });
    expect(verdicts.map((verdict) => [verdict.suggestionId, verdict.decision, verdict.linesGained])).toEqual([
      ['s3', 'keep', 0],
      ['s2', 'keep', 2],
      ['s1', 'drop', 0],
    ]);
  });

  const inMutants = (killedBy: string[], id = 'm1'): Mutant => ({
    id,
    path: 'shop/pricing.py',
    line: 5,
    operator: 'swap-comparison',
    original: '<',
    replacement: '<=',
    status: 'killed',
    killedBy,
    ownSuite: 'survived',
  });
  const twins = (changes: { second?: string; targetId?: string; mutants?: Mutant[] | null }) =>
    judgeSuggestions({
      suggestions: [
        givenSuggestion({
          id: 's1',
          testNames: ['test_a'],
          code: 'def test_a():\n    assert line_total(-1) == 0\n',
        }),
        givenSuggestion({
          id: 's2',
          testNames: ['test_b'],
          ...(changes.targetId ? { targetId: changes.targetId } : {}),
          code: `def test_b():\n    value = line_total(${changes.second ?? '-1'})\n    assert not value\n`,
        }),
      ],
      report: givenReport({
        tests: ['test_a', 'test_b'].map((name) =>
          givenTest({ name, base: failed(), covers: { 'shop/pricing.py': { lines: [5], branches: [] } } }),
        ),
        mutation:
          changes.mutants === null
            ? null
            : {
                mutants: changes.mutants ?? [
                  inMutants(['tests/test_new.py::test_a', 'tests/test_new.py::test_b']),
                ],
                equivalent: {},
                durationMs: 1,
              },
      }),
      headCoverage: HEAD,
      changedPaths: new Set(),
    });

  test('the later of two that call, reach and kill the same is dropped, naming the other', () => {
    const [first, second] = twins({});
    expect(first).toMatchObject({ suggestionId: 's1', decision: 'keep' });
    expect(second).toMatchObject({ suggestionId: 's2', decision: 'drop', code: 'covers-the-same' });
    expect(second!.reason).toContain('the same values as s1');
    expect(second!.rungs.at(-1)).toEqual({
      rung: 'worth-it',
      result: 'failed',
      note: 'shows the same as s1',
    });
  });

  test.each([
    ['another input', { second: '-2' }],
    ['an input made elsewhere', { second: 'price' }],
    ['another target', { targetId: 'shop/other.py::line_total' }],
    ['mutants not measured', { mutants: null }],
    [
      'another mutant',
      { mutants: [inMutants(['tests/test_new.py::test_a']), inMutants(['tests/test_new.py::test_b'], 'm2')] },
    ],
  ])('both are kept with %s', (_, changes) => {
    expect(twins(changes).map(({ decision }) => decision)).toEqual(['keep', 'keep']);
  });

  test.each([
    ['the own suite', { lines: [1], branches: [] }, "already by the project's own tests."],
    [
      'others',
      { lines: [5], branches: [] },
      "by the project's own tests and the suggestions kept before it.",
    ],
  ])('the reason of one that adds nothing says who reaches it: %s', (_, covered, words) => {
    const verdicts = judgeSuggestions({
      suggestions: [
        givenSuggestion({ id: 's1', testNames: ['test_a'] }),
        givenSuggestion({ id: 's2', testNames: ['test_b'] }),
      ],
      report: givenReport({
        tests: [
          givenTest({ name: 'test_a', covers: { 'shop/pricing.py': { lines: [5, 6], branches: [] } } }),
          givenTest({ name: 'test_b', covers: { 'shop/pricing.py': covered } }),
        ],
      }),
      headCoverage: HEAD,
      changedPaths: new Set(),
    });
    expect(verdicts[1]).toMatchObject({ suggestionId: 's2', code: 'adds-nothing' });
    expect(verdicts[1]!.reason).toContain(words);
  });

  test('one failing parameter is enough against a parametrized test', () => {
    const [verdict] = judgeSuggestions({
      suggestions: [givenSuggestion()],
      report: givenReport({
        tests: [
          givenTest({ name: 'test_new', nodeid: 'tests/test_new.py::test_new[1]', covers: REACHES_NEW }),
          givenTest({
            name: 'test_new',
            nodeid: 'tests/test_new.py::test_new[2]',
            head: failed(),
            base: passed,
          }),
        ],
      }),
      headCoverage: HEAD,
      changedPaths: new Set(),
    });
    expect(verdict?.decision).toBe('catch');
  });
});
