import { buildContext } from '../../core/context/build-context.ts';
import { fitTexts } from '../../core/context/fit-texts.ts';
import { describePreflight } from '../../core/context/preflight.ts';
import { classifyTargets } from '../../core/model-choice/classify-target.ts';
import type { Target } from '../../core/python/target.ts';
import { type ReviewRecord, rememberSkipped } from '../../core/review/review-record.ts';
import type { Suggestion } from '../../core/suggestions/suggestion.ts';
import type { Run } from '../../edges/database/types.ts';
import { type Answer, type AskDependencies, askModel } from './ask-model.ts';
import type { PlanningDependencies } from './dependencies.ts';
import type { GatheredChange } from './gather-change.ts';
import { describeConventions, describeExisting, describeTarget } from './prompt-inputs.ts';

/** Shares of the token budget: what is asked about, then what is suggested already. */
const TARGETS_SHARE = 0.5;
const EXISTING_SHARE = 0.2;

/** Asks for tests of the edges of these targets, whether or not their lines are covered. */
export async function askForEdgeCases(
  deps: PlanningDependencies,
  asking: AskDependencies,
  about: {
    run: Run;
    record: ReviewRecord;
    change: GatheredChange;
    targets: readonly Target[];
    existing: readonly Suggestion[];
  },
): Promise<Answer<'edge-cases'>> {
  const { run, record, change } = about;
  const budget = deps.settings.contextTokenBudget;
  const targets = fitTexts(
    about.targets.map((target) => ({ what: target.id, text: describeTarget(target) })),
    budget * TARGETS_SHARE,
  );
  const existing = fitTexts(
    about.existing.map((one) => ({ what: one.id, text: describeExisting(one) })),
    budget * EXISTING_SHARE,
  );
  const leftOut = new Set(targets.leftOut.map(({ what }) => what));
  const preflight = describePreflight({ ...change, parser: deps.parser, targets: about.targets });
  const context = buildContext({
    index: change.index,
    targets: [...about.targets],
    changeSet: change.changeSet,
    texts: change.texts,
    found: change.found,
    tokenBudget: Math.round(budget - targets.tokens - existing.tokens - preflight.tokens),
    shownElsewhere: new Set(about.targets.map(({ id }) => id).filter((id) => !leftOut.has(id))),
  });
  rememberSkipped(record, [...targets.leftOut, ...context.leftOut]);
  return askModel(asking, record, {
    runId: run.id,
    round: 1,
    kind: 'edge-cases',
    targetClasses: classifyTargets(
      deps.parser,
      about.targets.filter(({ id }) => !leftOut.has(id)),
      change.allPaths,
    ),
    inputs: {
      project_facts: record.projectFacts,
      test_conventions: describeConventions(record, about.targets),
      targets: targets.shown.join('\n\n'),
      context: preflight.before(context.render()),
      existing_suggestions: existing.shown.join('\n\n'),
    },
  });
}
