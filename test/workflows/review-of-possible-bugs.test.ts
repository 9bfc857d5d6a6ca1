import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PROBES_PATH, type ProbeFile } from '../../src/core/builtin/probe.ts';
import type { SuggestedTest } from '../../src/core/evidence/ci-report.ts';
import { givenFailure } from '../support/ci-report.ts';
import { type CiRound, reportOf } from '../support/fake-ci.ts';
import { anthropicError } from '../support/model-server.ts';
import {
  BASE_MEASURED,
  expectEnding,
  HEAD_MEASURED,
  openStage,
  type Stage,
  TEN_PIECES,
} from '../support/stage.ts';

/** A test of the old behaviour: ten pieces cost their full price. */
const FULL_PRICE = {
  ...TEN_PIECES,
  title: 'Ten pieces cost their full price',
  checks: 'No discount.',
  code: 'def test_full_price():\n    assert total(10, 10) == 100\n',
};

/** What CI measures of it: it passes on base and fails on head, whenever it is repeated. */
const CAUGHT: Partial<SuggestedTest> = {
  head: {
    outcome: 'failed',
    durationMs: 1,
    failure: givenFailure({
      message: 'assert 90 == 100\n +  where 90 = total(10, 10)',
      path: 'tests/test_prices_more.py',
      traceback:
        '>       assert total(10, 10) == 100\nE       assert 90 == 100\nE        +  where 90 = total(10, 10)',
    }),
  },
};

const caughtOne = (round: CiRound) =>
  reportOf(round, { base: BASE_MEASURED, head: HEAD_MEASURED, tests: { test_full_price: CAUGHT } });
const suggesting = (...tests: unknown[]) => ({
  reasoning: 'One test.',
  tests,
  edge_cases: [],
  weaknesses: [],
});
/** The pull request's own test says that the discount is meant. */
const OWN_TEST = {
  'tests/test_prices.py':
    'from prices import total\n\n\ndef test_total():\n    assert total(2, 3) == 6\n\n\ndef test_discount():\n    assert total(10, 10) == 90\n',
};

describe('a test that passes on base and fails on head', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage({ engine: 'scripted-model' });
  }, 120_000);
  afterAll(() => stage.close());

  test('is likely intended when the pull request’s own test asserts the new value', async () => {
    const story = await stage.tell({
      change: OWN_TEST,
      ci: caughtOne,
      replies: { 'suggest-tests': suggesting(FULL_PRICE) },
    });
    const ended = await story.review();
    await expectEnding(story, ended, { code: 'nothing-kept', comment: 'one', companion: 'none' });
    const summary = story.summary(ended.number)!;
    expect(summary).toContain('The change seems to mean this (1)');
    expect(summary).toContain('Input: `total(10, 10)` · before: `100` · after: `90`');
    expect(summary).toContain('`tests/test_prices.py::test_discount`');
    expect(ended.result.suggestions).toMatchObject([
      { id: 's1', assessment: { verdict: 'likely-intended', by: 'rule' } },
    ]);
    // Rules have said it: the model is not asked.
    expect(story.asked.map(({ kind }) => kind)).not.toContain('assess-catch');
  });

  test('is put to the model when rules say nothing, without the implementation', async () => {
    const story = await stage.tell({
      ci: caughtOne,
      replies: {
        'suggest-tests': suggesting(FULL_PRICE),
        'assess-catch': {
          catches: [
            { suggestion_id: 's1', verdict: 'likely-bug', reason: 'Issue 1 wants full prices to stay.' },
            { suggestion_id: 's9', verdict: 'likely-intended', reason: 'Nobody asked.' },
          ],
        },
      },
    });
    const issue = stage.world.hub.openIssue(story.repository, {
      title: 'Prices of large orders',
      body: 'Customers ask what large orders cost.',
      author: 'customer',
    });
    const ended = await story.review({ title: 'Large orders', body: `Fixes #${issue}` });
    await expectEnding(story, ended, { code: 'possible-bug-found', comment: 'one', companion: 'none' });
    const question = story.asked.find(({ kind }) => kind === 'assess-catch')!.text;
    expect(question).toContain('Title of the pull request: Large orders');
    expect(question).toContain('Customers ask what large orders cost.');
    expect(question).toContain('def total(price: int, quantity: int) -> int');
    expect(question).toContain('What the pieces cost: ten or more cost a tenth less.');
    expect(question).toContain('assert total(10, 10) == 100');
    expect(question).toContain('assert 90 == 100');
    // Lines of the implementation, and of the diff.
    expect(question).not.toMatch(/\* 9 \/\/ 10|quantity < 0|@@|must not be negative/);
    const summary = story.summary(ended.number)!;
    expect(summary).toContain('likely a bug, assessed by the model');
    expect(summary).toContain('Issue 1 wants full prices to stay.');
    expect(summary).toContain('a test that passes before this change fails after it');
    expect(ended.result.model.calls).toBe(story.asked.length);
    expect(summary).toContain('assess-catch');
  });

  test('stays unclear when the model cannot be asked, and when the issue cannot be read that is said', async () => {
    const story = await stage.tell({
      ci: caughtOne,
      replies: {
        'suggest-tests': suggesting(FULL_PRICE),
        'assess-catch': () => anthropicError(401, { type: 'authentication_error', message: 'no' }),
      },
    });
    const ended = await story.review({ body: 'Closes #77' });
    await expectEnding(story, ended, { code: 'possible-bug-found', comment: 'one', companion: 'none' });
    expect(ended.result.suggestions).toMatchObject([{ assessment: { verdict: 'unclear', by: 'rule' } }]);
    expect(ended.result.skipped).toEqual(
      expect.arrayContaining([
        { what: 'issue 77', reason: expect.stringContaining('linked issue could not be read') },
        { what: 'assessment of possible bugs', reason: expect.stringContaining('could not be asked') },
      ]),
    );
  });
});

