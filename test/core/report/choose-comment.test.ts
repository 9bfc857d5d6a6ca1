import { expect, test } from '@jest/globals';
import { chooseComment } from '../../../src/core/report/choose-comment.ts';

type Told = Parameters<typeof chooseComment>[2];
const suite = (covered: number): NonNullable<Told['head']> => ({
  status: 'passed',
  reason: null,
  totals: { lines: { covered, total: 10 }, branches: { covered: 0, total: 0 } },
  failures: [],
});
const lines = (covered: number): Told['changedLines'] => {
  const side = { lines: { covered, total: 4 }, branches: { covered: 0, total: 0 } };
  return { before: side, after: { ...side, lines: { covered: 4, total: 4 } } };
};
const NOTHING: Told = {
  base: null,
  head: null,
  changedLines: null,
  ownCi: { coverage: null, evaluations: null },
};

test.each<[string, Parameters<typeof chooseComment>[0], boolean, Partial<Told>, 'write' | 'edit']>([
  ['without a setting', undefined, false, {}, 'write'],
  ['always', 'always', false, {}, 'write'],
  ['on request, unasked', 'on-request', false, { changedLines: lines(0) }, 'edit'],
  ['on request, asked', 'on-request', true, {}, 'write'],
  ['on a drop that was not measured', 'on-coverage-drop', false, {}, 'edit'],
  [
    'on changed lines that only suggestions reach',
    'on-coverage-drop',
    false,
    { changedLines: lines(3) },
    'write',
  ],
  ['on changed lines that are all reached', 'on-coverage-drop', false, { changedLines: lines(4) }, 'edit'],
  [
    'on a drop',
    'on-coverage-drop',
    false,
    { base: suite(9), head: suite(8), changedLines: lines(4) },
    'write',
  ],
  [
    'on a gain',
    'on-coverage-drop',
    false,
    { base: suite(8), head: suite(9), changedLines: lines(4) },
    'edit',
  ],
])('a comment %s', (_what, policy, isAsked, told, expected) => {
  expect(chooseComment(policy, isAsked, { ...NOTHING, ...told })).toBe(expected);
});
