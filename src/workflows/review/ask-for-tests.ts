import type { Skipped } from '../../core/change-set/change-set.ts';
import { buildContext } from '../../core/context/build-context.ts';
import { fitTexts } from '../../core/context/fit-texts.ts';
import { describePreflight } from '../../core/context/preflight.ts';
import { classifyTargets } from '../../core/model-choice/classify-target.ts';
import { type ReviewRecord, rememberSkipped } from '../../core/review/review-record.ts';
import type { Run } from '../../edges/database/types.ts';
import type { PullRequest, PullRequestFile } from '../../edges/github/types.ts';
import { type Answer, type AskDependencies, askModel } from './ask-model.ts';
import type { PlanningDependencies } from './dependencies.ts';
import type { GatheredChange } from './gather-change.ts';
import { describeConventions, describeDiff, describeTarget } from './prompt-inputs.ts';

/** Shares of the token budget: what is asked about first, then the tests that the pull request itself changes. */
const TARGETS_SHARE = 0.5;
const CHANGED_TESTS_SHARE = 0.25;

/** The first question: tests, edge cases and weaknesses for the targets, within the token budget. */
export async function askForTests(
  deps: PlanningDependencies,
  asking: AskDependencies,
  about: {
    run: Run;
    record: ReviewRecord;
    change: GatheredChange;
    pull: PullRequest;
    files: PullRequestFile[];
  },
): Promise<Answer<'suggest-tests'>> {
  const { run, record, change } = about;
  const budget = deps.settings.contextTokenBudget;
  const targets = fitTexts(
    record.targets.map((target) => ({ what: target.id, text: describeTarget(target) })),
    budget * TARGETS_SHARE,
  );
  const changedTests = fitTexts(
    change.changeSet.files
      .filter((file) => file.isTest && file.headText !== null)
      .map((file) => ({ what: file.path, text: `### FILE: ${file.path} ###\n${file.headText}` })),
    budget * CHANGED_TESTS_SHARE,
  );
  const shown = without(
    record.targets.map(({ id }) => id),
    targets.leftOut,
  );
  const preflight = describePreflight({ ...change, parser: deps.parser, targets: record.targets });
  const context = buildContext({
    index: change.index,
    targets: record.targets,
    changeSet: change.changeSet,
    texts: change.texts,
    found: change.found,
    tokenBudget: Math.round(budget - targets.tokens - changedTests.tokens - preflight.tokens),
    shownElsewhere: shown,
  });
  const wholeTests = without(
    change.changeSet.files.filter((file) => file.isTest).map((file) => file.path),
    changedTests.leftOut,
  );
  rememberSkipped(record, [...targets.leftOut, ...changedTests.leftOut, ...context.leftOut]);
  return askModel(asking, record, {
    runId: run.id,
    round: 1,
    kind: 'suggest-tests',
    targetClasses: classifyTargets(
      deps.parser,
      record.targets.filter(({ id }) => shown.has(id)),
      change.allPaths,
    ),
    inputs: {
      project_facts: record.projectFacts,
      test_conventions: describeConventions(record, record.targets),
      targets: targets.shown.join('\n\n'),
      context: preflight.before(context.render()),
      changed_tests: changedTests.shown.join('\n\n'),
      diff: describeDiff(about.pull, about.files, {
        targetPaths: new Set(record.targets.map(({ path }) => path)),
        // What was skipped under its path is the documentation's, a build script or metadata.
        leftOut: new Set([
          ...wholeTests,
          ...change.skipped.map(({ what }) => what).filter((what) => !holdsTarget(record, what)),
        ]),
      }),
    },
  });
}

function without(names: readonly string[], leftOut: readonly Skipped[]): Set<string> {
  const gone = new Set(leftOut.map(({ what }) => what));
  return new Set(names.filter((name) => !gone.has(name)));
}

function holdsTarget(record: ReviewRecord, path: string): boolean {
  return record.targets.some((target) => target.path === path);
}
