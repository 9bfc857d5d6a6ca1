import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { reproductionBranch } from '../../src/core/names/companion-branch.ts';
import { type CiAnswer, type CiRound, reportOf } from '../support/fake-ci.ts';
import type { Files } from '../support/git-repository.ts';
import { anthropicError } from '../support/model-server.ts';
import { answerRounds, failingAlike } from '../support/reproduction-ci.ts';
import { FILES, FLIPPED, ISSUE, PASSING, PLAN, RIGHT } from '../support/reproduction-example.ts';
import {
  openReproductionStage,
  type Reproduced,
  type ReproductionStage,
  type ReproductionStory,
} from '../support/reproduction-stage.ts';
import { commitFiles } from '../support/stage.ts';

/** Stories whose point is what CI, the model or people answer; that CI's answers are true, the story that is really run shows. */
let stage: ReproductionStage;
beforeAll(async () => {
  stage = await openReproductionStage({ config: { modelPatienceMs: 0 } });
}, 60_000);
afterAll(() => stage?.close());

const RUN = { 'shop/colors.py': [6] };
const WELL = answerRounds(RUN, ['passes', 'fails', 'as-marked']);
const write = (...tests: object[]): object => ({ reasoning: 'As planned.', tests });
const NO = { reason: 'It shows another color.', revealing: false };
const YES = { reason: 'It shows the color of the report.', revealing: true };

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 15_000;
  while (!(await holds())) {
    if (Date.now() > end)
      throw new Error(`what was waited for did not happen:\n${stage.world.log.slice(-8).join('')}`);
    await sleep(20);
  }
}

/** Our one comment. */
const summaryOf = ({ repository, number }: ReproductionStory): string =>
  stage.world.hub
    .comments(repository, number)
    .find(({ body }) => body.startsWith('<!-- testwright:reproduction'))?.body ?? '';
const branchOf = async ({ repository, number }: ReproductionStory): Promise<string | undefined> =>
  (await stage.world.hub.branches(repository))[reproductionBranch(number)];

/** How a story stands that ended without a test. */
async function expectNone(ended: Reproduced, code: string, labels: string[]): Promise<void> {
  expect({ code: ended.outcome.code, labels: ended.labels, test: ended.test }).toEqual({
    code,
    labels,
    test: null,
  });
  expect(ended.comment).toContain(`\`${code}\``);
  stage.world.hub.assertNoViolations();
}

describe('who may ask', () => {
  test('a label counts from a person with triage rights only, and a command too; the repository sets label, form and draft', async () => {
    const { hub } = stage.world;
    const settings = 'reproduction:\n  label: Show me\n  form: plain\n  draft-pull-request: false\n';
    const files = { ...FILES, '.github/testwright.yml': settings };
    const story = await stage.tell({ files, issue: ISSUE, replies: RIGHT, ci: WELL });
    // Set by an issue form, another label, and a comment of the reporter that answers nothing.
    await hub.labelIssue(story.repository, story.number, 'show me', 'reporter');
    await hub.labelIssue(story.repository, story.number, 'needs-repro', 'maintainer');
    await hub.addComment(story.repository, story.number, 'reporter', 'Any news?');
    await hub.addComment(story.repository, story.number, 'reporter', '/testwright repro');
    const answers = () => hub.comments(story.repository, story.number).map(({ body }) => body);
    await until(() => answers().some((body) => body.includes('Only people with triage rights')));
    expect(summaryOf(story)).toBe('');
    expect(story.asked).toEqual([]);
    await hub.addComment(story.repository, story.number, 'maintainer', '/testwright apply 1');
    await until(() => answers().some((body) => body.includes('is about pull requests')));
    hub.setPermission(story.repository, 'helper', 'triage');
    await hub.unlabelIssue(story.repository, story.number, 'show me', 'reporter');
    await hub.labelIssue(story.repository, story.number, 'show me', 'helper');
    const { outcome } = await story.ended();
    const ended = await story.read(outcome);
    expect(ended).toMatchObject({ outcome: { code: 'bug-reproduced' }, ciRounds: 3 });
    expect(ended.labels).toEqual(['needs-repro', 'show me', 'repro-confirmed']);
    expect(ended.test!.text).not.toContain('xfail');
    expect(ended.comment).not.toContain('- [ ]');
    expect(ended.comment).toContain('plain: it fails until the bug is fixed');
    hub.assertNoViolations();
  }, 60_000);

  test('unlabelling and closing cancel while CI works, and a new label begins anew; a command needs no label', async () => {
    const { hub } = stage.world;
    const story = await stage.tell({
      files: FILES,
      issue: ISSUE,
      replies: RIGHT,
      ci: () => ({ kind: 'silence' }),
    });
    for (const how of ['unlabelled', 'closed']) {
      if (how === 'closed')
        await hub.addComment(story.repository, story.number, 'maintainer', '/testwright repro');
      else await hub.labelIssue(story.repository, story.number, 'needs-repro', 'maintainer');
      const rounds = story.ci.rounds.length;
      await until(async () => story.ci.rounds.length > rounds || (await branchOf(story)) !== undefined);
      await until(() => summaryOf(story).includes('CI runs tests that assert the wrong behaviour'));
      if (how === 'closed')
        await hub.changeIssue(story.repository, story.number, { state: 'closed' }, 'reporter');
      else await hub.unlabelIssue(story.repository, story.number, 'needs-repro', 'maintainer');
      const { outcome } = await story.ended();
      await expectNone(await story.read(outcome), 'reproduction-cancelled', []);
      expect(await branchOf(story)).toBeUndefined();
      story.ci.release();
    }
  }, 60_000);
});

