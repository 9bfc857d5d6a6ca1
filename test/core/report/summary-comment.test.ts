import { describe, expect, test } from '@jest/globals';
import { NO_LIMITS } from '../../../src/core/budget/limits.ts';
import { NOTHING_SPENT } from '../../../src/core/budget/spent.ts';
import { buildFinishedCheck } from '../../../src/core/report/check-run.ts';
import { code, codeBlock, inline, prose, safeSlice } from '../../../src/core/report/markdown.ts';
import type { JudgedCatch, ReviewSummary } from '../../../src/core/report/review-summary.ts';
import { MAX_COMMENT_BYTES, renderSummaryComment } from '../../../src/core/report/summary-comment.ts';
import { givenFailure } from '../../support/ci-report.ts';
import { givenSuggestion } from '../../support/suggestion.ts';
import { givenAssessment, givenEvidence, givenVerdict } from '../../support/verdict.ts';

function givenSummary(changes: Partial<ReviewSummary> = {}): ReviewSummary {
  const totals = { lines: { covered: 8, total: 10 }, branches: { covered: 2, total: 4 } };
  return {
    repositoryUrl: 'https://github.example/example/shop',
    pullNumber: 7,
    headSha: 'b'.repeat(40),
    baseSha: 'a'.repeat(40),
    outcome: { code: 'suggestions-ready', reason: '1 suggested test ran in CI and was kept.' },
    engine: { label: 'built-in', builtIn: true },
    companion: { branch: 'testwright/pr-7', commitSha: 'c'.repeat(40) },
    base: { status: 'passed', reason: null, totals, failures: [] },
    head: { status: 'passed', reason: null, totals, failures: [] },
    withSuggestions: { lines: { covered: 10, total: 10 }, branches: { covered: 4, total: 4 } },
    changedLines: {
      before: totals,
      after: { lines: { covered: 10, total: 10 }, branches: { covered: 4, total: 4 } },
    },
    uncovered: [],
    ownCi: { coverage: null, evaluations: null },
    gates: [],
    configurationProblems: [],
    kept: [
      {
        suggestion: givenSuggestion(),
        verdict: givenVerdict({
          tests: [givenEvidence({ nodeid: 't::test_new', durationMs: 12 })],
          gains: { 'shop/pricing.py': { lines: [3, 4, 5, 9], branches: [[3, -1]] } },
          linesGained: 4,
          branchesGained: 1,
        }),
      },
    ],
    accepted: [],
    boxKeys: { s1: '0123456789abcdef' },
    rejectedIds: [],
    catches: [],
    dropped: [],
    notRun: [],
    unmarkable: [],
    fork: null,
    patch: [],
    refusals: [],
    edgeCases: [],
    weaknesses: [],
    remarks: [],
    skipped: [],
    rounds: [{ round: 1, purpose: 'run 1 suggestion', commitSha: 'c'.repeat(40), workflowRunId: 55 }],
    environment: { python: '3.12.1', packages: { pytest: '8.4' } },
    spent: { run: NOTHING_SPENT, pullRequest: NOTHING_SPENT },
    limits: NO_LIMITS,
    prompts: [],
    redactions: 0,
    stopped: null,
    ...changes,
  };
}

