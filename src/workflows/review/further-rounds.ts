import { describeWishes } from '../../core/configuration/describe-wishes.ts';
import { namesPrivatePath } from '../../core/configuration/private-paths.ts';
import { fitTexts } from '../../core/context/fit-texts.ts';
import { describeGapConstraints } from '../../core/context/gap-constraints.ts';
import type { Uncovered } from '../../core/evidence/changed-lines.ts';
import { classifyTargets } from '../../core/model-choice/classify-target.ts';
import {
  type EndedSuggestion,
  findTestModules,
  type ReviewRecord,
  rememberSkipped,
} from '../../core/review/review-record.ts';
import { checkProposals } from '../../core/suggestions/check-proposals.ts';
import { checkRepair } from '../../core/suggestions/check-repair.ts';
import type { Suggestion } from '../../core/suggestions/suggestion.ts';
import type { Run } from '../../edges/database/types.ts';
import { askModel } from './ask-model.ts';
import type { PlanningDependencies } from './dependencies.ts';
import {
  describeConstraints,
  describeConventions,
  describeDiagnoses,
  describeExisting,
  describeFailing,
  describeGaps,
  describeHiddenState,
  describeUncovered,
  joinGaps,
} from './prompt-inputs.ts';

/** A suggestion is repaired at most this often, by rule or model: three identical failures need two repairs between. */
const MAX_REPAIRS = 2;

/** Those that may be repaired once more. */
export function mayBeRepaired({ suggestion }: EndedSuggestion): boolean {
  return suggestion.repairs < MAX_REPAIRS;
}

/** What fails in private code may quote it, so a remote model is not shown the failure. */
export function isShowable(record: Pick<ReviewRecord, 'privacy'>, ended: EndedSuggestion): boolean {
  const { patterns, model } = record.privacy ?? { patterns: [], model: 'any' };
  return model !== 'any' || !namesPrivatePath(patterns, JSON.stringify(ended.verdict));
}

/** Asks for repaired versions of suggestions that did not run for a reason that is ours; ids stay the same. */
export async function proposeRepairs(
  deps: PlanningDependencies,
  run: Run,
  record: ReviewRecord,
  repairable: EndedSuggestion[],
  allPaths: string[],
  /** What rules have mended already. */
  mended: readonly Suggestion[] = [],
): Promise<Suggestion[]> {
  const tried = repairable.filter((one) => mayBeRepaired(one) && isShowable(record, one));
  if (tried.length === 0 || !deps.asking) return [];
  const targets = record.targets.filter((target) =>
    tried.some((one) => one.suggestion.targetId === target.id),
  );
  const answer = await askModel(deps.asking, record, {
    runId: run.id,
    round: run.round + 1,
    kind: 'repair-test',
    targetClasses: classifyTargets(deps.parser, targets, allPaths),
    inputs: {
      project_facts: record.projectFacts,
      target_source: targets.map((target) => `### FILE: ${target.path} ###\n${target.source}`).join('\n\n'),
      failing_tests: describeFailing(tried),
      diagnosis: describeDiagnoses(tried),
      constraints: [
        describeConstraints(tried),
        describeWishes(record.configuration.configuration.instructions, targets),
      ]
        .filter(Boolean)
        .join('\n'),
      hidden_state: describeHiddenState(tried),
    },
  });
  if (answer.kind === 'none') {
    record.skipped.push({ what: 'repairs', reason: answer.outcome.reason });
    return [];
  }
  for (const given of answer.reply.give_up) {
    record.skipped.push({ what: given.suggestion_id, reason: `the model gave up on it: ${given.reason}` });
  }
  const repairs: Suggestion[] = [];
  for (const repaired of answer.reply.tests) {
    const original = tried.find((one) => one.suggestion.id === repaired.suggestion_id)?.suggestion;
    if (!original || repairs.some((one) => one.id === original.id)) continue;
    const { suggestion, refusals } = checkRepair({
      parser: deps.parser,
      record,
      allPaths,
      original,
      proposal: repaired,
      beside: [...record.kept.map((one) => one.suggestion), ...mended, ...repairs],
    });
    record.refusals.push(...refusals);
    if (suggestion) repairs.push(suggestion);
  }
  return repairs;
}

/** Asks for tests of the changed lines and branches that nothing reaches yet. */
export async function proposeCoveringTests(
  deps: PlanningDependencies,
  run: Run,
  record: ReviewRecord,
  uncovered: Uncovered[],
  allPaths: string[],
  repaired: Suggestion[],
  /** What the set of tests lacks as a whole; null when nothing stands out. */
  bias: string | null = null,
): Promise<Suggestion[]> {
  if (uncovered.length === 0 || !deps.asking) return [];
  const targets = record.targets.filter((target) => reaches(target, uncovered));
  if (targets.length === 0) return [];
  const existing = [...record.kept.map((one) => one.suggestion), ...repaired];
  const budget = deps.settings.contextTokenBudget;
  const isFirst = !record.prompts.some(({ id }) => id === 'cover-lines');
  const gaps = describeGaps(deps.parser, targets, uncovered, isFirst ? 'file-or-class' : 'function');
  const numbered = fitTexts(gaps, budget * 0.6);
  const leftOut = new Set(numbered.leftOut.map(({ what }) => what));
  const asked = gaps.filter(({ what }) => !leftOut.has(what));
  const shown = fitTexts(
    existing.map((suggestion) => ({ what: suggestion.id, text: describeExisting(suggestion) })),
    budget * 0.4,
  );
  rememberSkipped(record, numbered.leftOut);
  const answer = await askModel(deps.asking, record, {
    runId: run.id,
    round: run.round + 1,
    kind: 'cover-lines',
    targetClasses: classifyTargets(
      deps.parser,
      asked.flatMap((gap) => gap.targets),
      allPaths,
    ),
    inputs: {
      project_facts: record.projectFacts,
      test_conventions: describeConventions(record, targets),
      targets_numbered: numbered.shown.join('\n\n'),
      uncovered: describeUncovered(joinGaps(asked.map((gap) => gap.uncovered))),
      constraints: [
        bias,
        describeGapConstraints(
          asked.flatMap((gap) => gap.targets),
          uncovered,
        ),
      ]
        .filter(Boolean)
        .join('\n'),
      existing_suggestions: shown.shown.join('\n\n'),
    },
  });
  if (answer.kind === 'none') {
    record.skipped.push({ what: 'tests for uncovered lines', reason: answer.outcome.reason });
    return [];
  }
  const checked = checkProposals({
    proposals: answer.reply.tests,
    parser: deps.parser,
    allPaths,
    targets: record.targets,
    existing,
    existingTestTexts: new Map(Object.entries(record.existingTests)),
    modules: findTestModules(record),
    rejected: record.rejected,
    nextId: record.nextSuggestionNumber,
    origin: 'model',
  });
  record.refusals.push(...checked.refusals);
  record.nextSuggestionNumber += checked.suggestions.length;
  return checked.suggestions;
}

function reaches(
  target: { path: string; startLine: number; endLine: number },
  uncovered: Uncovered[],
): boolean {
  return uncovered.some(
    (entry) =>
      entry.path === target.path &&
      [...entry.lines, ...entry.branches.map(([from]) => from)].some(
        (line) => line >= target.startLine && line <= target.endLine,
      ),
  );
}
