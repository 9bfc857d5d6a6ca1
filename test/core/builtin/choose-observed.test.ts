import { describe, expect, test } from '@jest/globals';
import { chooseObserved } from '../../../src/core/builtin/choose-observed.ts';
import type { Probe } from '../../../src/core/builtin/probe.ts';
import type { Coverage, ProbeResult } from '../../../src/core/evidence/ci-report.ts';
import type { Target } from '../../../src/core/python/target.ts';

const PATH = 'shop/pricing.py';

/** A function on lines 10 to 20. */
const TARGET: Target = {
  id: `${PATH}::discount`,
  path: PATH,
  module: 'shop.pricing',
  qualname: 'discount',
  kind: 'function',
  className: null,
  isAsync: false,
  decorators: [],
  parameters: [{ name: 'n', kind: 'positional-or-keyword', annotation: 'int', default: null }],
  returns: null,
  docstring: null,
  startLine: 10,
  endLine: 20,
  source: 'def discount(n: int):\n    if n >= 10:\n        raise ValueError("no")\n',
  changedLines: [],
  score: 1,
  reasons: [],
};

interface Seen {
  id: string;
  lines: number[];
  branches?: [number, number][];
  value?: string;
  raises?: string;
  status?: ProbeResult['status'];
  reason?: string;
  boundary?: string;
}

function choose(
  seen: Seen[],
  given: { missing?: number[]; headMeasured?: boolean; targets?: Target[] } = {},
): ReturnType<typeof chooseObserved> {
  const probes = seen.map(
    ({ id, boundary }): Probe => ({
      id,
      module: 'shop.pricing',
      qualname: 'discount',
      arguments: [{ expression: id.slice(1), imports: [] }],
      keywords: {},
      targetId: TARGET.id,
      why: id,
      boundary: boundary ?? null,
    }),
  );
  const results = seen.map(
    ({ id, lines, branches, value, raises, status, reason }): ProbeResult => ({
      id,
      status: status ?? (raises ? 'exception' : 'value'),
      reason: reason ?? null,
      value: raises || status ? null : { expression: value ?? '1', imports: [] },
      exception: raises ? { module: 'builtins', name: raises, message: 'no' } : null,
      covers: { [PATH]: { lines, branches: branches ?? [] } },
    }),
  );
  const ratio = { covered: 0, total: 0 };
  const headCoverage: Coverage | null =
    given.missing || given.headMeasured
      ? {
          totals: { lines: ratio, branches: ratio },
          files: {
            [PATH]: {
              isTest: false,
              measured: true,
              lines: ratio,
              branches: ratio,
              missingLines: given.missing ?? [],
              missingBranches: [],
            },
          },
        }
      : null;
  return chooseObserved({ probes, results, targets: given.targets ?? [TARGET], headCoverage });
}

function ids(chosen: ReturnType<typeof chooseObserved>): string[] {
  return chosen.observed.map(({ probe }) => probe.id);
}