/** The docstring says what ten pieces cost, and the code does something else. */
const DOCUMENTED = {
  'prices.py': `def total(price: int, quantity: int) -> int:
    """What the pieces cost: ten or more cost a tenth less.

    >>> total(10, 10)
    90
    """
    if quantity < 0:
        raise ValueError("quantity must not be negative")
    if quantity >= 10:
        return price * quantity - 9
    return price * quantity
`,
};

/** CI that observes the probes as that code would answer them. */
function observing(round: CiRound) {
  if (round.kind === 'tests') return reportOf(round, { tests: {} });
  const file = execFileSync(
    'git',
    ['--git-dir', round.request.gitDir, 'show', `${round.commitSha}:${PROBES_PATH}`],
    { encoding: 'utf8' },
  );
  const { probes } = JSON.parse(file) as ProbeFile;
  return reportOf(round, {
    base: { 'prices.py': { lines: [1, 2] } },
    head: { 'prices.py': { lines: [1, 7, 8, 9, 10, 11], missing: [8, 10] } },
    change: (report) => ({
      ...report,
      probes: probes.map(({ id, arguments: given }) => {
        const [price, quantity] = given.map(({ expression }) => Number(expression)) as [number, number];
        const isLarge = quantity >= 10;
        return {
          id,
          status: quantity < 0 ? 'exception' : 'value',
          reason: null,
          value:
            quantity < 0 ? null : { expression: String(price * quantity - (isLarge ? 9 : 0)), imports: [] },
          exception:
            quantity < 0
              ? { module: 'builtins', name: 'ValueError', message: 'quantity must not be negative' }
              : null,
          covers: {
            'prices.py': { lines: quantity < 0 ? [7, 8] : isLarge ? [7, 9, 10] : [7, 9, 11], branches: [] },
          },
        };
      }),
    }),
  });
}

test('a test of the built-in engine that contradicts a docstring example is a possible bug, and not offered', async () => {
  const stage = await openStage({ engine: 'built-in' });
  try {
    const story = await stage.tell({ change: DOCUMENTED, ci: observing });
    const ended = await story.review();
    expect(ended.result.outcome.code).toBe('possible-bug-found');
    const found = ended.result.suggestions.find(({ outcome }) => outcome === 'catch: contradicts-contract');
    expect(found).toMatchObject({
      assessment: { verdict: 'likely-bug', by: 'rule', input: 'total(10, 10)', after: '91' },
    });
    const summary = story.summary(ended.number)!;
    expect(summary).toContain('the code contradicts its own contract');
    expect(summary).toContain('the contract: `>>> total(10, 10) → 90` · the code: `91`');
    // Nothing of it is on the companion branch.
    const companion = await story.companion(ended.number);
    if (companion) expect(story.git('show', `${companion}:tests/test_prices_more.py`)).not.toContain('91');
  } finally {
    await stage.close();
  }
}, 120_000);
