import type { AcceptanceRecord } from '../core/acceptance/acceptance-record.ts';
import { findUnconfirmed } from '../core/acceptance/find-unconfirmed.ts';
import type { Authority } from '../core/commands/decide-authority.ts';
import { renderAcceptanceMessage } from '../core/names/acceptance-message.ts';
import { renderCommitMessage } from '../core/names/commit-message.ts';
import { companionBranch } from '../core/names/companion-branch.ts';
import { buildPlan, type Plan } from '../core/plan/plan.ts';
import type { PythonParser } from '../core/python/parser.ts';
import { prose } from '../core/report/markdown.ts';
import { findObstacle, renderTestFiles } from '../core/suggestions/render-test-file.ts';
import type { Acceptance } from '../edges/database/decision-types.ts';
import type { Round, Run } from '../edges/database/types.ts';
import type { Outcome } from '../outcome.ts';

/** The next step of an acceptance. */
export interface AcceptanceStep {
  plan: Plan;
  record: AcceptanceRecord;
}

export interface AcceptanceDependencies {
  /** The summary comment of the review with these acceptances added; null when the review is no longer remembered. */
  renderSummary: (reviewRunId: string, added: readonly Acceptance[]) => Promise<string | null>;
  /** Whether this person may write at this moment. */
  decideWriting: (by: AcceptanceRecord['by']) => Promise<Authority>;
  parser: PythonParser;
  workflowFile: string;
}

/**
 * The story of accepted suggestions. The tree that CI tested is the tree that lands:
 *
 *   the whole confirmed set ───────────────────────────────────► land ──► tell
 *   a part of it ──► companion commit ──► CI runs exactly it ──► land ──► tell
 *
 * Nothing but a fast-forward ever happens to people's branch; whatever stands in its way ends the run with a reason. That may
 * be the person's own right to write: CI takes its time, and it counts when the tests land.
 */
export async function planAcceptance(
  deps: AcceptanceDependencies,
  run: Run,
  rounds: readonly Round[],
): Promise<AcceptanceStep> {
  const record = run.record as AcceptanceRecord;
  const latest = rounds.at(-1);
  if (record.landedRound !== null) {
    const landed = rounds.find(({ round }) => round === record.landedRound);
    if (landed) return planTelling(deps, run, record, landed.commitSha);
  }
  if (record.confirmedTreeSha !== null) return planLanding(deps, run, record, record.confirmedTreeSha);
  if (!latest?.result) return planPart(deps, run, record);
  if (latest.result.kind === 'none') return planAcceptanceStop(deps, run, latest.result.outcome);
  const unconfirmed = findUnconfirmed(record.suggestions, latest.result.report);
  if (unconfirmed !== null) {
    return planAcceptanceStop(deps, run, { code: 'acceptance-not-confirmed', reason: unconfirmed });
  }
  return planLanding(deps, run, { ...record, confirmedTreeSha: latest.treeSha }, latest.treeSha);
}

/** The end of an acceptance that does not land: the thread is told why, and the boxes can be ticked again. */
export async function planAcceptanceStop(
  { renderSummary }: Pick<AcceptanceDependencies, 'renderSummary'>,
  run: Run,
  outcome: Outcome,
): Promise<AcceptanceStep> {
  const record = run.record as AcceptanceRecord;
  const told =
    record.commentId === null
      ? {}
      : ({
          reply: {
            toCommentId: record.commentId,
            body: `Not accepted: ${prose(outcome.reason, 1000)}`,
          },
          reaction: { commentId: record.commentId, content: 'confused' },
        } as const);
  const body = await renderSummary(record.reviewRunId, []);
  return {
    plan: buildPlan(
      { state: 'ended', outcome },
      {
        ...told,
        comment: body === null ? null : { body },
        deleteBranch: run.round > 0 ? companionBranch(run.pullNumber) : null,
      },
    ),
    record,
  };
}

async function planPart(
  deps: AcceptanceDependencies,
  run: Run,
  record: AcceptanceRecord,
): Promise<AcceptanceStep> {
  const { parser, workflowFile } = deps;
  const modules = { texts: new Map(Object.entries(record.texts)), lineLength: record.lineLength };
  const obstacle = findObstacle(parser, record.suggestions, modules);
  if (obstacle !== null)
    return planAcceptanceStop(deps, run, { code: 'acceptance-not-confirmed', reason: obstacle });
  const round = run.round + 1;
  const count = `${record.suggestions.length} accepted suggestion${record.suggestions.length === 1 ? '' : 's'}`;
  const plan = buildPlan(
    { state: 'waiting-for-ci' },
    {
      commit: {
        branch: companionBranch(run.pullNumber),
        parentSha: run.headSha,
        runId: run.id,
        round,
        files: renderTestFiles(parser, record.suggestions, modules),
        message: renderCommitMessage(`Testwright: run ${count} before they land`, {
          runId: run.id,
          round,
          baseSha: record.baseSha,
          kind: 'tests',
          suites: 'none',
          evidence: 'confirm',
        }),
      },
      dispatch: { workflowFile },
    },
  );
  return { plan, record };
}

async function planLanding(
  deps: AcceptanceDependencies,
  run: Run,
  record: AcceptanceRecord,
  treeSha: string,
): Promise<AcceptanceStep> {
  const authority = await deps.decideWriting(record.by);
  if (!authority.allowed) {
    return planAcceptanceStop(deps, run, { code: 'acceptance-not-permitted', reason: authority.reason });
  }
  const round = run.round + 1;
  const suggestionIds = record.suggestions.map(({ id }) => id);
  const message = renderAcceptanceMessage({ runId: run.id, by: record.by, suggestionIds });
  return {
    plan: buildPlan(
      { state: 'planning' },
      { land: { branch: record.branch, parentSha: run.headSha, treeSha, message, runId: run.id, round } },
    ),
    record: { ...record, landedRound: round },
  };
}

async function planTelling(
  deps: AcceptanceDependencies,
  run: Run,
  record: AcceptanceRecord,
  commitSha: string,
): Promise<AcceptanceStep> {
  const suggestionIds = record.suggestions.map(({ id }) => id);
  const { reviewRunId, by } = record;
  const body = await deps.renderSummary(
    reviewRunId,
    suggestionIds.map((suggestionId) => ({ suggestionId, commitSha, by })),
  );
  const plan = buildPlan(
    {
      state: 'ended',
      outcome: {
        code: 'suggestions-accepted',
        reason: `${suggestionIds.join(', ')} accepted by ${record.by.login} in ${commitSha}.`,
      },
    },
    {
      accepted: { reviewRunId, suggestionIds, commitSha, by },
      comment: body === null ? null : { body, choice: 'edit' },
      reaction: record.commentId === null ? null : { commentId: record.commentId, content: '+1' },
      deleteBranch: companionBranch(run.pullNumber),
    },
  );
  return { plan, record };
}
