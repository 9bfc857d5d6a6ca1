import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type OwnAnswer, renderLcov } from '../support/fake-ci.ts';
import {
  BASE_MEASURED,
  expectEnding,
  HEAD_MEASURED,
  openStage,
  type Stage,
  type Story,
  settle,
  TEN_PIECES,
} from '../support/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ engine: 'scripted-model' });
}, 90_000);
afterAll(async () => {
  await stage.close();
});

const SUGGESTED = {
  'suggest-tests': { reasoning: 'One.', tests: [TEN_PIECES], edge_cases: [], weaknesses: [] },
};
const TESTS = '.github/workflows/tests.yml';
const OWN_CI = `name: Tests
on: [push, pull_request]
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: pytest
`;
const OWN = { '.github/workflows/deploy.yml': null, [TESTS]: OWN_CI };
const WITHOUT_OURS = { ...OWN, '.github/workflows/testwright.yml': null };
const CONFIGURATION = '.github/testwright.yml';

/** What pytest-cov leaves, with the absolute paths of a runner. */
const COVERAGE = {
  base: {
    artifacts: {
      coverage: { 'lcov.info': renderLcov(BASE_MEASURED).replace('SF:', 'SF:/home/runner/work/p/p/') },
    },
  },
  head: {
    artifacts: {
      coverage: { 'lcov.info': renderLcov(HEAD_MEASURED).replace('SF:', 'SF:/home/runner/work/p/p/') },
    },
  },
};

function promptfoo(passed: number, failed: number): OwnAnswer {
  const results = [
    ...Array(passed).fill({ success: true, score: 1, failureReason: 0 }),
    ...Array(failed).fill({ success: false, score: 0, failureReason: 1 }),
  ];
  const stats = { successes: passed, failures: failed, errors: 0 };
  return {
    artifacts: {
      evals: { 'results.json': JSON.stringify({ results: { version: 3, results, prompts: [], stats } }) },
    },
  };
}

/** Lets the own CI of base run, as it did when base was pushed. */
async function runOnBase(story: Story): Promise<void> {
  const { hub } = story.world;
  await hub.pushed(story.repository, 'main', '0'.repeat(40), story.baseSha, 'maintainer');
  await hub.idle();
}

describe('a repository without our workflow', () => {
  test('whose own CI uploads LCOV gets coverage with deltas, and drafts that were not executed', async () => {
    const story = await stage.tell({
      base: WITHOUT_OURS,
      replies: SUGGESTED,
      own: ({ headSha }) => (headSha === story.baseSha ? COVERAGE.base : COVERAGE.head),
    });
    await runOnBase(story);
    await stage.world.hub.pushed(story.repository, 'change', story.baseSha, story.headSha, 'maintainer');
    await stage.world.hub.idle();
    const ended = await story.review();
    await expectEnding(story, ended, { code: 'suggestions-not-executed', comment: 'one', companion: 'none' });
    const comment = story.summary(ended.number)!;
    expect(comment).toContain('### Suggested tests (not executed)');
    expect(comment).toContain('def test_ten_pieces');
    expect(comment).toContain(
      '| Project | 100.00 % (2/2 lines, 0/0 branches) | 60.00 % −40.00 (4/6 lines, 2/4 branches) |',
    );
    expect(comment).toMatch(/`lcov\.info` uploaded by `tests\.yml`, \[run \d+\]/);
    expect(comment).toContain('`prices.py`: lines 4, 6');
    expect(story.asked).toHaveLength(1);
  }, 60_000);

  test('whose own CI finishes after the review has it added, without another comment or call of the model', async () => {
    const finish = Promise.withResolvers<void>();
    const story = await stage.tell({
      base: WITHOUT_OURS,
      replies: SUGGESTED,
      own: async ({ headSha }) => {
        if (headSha === story.headSha) await finish.promise;
        return headSha === story.baseSha ? COVERAGE.base : COVERAGE.head;
      },
    });
    await runOnBase(story);
    const first = await story.review();
    expect(first.result.outcome.code).toBe('suggestions-not-executed');
    expect(story.summary(first.number)).not.toContain('### Coverage');
    finish.resolve();
    const result = await stage.world.nextResult();
    await settle(story);
    await expectEnding(
      story,
      { number: first.number, result },
      {
        code: 'suggestions-not-executed',
        comment: 'one',
        companion: 'none',
      },
    );
    expect(story.summary(first.number)).toContain('60.00 % −40.00 (4/6 lines, 2/4 branches)');
    expect(story.asked).toHaveLength(1);
  }, 60_000);

  test('and without LCOV or suggestions is told what to add, and mended when LCOV comes', async () => {
    let answer: OwnAnswer = {};
    const story = await stage.tell({ base: WITHOUT_OURS, own: () => answer });
    const ended = await story.review();
    await settle(story);
    await expectEnding(story, ended, { code: 'workflow-missing-on-head', comment: 'one', companion: 'none' });
    answer = COVERAGE.head;
    await stage.world.hub.pushed(story.repository, 'change', story.baseSha, story.headSha, 'maintainer');
    const result = await stage.world.nextResult();
    await expectEnding(
      story,
      { number: ended.number, result },
      {
        code: 'suggestions-not-executed',
        comment: 'one',
        companion: 'none',
      },
    );
    expect(story.summary(ended.number)).toContain('no workflow of this repository has run for this commit');
  }, 60_000);
});

