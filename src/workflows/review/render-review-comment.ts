import { redactSummary } from '../../core/report/redact-summary.ts';
import { renderSummaryComment } from '../../core/report/summary-comment.ts';
import { buildOfferPatch } from '../../core/review/build-offer-patch.ts';
import type { ReviewRecord } from '../../core/review/review-record.ts';
import type { Acceptance } from '../../edges/database/decision-types.ts';
import type { Outcome } from '../../outcome.ts';
import type { WorkflowDependencies } from '../advance-run.ts';
import { readRecord, toReportedRound } from '../review-pull-request.ts';
import { findRejected } from './find-rejected.ts';
import { listRoundsOf } from './list-rounds.ts';
import { summarizeReview } from './plan-parts.ts';

/**
 * The summary comment of a review that has ended, as it is after what maintainers have decided since: the comment is a view of
 * the record, never the other way round. `changes` are what is to replace the stored record and outcome, `added` are
 * acceptances that are not stored yet. Null when the review is no longer remembered.
 */
export async function renderReviewComment(
  deps: Pick<WorkflowDependencies, 'store' | 'decisions' | 'planning'>,
  reviewRunId: string,
  changes: { record?: ReviewRecord; outcome?: Outcome; added?: readonly Acceptance[] } = {},
): Promise<string | null> {
  const run = await deps.store.findRun(reviewRunId);
  const outcome = changes.outcome ?? run?.outcome;
  if (!run || run.record === null || !outcome) return null;
  const rounds = (await listRoundsOf(deps.store, run)).map(toReportedRound);
  const known = await deps.decisions.listAcceptances(run.id);
  const isKnown = ({ suggestionId }: Acceptance): boolean =>
    known.some((one) => one.suggestionId === suggestionId);
  const told = await deps.decisions.listTold(run.repository.id, run.pullNumber);
  const record = { ...(changes.record ?? readRecord(run)), told };
  const rejected = findRejected(deps, record, await deps.decisions.listRejections(run.repository.id));
  const summary = {
    ...summarizeReview(run, record, rounds, outcome),
    accepted: [...known, ...(changes.added ?? []).filter((one) => !isKnown(one))],
    rejectedIds: [...rejected],
    patch:
      record.fork !== null && rejected.size > 0
        ? buildOfferPatch(deps.planning.parser, record, rejected)
        : record.patch,
  };
  return renderSummaryComment(await redactSummary(deps.planning.redactor, summary));
}