describe('wrong tests', () => {
  test('that assert nothing, mock the suspect or cannot be imported are refused, and the traceback goes back; before that, what a report lacks is asked for once', async () => {
    const { hub } = stage.world;
    const mocking = {
      ...PASSING,
      imports: ['from shop import colors'],
      code: 'def test_filter(monkeypatch):\n    monkeypatch.setattr(colors, "filter_by_color", lambda *_: ["maroon"])\n    assert colors.filter_by_color([], "red") == ["maroon"]\n',
    };
    const constant = { ...PASSING, code: 'def test_filter():\n    assert True\n' };
    const imports = { ...PASSING, imports: ['from shop.colours import filter_by_color'] };
    const importError = failingAlike({
      type: 'ModuleNotFoundError',
      message: "No module named 'shop.colours'",
      traceback: 'E   ModuleNotFoundError: shop.colours',
    });
    const story = await stage.tell({
      files: FILES,
      issue: { title: 'filter_by_color is broken', body: 'I use `filter_by_color` with red.' },
      replies: {
        ...RIGHT,
        'write-passing-test': [write(constant, mocking), write(imports), write(PASSING)],
        'flip-test': [{ reasoning: 'x', tests: [{ ...FLIPPED, suggestion_id: 's2' }] }],
      },
      ci: answerRounds(RUN, [importError, 'passes', 'fails', 'as-marked']),
    });
    await hub.labelIssue(story.repository, story.number, 'needs-repro', 'maintainer');
    expect((await story.ended()).outcome).toEqual({
      code: 'report-incomplete',
      reason: 'The report does not say the expected behaviour and the actual behaviour.',
    });
    const question = summaryOf(story);
    expect(question).toContain('**Expected behaviour:**');
    expect(question).toContain('**Actual behaviour:**');
    // Neither others nor an edit that says nothing more are an answer.
    await hub.addComment(story.repository, story.number, 'maintainer', 'I see it too.');
    await hub.changeIssue(story.repository, story.number, { title: 'filter_by_color is wrong' }, 'reporter');
    await hub.addComment(story.repository, story.number, 'reporter', 'Only red, of course. I get maroon.');
    const { outcome } = await story.ended();
    const ended = await story.read(outcome);
    expect(ended).toMatchObject({ outcome: { code: 'bug-reproduced' }, ciRounds: 4, modelCalls: 6 });
    expect(story.asked[0]!.text).toContain('Only red, of course. I get maroon.');
    expect(hub.comments(story.repository, story.number)).toHaveLength(3);
    const [, second, third] = ended.asked.filter(({ kind }) => kind === 'write-passing-test');
    expect(second!.text).toContain('this holds whatever the code does');
    expect(second!.text).toContain('it replaces `filter_by_color`, which it accuses');
    expect(third!.text).toContain('E   ModuleNotFoundError: shop.colours');
    hub.assertNoViolations();
  }, 60_000);

  test('the same failure three times ends an attempt, a validator’s no another; after six it abstains openly', async () => {
    const same = failingAlike({ type: 'TypeError', message: 'missing 1 argument' });
    const constant = { ...PASSING, code: 'def test_filter():\n    assert True\n' };
    const ended = await stage.reproduce({
      files: FILES,
      issue: ISSUE,
      replies: {
        ...RIGHT,
        // Four that are run; from the third attempt on all are refused before that.
        'write-passing-test': [PASSING, PASSING, PASSING, PASSING, constant].map((one) => write(one)),
        'flip-test': [{ reasoning: 'x', tests: [{ ...FLIPPED, suggestion_id: 's4' }] }],
        'validate-reproduction': [NO],
      },
      ci: answerRounds(RUN, [same, same, same, 'passes', 'fails']),
    });
    await expectNone(ended, 'bug-not-reproduced', ['needs-repro', 'repro-not-found']);
    expect(ended.outcome.reason).toContain('6 attempts in 5 rounds of CI');
    expect(ended.comment).toContain('Three versions failed alike');
    expect(ended.comment).toContain('It shows another color');
    const plans = ended.asked.filter(({ kind }) => kind === 'plan-reproduction').map(({ text }) => text);
    expect(plans).toHaveLength(6);
    expect(plans[1]).toContain('missing 1 argument');
    expect(plans[2]).toContain(
      'The validator says that it does not show the reported bug: It shows another color.',
    );
  }, 120_000);

  test('a flip that changes more is refused by its syntax tree, one that fails for the wrong reason by CI, and so is a form that fares otherwise', async () => {
    const other = {
      ...PASSING,
      code: PASSING.code.replace('test_filter_by_red', 'test_other').replace('[{', '[{"n": 1, '),
    };
    const cheating = { ...FLIPPED, code: FLIPPED.code.replace('"maroon"}', '"blue"}') };
    const nameError = failingAlike({
      type: 'NameError',
      message: "name 'x' is not defined",
      path: 'tests/test_issue_1.py',
      line: 6,
    });
    const ended = await stage.reproduce({
      files: FILES,
      issue: ISSUE,
      replies: {
        ...RIGHT,
        // Two candidates in one round; only the one that is turned around goes on.
        'write-passing-test': [write(PASSING, other)],
        'flip-test': [cheating, FLIPPED, FLIPPED].map((one) => ({ reasoning: 'x', tests: [one] })),
        'validate-reproduction': [YES],
      },
      ci: answerRounds(RUN, ['passes', nameError, 'fails', 'passes']),
    });
    // In the end the marked form passes, which its mark does not say: it is not offered.
    await expectNone(ended, 'bug-not-reproduced', ['needs-repro', 'repro-not-found']);
    expect(ended).toMatchObject({ ciRounds: 4, modelCalls: 6 });
    expect(ended.outcome.reason).toContain(
      'In the form in which it is offered it fared otherwise: passed, passed',
    );
    expect(ended.story.ci.rounds.map(({ tests }) => tests.map(({ path }) => path))).toEqual([
      ['tests/test_issue_1.py', 'tests/test_issue_1_2.py'],
      ...Array.from({ length: 3 }, () => ['tests/test_issue_1.py']),
    ]);
    const flips = ended.asked.filter(({ kind }) => kind === 'flip-test').map(({ text }) => text);
    expect(flips[1]).toContain('is not the statement that the passing version has there');
    expect(flips[2]).toContain('an exception that the passing version did not wait for: NameError');
  }, 60_000);
});