describe('gates', () => {
  const tell = (gates: string, files: object = {}, story: Partial<Parameters<Stage['tell']>[0]> = {}) =>
    stage.tell({ base: { ...OWN, [CONFIGURATION]: gates, ...files }, replies: SUGGESTED, ...story });

  test('that are all met make our check succeed', async () => {
    const story = await tell('gates: {changed-line-coverage: 50, project-drop: 40}\n');
    const ended = await story.review();
    await expectEnding(story, ended, {
      code: 'suggestions-ready',
      comment: 'one',
      companion: 'tested',
      conclusion: 'success',
    });
    expect(story.summary(ended.number)).toContain(
      '| `project-drop` | at most 40 points lower | 40.00 points lower | met |',
    );
  }, 60_000);

  test('are those of base: what head says of them is ignored, and a slip on base is told with its line', async () => {
    const story = await tell(
      'gates:\n  changed-line-coverage: 80\ngate: 1\n',
      {},
      {
        change: { [CONFIGURATION]: 'gates: {changed-line-coverage: 1}\n' },
      },
    );
    const ended = await story.review();
    await expectEnding(story, ended, {
      code: 'suggestions-ready',
      comment: 'one',
      companion: 'tested',
      conclusion: 'failure',
    });
    expect(story.summary(ended.number)).toContain(
      '`.github/testwright.yml` line 3: unknown key `gate`; did you mean `gates`?',
    );
  }, 60_000);
});

describe('LLM evaluations', () => {
  const EVALS = 'evaluations: {artifact: evals}\ngates: {evaluations: {min-pass-rate: 85, max-drop: 2}}\n';
  test('that come after the review are added, with their distance from base, and gate', async () => {
    let answer: OwnAnswer = {};
    const story = await stage.tell({
      base: { ...OWN, [CONFIGURATION]: EVALS },
      replies: SUGGESTED,
      own: ({ headSha }) => (headSha === story.baseSha ? promptfoo(47, 3) : answer),
    });
    await runOnBase(story);
    const first = await story.review();
    await settle(story);
    await expectEnding(story, first, { code: 'suggestions-ready', comment: 'one', companion: 'tested' });
    expect(story.summary(first.number)).toContain('LLM evaluations: not reported yet');

    answer = promptfoo(45, 5);
    await stage.world.hub.pushed(story.repository, 'change', story.baseSha, story.headSha, 'maintainer');
    const result = await stage.world.nextResult();
    await expectEnding(
      story,
      { number: first.number, result },
      {
        code: 'suggestions-ready',
        comment: 'one',
        companion: 'tested',
        conclusion: 'failure',
      },
    );
    const comment = story.summary(first.number)!;
    expect(comment).toContain('LLM evaluations: 45 of 50 passed (90.0 %), −4.0 points against base.');
    expect(comment).toContain(
      '| `evaluations.max-drop` | at most 2 points lower | 4.00 points lower | **missed** |',
    );
    expect(story.asked).toHaveLength(2);
  }, 60_000);
});
