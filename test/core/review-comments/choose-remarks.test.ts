import { describe, expect, test } from '@jest/globals';
import { chooseRemarks, type Told } from '../../../src/core/review-comments/choose-remarks.ts';
import type { Finding } from '../../../src/core/review-comments/finding.ts';
import { fingerprintOf } from '../../../src/core/review-comments/fingerprint-of.ts';

function finding(what: string, changes: Partial<Finding> = {}): Finding {
  const named = { rule: 'sleep', path: 'tests/test_x.py', what };
  return {
    ...named,
    title: 'Waits',
    severity: 3,
    firstLine: 1,
    lastLine: 1,
    message: 'It waits.',
    replacement: null,
    isInDiff: true,
    fingerprint: fingerprintOf({ ...named, ...changes }),
    ...changes,
  };
}

const told = (one: Finding, state: Told['state']): Told => ({ ...one, state });

function choose(
  findings: Finding[],
  more: { told?: Told[]; max?: number; answered?: Finding[]; judged?: boolean } = {},
): { comments: string[]; listed: string[]; gone: number } {
  const remarks = chooseRemarks({
    findings,
    answered: new Set((more.answered ?? []).map(({ fingerprint }) => fingerprint)),
    told: more.told ?? [],
    max: more.max ?? 2,
    judged: () => more.judged ?? true,
  });
  const names = (list: Finding[]): string[] => list.map(({ what }) => what);
  return { comments: names(remarks.comments), listed: names(remarks.listed), gone: remarks.gone.length };
}

const [a, b, c] = [finding('a'), finding('b', { severity: 1 }), finding('c', { severity: 2 })] as const;

describe('of what was found', () => {
  test('the gravest is said at its lines, as far as there is room; the rest is listed', () => {
    expect(choose([a, b, c])).toEqual({ comments: ['b', 'c'], listed: ['a'], gone: 0 });
    expect(choose([a, b, c], { max: 0 })).toEqual({ comments: [], listed: ['b', 'c', 'a'], gone: 0 });
  });

  test('what the diff does not show is listed and takes no room', () => {
    expect(choose([a, { ...b, isInDiff: false }, c])).toEqual({
      comments: ['c', 'a'],
      listed: ['b'],
      gone: 0,
    });
  });

  test.each<[Told['state'], string[]]>([
    ['open', []],
    ['fixed', ['a']],
    ['listed', ['a']],
  ])('what was told and is %s is not said again', (state, listed) => {
    expect(choose([a], { told: [told(a, state)] })).toEqual({ comments: [], listed, gone: 0 });
  });

  test('open comments count, fixed ones make room', () => {
    expect(choose([a, b, c], { told: [told(b, 'open')] }).comments).toEqual(['c']);
    expect(choose([a, c], { told: [told(b, 'open')] })).toEqual({
      comments: ['c', 'a'],
      listed: [],
      gone: 1,
    });
  });

  test('what was not looked at is not gone', () => {
    expect(choose([], { told: [told(a, 'open')], judged: false }).gone).toBe(0);
    expect(choose([], { told: [told(a, 'fixed')] }).gone).toBe(0);
  });

  test('what a suggested test answers is neither said nor over', () => {
    expect(choose([a], { answered: [a], told: [told(a, 'open')] })).toEqual({
      comments: [],
      listed: [],
      gone: 0,
    });
    expect(choose([a], { answered: [a] })).toEqual({ comments: [], listed: [], gone: 0 });
  });

  test('sections of the summary that have it already are not doubled', () => {
    const unreached = finding('f', { rule: 'not-reached' });
    expect(choose([unreached, finding('g', { rule: 'opinion-of-the-model' })], { max: 0 }).listed).toEqual(
      [],
    );
  });
});
