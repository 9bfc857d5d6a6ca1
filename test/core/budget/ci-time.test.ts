import { expect, test } from '@jest/globals';
import { type CiTime, type JobTime, measureCiTime } from '../../../src/core/budget/ci-time.ts';

function job(seconds: number, conclusion = 'success'): JobTime {
  const start = Date.parse('2026-11-25T10:00:00Z');
  return {
    startedAt: new Date(start).toISOString(),
    completedAt: new Date(start + seconds * 1000).toISOString(),
    conclusion,
  };
}
const UNTIMED: JobTime = { startedAt: null, completedAt: null, conclusion: null };

test.each<[string, JobTime[], number | null, CiTime | null]>([
  ['each job is rounded up', [job(61), job(20)], null, { ms: 81_000, minutes: 3 }],
  ['a job takes at least a minute', [job(0)], null, { ms: 0, minutes: 1 }],
  ['a whole minute is one', [job(60)], null, { ms: 60_000, minutes: 1 }],
  [
    'a failed job took its time, a skipped one none',
    [job(90, 'failure'), job(90, 'skipped')],
    null,
    { ms: 90_000, minutes: 2 },
  ],
  ['the report does not matter where GitHub tells', [job(30)], 9_000_000, { ms: 30_000, minutes: 1 }],
  ['the report stands in where GitHub tells nothing', [UNTIMED], 61_000, { ms: 61_000, minutes: 2 }],
  ['clocks that went back took nothing', [job(-5)], null, { ms: 0, minutes: 1 }],
  ['dates that are none tell nothing', [{ ...job(5), startedAt: 'soon' }], null, null],
  ['nobody tells', [], null, null],
])('%s', (_what, jobs, reportedMs, expected) => {
  expect(measureCiTime(jobs, reportedMs)).toEqual(expected);
});
