import { describeUnknownTarget } from '../../core/report/task-answer.ts';
import type { AskedTask } from '../../core/review/asked-task.ts';
import { chooseOutcome } from '../../core/review/choose-outcome.ts';
import { findBaseline, type ReportedRound } from '../../core/review/measurements.ts';
import { findTestModules, type ReviewRecord } from '../../core/review/review-record.ts';
import { checkProposals } from '../../core/suggestions/check-proposals.ts';
import { findTarget } from '../../core/suggestions/find-target.ts';
import { findObstacle } from '../../core/suggestions/render-test-file.ts';
import type { Suggestion } from '../../core/suggestions/suggestion.ts';
import type { Run } from '../../edges/database/types.ts';
import type { Outcome } from '../../outcome.ts';
import { askForEdgeCases } from './ask-for-edge-cases.ts';
import { endExhausted, findRoundStop } from './budget.ts';
import type { PlanningDependencies } from './dependencies.ts';
import { gatherChange } from './gather-change.ts';
import { gatherFiles } from './gather-files.ts';
import { findEarlyOutcome, readRejected, remember, rememberIntent } from './plan-first-round.ts';
import { type Planned, planRound } from './plan-parts.ts';
import { planTaskEnding } from './plan-task-ending.ts';
import { proposeFixes } from './propose-fixes.ts';
import { rememberFindings } from './remember-findings.ts';

/** From what was asked for to the first commit of its run, or to an ending that needs none. */
export async function planTask(
  deps: PlanningDependencies,
  run: Run,
  before: ReviewRecord,
  asked: AskedTask,
  rounds: readonly ReportedRound[],
): Promise<Planned> {
  const record: ReviewRecord = { ...structuredClone(before), engine: deps.engine };
  const end = (outcome: Outcome): Promise<Planned> => planTaskEnding(deps, run, record, rounds, outcome);

  // Gather
  const found = await deps.reader.getPullRequest(run.pullNumber);
  const early = findEarlyOutcome(run, record, found);
  if (early) return end(early);
  const gathered = await gatherFiles(deps, run, record, found);
  const { files, pull } = gathered;
  const change = await gatherChange(deps, run, record, gathered);
  if (asked.continues === null) {
    remember(record, change);
    await rememberIntent(deps, record, change, pull);
  }
  await rememberFindings(deps, run, record, change, files);
  record.rejected = await readRejected(deps, run, record);
  const existing = [...record.kept.map(({ suggestion }) => suggestion), ...keepFitting(deps, record, asked)];
  const roundStop = await findRoundStop(deps.budget, run.id, record, 1);
  if (roundStop) return end(endExhausted(roundStop));
  const suites = asked.continues === null ? 'base head' : 'none';
  const next = (suggestions: Suggestion[]): Planned =>
    planRound(deps.parser, run, record, {
      purpose: existing.length + suggestions.length > 0 ? 'tests' : 'measure',
      suggestions: [...existing, ...suggestions],
      suites,
      workflowFile: deps.settings.workflowFile,
    });
  const endMeasured = (): Promise<Planned> =>
    end(chooseOutcome(record, findBaseline(rounds)?.report.suites ?? null));

  if (asked.kind === 'fix') {
    if (asked.continues === null) return next([]);
    const rewritten = await proposeFixes(deps, run, record, rounds);
    return rewritten.length > 0 ? next(rewritten) : endMeasured();
  }

  // Ask
  const targets =
    asked.target === null
      ? record.targets
      : [findTarget(asked.target, record.targets)].filter((one) => one !== null);
  if (targets.length === 0) {
    return end({
      code: 'unknown-target',
      reason:
        asked.target === null
          ? 'This change touches no function, method or class that is worth a test.'
          : describeUnknownTarget(asked.target, record),
    });
  }
  const answer = await askForEdgeCases(deps, deps.asking!, { run, record, change, targets, existing });
  if (answer.kind === 'none') return end(answer.outcome);

  // Decide
  const checked = checkProposals({
    proposals: answer.reply.tests,
    parser: deps.parser,
    allPaths: change.allPaths,
    targets,
    existing,
    existingTestTexts: new Map(Object.entries(record.existingTests)),
    modules: findTestModules(record),
    rejected: record.rejected,
    nextId: record.nextSuggestionNumber,
    origin: 'model',
  });
  record.refusals.push(...checked.refusals);
  record.nextSuggestionNumber += checked.suggestions.length;
  record.edgeCases.push(
    ...answer.reply.edge_cases.map(({ target_id: targetId, kind, scenario, why }) => ({
      targetId,
      kind,
      scenario,
      why,
    })),
  );
  return checked.suggestions.length === 0 && asked.continues !== null
    ? endMeasured()
    : next(checked.suggestions);
}

/** Of what was on offer for the head before an acceptance, what still fits into the files as they are by now. */
function keepFitting(
  { parser }: PlanningDependencies,
  record: ReviewRecord,
  { carried }: AskedTask,
): Suggestion[] {
  const kept: Suggestion[] = [];
  for (const suggestion of carried) {
    const obstacle = findObstacle(parser, [...kept, suggestion], findTestModules(record));
    if (obstacle === null) kept.push(suggestion);
    else record.skipped.push({ what: suggestion.title, reason: `it was on offer before. ${obstacle}` });
  }
  return kept;
}