describe('other ends', () => {
  test('no bug, no workflow, no model, no answer of CI', async () => {
    const plan = { ...PLAN, decision: 'not-a-bug', reason: 'The docstring says so.' };
    const none = await stage.reproduce({
      files: FILES,
      issue: ISSUE,
      replies: { 'plan-reproduction': [plan] },
    });
    await expectNone(none, 'not-a-bug-report', ['needs-repro', 'repro-not-found']);
    expect(none.outcome.reason).toContain('The docstring says so.');

    const files = { ...FILES, '.github/workflows/testwright.yml': null };
    await expectNone(await stage.reproduce({ files, issue: ISSUE }), 'workflow-missing-on-head', [
      'needs-repro',
    ]);

    const down = () => anthropicError(401, { type: 'authentication_error', message: 'no' });
    const silent = await stage.reproduce({
      files: FILES,
      issue: ISSUE,
      replies: { 'plan-reproduction': [down] },
    });
    await expectNone(silent, 'model-unavailable', ['needs-repro']);

    // Two files of three are private and no local model is there: the report names one, so nobody is asked.
    const settings = 'private-paths: [shop/colors.py, shop/secret.py]\n';
    const hidden = await stage.reproduce({
      files: { ...FILES, 'shop/secret.py': 'KEY = 1\n', '.github/testwright.yml': settings },
      issue: { ...ISSUE, body: `${ISSUE.body}\nSee shop/secret.py.` },
      replies: RIGHT,
    });
    await expectNone(hidden, 'private-paths', ['needs-repro']);
    expect(hidden.asked).toEqual([]);

    const red = await stage.reproduce({
      files: FILES,
      issue: ISSUE,
      replies: RIGHT,
      ci: () => ({ kind: 'no-report', conclusion: 'failure' }),
    });
    await expectNone(red, 'ci-failed', ['needs-repro']);
    expect(red.branch).toBeNull();
  }, 60_000);
});

