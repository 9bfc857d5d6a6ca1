import { describe, expect, test } from '@jest/globals';
import type { Contradiction } from '../../../src/core/evidence/find-contradictions.ts';
import { renderCatches } from '../../../src/core/report/catches-section.ts';
import type { JudgedCatch, ReviewSummary } from '../../../src/core/report/review-summary.ts';
import { givenFailure } from '../../support/ci-report.ts';
import { givenSuggestion } from '../../support/suggestion.ts';
import { givenAssessment, givenEvidence, givenVerdict } from '../../support/verdict.ts';

function caught(id: string, changes: Partial<JudgedCatch> = {}): JudgedCatch {
  return {
    suggestion: givenSuggestion({ id, title: 'Totals', checks: 'The total is right.' }),
    verdict: givenVerdict({
      class: 'catch',
      decision: 'catch',
      reason: 'test_new passes before the change and fails after it: AssertionError: assert 5 == 6',
      tests: [givenEvidence({ head: 'failed', failure: givenFailure({ traceback: 'E   assert 5 == 6' }) })],
    }),
    assessment: givenAssessment(),
    contradictions: [],
    ...changes,
  };
}

const render = (...catches: JudgedCatch[]): string => renderCatches({ catches } as unknown as ReviewSummary);
const READ = { input: 'line_total(3, 2)', before: '6', after: '5' };
const CONTRADICTION: Contradiction = {
  source: 'docstring-example',
  contract: '>>> line_total(3, 2) → 6',
  asserted: '5',
  input: 'line_total(3, 2)',
  test: 'test_new',
};

describe('the section on possible bugs', () => {
  test('shows input, behaviour before and after, and the assessment with its reasons', () => {
    const text = render(
      caught('s1', {
        assessment: givenAssessment({
          verdict: 'likely-bug',
          reasons: ['The docstring of `line_total` shows `>>> line_total(3, 2) → 6`.'],
          ...READ,
        }),
      }),
    );
    expect(text).toBe(`### Possible bugs

Tests that pass on base and fail on this change: either the change broke something, or the behaviour was meant to change. They are not on the companion branch. The assessment is an opinion with its reasons; the behaviour was measured.

**s1 · Totals** — likely a bug, assessed by rule

The total is right.

Input: \`line_total(3, 2)\` · before: \`6\` · after: \`5\`

test\\_new passes before the change and fails after it: AssertionError: assert 5 == 6

- The docstring of \`line_total\` shows \`>>> line_total(3, 2) → 6\`.

<details><summary>Test and failure</summary>

\`\`\`python
import pytest

def test_new():
    assert 1 == 1
\`\`\`

\`\`\`text
E   assert 5 == 6
\`\`\`

</details>`);
  });

  test('puts likely bugs first, then unclear ones, and folds what seems to be meant', () => {
    const of = (id: string, verdict: 'likely-bug' | 'unclear' | 'likely-intended') =>
      caught(id, { assessment: givenAssessment({ verdict, by: verdict === 'unclear' ? 'model' : 'rule' }) });
    const text = render(of('s1', 'likely-intended'), of('s2', 'unclear'), of('s3', 'likely-bug'));
    const places = ['**s3', '**s2', 'The change seems to mean this (1)', '**s1'].map((part) =>
      text.indexOf(part),
    );
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(Math.min(...places)).toBeGreaterThan(0);
    expect(text).toContain('**s2 · Totals** — bug or intended: unclear, assessed by the model');
  });

  test('says of a contradiction that it passes, and what the contract says', () => {
    const text = render(
      caught('s1', {
        verdict: givenVerdict({
          decision: 'catch',
          code: 'contradicts-contract',
          reason: "test_new passes on this change, and what it asserts contradicts the code's own contract.",
          tests: [givenEvidence()],
        }),
        assessment: givenAssessment({ verdict: 'likely-bug', input: 'line_total(3, 2)', after: '5' }),
        contradictions: [CONTRADICTION],
      }),
    );
    expect(text).toContain('pass on this change and show that the code contradicts its own contract');
    expect(text).not.toContain('fail on this change');
    expect(text).toContain(
      'Input: `line_total(3, 2)` · the contract: `>>> line_total(3, 2) → 6` · the code: `5`',
    );
    expect(text).toContain('<summary>Test</summary>');
  });

  test('leaves out what could not be read, and lets no text speak as us', () => {
    const text = render(
      caught('s1', {
        assessment: givenAssessment({
          reasons: ['Issue 12 says "</details> @everyone <script> #1 `**bold**".'],
          before: '`</details>`',
        }),
      }),
    );
    expect(text).not.toContain('Input:');
    expect(text).toContain('before: `` `</details>` ``');
    expect(text).not.toMatch(/- .*(<script>|@everyone|<\/details>)/);
  });

  test('is empty without any', () => expect(render()).toBe(''));
});
