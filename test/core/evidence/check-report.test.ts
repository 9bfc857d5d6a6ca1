import { describe, expect, test } from '@jest/globals';
import { type CheckReportInput, checkReport } from '../../../src/core/evidence/check-report.ts';
import type { CiReport, ProbeResult, SuggestedTest } from '../../../src/core/evidence/ci-report.ts';
import {
  BASE,
  EXPECTED,
  givenCoverage,
  givenLcov,
  givenNotice,
  givenReport,
  givenSuite,
  HEAD,
} from './ci-reports.ts';

const LCOV = { base: givenLcov(2), head: givenLcov(1), companion: givenLcov(0) };

function input(change: Partial<CheckReportInput> & { report?: unknown } = {}): CheckReportInput {
  const { report = givenReport(), ...rest } = change;
  return {
    text: JSON.stringify(report),
    totalsMessages: [givenNotice(givenReport())],
    lcov: LCOV,
    expected: EXPECTED,
    ...rest,
  };
}

function givenTest(outcome: SuggestedTest['head']['outcome']): SuggestedTest {
  return {
    nodeid: 'tests/test_a.py::test_x',
    path: 'tests/test_a.py',
    name: 'test_x',
    head: { outcome, durationMs: 1, failure: null },
    base: null,
    covers: {},
    adds: null,
    stability: null,
    leaves: [],
  };
}

function givenProbe(status: ProbeResult['status']): ProbeResult {
  return { id: 'p1', status, reason: null, value: null, exception: null, covers: {} };
}

describe('a report is accepted', () => {
  function check(given: CheckReportInput) {
    expect(checkReport(given)).toMatchObject({ kind: 'accepted' });
  }

  test('when report, notice and LCOV agree; head’s LCOV comes along', () => {
    const checked = checkReport(input());
    expect(checked).toMatchObject({ kind: 'accepted', report: givenReport() });
    expect(checked.kind === 'accepted' && checked.headLcov.map(({ path }) => path)).toEqual([
      'shop/pricing.py',
    ]);
  });

  test('when LCOV leaves out what a line marked as no branch did not take', () => {
    const head = givenLcov(0).replace('BRDA:2,0,jump to line 4,1\n', '');
    const report = givenReport({
      suites: { base: givenSuite(BASE, givenCoverage(2)), head: givenSuite(HEAD, givenCoverage(0)) },
    });
    check(input({ report, lcov: { ...LCOV, head }, totalsMessages: [givenNotice(report)] }));
  });

  test('of a round that measured no suite, without LCOV', () => {
    const report = givenReport({
      suites: { base: givenSuite(HEAD, null), head: givenSuite(HEAD, null) },
      companion: null,
    });
    const lcov = { base: null, head: null, companion: null };
    check(input({ report, lcov, totalsMessages: [givenNotice(report)] }));
  });

  test('when the notice counts tests as the report does: only passed ones', () => {
    const report = givenReport({ tests: [givenTest('passed'), givenTest('failed'), givenTest('xpassed')] });
    check(input({ report, totalsMessages: [givenNotice(report, 1, 2)] }));
  });

  test('when the notice counts probes as the report does: those that were observed', () => {
    const probes = (['value', 'exception', 'unstable', 'unrepresentable', 'not-observed'] as const).map(
      givenProbe,
    );
    const report = givenReport({ kind: 'probe', probes });
    check(input({ report, totalsMessages: [givenNotice(report, 2, 3)] }));
  });

  test('when LCOV leaves out a file without statements, or lists one that the report does not', () => {
    const empty = { covered: 0, total: 0 };
    const head = givenCoverage(1);
    head.files['shop/__init__.py'] = {
      isTest: false,
      measured: true,
      lines: empty,
      branches: empty,
      missingLines: [],
      missingBranches: [],
    };
    const report = givenReport({ suites: { ...givenReport().suites, head: givenSuite(HEAD, head) } });
    check(input({ report, lcov: { ...LCOV, base: `${LCOV.base}SF:empty.py\nend_of_record\n` } }));
  });
});

