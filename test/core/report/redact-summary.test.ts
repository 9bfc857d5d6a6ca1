import { beforeAll, describe, expect, test } from '@jest/globals';
import { parseSummaryMarker } from '../../../src/core/names/comment-marker.ts';
import { companionBranch } from '../../../src/core/names/companion-branch.ts';
import { createRedactor, type Redactor } from '../../../src/core/redaction/redact.ts';
import { buildFinishedCheck } from '../../../src/core/report/check-run.ts';
import { redactSummary } from '../../../src/core/report/redact-summary.ts';
import { renderSummaryComment } from '../../../src/core/report/summary-comment.ts';
import { buildSummary } from '../../../src/core/review/build-summary.ts';
import { createReviewRecord, type ReviewRecord } from '../../../src/core/review/review-record.ts';
import { givenFailure, givenReport, givenSuite } from '../../support/ci-report.ts';
import { givenSuggestion } from '../../support/suggestion.ts';
import { givenAssessment, givenEvidence, givenVerdict } from '../../support/verdict.ts';

/** Put together, so that no scanner takes this file for a leak. */
const TOKEN = ['ghp', '0123456789abcdefABCDEF0123456789abcd'].join('_');
const COMMIT = 'e083c5f2a14b4cb0a4c8b96b1e4a6ec0e5d9f2ab';
const RUN = '2f1c0c1e-6f0b-4b53-9c7e-3b1f4f6a9d10';

let redactor: Redactor;
beforeAll(async () => {
  redactor = await createRedactor();
});

function givenSummary(changes: Partial<ReviewRecord>, message = 'ok') {
  const suites = {
    base: givenSuite(),
    head: givenSuite({ status: 'red', reason: message, failures: [{ nodeid: 't.py::test_a', message }] }),
  };
  return buildSummary({
    repositoryUrl: 'https://github.example/example/shop',
    pullNumber: 7,
    headSha: COMMIT,
    companionBranch: companionBranch(7),
    record: {
      ...createReviewRecord(
        { action: 'opened', senderId: 1, senderLogin: 'x', senderType: 'User' },
        'https://github.example/example/shop',
      ),
      baseSha: COMMIT,
      rounds: [{ round: 1, purpose: 'tests', suggestions: [] }],
      ...changes,
    },
    rounds: [
      { round: 1, commitSha: COMMIT, workflowRunId: 55, report: givenReport({ suites }), statements: {} },
    ],
    outcome: { code: 'head-suite-red', reason: `The run ${RUN} on ${COMMIT} said: ${message}` },
  });
}

test('a patch in which something looks like a secret is not shown, and the others come out as they went in', async () => {
  const file = (path: string, line: string) => ({
    path,
    text: `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -1,1 +1,2 @@\n ${line}\n+x\n`,
    why: null,
  });
  const fine = file('tests/test_a.py', 'a = 1');
  const summary = await redactSummary(
    redactor,
    givenSummary({ patch: [fine, file('tests/test_b.py', `b = "${TOKEN}"`)] }),
  );
  expect(summary.patch).toEqual([
    fine,
    { path: 'tests/test_b.py', text: null, why: 'something in it looks like a secret' },
  ]);
  const comment = renderSummaryComment(summary);
  expect(comment).toContain('Left out: `tests/test_b.py`, because something in it looks like a secret.');
  expect(comment).not.toContain(TOKEN);
});

const judged = (message: string, code = 'def test_new():\n    assert 1 == 1') => ({
  assessment: givenAssessment({ reasons: [message] }),
  contradictions: [],
  suggestion: givenSuggestion({ code }),
  verdict: givenVerdict({
    class: 'catch',
    decision: 'catch',
    code: 'passes-on-base-fails-on-head',
    reason: message,
    tests: [
      givenEvidence({ head: 'failed', failure: givenFailure({ message, traceback: `E  ${message}` }) }),
    ],
  }),
});

describe('what is published', () => {
  test.each<[string, Partial<ReviewRecord>, string]>([
    ['the message of a failing suite, where Markdown escapes would hide it', {}, `login failed for ${TOKEN}`],
    ['the failure of a test', { catches: [judged(`assert '${TOKEN}' == ''`)] }, 'ok'],
    [
      'the code of a suggestion',
      { catches: [judged('x', `def test_new():\n    assert login("${TOKEN}")`)] },
      'ok',
    ],
    [
      'the title of a refused suggestion',
      { refusals: [{ title: `Logs in with ${TOKEN}`, targetId: null, rung: 'new', code: 'x', reason: 'y' }] },
      'ok',
    ],
    [
      'an idea of the model',
      { edgeCases: [{ targetId: null, kind: 'security', scenario: `Leaks ${TOKEN}`, why: 'x' }] },
      'ok',
    ],
  ])('has no secret that stood in %s', async (_where, record, message) => {
    const before = givenSummary(record, message);
    const plain = renderSummaryComment(before).replaceAll('\\', '');
    expect(plain).toContain(TOKEN);
    const summary = await redactSummary(redactor, before);
    const texts = [
      renderSummaryComment(summary),
      JSON.stringify(buildFinishedCheck(summary)),
      JSON.stringify(summary),
    ];
    for (const text of texts) expect(text.replaceAll('\\', '')).not.toContain(TOKEN);
    expect(texts[0]).toContain('redacted:github');
  });

  test('keeps its marker, commits, run ids, links and every text that holds no secret', async () => {
    const before = givenSummary({ catches: [judged('assert 3 == 4')], kept: [judged('x')] });
    const summary = await redactSummary(redactor, before);
    expect(summary).toEqual(before);
    const comment = renderSummaryComment(summary);
    expect(parseSummaryMarker(comment)).toBe(7);
    expect(comment).toContain(COMMIT);
    expect(comment).toContain(RUN);
    expect(comment).toContain('(https://github.example/example/shop/actions/runs/55)');
    expect(comment).toContain('`testwright/pr-7`');
  });

  test('is the same when it is redacted twice', async () => {
    const once = await redactSummary(
      redactor,
      givenSummary({ catches: [judged(`assert '${TOKEN}' == ''`)] }, TOKEN),
    );
    expect(await redactSummary(redactor, once)).toEqual(once);
  });
});
