import { describe, expect, test } from '@jest/globals';
import type { GateThresholds } from '../../../src/core/configuration/schema.ts';
import type { Mutant } from '../../../src/core/evidence/ci-report.ts';
import type { OwnCi, OwnCoverage, OwnEvaluationsSide } from '../../../src/core/own-ci/own-ci.ts';
import {
  chooseConclusion,
  type GateMeasurement,
  type GateMeasurements,
  judgeGates,
} from '../../../src/core/review/judge-gates.ts';
import { type GateFacts, measureGates } from '../../../src/core/review/measure-gates.ts';
import { givenCoverage, givenSuite } from '../../support/ci-report.ts';

const NOTHING: GateMeasurement = { kind: 'not-measured', reason: 'CI failed.' };
const UNMEASURED: GateMeasurements = {
  changedLineCoverage: NOTHING,
  projectDrop: NOTHING,
  mutationScore: NOTHING,
  evaluationPassRate: NOTHING,
  evaluationDrop: NOTHING,
};
const value = (number: number): GateMeasurement => ({ kind: 'measured', value: number, note: 'x' });

/** Each gate as `name: result`, then the conclusion of the check. */
function check(
  thresholds: GateThresholds,
  measured: Partial<GateMeasurements>,
  expected: { gates: string[]; conclusion: 'neutral' | 'success' | 'failure' },
): void {
  const gates = judgeGates(thresholds, { ...UNMEASURED, ...measured });
  expect(gates.map(({ gate, result }) => `${gate}: ${result}`)).toEqual(expected.gates);
  expect(chooseConclusion(gates)).toBe(expected.conclusion);
}

describe('gates', () => {
  const CASES: [string, ...Parameters<typeof check>][] = [
    ['none', {}, { projectDrop: value(50) }, { gates: [], conclusion: 'neutral' }],
    ['an empty section', { evaluations: {} }, {}, { gates: [], conclusion: 'neutral' }],
    [
      'a coverage that is just enough',
      { changedLineCoverage: 80 },
      { changedLineCoverage: value(80) },
      { gates: ['changed-line-coverage: met'], conclusion: 'success' },
    ],
    [
      'a coverage that is just too low',
      { changedLineCoverage: 80 },
      { changedLineCoverage: value(79.99) },
      { gates: ['changed-line-coverage: missed'], conclusion: 'failure' },
    ],
    [
      'a coverage that is not known',
      { changedLineCoverage: 0 },
      {},
      { gates: ['changed-line-coverage: not-measured'], conclusion: 'neutral' },
    ],
    [
      'a drop that is allowed, in binary a little more',
      { projectDrop: 0.1 },
      { projectDrop: value(90.3 - 90.2) },
      { gates: ['project-drop: met'], conclusion: 'success' },
    ],
    [
      'a rise',
      { projectDrop: 0 },
      { projectDrop: value(-3) },
      { gates: ['project-drop: met'], conclusion: 'success' },
    ],
    [
      'a drop that is too large',
      { projectDrop: 0.5 },
      { projectDrop: value(0.6) },
      { gates: ['project-drop: missed'], conclusion: 'failure' },
    ],
    [
      'a mutation score of zero that is allowed',
      { mutationScore: 0 },
      { mutationScore: value(0) },
      { gates: ['mutation-score: met'], conclusion: 'success' },
    ],
    [
      'a mutation score that is too low',
      { mutationScore: 60 },
      { mutationScore: value(59) },
      { gates: ['mutation-score: missed'], conclusion: 'failure' },
    ],
    [
      'both of the evaluations’',
      { evaluations: { minPassRate: 90, maxDrop: 2 } },
      { evaluationPassRate: value(90), evaluationDrop: value(4) },
      { gates: ['evaluations.min-pass-rate: met', 'evaluations.max-drop: missed'], conclusion: 'failure' },
    ],
    [
      'one met, one not known',
      { projectDrop: 1, mutationScore: 60 },
      { projectDrop: value(0) },
      { gates: ['project-drop: met', 'mutation-score: not-measured'], conclusion: 'neutral' },
    ],
    [
      'one missed, one not known',
      { projectDrop: 1, mutationScore: 60 },
      { projectDrop: value(2) },
      { gates: ['project-drop: missed', 'mutation-score: not-measured'], conclusion: 'failure' },
    ],
    [
      'all met',
      { changedLineCoverage: 1, projectDrop: 1, mutationScore: 1 },
      { changedLineCoverage: value(1), projectDrop: value(1), mutationScore: value(1) },
      {
        gates: ['changed-line-coverage: met', 'project-drop: met', 'mutation-score: met'],
        conclusion: 'success',
      },
    ],
  ];
  test.each(CASES)('%s', (_what, ...args) => {
    check(...args);
  });
});

const HALF = { lines: { covered: 5, total: 10 }, branches: { covered: 0, total: 0 } };
const FULL = { lines: { covered: 10, total: 10 }, branches: { covered: 0, total: 0 } };
const EMPTY = { lines: { covered: 0, total: 0 }, branches: { covered: 0, total: 0 } };
const NO_OWN_CI: OwnCi = { coverage: null, evaluations: null };

