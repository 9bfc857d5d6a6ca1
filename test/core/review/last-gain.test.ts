import { expect, test } from '@jest/globals';
import { describeLastGain, findLastGain } from '../../../src/core/review/last-gain.ts';
import { createReviewRecord, type ReviewRecord } from '../../../src/core/review/review-record.ts';
import { givenSuggestion } from '../../support/suggestion.ts';
import { givenVerdict } from '../../support/verdict.ts';

const FIRST = givenSuggestion({ id: 's1' });
const SECOND = givenSuggestion({ id: 's2' });

/** Two rounds of tests; the second brought s2, which was kept with these gains. */
function given(gains: Parameters<typeof givenVerdict>[0] | null): ReviewRecord {
  const record = createReviewRecord(
    { action: 'opened', senderId: 1, senderLogin: 'x', senderType: 'User' },
    'https://github.example/o/r',
  );
  record.rounds = [
    { round: 1, purpose: 'tests', suggestions: [FIRST] },
    { round: 2, purpose: 'tests', suggestions: [FIRST, SECOND] },
  ];
  record.kept = [{ suggestion: FIRST, verdict: givenVerdict({ linesGained: 9 }) }];
  if (gains) record.kept.push({ suggestion: SECOND, verdict: givenVerdict(gains) });
  return record;
}

test.each([
  [
    'lines',
    { linesGained: 2, branchesGained: 1, mutantsGained: [] },
    { lines: 2, branches: 1, mutants: 0, kept: 1 },
    '',
  ],
  [
    'mutants only',
    { linesGained: 0, branchesGained: 0, mutantsGained: ['m1', 'm2'] },
    { lines: 0, branches: 0, mutants: 2, kept: 1 },
    ' The last round reached no further line or branch, but its tests kill 2 more mutants.',
  ],
  ['nothing', null, { lines: 0, branches: 0, mutants: 0, kept: 0 }, ''],
])('a round that gained %s', (_, gains, expected, words) => {
  const gain = findLastGain(given(gains));
  expect(gain).toEqual(expected);
  expect(describeLastGain(gain)).toBe(words);
});

test('a repaired suggestion is a gain of its round', () => {
  const record = given(null);
  const repaired = { ...FIRST, repairs: 1 };
  record.rounds[1]!.suggestions = [repaired];
  record.kept = [{ suggestion: repaired, verdict: givenVerdict({ linesGained: 1 }) }];
  expect(findLastGain(record)?.kept).toBe(1);
});

test('one round has nothing to be compared with', () => {
  const record = given(null);
  record.rounds.pop();
  expect(findLastGain(record)).toBeNull();
  expect(describeLastGain(null)).toBe('');
});