describe('the chosen observations', () => {
  test('are the fewest that reach all lines of the target', () => {
    const chosen = choose([
      { id: 'p1', lines: [11, 12] },
      { id: 'p2', lines: [11, 13] },
      { id: 'p3', lines: [11, 12, 13] },
      { id: 'p4', lines: [11, 15] },
    ]);
    expect(ids(chosen)).toEqual(['p3', 'p4']);
  });

  test('count branches too', () => {
    const chosen = choose([
      { id: 'p1', lines: [11], branches: [[11, 12]] },
      { id: 'p2', lines: [11], branches: [[11, 13]] },
      { id: 'p3', lines: [11], branches: [[11, 13]] },
    ]);
    expect(ids(chosen)).toEqual(['p1', 'p2']);
  });

  test("leave out what head's own suite reaches", () => {
    const seen = [
      { id: 'p1', lines: [11, 12] },
      { id: 'p2', lines: [11, 13] },
    ];
    expect(ids(choose(seen, { missing: [13, 99] }))).toEqual(['p2']);
    const nothing = choose(seen, { missing: [99] });
    expect(nothing.observed).toEqual([]);
    expect(nothing.skipped).toEqual([
      { what: TARGET.id, reason: expect.stringContaining("head's own suite already") },
    ]);
  });

  test('may gain lines of helpers that are no targets, not those of other targets', () => {
    const seen = [{ id: 'p1', lines: [11, 30] }];
    const other = { ...TARGET, id: 'other', qualname: 'other', startLine: 28, endLine: 32 };
    expect(ids(choose(seen, { missing: [30] }))).toEqual(['p1']);
    expect(ids(choose(seen, { missing: [30], targets: [TARGET, other] }))).toEqual([]);
  });

  test('hold both sides of a limit when its sides differ', () => {
    const boundary = '`n >= 10`';
    const chosen = choose([
      { id: 'p1', lines: [11, 12], value: '0' },
      { id: 'p9', lines: [11, 12], value: '0', boundary },
      { id: 'p10', lines: [11, 13], value: '5', boundary },
      { id: 'p11', lines: [11, 13], value: '5', boundary },
    ]);
    expect(ids(chosen)).toEqual(['p1', 'p9', 'p10']);
  });

  test("hold the side of a limit that head's own suite reaches, when the other side is missing", () => {
    const boundary = '`n >= 10`';
    const seen = [
      { id: 'p9', lines: [11, 12], value: '0', boundary },
      { id: 'p10', lines: [11, 13], value: '5', boundary },
      { id: 'p1', lines: [11, 12], value: '7' },
    ];
    expect(ids(choose(seen, { missing: [13] }))).toEqual(['p9', 'p10']);
  });

  test('leave out the side of a limit that would be a test of its own and reach nothing', () => {
    const boundary = '`n >= 10`';
    const seen = [
      { id: 'p9', lines: [11, 12], value: '0', boundary },
      { id: 'p10', lines: [11, 13], raises: 'ValueError', boundary },
    ];
    expect(ids(choose(seen, { missing: [13] }))).toEqual(['p10']);
    expect(ids(choose(seen, { missing: [12, 13] }))).toEqual(['p9', 'p10']);
  });

  test('pass over limits of functions that the target calls', () => {
    const boundary = '`elsewhere > 3`';
    const chosen = choose([
      { id: 'p1', lines: [11, 12] },
      { id: 'p3', lines: [11, 12], value: '0', boundary },
      { id: 'p4', lines: [11, 12], value: '5', boundary },
    ]);
    expect(ids(chosen)).toEqual(['p1']);
  });

  test('show both answers of a function that says True or False', () => {
    const chosen = choose([
      { id: 'p1', lines: [11], value: 'True' },
      { id: 'p2', lines: [11], value: 'True' },
      { id: 'p3', lines: [11], value: 'False' },
    ]);
    expect(ids(chosen)).toEqual(['p1', 'p3']);
  });

  test('are never unstable, unrepresentable, not observed, or not a number', () => {
    const chosen = choose([
      { id: 'p1', lines: [11], status: 'unstable', reason: 'the two processes differ' },
      { id: 'p2', lines: [11], status: 'unrepresentable' },
      { id: 'p3', lines: [11], status: 'not-observed' },
      { id: 'p4', lines: [11], value: 'float("nan")' },
    ]);
    expect(chosen.observed).toEqual([]);
    expect(chosen.skipped[0]!.reason).toContain('none of 4 inputs');
  });
});

describe('a long result', () => {
  const long = `[${'1, '.repeat(120)}1]`;

  test('stands back behind a short one', () => {
    const { observed } = choose([
      { id: 'p1', lines: [10, 11], value: long },
      { id: 'p2', lines: [10, 11], value: '[1]' },
    ]);
    expect(observed.map(({ probe }) => probe.id)).toEqual(['p2']);
  });

  test('is the reason when there is no other', () => {
    const { observed, skipped } = choose([{ id: 'p1', lines: [10, 11], value: long }]);
    expect(observed).toEqual([]);
    expect(skipped[0]!.reason).toMatch(/The result is longer than 300 characters\.$/);
  });
});

describe('an exception', () => {
  test('that the code raises on purpose is behaviour', () => {
    const chosen = choose([{ id: 'p1', lines: [11], raises: 'ValueError' }]);
    expect(ids(chosen)).toEqual(['p1']);
    expect(chosen.edgeCases).toEqual([]);
  });

  test('that nobody raises is an edge case once, and no test', () => {
    const chosen = choose([
      { id: 'p0', lines: [11, 12], raises: 'ZeroDivisionError' },
      { id: 'p00', lines: [11, 12], raises: 'ZeroDivisionError' },
      { id: 'p1', lines: [11] },
    ]);
    expect(ids(chosen)).toEqual(['p1']);
    expect(chosen.edgeCases).toEqual([
      {
        targetId: TARGET.id,
        kind: 'edge',
        scenario: 'discount(0) raises ZeroDivisionError (no)',
        why: expect.any(String),
      },
    ]);
  });

  test('that only accidents give leaves the target without tests', () => {
    const chosen = choose([{ id: 'p1', lines: [11], raises: 'AttributeError' }]);
    expect(chosen.skipped[0]!.reason).toContain('not raise on purpose');
  });
});
