import { chooseObserved } from '../../core/builtin/choose-observed.ts';
import { writeTests } from '../../core/builtin/write-tests.ts';
import { carryEvidence } from '../../core/evidence/carry-evidence.ts';
import { findUncovered } from '../../core/evidence/changed-lines.ts';
import type { CiReport } from '../../core/evidence/ci-report.ts';
import { unionCovered } from '../../core/evidence/coverage-sets.ts';
import { judgeSuggestions } from '../../core/evidence/judge.ts';
import { chooseOutcome } from '../../core/review/choose-outcome.ts';
import { judgeRound } from '../../core/review/judge-round.ts';
import { findBaseline, type ReportedRound } from '../../core/review/measurements.ts';
import type {
  CaughtSuggestion,
  EndedSuggestion,
  PlannedRound,
  ReviewRecord,
} from '../../core/review/review-record.ts';
import { checkProposals } from '../../core/suggestions/check-proposals.ts';
import type { Suggestion } from '../../core/suggestions/suggestion.ts';
import type { Run } from '../../edges/database/types.ts';
import { assessUnclear } from './assess-unclear.ts';
import type { PlanningDependencies } from './dependencies.ts';
import { proposeCoveringTests, proposeRepairs } from './further-rounds.ts';
import { type Planned, planEnding, planRound } from './plan-parts.ts';

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
  const baseline = findBaseline(rounds);
  const suites = baseline?.report.suites ?? null;
  const finish = (): Promise<Planned> =>
    planEnding(deps.redactor, run, record, rounds, chooseOutcome(record, suites));

  if (planned.purpose === 'measure') return finish();
  if (planned.purpose === 'probe') {
    const suggestions = await suggestFromProbes(deps, record, report, rounds);
    if (suggestions.length === 0) return finish();
    return planRound(run, record, {
      purpose: 'tests',
      suggestions,
      suites: 'none',
      workflowFile: deps.settings.workflowFile,
    });
  }
  const { repairable, caught } = settleRound(deps, record, planned, rounds);

  // Ask
  record.catches.push(...(await assessUnclear(deps, run, record, caught)));
  const next = planned.purpose === 'tests' ? await askForMore(deps, run, record, repairable, rounds) : [];
  const ended = repairable.filter((one) => !next.some((suggestion) => suggestion.id === one.suggestion.id));
  record.dropped.push(...ended.map(giveUp));

  // Decide
  const kept = record.kept.map((one) => one.suggestion);
  if (next.length > 0) {
    record.furtherRounds += 1;
    return planRound(run, record, {
      purpose: 'tests',
      suggestions: [...kept, ...next],
      suites: 'none',
      workflowFile: deps.settings.workflowFile,
    });
  }
  const unchanged = kept.length === planned.suggestions.length;
  if (kept.length === 0 || unchanged) return finish();
  return planRound(run, record, {
    purpose: 'confirmation',
    suggestions: inOrder(kept),
    suites: 'none',
    workflowFile: deps.settings.workflowFile,
  });
}

/** What could have been repaired and was not is dropped, for the reason it needed repair. */
function giveUp({ suggestion, verdict }: EndedSuggestion): EndedSuggestion {
  return { suggestion, verdict: { ...verdict, decision: 'drop' } };
}

/** Judges the set that just ran: replaces what was kept, adds what ended, returns what may be repaired or is a bug. */
function settleRound(
  deps: PlanningDependencies,
  record: ReviewRecord,
  planned: PlannedRound,
  rounds: readonly ReportedRound[],
): { repairable: EndedSuggestion[]; caught: CaughtSuggestion[] } {
  const measured = record.rounds.flatMap(({ round, suggestions }) => {
    const report = rounds.find((one) => one.round === round)?.report;
    return report && suggestions.length > 0 ? [{ suggestions, report }] : [];
  });
  const measuredBy = {
    report: carryEvidence(measured),
    headCoverage: findBaseline(rounds)?.report.suites.head.coverage ?? null,
    changedPaths: new Set(record.changed.filter((file) => !file.isTest).map((file) => file.path)),
  };
  const { ended, caught } = judgeRound(deps.parser, record, planned.suggestions, (suggestions) =>
    judgeSuggestions({ suggestions, ...measuredBy }),
  );
  const of = (decision: string): EndedSuggestion[] =>
    ended.filter((one) => one.verdict.decision === decision);
  record.kept = of('keep');
  record.dropped.push(...of('drop'));
  return { repairable: of('repair'), caught };
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
    nextId: record.nextSuggestionNumber,
    origin: 'built-in',
  });
  record.refusals.push(...checked.refusals);
  record.nextSuggestionNumber += checked.suggestions.length;
  return checked.suggestions;
}

/** One further round by the model: repairs of what is our fault, and tests for changed lines still uncovered. */
async function askForMore(
  deps: PlanningDependencies,
  run: Run,
  record: ReviewRecord,
  repairable: EndedSuggestion[],
  rounds: readonly ReportedRound[],
): Promise<Suggestion[]> {
  const baseline = findBaseline(rounds);
  const headCoverage = baseline?.report.suites.head.coverage ?? null;
  if (!deps.asking) return stop(record, 'The built-in engine makes one round of tests.');
  if (!headCoverage) return stop(record, "Head's own suite was not measured.");
  const gained = unionCovered(record.kept.map((one) => one.verdict.gains));
  const uncovered = findUncovered(record.changed, headCoverage, gained);
  if (repairable.length === 0 && uncovered.length === 0) {
    return stop(record, 'Nothing is left to repair and every changed line and branch is reached.');
  }
  if (record.furtherRounds >= deps.settings.maxFurtherRounds) {
    return stop(record, `The limit of ${deps.settings.maxFurtherRounds} further rounds is reached.`);
  }
  const earlier = record.rounds.filter((round) => round.purpose === 'tests').length;
  if (earlier > 1 && repairable.length === 0 && !gainedInLastRound(record)) {
    return stop(record, 'The last round reached nothing new.');
  }
  const allPaths = await readPaths(deps, run.headSha);
  const repaired = await proposeRepairs(deps, run, record, repairable, allPaths);
  const added = await proposeCoveringTests(deps, run, record, uncovered, allPaths, repaired);
  const next = [...repaired, ...added];
  return next.length > 0 ? next : stop(record, 'The model proposed nothing that could be used.');
}

function gainedInLastRound(record: ReviewRecord): boolean {
  const [previous, last] = record.rounds.filter((round) => round.purpose === 'tests').slice(-2);
  if (!previous || !last) return true;
  const before = new Set(previous.suggestions.map((suggestion) => suggestion.id));
  return record.kept.some((one) => !before.has(one.suggestion.id) || one.suggestion.repairs > 0);
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
