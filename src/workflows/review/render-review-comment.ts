import { redactSummary } from '../../core/report/redact-summary.ts';
import { renderSummaryComment } from '../../core/report/summary-comment.ts';
import type { Acceptance } from '../../edges/database/decision-types.ts';
import type { WorkflowDependencies } from '../advance-run.ts';
import { readRecord, toReportedRound } from '../review-pull-request.ts';
import { findRejected } from './find-rejected.ts';
import { summarizeReview } from './plan-parts.ts';

/**
 * The summary comment of a review that has ended, as it is after what maintainers have decided since: the comment is a view of
 * the record, never the other way round. Null when the review is no longer remembered.
 */
export async function renderReviewComment(
  deps: Pick<WorkflowDependencies, 'store' | 'decisions' | 'planning'>,
  reviewRunId: string,
  added: readonly Acceptance[] = [],
): Promise<string | null> {
  const run = await deps.store.findRun(reviewRunId);
  if (!run || run.record === null || run.outcome === null) return null;
  const rounds = (await deps.store.listRounds(run.id)).map(toReportedRound);
  const known = await deps.decisions.listAcceptances(run.id);
  const fresh = added.filter((one) => !known.some(({ suggestionId }) => suggestionId === one.suggestionId));
  const record = readRecord(run);
  const rejectedIds = findRejected(deps, record, await deps.decisions.listRejections(run.repository.id));
  const summary = {
    ...summarizeReview(run, record, rounds, run.outcome),
    accepted: [...known, ...fresh],
    rejectedIds: [...rejectedIds],
  };
  return renderSummaryComment(await redactSummary(deps.planning.redactor, summary));
}
