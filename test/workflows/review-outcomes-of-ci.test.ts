import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CiReport, Suite } from '../../src/core/evidence/ci-report.ts';
import type { OutcomeCode } from '../../src/outcome.ts';
import { type CiAnswer, type CiRound, renderTotals, reportOf } from '../support/fake-ci.ts';
import {
  BASE_MEASURED,
  expectEnding,
  HEAD_MEASURED,
  measured,
  openStage,
  type Stage,
  TEN_PIECES,
  TEN_PIECES_PASS,
} from '../support/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ engine: 'scripted-model' });
}, 60_000);
afterAll(() => stage.close());

const SUGGESTED = {
  'suggest-tests': { reasoning: 'One.', tests: [TEN_PIECES], edge_cases: [], weaknesses: [] },
};

/** Both suites measured, then one of them said to be otherwise. */
function suitesOf(round: CiRound, changes: { base?: Partial<Suite>; head?: Partial<Suite> }): CiAnswer {
  return reportOf(round, {
    base: BASE_MEASURED,
    head: HEAD_MEASURED,
    tests: { test_ten_pieces: TEN_PIECES_PASS },
    change: (report) => ({
      ...report,
      suites: {
        base: { ...report.suites.base, ...changes.base },
        head: { ...report.suites.head, ...changes.head },
      },
    }),
  });
}

const RED: Partial<Suite> = {
  status: 'red',
  reason: '1 test failed.',
  counts: { passed: 0, failed: 1, errors: 0, skipped: 0 },
  failures: [{ nodeid: 'tests/test_prices.py::test_total', message: 'assert 7 == 6' }],
};
const unmeasured = (status: Suite['status'], reason: string): Partial<Suite> => ({
  status,
  reason,
  counts: null,
  coverage: null,
  failures: [{ nodeid: 'tests/test_prices.py', message: 'ModuleNotFoundError: No module named prices_old' }],
});

