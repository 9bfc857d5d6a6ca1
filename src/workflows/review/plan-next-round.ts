import { chooseObserved } from '../../core/builtin/choose-observed.ts';
import { writeTests } from '../../core/builtin/write-tests.ts';
import { findUncovered, measureChangedLines } from '../../core/evidence/changed-lines.ts';
import type { CiReport } from '../../core/evidence/ci-report.ts';
import { unionCovered } from '../../core/evidence/coverage-sets.ts';
import { describeHappyPathBias } from '../../core/evidence/happy-path-bias.ts';
import { describeNothingFails } from '../../core/report/task-answer.ts';
import { buildOfferPatch } from '../../core/review/build-offer-patch.ts';
import { chooseOutcome } from '../../core/review/choose-outcome.ts';
import { describeLastGain, findLastGain } from '../../core/review/last-gain.ts';
import { findBaseline, type ReportedRound } from '../../core/review/measurements.ts';
import { type EndedSuggestion, findTestModules, type ReviewRecord } from '../../core/review/review-record.ts';
import { settleReproduced } from '../../core/review/settle-reproduced.ts';
import { checkProposals } from '../../core/suggestions/check-proposals.ts';
import type { Suggestion } from '../../core/suggestions/suggestion.ts';
import { tellVersionsOfCi } from '../../core/versions/describe-versions.ts';
import type { Run } from '../../edges/database/types.ts';
import type { Outcome } from '../../outcome.ts';
import { assessUnclear } from './assess-unclear.ts';
import { endExhausted, findRoundStop } from './budget.ts';
import type { PlanningDependencies } from './dependencies.ts';
import { mayBeRepaired, proposeCoveringTests, proposeRepairs } from './further-rounds.ts';
import { gatherOwnCi } from './gather-own-ci.ts';
import { mendByRule } from './mend-by-rule.ts';
import { type Planned, planEnding, planRound } from './plan-parts.ts';
import { planTaskEnding } from './plan-task-ending.ts';
import { proposeFixes } from './propose-fixes.ts';
import { settleRound } from './settle-round.ts';

/** From CI's report on the latest round to the next commit, or to the end. */
export async function planNextRound(
  deps: PlanningDependencies,
  run: Run,
  before: ReviewRecord,
  rounds: readonly ReportedRound[],
): Promise<Planned> {
  // Gather
  const record = structuredClone(before);
  const planned = record.rounds.at(-1)!;
  const report = rounds.at(-1)!.report!;
  tellVersionsOfCi(record, report.environment);
  const baseline = findBaseline(rounds);
  const suites = baseline?.report.suites ?? null;
  const finish = async (): Promise<Planned> => {
    record.ownCi = await gatherOwnCi(deps, run.headSha, record, { coverage: false });
    if (record.fork) record.patch = buildOfferPatch(deps.parser, record);
    const outcome = findNothingFailing(run, record, suites) ?? chooseOutcome(record, suites);
    return record.asked
      ? planTaskEnding(deps, run, record, rounds, outcome)
      : planEnding(deps.redactor, run, record, rounds, outcome);
  };

  if (planned.purpose === 'measure' && !awaitsFixes(record)) return finish();
  if (planned.purpose === 'probe') {
    const suggestions = [...(await suggestFromProbes(deps, record, report, rounds)), ...record.reproduced];
    if (suggestions.length === 0) return finish();
    record.exhausted = await findRoundStop(deps.budget, run.id, record, 1);
    if (record.exhausted) return finish();
    return planRound(deps.parser, run, record, {
      purpose: 'tests',
      suggestions,
      suites: 'none',
      workflowFile: deps.settings.workflowFile,
    });
  }
  const settled =
    planned.purpose === 'measure'
      ? { repairable: [], caught: [] }
      : settleRound(deps.parser, record, planned, rounds);
  const { caught } = settled;
  const repairable = settleReproduced(record, settled.repairable);

  // Ask
  record.catches.push(...(await assessUnclear(deps, run, record, caught)));
  // What takes the place of a project's own test is not bent until it fits: it proves itself, or is dropped.
  const mendable = repairable.filter(({ suggestion }) => !suggestion.replaces);
  const next = planned.purpose === 'tests' ? await askForMore(deps, run, record, mendable, rounds) : [];
  if (awaitsFixes(record)) {
    const roundStop = await findRoundStop(deps.budget, run.id, record, 1);
    if (roundStop) return planTaskEnding(deps, run, record, rounds, endExhausted(roundStop));
    next.push(...(await proposeFixes(deps, run, record, rounds)));
  }
  const ended = repairable.filter((one) => !next.some((suggestion) => suggestion.id === one.suggestion.id));
  record.dropped.push(...ended.map(giveUp));

  // Decide
  const kept = record.kept.map((one) => one.suggestion);
  if (next.length > 0) {
    record.furtherRounds += 1;
    return planRound(deps.parser, run, record, {
      purpose: 'tests',
      suggestions: [...kept, ...next],
      suites: 'none',
      workflowFile: deps.settings.workflowFile,
    });
  }
  const unchanged = kept.length === planned.suggestions.length;
  if (kept.length === 0 || unchanged) return finish();
  record.exhausted = await findRoundStop(deps.budget, run.id, record, 1);
  if (record.exhausted) {
    if (record.asked) {
      return planTaskEnding(deps, run, record, rounds, endExhausted(record.exhausted));
    }
    offerNothingUnconfirmed(record);
    return finish();
  }
  return planRound(deps.parser, run, record, {
    purpose: 'confirmation',
    suggestions: inOrder(kept),
    suites: 'none',
    workflowFile: deps.settings.workflowFile,
  });
}

