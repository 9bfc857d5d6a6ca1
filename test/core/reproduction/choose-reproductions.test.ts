import { describe, expect, test } from '@jest/globals';
import {
  chooseReproductions,
  findMark,
  findUnmarkable,
  type KnownReproduction,
  toSuggestion,
} from '../../../src/core/reproduction/choose-reproductions.ts';
import { createReviewRecord } from '../../../src/core/review/review-record.ts';
import { settleReproduced } from '../../../src/core/review/settle-reproduced.ts';
import { givenSuggestion } from '../../support/suggestion.ts';
import { givenEvidence, givenVerdict } from '../../support/verdict.ts';

function given(issueNumber: number, suspect = 'shop/a.py'): KnownReproduction {
  return {
    issueNumber,
    path: `tests/test_issue_${issueNumber}.py`,
    testName: 'test_x',
    flipped: givenSuggestion({ id: 's9', repairs: 2 }),
    suspectPaths: [suspect],
  };
}

test.each([
  ['the issue is resolved by it', { linked: [1], changedPaths: [], allPaths: [] }, [1], []],
  ['it changes what the test runs', { linked: [], changedPaths: ['shop/a.py'], allPaths: [] }, [1], []],
  ['it has nothing to do with it', { linked: [7], changedPaths: ['shop/b.py'], allPaths: [] }, [], []],
  ['head has the test', { linked: [1], changedPaths: [], allPaths: ['tests/test_issue_1.py'] }, [], [1]],
])('%s', (_what, pull, toRun, merged) => {
  const chosen = chooseReproductions([given(1)], pull);
  expect(chosen.toRun.map(({ issueNumber }) => issueNumber)).toEqual(toRun);
  expect(chosen.merged.map(({ issueNumber }) => issueNumber)).toEqual(merged);
});

test('three at most, those that are resolved first', () => {
  const known = [1, 2, 3, 4].map((number) => given(number));
  const { toRun } = chooseReproductions(known, { linked: [4], changedPaths: ['shop/a.py'], allPaths: [] });
  expect(toRun.map(({ issueNumber }) => issueNumber)).toEqual([4, 1, 2]);
});

const MARKED = '@pytest.mark.xfail(strict=True, reason="reproduces issue #1")';
test('the mark is found by its issue', () => {
  const text = `import pytest\n\n@pytest.mark.xfail(strict=True, reason="reproduces issue #12")\ndef test_a():\n    f()\n\n${MARKED}\ndef test_x():\n    f()\n`;
  expect(findMark(text, 1)).toEqual({ line: 7, text: MARKED });
  expect(findMark(text, 2)).toBeNull();
});

test.each([
  ['tests/test_issue_1.py::test_x', '[XPASS(strict)] reproduces issue #1', true],
  ['tests/test_issue_1.py::test_x', 'assert 1 == 2', false],
  ['tests/test_issue_1.py::test_y', '[XPASS(strict)]', false],
])('whether %s (%s) may lose its mark', (nodeid, message, expected) => {
  const marked = [{ issueNumber: 1, path: 'tests/test_issue_1.py', testName: 'test_x', mark: null }];
  expect(findUnmarkable(marked, [{ nodeid, message }])).toEqual(expected ? marked : []);
});

describe('what becomes of one that was run with a review', () => {
  const record = () => ({
    ...createReviewRecord({ action: 'opened', senderId: 1, senderLogin: 'o', senderType: 'User' }, ''),
    intent: { title: '', body: '', issues: [{ number: 1, title: '', body: '' }], changedTests: [] },
  });
  const suggestion = toSuggestion(given(1), 's1');
  const ended = (change: Parameters<typeof givenVerdict>[0]) => ({
    suggestion,
    verdict: givenVerdict(change),
  });

  test('it keeps its own path and says which issue it is of', () => {
    expect(suggestion).toMatchObject({ id: 's1', path: 'tests/test_issue_1.py', repairs: 0, reproduces: 1 });
  });
  test('captures the change: offered', () => {
    const one = record();
    one.kept = [ended({ class: 'captures-the-change' })];
    expect(settleReproduced(one, [])).toEqual([]);
    expect(one).toMatchObject({ kept: [{ suggestion }], skipped: [] });
  });
  test('passes before too: not offered, and said', () => {
    const one = record();
    one.kept = [ended({ class: 'guards-behaviour', tests: [givenEvidence()] })];
    settleReproduced(one, []);
    expect(one).toMatchObject({ kept: [], skipped: [{ reason: expect.stringContaining('passes before') }] });
  });
  test('still fails: neither dropped nor repaired, and said only where the issue is named', () => {
    const one = record();
    one.dropped = [ended({ class: 'disputed', decision: 'drop', tests: [] })];
    expect(settleReproduced(one, [ended({ decision: 'repair', tests: [] })])).toEqual([]);
    expect(one.dropped).toEqual([]);
    expect(one.skipped[0]!.reason).toContain('does not pass');
    const other = { ...record(), intent: { ...one.intent, issues: [] } };
    other.dropped = [ended({ decision: 'drop', tests: [] })];
    settleReproduced(other, []);
    expect(other.skipped).toEqual([]);
  });
});