describe('a report is refused', () => {
  function check(given: CheckReportInput, reason: string) {
    expect(checkReport(given)).toEqual({ kind: 'refused', reason: expect.stringContaining(reason) });
  }
  const changed = (change: Partial<CiReport>) => input({ report: givenReport(change) });

  test('when it is no JSON', () => check(input({ text: '{' }), 'is not JSON'));
  test('when it does not fit its schema, naming the first place', () =>
    check(changed({ round: -1 }), 'schema at round: '));
  test('when it has a field too many', () =>
    check(input({ report: { ...givenReport(), extra: 1 } }), 'schema at the top level: '));
  test('when it has another schema version', () => check(changed({ schema: 1 as 2 }), 'schema at schema: '));

  test.each<[string, Partial<CiReport>]>([
    ['run', { run: 'run-0' }],
    ['round', { round: 1 }],
    ['commit', { commit: 'd'.repeat(40) }],
    ['head', { head: 'd'.repeat(40) }],
    ['base', { base: 'd'.repeat(40) }],
  ])('when it is about another %s', (name, change) => check(changed(change), `about another ${name}: `));

  test('when missing lines and counts do not add up', () => {
    const head = givenCoverage(1);
    head.files['shop/pricing.py']!.missingLines = [];
    const report = givenReport({ suites: { ...givenReport().suites, head: givenSuite(HEAD, head) } });
    check(input({ report }), 'The head counts of shop/pricing.py do not add up.');
  });

  test('when totals are not the sum of the files', () => {
    const companion = givenCoverage(0);
    companion.totals = { lines: { covered: 40, total: 40 }, branches: companion.totals.branches };
    check(changed({ companion }), 'The companion totals are not the sum of the files.');
  });

  test('when the job printed no totals', () => check(input({ totalsMessages: [] }), 'printed no totals'));
  test('when the printed totals cannot be read', () =>
    check(input({ totalsMessages: ['100 % of everything'] }), 'cannot be read: 100 % of everything'));
  test('when one of two printed totals disagrees', () => {
    const other = givenReport({ companion: givenCoverage(1) });
    check(
      input({ totalsMessages: [givenNotice(givenReport()), givenNotice(other)] }),
      'printed disagree: run run-1',
    );
  });
  test('when the printed totals are of another round', () =>
    check(input({ totalsMessages: [givenNotice(givenReport({ round: 1 }))] }), 'printed disagree'));
  test('when the printed totals count other tests', () =>
    check(input({ totalsMessages: [givenNotice(givenReport(), 1, 0)] }), 'printed disagree'));
  test('when it has coverage that the notice calls unmeasured', () =>
    check(input({ totalsMessages: [givenNotice(givenReport({ companion: null }))] }), 'printed disagree'));

  test.each(['base', 'head', 'companion'] as const)('when %s.lcov is missing', (name) =>
    check(input({ lcov: { ...LCOV, [name]: null } }), `${name}.lcov is missing`),
  );
  test('when LCOV cannot be read', () =>
    check(
      input({ lcov: { ...LCOV, head: 'SF:a' } }),
      'head.lcov cannot be read: its last record has no end.',
    ));
  test.each([
    ['counts other covered lines', givenLcov(2)],
    ['counts other lines', givenLcov(1).replace('DA:4,0\n', '')],
    ['counts other branches', givenLcov(1).replace('BRDA:2,0,jump to line 4,0\n', '')],
    ['lists more branches', givenLcov(1).replace('BRDA:2,0,jump to line 3,1', 'BRDA:2,0,x,1\nBRDA:3,0,y,1')],
    ['counts other taken branches', givenLcov(1).replace('line 4,0', 'line 4,1')],
    ['does not list the file', ''],
  ])('when LCOV %s', (_case, head) =>
    check(input({ lcov: { ...LCOV, head } }), 'head.lcov and the report disagree about shop/pricing.py.'),
  );
  test('when LCOV lists a file that the report does not', () =>
    check(
      input({ lcov: { ...LCOV, head: LCOV.head + givenLcov(0, 'other.py') } }),
      'head.lcov and the report disagree about other.py.',
    ));

  test('with a reason that no report can make long, many-lined or invisible', () => {
    const hostile = `\u001b[2J\n\n# Approved\u202e${'x'.repeat(100_000)}`;
    const given = input({ totalsMessages: [hostile] });
    const checked = checkReport(given);
    const reason = checked.kind === 'refused' ? checked.reason : '';
    expect(reason).toMatch(/^The job's totals cannot be read: \[2J # Approved x+…$/);
    expect(reason.length).toBe(300);
  });
});