/** A task that asks why tests fail, on a head that had to be measured first. */
function awaitsFixes({ asked, failing }: ReviewRecord): boolean {
  return asked?.kind === 'fix' && asked.continues === null && failing === null;
}

/** That a suite which was asked about because it fails does not, unless there is something else to show. */
function findNothingFailing(
  run: Run,
  record: ReviewRecord,
  suites: CiReport['suites'] | null,
): Outcome | null {
  const head = suites?.head;
  if (record.asked?.kind !== 'fix' || record.kept.length > 0) return null;
  return head?.status === 'passed' || head?.status === 'empty'
    ? { code: 'nothing-fails', reason: describeNothingFails(run.headSha, head.counts?.passed ?? 0) }
    : null;
}

/** What CI has not run as it would be offered is not offered: it is named instead. */
function offerNothingUnconfirmed(record: ReviewRecord): void {
  record.skipped.push(
    ...record.kept.map(({ suggestion }) => ({
      what: suggestion.title,
      reason: 'proved its worth, but the budget does not allow the round that runs exactly the kept tests',
    })),
  );
  record.kept = [];
}

/** What could have been repaired and was not is dropped, for the reason it needed repair. */
function giveUp({ suggestion, verdict }: EndedSuggestion): EndedSuggestion {
  return { suggestion, verdict: { ...verdict, decision: 'drop' } };
}

async function suggestFromProbes(
  deps: PlanningDependencies,
  record: ReviewRecord,
  report: CiReport,
  rounds: readonly ReportedRound[],
): Promise<Suggestion[]> {
  const chosen = chooseObserved({
    probes: record.probes,
    results: report.probes,
    targets: record.targets,
    headCoverage: findBaseline(rounds)?.report.suites.head.coverage ?? null,
  });
  record.skipped.push(...chosen.skipped);
  record.edgeCases.push(...chosen.edgeCases);
  const allPaths = await readPaths(deps, report.head);
  const checked = checkProposals({
    proposals: writeTests({ chosen: chosen.observed, targets: record.targets }),
    parser: deps.parser,
    allPaths,
    targets: record.targets,
    existing: [],
    existingTestTexts: new Map(Object.entries(record.existingTests)),
    modules: findTestModules(record),
    rejected: record.rejected,
    nextId: record.nextSuggestionNumber,
    origin: 'built-in',
  });
  record.refusals.push(...checked.refusals);
  record.nextSuggestionNumber += checked.suggestions.length;
  return checked.suggestions;
}

/**
 * One further round: repairs of what is our fault, by rule and then by the model, and the model's tests for changed
 * lines still uncovered.
 */
async function askForMore(
  deps: PlanningDependencies,
  run: Run,
  record: ReviewRecord,
  repairable: EndedSuggestion[],
  rounds: readonly ReportedRound[],
): Promise<Suggestion[]> {
  const limit = deps.settings.maxFurtherRounds;
  const allPaths = repairable.length > 0 ? await readPaths(deps, run.headSha) : [];
  // A round that changes the set needs another one that confirms it.
  const roundStop = await findRoundStop(deps.budget, run.id, record, 2);
  const mended =
    record.furtherRounds < limit
      ? mendByRule(deps.parser, record, repairable.filter(mayBeRepaired), rounds.at(-1)!.report!, allPaths)
      : [];
  if (mended.length > 0 && roundStop) return stop(record, roundStop);
  if (!deps.asking) {
    return mended.length > 0 ? mended : stop(record, 'The built-in engine makes one round of tests.');
  }
  const baseline = findBaseline(rounds);
  const headCoverage = baseline?.report.suites.head.coverage ?? null;
  if (!headCoverage) {
    return mended.length > 0 ? mended : stop(record, "Head's own suite was not measured.");
  }
  const gained = unionCovered(record.kept.map((one) => one.verdict.gains));
  // A task is about what it was asked for, not about lines that the review before it has left.
  const uncovered = record.asked ? [] : findUncovered(record.changed, headCoverage, gained);
  if (repairable.length === 0 && record.asked) return stop(record, 'Nothing is left to repair.');
  if (repairable.length === 0 && uncovered.length === 0) {
    return stop(record, 'Nothing is left to repair and every changed line and branch is reached.');
  }
  if (record.furtherRounds >= limit) {
    const gain = describeLastGain(findLastGain(record));
    return stop(record, `The limit of ${limit} further rounds is reached.${gain}`);
  }
  if (repairable.length === 0 && findLastGain(record)?.kept === 0) {
    return stop(record, 'The last round reached nothing new and killed no further mutant.');
  }
  if (roundStop) return stop(record, roundStop);
  const paths = allPaths.length > 0 ? allPaths : await readPaths(deps, run.headSha);
  const left = repairable.filter(({ suggestion }) => !mended.some(({ id }) => id === suggestion.id));
  record.stopped = null;
  const repaired = [...mended, ...(await proposeRepairs(deps, run, record, left, paths, mended))];
  const bias = describeHappyPathBias(
    measureChangedLines(record.changed, baseline?.statements ?? {}, headCoverage, gained),
  );
  const added = await proposeCoveringTests(deps, run, record, uncovered, paths, repaired, bias);
  const next = [...repaired, ...added];
  // Questions that the budget did not allow have said why.
  return next.length > 0
    ? next
    : stop(record, record.stopped ?? 'The model proposed nothing that could be used.');
}

function stop(record: ReviewRecord, reason: string): Suggestion[] {
  record.stopped = reason;
  return [];
}

async function readPaths(deps: PlanningDependencies, sha: string): Promise<string[]> {
  return (await deps.reader.getTree(sha)).entries.map((entry) => entry.path);
}

function inOrder(suggestions: Suggestion[]): Suggestion[] {
  return [...suggestions].sort((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)));
}
