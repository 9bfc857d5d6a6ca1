import type { Outcome } from '../../outcome.ts';
import type { ReviewRecord } from '../review/review-record.ts';

/**
 * How a review ends that could execute nothing, because our workflow is missing: with what reading and the repository's
 * own CI gave, or with nothing but the remedy.
 * @param why one or two sentences: what is missing and what to add
 */
export function chooseUnexecutedOutcome(record: ReviewRecord, why: string): Outcome {
  const count = record.notRun.length;
  const isMeasured = record.ownCi.coverage?.head.kind === 'measured';
  if (count === 0 && !isMeasured) return { code: 'workflow-missing-on-head', reason: why };
  const given = [
    count > 0 ? `${count} suggested test${count === 1 ? ' comes' : 's come'} from reading the change` : '',
    isMeasured ? 'coverage comes from LCOV of this repository’s own CI' : '',
  ].filter(Boolean);
  return {
    code: 'suggestions-not-executed',
    reason: `Nothing was executed; ${given.join(', and ')}. ${why}`,
  };
}