describe('what CI answers decides how a review ends:', () => {
  test('a test worth keeping is offered on the companion branch', async () => {
    const story = await stage.tell({ ci: measured, replies: SUGGESTED });
    const ended = await story.review();
    await expectEnding(story, ended, { code: 'suggestions-ready', comment: 'one', companion: 'tested' });
    const branch = ended.result.companion!.sha;
    expect(story.git('rev-parse', `${branch}^`)).toBe(story.headSha);
    expect(story.git('diff', '--name-status', `${branch}^`, branch)).toBe('M\ttests/test_prices.py');
    expect(story.git('show', '--no-patch', '--format=%s', branch)).toContain('[skip ci]');
  }, 60_000);

  test.each<[string, Suite['status'], Parameters<typeof suitesOf>[1], OutcomeCode]>([
    ['red on base and on head', 'red', { base: RED, head: RED }, 'base-suite-red'],
    ['red on base alone', 'passed', { base: RED }, 'base-suite-red'],
    ['red on head alone', 'red', { head: RED }, 'head-suite-red'],
  ])(
    'a suite %s is said, and its failures are named beside the suggestions',
    async (_what, _status, suites, code) => {
      const story = await stage.tell({ ci: (round) => suitesOf(round, suites), replies: SUGGESTED });
      const ended = await story.review();
      await expectEnding(story, ended, { code, comment: 'one', companion: 'tested' });
      expect(story.summary(ended.number)).toContain('`tests/test_prices.py::test_total`: assert 7 == 6');
      expect(story.summary(ended.number)).toContain('Ten pieces cost a tenth less');
    },
    60_000,
  );

  test.each<[Suite['status'], OutcomeCode]>([
    ['uncollectable', 'head-suite-uncollectable'],
    ['too-slow', 'head-suite-too-slow'],
    ['wrong-tree-imported', 'wrong-tree-imported'],
    ['runner-not-supported', 'runner-not-supported'],
    ['error', 'head-suite-not-measured'],
  ])(
    'a head suite that is %s ends as %s',
    async (status, code) => {
      const ci = (round: CiRound): CiAnswer =>
        reportOf(round, {
          base: BASE_MEASURED,
          change: (report) => ({
            ...report,
            suites: {
              ...report.suites,
              head: { ...report.suites.head, ...unmeasured(status, 'It broke here.') },
            },
            tests: [],
            files: report.files.map((file) => ({ ...file, status: 'uncollectable' })),
          }),
        });
      const story = await stage.tell({ ci, replies: SUGGESTED });
      const ended = await story.review();
      await expectEnding(story, ended, { code, comment: 'one', companion: 'none' });
      expect(story.summary(ended.number)).toContain('It broke here.');
      expect(story.summary(ended.number)).toContain('No module named prices');
    },
    60_000,
  );

  test.each<[string, CiAnswer, OutcomeCode, string]>([
    [
      'a failed install step',
      { kind: 'no-report', conclusion: 'failure', failedStep: 'Install' },
      'ci-failed',
      '"Install"',
    ],
    ['a cancelled run', { kind: 'no-report', conclusion: 'cancelled' }, 'ci-failed', 'cancelled'],
    [
      'success without an artifact',
      { kind: 'no-report', conclusion: 'success' },
      'report-missing',
      'no artifact',
    ],
  ])(
    '%s',
    async (_what, answer, code, said) => {
      const story = await stage.tell({ ci: () => answer, replies: SUGGESTED });
      const ended = await story.review();
      await expectEnding(story, ended, { code, comment: 'one', companion: 'none' });
      expect(story.summary(ended.number)?.replaceAll('\\', '')).toContain(said);
    },
    60_000,
  );

  /** Code under test runs where the report is written; each of these is a thing it could do. */
  const TAMPERED: [string, (honest: Extract<CiAnswer, { kind: 'report' }>) => CiAnswer, string][] = [
    [
      'a higher number of covered lines than the notice says',
      (honest) => ({
        ...honest,
        totals: [renderTotals(honest.report)],
        report: withHeadCovered(honest.report),
      }),
      'disagree',
    ],
    [
      'the report of another run',
      (honest) => ({ ...honest, report: { ...honest.report, run: 'someone-else' } }),
      'another run',
    ],
    [
      'the report of another commit',
      (honest) => ({ ...honest, report: { ...honest.report, commit: honest.report.head } }),
      'another commit',
    ],
    [
      'LCOV that disagrees with the report',
      (honest) => ({
        ...honest,
        lcov: { ...honest.lcov, 'head.lcov': honest.lcov!['head.lcov']!.replace('DA:4,0', 'DA:4,1') },
      }),
      'disagree about prices.py',
    ],
    [
      'a second notice with other totals',
      (honest) => ({
        ...honest,
        totals: [renderTotals(honest.report), renderTotals(withHeadCovered(honest.report))],
      }),
      'disagree',
    ],
    ['no notice at all', (honest) => ({ ...honest, totals: [] }), 'no totals'],
    [
      'a field that the schema does not know',
      (honest) => ({ ...honest, report: { ...honest.report, approved: true } as CiReport }),
      'does not fit its schema',
    ],
  ];
  test.each(TAMPERED)(
    'a report with %s is refused',
    async (_what, tamper, said) => {
      const ci = (round: CiRound): CiAnswer =>
        tamper(measured(round) as Extract<CiAnswer, { kind: 'report' }>);
      const story = await stage.tell({ ci, replies: SUGGESTED });
      const ended = await story.review();
      await expectEnding(story, ended, { code: 'report-refused', comment: 'one', companion: 'none' });
      expect(ended.result.outcome.reason).toContain(said);
      expect(ended.result.coverage.head).toBeNull();
    },
    60_000,
  );
});

/** As if line 4 had been covered, with sums that fit. */
function withHeadCovered(report: CiReport): CiReport {
  const changed = structuredClone(report);
  const coverage = changed.suites.head.coverage!;
  const file = coverage.files['prices.py']!;
  file.lines.covered += 1;
  file.missingLines = file.missingLines.filter((line) => line !== 4);
  coverage.totals.lines.covered += 1;
  return changed;
}
