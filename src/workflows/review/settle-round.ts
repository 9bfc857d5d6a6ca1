import { carryEvidence, type MeasuredRound } from '../../core/evidence/carry-evidence.ts';
import { diagnoseVerdicts } from '../../core/evidence/diagnose-verdicts.ts';
import { judgeSuggestions } from '../../core/evidence/judge.ts';
import { buildProjectNames } from '../../core/evidence/project-names.ts';
import { failsAlike } from '../../core/evidence/repeated-failure.ts';
import type { Verdict } from '../../core/evidence/verdict.ts';
import type { PythonParser } from '../../core/python/parser.ts';
import { judgeRound } from '../../core/review/judge-round.ts';
import { findBaseline, type ReportedRound } from '../../core/review/measurements.ts';
import type {
  CaughtSuggestion,
  EndedSuggestion,
  PlannedRound,
  ReviewRecord,
} from '../../core/review/review-record.ts';

/** Of the set that just ran, what the record does not keep by itself. */
export interface SettledRound {
  /** At fault themselves, each with its diagnosis. */
  repairable: EndedSuggestion[];
  /** Possible bugs, assessed by rule. */
  caught: CaughtSuggestion[];
}

/** Judges and diagnoses the set that just ran: replaces what was kept, adds what was dropped. */
export function settleRound(
  parser: PythonParser,
  record: ReviewRecord,
  planned: PlannedRound,
  rounds: readonly ReportedRound[],
): SettledRound {
  const measured: MeasuredRound[] = record.rounds.flatMap(({ round, suggestions }) => {
    const report = rounds.find((one) => one.round === round)?.report;
    return report && suggestions.length > 0 ? [{ suggestions, report }] : [];
  });
  const measuredBy = {
    report: carryEvidence(measured),
    headCoverage: findBaseline(rounds)?.report.suites.head.coverage ?? null,
    changedPaths: new Set(record.changed.filter((file) => !file.isTest).map((file) => file.path)),
    standing: new Set(record.asked?.standing),
  };
  const { ended, caught } = judgeRound(parser, record, planned.suggestions, (suggestions) =>
    judgeSuggestions({ suggestions, ...measuredBy }),
  );
  const diagnosed = diagnoseVerdicts(
    ended.map(({ verdict }) => verdict),
    {
      suggestions: planned.suggestions,
      report: rounds.at(-1)!.report!,
      project: buildProjectNames(record),
    },
  );
  const settled = diagnosed.map((verdict, index) => ({
    suggestion: ended[index]!.suggestion,
    verdict:
      verdict.decision === 'repair' && failsAlike(verdict.suggestionId, measured)
        ? giveUpOnRepeats(verdict)
        : verdict,
  }));
  const of = (decision: Verdict['decision']): EndedSuggestion[] =>
    settled.filter((one) => one.verdict.decision === decision);
  record.kept = of('keep');
  record.dropped.push(...of('drop'));
  return { repairable: of('repair'), caught };
}

function giveUpOnRepeats(verdict: Verdict): Verdict {
  return {
    ...verdict,
    decision: 'drop',
    code: 'same-failure-three-times',
    reason: `Three versions failed alike, so no further one is tried. ${verdict.reason}`,
  };
}
