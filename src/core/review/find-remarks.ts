import { findUncovered, type Uncovered } from '../evidence/changed-lines.ts';
import { unionCovered } from '../evidence/coverage-sets.ts';
import { chooseRemarks, type Remarks, type Told } from '../review-comments/choose-remarks.ts';
import { findOpinions } from '../review-comments/find-opinions.ts';
import { findUnreached } from '../review-comments/find-unreached.ts';
import { NOT_REACHED, OPINION } from '../review-comments/finding.ts';
import { findBaseline, type ReportedRound } from './measurements.ts';
import type { ReviewRecord } from './review-record.ts';

/** Comments that stand open at a time where the repository does not say. */
export const DEFAULT_MAX_REMARKS = 5;

/** What this review says at lines of the diff and what in the summary, from all that it knows at its end. */
export function findRemarks(record: ReviewRecord, rounds: readonly ReportedRound[]): Remarks {
  const plain = findUnreached(measureUncovered(record, rounds) ?? [], record.places);
  const left = findUnreached(findStillUncovered(record, rounds) ?? [], record.places);
  const isLeft = new Set(left.map(({ fingerprint }) => fingerprint));
  // What a kept test reaches in part is told with what is left.
  const unreached = plain.map(
    (one) => left.find(({ fingerprint }) => fingerprint === one.fingerprint) ?? one,
  );
  return chooseRemarks({
    findings: [
      ...(record.testFindings ?? []),
      ...unreached,
      ...findOpinions(record.weaknesses, record.places),
    ],
    answered: new Set(unreached.map(({ fingerprint }) => fingerprint).filter((one) => !isLeft.has(one))),
    told: record.told,
    max: record.configuration.configuration.reviewComments?.max ?? DEFAULT_MAX_REMARKS,
    judged: (told) => wasJudged(told, record, rounds),
  });
}

/** Changed lines and branches that neither head's own suite nor a kept test reaches; null when nothing was measured. */
export function findStillUncovered(
  record: ReviewRecord,
  rounds: readonly ReportedRound[],
): Uncovered[] | null {
  return measureUncovered(record, rounds, unionCovered(record.kept.map(({ verdict }) => verdict.gains)));
}

function measureUncovered(
  record: ReviewRecord,
  rounds: readonly ReportedRound[],
  covered: Parameters<typeof findUncovered>[2] = {},
): Uncovered[] | null {
  const head = findBaseline(rounds)?.report.suites.head;
  const coverage = head && head.status !== 'empty' ? head.coverage : null;
  return coverage
    ? findUncovered(record.changed, coverage, covered)
    : (record.ownCi.coverage?.uncovered ?? null);
}

/** What was not looked at may still be there. A model may simply not have said again what it said before. */
function wasJudged({ rule, path }: Told, record: ReviewRecord, rounds: readonly ReportedRound[]): boolean {
  if (rule === OPINION) return false;
  if (rule === NOT_REACHED) return measureUncovered(record, rounds) !== null;
  return record.testFindings !== null && !record.skipped.some(({ what }) => what === path);
}
