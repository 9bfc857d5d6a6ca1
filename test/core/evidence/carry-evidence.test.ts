import { describe, expect, test } from '@jest/globals';
import { carryEvidence, type MeasuredRound } from '../../../src/core/evidence/carry-evidence.ts';
import type { Mutant, Stability } from '../../../src/core/evidence/ci-report.ts';
import { givenReport, givenTest } from '../../support/ci-report.ts';
import { givenSuggestion } from '../../support/suggestion.ts';

const STABLE: Stability = {
  alone: { outcomes: 'ppppp', failure: null },
  shuffled: { outcomes: 'ppp', failure: null },
};
const NODEID = 'tests/test_new.py::test_new';

function mutant(changes: Partial<Mutant> = {}): Mutant {
  return {
    id: 'm1',
    path: 'shop/pricing.py',
    line: 1,
    operator: 'swap-comparison',
    original: '<',
    replacement: '<=',
    status: 'killed',
    killedBy: [NODEID],
    ownSuite: 'survived',
    ...changes,
  };
}

function round(
  code: string,
  measured: { stability?: Stability | null; mutants?: Mutant[] | null },
): MeasuredRound {
  return {
    suggestions: [givenSuggestion({ code })],
    report: givenReport({
      tests: [givenTest({ name: 'test_new', stability: measured.stability ?? null })],
      mutation: measured.mutants ? { mutants: measured.mutants, equivalent: {}, durationMs: 1 } : null,
    }),
  };
}

describe('evidence of earlier rounds', () => {
  test('is carried to a round that measured less of the same code', () => {
    const report = carryEvidence([round('a', { stability: STABLE, mutants: [mutant()] }), round('a', {})]);
    expect(report.tests[0]!.stability).toEqual(STABLE);
    expect(report.mutation!.mutants).toEqual([mutant()]);
  });

  test('is joined with the orders that a confirmation ran', () => {
    const shuffled = { outcomes: 'ppf', failure: null };
    const confirmed = { alone: { outcomes: '', failure: null }, shuffled };
    const report = carryEvidence([
      round('a', { stability: STABLE }),
      round('a', {}),
      round('a', { stability: confirmed }),
    ]);
    expect(report.tests[0]!.stability).toEqual({ alone: STABLE.alone, shuffled });
  });

  test('is not carried over a change of the code', () => {
    const report = carryEvidence([
      round('a', { stability: STABLE, mutants: [mutant()] }),
      round('b', {}),
      round('a', {}),
    ]);
    expect(report.tests[0]!.stability).toBeNull();
    const changed = carryEvidence([round('a', { mutants: [mutant()] }), round('b', {})]);
    expect(changed.mutation!.mutants).toEqual([mutant({ status: 'survived', killedBy: [] })]);
  });

  test('gives way to what the latest round measured itself', () => {
    const latest = [mutant({ status: 'survived', killedBy: [] })];
    const report = carryEvidence([round('a', { mutants: [mutant()] }), round('a', { mutants: latest })]);
    expect(report.mutation!.mutants).toEqual(latest);
  });

  test("keeps what head's own suite said of a mutant when the latest round did not ask it", () => {
    const rounds = (ownSuite: Mutant['ownSuite']) => [
      round('a', { mutants: [mutant({ ownSuite: 'killed' })] }),
      round('b', { mutants: [mutant({ ownSuite }), mutant({ id: 'm2', ownSuite })] }),
    ];
    const found = (ownSuite: Mutant['ownSuite']) =>
      carryEvidence(rounds(ownSuite)).mutation!.mutants.map((one) => one.ownSuite);
    expect(found('not-run')).toEqual(['killed', 'not-run']);
    expect(found('survived')).toEqual(['survived', 'survived']);
  });
});