/** CI of a review: the test of the issue fails on base and passes on head; one that was merged passes against its mark. */
function reviewed(round: CiRound): CiAnswer {
  const fails = failingAlike({ path: 'tests/test_issue_1.py', line: 6 }).head!;
  const isMerged = round.request.ref.endsWith('/pr-3');
  const failures = [
    { nodeid: 'tests/test_issue_1.py::test_issue_1', message: '[XPASS(strict)] reproduces issue #1' },
  ];
  return reportOf(round, {
    tests: { test_issue_1: { base: fails, covers: { 'shop/colors.py': { lines: [6], branches: [] } } } },
    change: (report) =>
      isMerged && round.suites !== 'none'
        ? {
            ...report,
            suites: {
              ...report.suites,
              head: { ...report.suites.head, status: 'red', reason: 'Red.', failures },
            },
          }
        : report,
  });
}

/** A pull request on top of `base`, reviewed to its end. */
async function openFix(story: ReproductionStory, branch: string, base: string, files: Files) {
  const { hub } = story.world;
  const head = commitFiles(story.repository.gitDir, base, files, 'Fix');
  story.git('update-ref', `refs/heads/${branch}`, head);
  if (base !== story.baseSha) {
    story.git('update-ref', 'refs/heads/main', base);
    await hub.pushed(story.repository, 'main', story.baseSha, base, 'maintainer');
  }
  await hub.pushed(story.repository, branch, '0'.repeat(40), head, 'maintainer');
  const number = await story.open({ head: branch, title: 'Fix the filter', body: 'Fixes #1' });
  const result = await story.world.nextResult();
  return { story, result, summary: story.summary(number)! };
}

describe('without a model', () => {
  let builtIn: ReproductionStage;
  beforeAll(async () => {
    builtIn = await openReproductionStage({ engine: 'built-in' });
  }, 60_000);
  afterAll(() => builtIn?.close());

  test('the report’s own code goes through the same gates, and a report without any needs a model', async () => {
    const body =
      '```python\n>>> from shop.colors import filter_by_color\n>>> len(filter_by_color([{"color": "maroon"}], "red"))\n1\n```\n\nExpected: `0`\n';
    const shown = await builtIn.reproduce({
      files: FILES,
      issue: { title: 'Maroon is found by red', body },
      ci: (round) =>
        round.suites === 'none' && round.baseSha === round.headSha ? WELL(round) : reviewed(round),
    });
    expect(shown).toMatchObject({ outcome: { code: 'bug-reproduced' }, ciRounds: 3, modelCalls: 0 });
    expect(shown.test!.text).toContain(
      '    result = len(filter_by_color([{"color": "maroon"}], "red"))\n    assert result == 0\n',
    );
    expect(shown.comment).toContain('the report’s own code');

    // A pull request that fixes it is told so, and offered the test without its mark.
    const fix = {
      'shop/colors.py': FILES['shop/colors.py'].replace(
        ' or color == "red" and product["color"] == "maroon"',
        '',
      ),
    };
    const told = await openFix(shown.story, 'fix', shown.story.baseSha, fix);
    expect(told.result.suggestions).toMatchObject([{ id: 's1', outcome: 'kept: captures-the-change' }]);
    expect(told.summary).toContain(
      '**The failing test of #1 passes with this change**, and fails before it.',
    );
    expect(told.story.git('show', `${told.result.companion!.sha}:tests/test_issue_1.py`)).not.toContain(
      'xfail',
    );
    // Where the marked test was merged before, the suite turns red, and the comment names the line.
    const { path, text } = shown.test!;
    const merged = commitFiles(
      told.story.repository.gitDir,
      told.story.baseSha,
      { [path]: text },
      'Merge the test',
    );
    const again = await openFix(told.story, 'fix-again', merged, fix);
    expect(again.summary).toContain('so its `xfail(strict=True)` turns the suite red');
    expect(again.summary).toContain(
      '-@pytest.mark.xfail(strict=True, raises=AssertionError, reason="reproduces issue #1")',
    );

    const wrong = await builtIn.reproduce({
      files: FILES,
      issue: { title: 'Maroon is found by red', body },
      ci: answerRounds(RUN, [failingAlike({ message: 'assert 0 == 1' })]),
    });
    expect(wrong).toMatchObject({ outcome: { code: 'bug-not-reproduced' }, ciRounds: 1, branch: null });
    expect(wrong.comment).toContain('It should pass on the code as it is, and did not');

    const words = await builtIn.reproduce({ files: FILES, issue: ISSUE });
    expect(words).toMatchObject({ outcome: { code: 'needs-a-model' }, ciRounds: 0, labels: ['needs-repro'] });
    builtIn.world.hub.assertNoViolations();
  }, 60_000);
});
