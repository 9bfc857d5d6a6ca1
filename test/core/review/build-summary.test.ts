import { expect, test } from '@jest/globals';
import type { Suite } from '../../../src/core/evidence/ci-report.ts';
import type { JudgedSuggestion } from '../../../src/core/report/review-summary.ts';
import { buildSummary } from '../../../src/core/review/build-summary.ts';
import { createReviewRecord } from '../../../src/core/review/review-record.ts';
import { givenReport, givenSuite } from '../../support/ci-report.ts';
import { givenSuggestion } from '../../support/suggestion.ts';
import { givenVerdict } from '../../support/verdict.ts';

const KEPT: JudgedSuggestion = {
  suggestion: givenSuggestion(),
  verdict: givenVerdict({ gains: { 'shop/pricing.py': { lines: [1], branches: [] } }, linesGained: 1 }),
};

function summarize(head: Suite) {
  const trigger = { action: 'opened', senderId: 1, senderLogin: 'x', senderType: 'User' };
  return buildSummary({
    repositoryUrl: 'https://github.example/example/shop',
    pullNumber: 7,
    headSha: head.commit,
    companionBranch: 'testwright/pr-7',
    record: { ...createReviewRecord(trigger, 'https://github.example/example/shop'), kept: [KEPT] },
    rounds: [
      {
        round: 1,
        commitSha: head.commit,
        workflowRunId: 5,
        report: givenReport({ suites: { base: givenSuite(), head } }),
        statements: {},
      },
    ],
    outcome: { code: 'suggestions-ready', reason: 'x' },
  });
}

test('coverage with suggestions is the union with a suite that ran', () => {
  const summary = summarize(givenSuite());
  expect(summary.head?.totals).not.toBeNull();
  expect(summary.withSuggestions).not.toBeNull();
  expect(summary.changedLines).not.toBeNull();
});

test('beside a suite without tests there is no such number, because importing the project would be missing in it', () => {
  const summary = summarize(givenSuite({ status: 'empty', reason: 'pytest collected no test.' }));
  expect(summary.head).toMatchObject({ status: 'empty', totals: null });
  expect([summary.withSuggestions, summary.changedLines, summary.uncovered]).toEqual([null, null, []]);
});
