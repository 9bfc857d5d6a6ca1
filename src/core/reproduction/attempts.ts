import type { Failure } from '../evidence/ci-report.ts';
import { failureSignature } from '../evidence/failure-signature.ts';
import type { PlannedReproduction } from '../suggestions/parse-reply.ts';
import type { Suggestion } from '../suggestions/suggestion.ts';
import { describeTest, describeTraceback } from './describe-for-model.ts';
import type {
  ReproductionAttempt,
  ReproductionCandidate,
  ReproductionRecord,
} from './reproduction-record.ts';

/** The first try and five more: those give 89 % of what ten would, at 60 % of the cost (AssertFlip, ICSE 2026). */
export const MAX_ATTEMPTS = 6;
/** Questions for passing tests in one attempt: the first, and one for each failure until it is clear that none helps. */
export const MAX_WRITES = 4;
export const MAX_FLIPS = 3;
/** Candidates of one question. */
export const MAX_CANDIDATES = 3;
/** Commits of one run, whatever its attempts still want. */
export const MAX_ROUNDS = 20;
/** So many answers in a row that fail alike end an attempt: what did not help twice does not help. */
const MAX_ALIKE = 3;

export function createAttempt(
  record: ReproductionRecord,
  plan: PlannedReproduction | null,
): ReproductionAttempt {
  return {
    number: record.attempts.length + 1,
    plan,
    writes: 0,
    flips: 0,
    candidates: [],
    failures: [],
    ended: null,
  };
}

export function createCandidate(passing: Suggestion): ReproductionCandidate {
  return {
    passing,
    flipped: null,
    passes: 0,
    passRound: null,
    failRound: null,
    coverage: [],
    failure: null,
    how: '',
    validation: null,
    problem: null,
  };
}

/**
 * Remembers what was wrong with a version, for the model and for people; the same in three answers one after another ends the
 * attempt. Candidates of one answer count once, since none of them has seen the others' traceback.
 */
export function noteFailure(
  attempt: ReproductionAttempt,
  of: {
    what: string;
    test: Pick<Suggestion, 'imports' | 'code'>;
    code: string;
    reason: string;
    failure: Failure | null;
  },
): void {
  const answer = attempt.writes + attempt.flips;
  attempt.failures.push({
    answer,
    signature: of.failure ? `${of.code}|${failureSignature(of.failure)}` : `${of.code}|${of.reason}`,
    what: of.what,
    test: describeTest(of.test),
    reason: of.reason,
    traceback: describeTraceback(of.failure),
  });
  const { signature } = attempt.failures.at(-1)!;
  const alike = Array.from({ length: MAX_ALIKE }, (_, back) =>
    attempt.failures.some((one) => one.answer === answer - back && one.signature === signature),
  );
  if (alike.every(Boolean)) {
    attempt.ended = `Three versions failed alike, so no further one was tried: ${of.reason}`;
  }
}