describe('the summary comment', () => {
  test('shows coverage before, after and with suggestions, and the evidence', () => {
    const comment = renderSummaryComment(givenSummary());
    expect(comment).toContain('<!-- testwright:summary pull=7 -->');
    expect(comment).toContain('71.43 % (8/10 lines, 2/4 branches)');
    expect(comment).toContain('100.00 % +28.57 (10/10 lines, 4/4 branches)');
    expect(comment).toContain('adds 4 lines and 1 branch');
    expect(comment).toContain('lines 3-5, 9; branch 3→exit');
    expect(comment).toContain('pin current behaviour');
    expect(comment).toContain('https://github.example/example/shop/actions/runs/55');
  });

  test('a suite that was not measured is never shown as zero', () => {
    const comment = renderSummaryComment(
      givenSummary({
        base: { status: 'uncollectable', reason: 'ImportError in conftest', totals: null, failures: [] },
      }),
    );
    expect(comment).toContain('not measured: uncollectable');
    expect(comment).not.toMatch(/\| 0\.00 %/);
  });

  test('a suite without tests has no coverage, not 0 %', () => {
    const empty = {
      status: 'empty',
      reason: 'pytest collected no test.',
      totals: null,
      failures: [],
    } as const;
    const comment = renderSummaryComment(
      givenSummary({
        base: { ...empty, failures: [] },
        head: { ...empty, failures: [] },
        kept: [],
        withSuggestions: null,
        changedLines: null,
      }),
    );
    expect(comment).toContain('| Project | no tests | no tests |\n');
    expect(comment).not.toContain('0.00 %');
  });

  test('says once what is true of both suites', () => {
    const red = {
      status: 'red',
      reason: '1 of 2 tests failed.',
      totals: givenSummary().head!.totals,
      failures: [{ nodeid: 'tests/test_a.py::test_a', message: 'AssertionError: assert 1 == 2' }],
    } as const;
    const both = (baseReason: string): string =>
      renderSummaryComment(
        givenSummary({
          base: { ...red, reason: baseReason, failures: [...red.failures] },
          head: { ...red, failures: [...red.failures] },
        }),
      );
    expect(both(red.reason)).toContain('**The suites of base and of this change are red:** 1 of 2 tests');
    expect(both(red.reason).match(/tests\/test_a\.py::test_a/g)).toHaveLength(1);
    const differing = both('2 of 2 tests failed.');
    expect(differing.match(/tests\/test_a\.py::test_a/g)).toHaveLength(1);
    expect(differing).toContain('**The suite of base is red:** 2 of 2 tests failed.');
    expect(differing).toContain('1 of 2 tests failed. Of the failures listed for base, 1 occur here too.');
  });

  test('names the versions that decide a run, however their packages are spelled', () => {
    const packages = { Django: '5.1.15', coverage: '7.17.3', pluggy: '1.7.0' };
    const comment = renderSummaryComment(givenSummary({ environment: { python: '3.11.7', packages } }));
    expect(comment).toContain('Environment: Python 3.11.7, Django 5.1.15, coverage 7.17.3.');
  });

  test('has a column for suggestions only when one was kept', () => {
    expect(renderSummaryComment(givenSummary())).toContain('| with suggestions |');
    expect(renderSummaryComment(givenSummary({ kept: [], withSuggestions: null }))).not.toContain(
      'with suggestions',
    );
  });

  test('names one line as a line, and branches in the order of the source', () => {
    const comment = renderSummaryComment(
      givenSummary({
        uncovered: [
          { path: 'a.py', lines: [52], branches: [] },
          {
            path: 'b.py',
            lines: [],
            branches: [
              [9, 12],
              [3, 5],
              [9, -1],
            ],
          },
        ],
      }),
    );
    expect(comment).toContain('- `a.py`: line 52\n- `b.py`: branches 3→5, 9→exit, 9→12\n');
  });

  test('says once what was skipped for the same reason', () => {
    const comment = renderSummaryComment(
      givenSummary({
        skipped: [
          { what: 'a.py::one', reason: 'it is a generator' },
          { what: 'b.py', reason: 'changes only comments' },
          { what: 'a.py::two', reason: 'it is a generator' },
          { what: 'c.py::one', reason: 'it is a generator' },
        ],
      }),
    );
    expect(comment).toContain('Skipped, refused and dropped (4)');
    expect(comment).toContain('- `a.py::one`, `two`, `c.py::one`: skipped. it is a generator');
  });

  test('calls nothing new code that base was not asked about', () => {
    const [kept] = givenSummary().kept;
    const tests = kept!.verdict.tests.map((one) => ({ ...one, base: 'not-run' as const }));
    const comment = renderSummaryComment(
      givenSummary({ kept: [{ ...kept!, verdict: { ...kept!.verdict, class: 'new-code', tests } }] }),
    );
    expect(comment).toContain('** — not compared with base');
    expect(comment).not.toContain('new code');
  });

  test('text of a repository cannot speak as us', () => {
    const comment = renderSummaryComment(
      givenSummary({
        kept: [],
        skipped: [
          {
            what: '`x` <b>',
            reason:
              '</details> @octocat fixes #12 <!-- testwright:summary pull=7 --> [click](http://evil.example)',
          },
        ],
      }),
    );
    expect(comment).not.toMatch(/@octocat|#12 |^<b>|\]\(http:/m);
    expect(comment.match(/<!-- testwright/g)).toHaveLength(1);
  });

  test('stays below the limit and says what was left out', () => {
    const huge = Array.from({ length: 300 }, (_, index) => ({
      ...givenSummary().kept[0]!,
      suggestion: givenSuggestion({
        id: `s${index}`,
        code: `def test_${index}():\n    assert "${'é'.repeat(600)}"`,
      }),
    }));
    const comment = renderSummaryComment(givenSummary({ kept: huge }));
    expect(Buffer.byteLength(comment)).toBeLessThanOrEqual(MAX_COMMENT_BYTES);
    expect(comment).toContain('s0 ·');
    expect(comment).toMatch(/Left out for length: s\d+/);
    expect(comment.match(/<details>/g)?.length).toBe(comment.match(/<\/details>/g)?.length);
    expect((comment.match(/^```/gm) ?? []).length % 2).toBe(0);
  });
});

describe('possible bugs', () => {
  const caught = (index: number): JudgedCatch => {
    const one = givenSummary().kept[0]!;
    const failure = givenFailure({ traceback: `start ${'x'.repeat(8000)} the cause` });
    return {
      suggestion: givenSuggestion({ id: `s${index}` }),
      assessment: givenAssessment(),
      contradictions: [],
      verdict: {
        ...one.verdict,
        decision: 'catch',
        class: 'catch',
        tests: [{ ...one.verdict.tests[0]!, head: 'failed', failure }],
      },
    };
  };

  test('are never left out, however long their tracebacks are', () => {
    const comment = renderSummaryComment(
      givenSummary({ catches: Array.from({ length: 40 }, (_, index) => caught(index)) }),
    );
    expect(Buffer.byteLength(comment)).toBeLessThanOrEqual(MAX_COMMENT_BYTES);
    expect(comment).toContain('### Possible bugs');
    expect(comment).toContain('s0 ·');
    expect(comment).toContain('the cause');
    expect(comment).toMatch(/Left out for length: .*s39/);
    expect(comment).toContain('### Suggested tests');
  });
});

describe('the check run', () => {
  test('carries the outcome and the numbers, and stays neutral', () => {
    expect(buildFinishedCheck(givenSummary())).toMatchObject({
      status: 'completed',
      conclusion: 'neutral',
      title: '1 suggested test: 71.43 % → 100.00 %',
      summary: expect.stringContaining('`suggestions-ready`'),
    });
  });
});

describe('Markdown from foreign text', () => {
  test.each([
    ['a `b` c', '`` a `b` c ``'],
    ['plain', '`plain`'],
    ['``', '``` `` ```'],
    ['', '(empty)'],
  ])('inline code of %s', (text, expected) => {
    expect(code(text).replace(/^(`+) ?(.*?) ?(`+)$/, '$1 $2 $3')).toBe(
      expected.replace(/^(`+) ?(.*?) ?(`+)$/, '$1 $2 $3'),
    );
  });
  test('a block is longer than any fence inside', () => {
    expect(codeBlock('a\n````\nb', 'text')).toBe('`````text\na\n````\nb\n`````');
  });
  test('a cut never splits a surrogate pair', () => {
    expect(safeSlice('a😀', 2)).toBe('a');
  });
  test.each([
    ['calls `total_price` twice', 'calls `total_price` twice'],
    ['an odd ` backtick_', 'an odd \\` backtick\\_'],
    ['````@octocat ![x](https://evil.example/p.png) <img src=x> x`', null],
    ['&commat;octocat fixes &num;12 &lt;img&gt;', null],
    ['`a` ``b`` `<img src=x>` <img src=x>', null],
    ['`a` <b> @octocat', '`a` &lt;b\\> @\u200boctocat'],
  ])('a sentence about code: %s', (text, expected) => {
    if (expected !== null) return expect(prose(text)).toBe(expected);
    // What a renderer would make of it: code spans away, then nothing live may be left.
    const live = prose(text).replace(/(?<![\\`])(`+)(?!`).*?[^`]\1(?!`)/g, '');
    expect(live).not.toMatch(/@\w|(?<!\\)[[\]]|<\w|&(?!amp;|lt;)|#\d/);
  });
  test('inline text is one line without invisible characters', () => {
    expect(inline('a\n\u202eb\u200b')).toBe('a b');
  });
});

describe('gates and what the repository’s own CI says', () => {
  const totals = { lines: { covered: 1, total: 2 }, branches: { covered: 0, total: 0 } };
  const source = { workflow: 'tests.yml', workflowRunId: 123, artifact: 'coverage', files: ['lcov.info'] };
  const gate = {
    gate: 'changed-line-coverage',
    threshold: 80,
    bound: 'at-least',
    unit: 'percent',
    measured: 50,
    result: 'missed',
    note: '1 of 2 changed lines in `a|b.py` <img> are reached.',
  } as const;

  test('a missed gate fails the check, is in its title and its row cannot be broken', () => {
    const summary = givenSummary({ gates: [gate] });
    const check = buildFinishedCheck(summary);
    expect(check.conclusion).toBe('failure');
    expect(check.title).toMatch(/; 1 gate missed$/);
    const row =
      '| `changed-line-coverage` | at least 80 % | 50.00 % | **missed** | 1 of 2 changed lines in `a\\|b.py` &lt;img\\> are reached. |';
    expect(check.summary).toContain(row);
    expect(renderSummaryComment(summary)).toContain(row);
  });

  test('without gates there is no section and the check is neutral', () => {
    expect(buildFinishedCheck(givenSummary()).conclusion).toBe('neutral');
    expect(renderSummaryComment(givenSummary())).not.toContain('### Gates');
  });

  test('a gate that could not be measured leaves the check neutral, with the reason', () => {
    const summary = givenSummary({
      gates: [{ ...gate, measured: null, result: 'not-measured', note: 'CI failed.' }],
    });
    expect(buildFinishedCheck(summary)).toMatchObject({
      conclusion: 'neutral',
      title: expect.stringMatching(/gates not measured$/),
    });
    expect(renderSummaryComment(summary)).toContain('| at least 80 % | | not measured | CI failed. |');
  });

  test('coverage by own CI names its source, what is not known and what has not finished', () => {
    const comment = renderSummaryComment(
      givenSummary({
        ownCi: {
          evaluations: null,
          coverage: {
            head: { kind: 'measured', totals, sources: [source], notes: ['1 file <b> left out'] },
            base: { kind: 'none', reason: 'no workflow of this repository has run for this commit.' },
            changedLines: totals,
            uncovered: [],
            halfTaken: [{ path: 'a.py', lines: [4] }],
            unknown: [{ path: 'new.py', reason: 'the LCOV does not list it' }],
            pending: ['slow.yml'],
          },
        },
      }),
    );
    expect(comment).toContain('| Project | not measured | 50.00 % (1/2 lines, 0/0 branches) |');
    expect(comment).toContain(
      'this change from `lcov.info` uploaded by `tests.yml`, [run 123](https://github.example/example/shop/actions/runs/123). Base has no number: no workflow',
    );
    for (const part of [
      '`a.py`: line 4',
      '`new.py`: the LCOV does not',
      '`slow.yml`',
      '1 file &lt;b\\> left out',
    ])
      expect(comment).toContain(part);
  });

  test('evaluations are told with what counts for them, and without base without a distance', () => {
    const comment = renderSummaryComment(
      givenSummary({
        ownCi: {
          coverage: null,
          evaluations: {
            head: {
              kind: 'scores',
              scores: { passed: 8, failed: 1, errors: 1, skipped: 2, meanScore: 0.75 },
              source: { ...source, workflow: 'evals.yml', files: ['<script>.json'] },
            },
            base: { kind: 'none', reason: 'not reported yet; x.' },
          },
        },
      }),
    );
    expect(comment).toContain(
      'LLM evaluations: 8 of 10 passed (80.0 %). 1 ended in an error and counts as not passed. 2 were skipped. Mean score 0.750. From `<script>.json` uploaded by `evals.yml`',
    );
    expect(comment).toContain('No comparison with base: not reported yet; x.');
  });

  test('what in the configuration has no effect is told with its line', () => {
    const comment = renderSummaryComment(
      givenSummary({
        configurationProblems: [
          { line: 4, message: 'unknown key `gate`; did you mean `gates`?' },
          { line: null, message: 'the file cannot be used' },
        ],
      }),
    );
    expect(comment).toContain(
      '- `.github/testwright.yml` line 4: unknown key `gate`; did you mean `gates`?\n- `.github/testwright.yml`: the file cannot be used',
    );
  });
});
