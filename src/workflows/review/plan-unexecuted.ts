import { chooseUnexecutedOutcome } from '../../core/own-ci/choose-unexecuted-outcome.ts';
import { buildOfferPatch } from '../../core/review/build-offer-patch.ts';
import type { ReportedRound } from '../../core/review/measurements.ts';
import type { ReviewRecord } from '../../core/review/review-record.ts';
import type { Run } from '../../edges/database/types.ts';
import type { PlanningDependencies } from './dependencies.ts';
import { gatherOwnCi } from './gather-own-ci.ts';
import { type Planned, planEnding } from './plan-parts.ts';

/**
 * The end of a review for which our workflow is missing: suggestions as drafts that were not executed, and coverage as
 * far as the repository's own CI has told it by now. What it tells later is added by refresh-own-ci.ts.
 * @param why what is missing and what to add
 */
export async function planUnexecuted(
  deps: Pick<PlanningDependencies, 'reader' | 'redactor' | 'parser'> & {
    settings: Pick<PlanningDependencies['settings'], 'workflowFile'>;
  },
  run: Run,
  before: ReviewRecord,
  rounds: readonly ReportedRound[],
  why: string,
): Promise<Planned> {
  const record: ReviewRecord = {
    ...before,
    patch: buildOfferPatch(deps.parser, before),
    notExecutedBecause: why,
    ownCi: await gatherOwnCi(deps, run.headSha, before, { coverage: true }),
  };
  return planEnding(deps.redactor, run, record, rounds, chooseUnexecutedOutcome(record, why));
}
