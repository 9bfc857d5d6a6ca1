import type { Statements } from '../evidence/changed-lines.ts';
import type { CiReport } from '../evidence/ci-report.ts';

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
