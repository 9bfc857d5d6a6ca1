import { carryEvidence } from '../evidence/carry-evidence.ts';
import type { Statements } from '../evidence/changed-lines.ts';
import type { CiReport, Mutation } from '../evidence/ci-report.ts';
import type { ReviewRecord } from './review-record.ts';

/** A round that CI has reported on. */
export interface ReportedRound {
  round: number;
  commitSha: string;
  workflowRunId: number | null;
  report: CiReport | null;
  /** Statements of the changed files at head; empty when the round did not measure head. */
  statements: Statements;
}

/** Base's and head's own suites: measured once per run, in the first round whose commit asked for them. */
export function findBaseline(
  rounds: readonly ReportedRound[],
): (ReportedRound & { report: CiReport }) | null {
  for (const round of rounds) {
    if (round.report && round.report.suites.head.status !== 'not-asked')
      return { ...round, report: round.report };
  }
  return null;
}

/** The mutants of all rounds; null when nothing was mutated. */
export function findMutation(record: ReviewRecord, rounds: readonly ReportedRound[]): Mutation | null {
  const measured = record.rounds.flatMap(({ round, suggestions }) => {
    const report = rounds.find((one) => one.round === round)?.report;
    return report && suggestions.length > 0 ? [{ suggestions, report }] : [];
  });
  return measured.length > 0 ? carryEvidence(measured).mutation : null;
}