function suites(base: Parameters<typeof givenSuite>[0], head: Parameters<typeof givenSuite>[0]) {
  const coverage = (missing: number[]) => givenCoverage({ 'a.py': { total: 10, missing } });
  return {
    base: givenSuite({ coverage: coverage([]), ...base }),
    head: givenSuite({ coverage: coverage([1]), ...head }),
  };
}

function own(changes: Partial<OwnCoverage>): Partial<GateFacts> {
  const side = { kind: 'measured' as const, totals: HALF, sources: [], notes: [] };
  const coverage: OwnCoverage = {
    head: side,
    base: { ...side, totals: FULL },
    changedLines: HALF,
    uncovered: [],
    halfTaken: [],
    unknown: [],
    pending: [],
    ...changes,
  };
  return { ownCi: { coverage, evaluations: null } };
}

function mutants(...ownSuites: Mutant['ownSuite'][]): Partial<GateFacts> {
  return {
    mutation: {
      mutants: ownSuites.map((ownSuite, index) => ({
        id: `m${index}`,
        path: 'a.py',
        line: 1,
        operator: 'x',
        original: 'a',
        replacement: 'b',
        status: 'killed',
        killedBy: [],
        ownSuite,
      })),
      equivalent: {},
      durationMs: 1,
    },
  };
}

function scores(passed: number, failed: number): OwnEvaluationsSide {
  return {
    kind: 'scores',
    scores: { passed, failed, errors: 0, skipped: 0, meanScore: null },
    source: { workflow: 'evals.yml', workflowRunId: 1, artifact: 'evals', files: [] },
  };
}

describe('what counts as measured', () => {
  const evaluations = (head: OwnEvaluationsSide, base: OwnEvaluationsSide): Partial<GateFacts> => ({
    ownCi: { coverage: null, evaluations: { head, base } },
  });
  const none: OwnEvaluationsSide = { kind: 'none', reason: 'not reported yet.' };
  const CASES: [string, Partial<GateFacts>, keyof GateMeasurements, number | RegExp][] = [
    ['changed lines', { suites: suites({}, {}), changedLines: HALF }, 'changedLineCoverage', 50],
    ['nothing at all', {}, 'changedLineCoverage', /CI did not measure/],
    [
      'a change without statements',
      { suites: suites({}, {}), changedLines: EMPTY },
      'changedLineCoverage',
      /no line or branch/,
    ],
    [
      'a red suite',
      { suites: suites({}, { status: 'red', reason: '1 failed' }), changedLines: FULL },
      'changedLineCoverage',
      /this change is red: 1 failed/,
    ],
    ['a drop', { suites: suites({}, {}) }, 'projectDrop', 10],
    [
      'a drop from a red base',
      { suites: suites({ status: 'red', reason: 'x' }, {}) },
      'projectDrop',
      /suite of base is red/,
    ],
    [
      'a drop from a base that cannot be compared',
      { suites: suites({ status: 'not-comparable', reason: 'other dependencies', coverage: null }, {}) },
      'projectDrop',
      /base is not comparable/,
    ],
    ['LCOV of the own CI', own({}), 'changedLineCoverage', 50],
    ['its drop', own({}), 'projectDrop', 50],
    [
      'LCOV that does not list a changed file',
      own({ unknown: [{ path: 'new.py', reason: 'it is not listed' }] }),
      'changedLineCoverage',
      /`new\.py` is not known/,
    ],
    ['a CI that has not finished', own({ pending: ['slow.yml'] }), 'projectDrop', /not finished: slow\.yml/],
    [
      'a base without LCOV',
      own({ base: { kind: 'none', reason: 'no run.' } }),
      'projectDrop',
      /Base has no number: no run/,
    ],
    ['mutants', mutants('killed', 'killed', 'survived', 'not-run'), 'mutationScore', (100 * 2) / 3],
    ['mutants that were not run', mutants('not-run'), 'mutationScore', /No mutant/],
    ['no mutation', {}, 'mutationScore', /No changed line was mutated/],
    ['evaluations', evaluations(scores(9, 1), none), 'evaluationPassRate', 90],
    ['their drop', evaluations(scores(9, 1), scores(10, 0)), 'evaluationDrop', 10],
    ['their drop without base', evaluations(scores(9, 1), none), 'evaluationDrop', /Base has no scores/],
    [
      'evaluations that have not come',
      evaluations(none, scores(1, 0)),
      'evaluationPassRate',
      /not reported yet/,
    ],
    ['evaluations nobody named', {}, 'evaluationPassRate', /names no artifact/],
  ];
  test.each(CASES)('%s', (_what, facts, gate, expected) => {
    const measured = measureGates({
      suites: null,
      changedLines: null,
      mutation: null,
      ownCi: NO_OWN_CI,
      ...facts,
    })[gate];
    if (typeof expected === 'number') expect(measured).toMatchObject({ kind: 'measured', value: expected });
    else expect(measured).toEqual({ kind: 'not-measured', reason: expect.stringMatching(expected) });
  });
});
