import { checkExternalId } from '../core/names/check-name.ts';
import { summaryMarker } from '../core/names/comment-marker.ts';
import { reproductionMarker } from '../core/names/reproduction-marker.ts';
import type { Plan, PlannedCommit, PlannedLanding, PlannedReview } from '../core/plan/plan.ts';
import type { ReviewRecord } from '../core/review/review-record.ts';
import type { DecisionStore } from '../edges/database/decision-types.ts';
import type { ReproductionStore } from '../edges/database/reproduction-types.ts';
import type { Run, RunStore } from '../edges/database/types.ts';
import type { GitHubWriter, LandingResult } from '../edges/github/types.ts';
import { GitHubRefusal } from '../errors.ts';
import type { Outcome } from '../outcome.ts';

/** What became of a plan: written, or stopped because GitHub's state forbids it. */
export type Applied = { kind: 'done' } | { kind: 'stopped'; outcome: Outcome };

type ApplyStore = Pick<RunStore, 'saveRound' | 'saveWorkflowRun' | 'findRound'> &
  Pick<DecisionStore, 'saveAcceptances' | 'saveTold'> &
  Pick<ReproductionStore, 'saveReproduction'>;

/** Obeys the stored plan. Every write is an `ensure`, so applying twice ends in the same state. */
export async function applyPlan(
  writer: GitHubWriter,
  store: ApplyStore,
  run: Run,
  plan: Plan,
): Promise<Applied> {
  if (plan.commit) {
    const committed = await commit(writer, run, plan.commit);
    if (committed.kind === 'refused') {
      return stopped(
        'fork-not-runnable',
        `The commit is approved, but GitHub does not let Testwright put it on a branch of this repository (${committed.code}). A maintainer can push it to a branch and open a pull request from there.`,
      );
    }
    if (committed.kind === 'branch-moved') {
      return stopped(
        'branch-moved',
        `Someone else has written to ${plan.commit.branch}. Delete that branch and start again.`,
      );
    }
    const { commitSha, treeSha } = committed;
    await store.saveRound({ runId: run.id, round: plan.commit.round, commitSha, treeSha });
    if (plan.dispatch) {
      const { workflowFile } = plan.dispatch;
      const dispatched = await writer.ensureDispatched({
        branch: plan.commit.branch,
        workflowFile,
        commitSha,
      });
      if (dispatched.kind === 'workflow-missing') {
        return stopped(
          'workflow-missing-on-head',
          `GitHub could not start ${workflowFile}: it must be on the default branch, on this branch, and have \`workflow_dispatch\`.`,
        );
      }
      if (dispatched.workflowRunId) {
        await store.saveWorkflowRun(run.id, plan.commit.round, dispatched.workflowRunId, 1);
      }
    }
  }
  if (plan.land) {
    const landed = await writer.ensureLanded(plan.land);
    if (landed.kind !== 'landed') return describeNotLanded(plan.land, landed);
    const { round, treeSha } = plan.land;
    await store.saveRound({ runId: run.id, round, commitSha: landed.commitSha, treeSha });
  }
  if (plan.accepted) await store.saveAcceptances({ runId: run.id, ...plan.accepted });
  if (plan.reproduced) {
    const round = await store.findRound(run.id, run.round);
    if (!round) throw new Error(`run ${run.id} has a failing test and no round`);
    await store.saveReproduction(run.id, { ...plan.reproduced, commitSha: round.commitSha });
  }
  if (plan.deleteBranch) await writer.ensureBranchAbsent(plan.deleteBranch);
  if (plan.restoreBranch) await writer.ensureCompanionAt(plan.restoreBranch);
  const without = plan.review ? await applyReview(writer, store, run, plan.review) : null;
  if (plan.comment) {
    const body = without ?? plan.comment.body;
    const marker = run.workflow === 'reproduce-issue' ? reproductionMarker : summaryMarker;
    await writer.ensureSummaryComment(run.pullNumber, marker(run.pullNumber), body, plan.comment.choice);
  }
  if (plan.labels) await writer.ensureLabels(run.pullNumber, plan.labels);
  if (plan.check) await writer.ensureCheckRun(plan.check, checkExternalId(run.pullNumber));
  if (plan.reply) await writer.ensureReply(run.pullNumber, plan.reply);
  if (plan.reaction) await writer.ensureReaction(plan.reaction);
  return { kind: 'done' };
}

/** Makes the review and remembers what was told. Returns the summary comment that has it instead, where GitHub refused. */
async function applyReview(
  writer: GitHubWriter,
  store: ApplyStore,
  run: Run,
  review: PlannedReview,
): Promise<string | null> {
  const { kind } = await writer.ensureReview(run.pullNumber, review);
  const state = kind === 'done' ? 'open' : 'listed';
  const told = review.comments.map(
    ({ fingerprint, rule, path }) => ({ fingerprint, rule, path, state }) as const,
  );
  const gone = review.gone.map((one) => ({ ...one, state: 'fixed' }) as const);
  await store.saveTold(run.repository.id, run.pullNumber, [...told, ...gone]);
  return kind === 'done' ? null : review.summaryWithout;
}

/**
 * That commits of forks may be built upon is GitHub's practice (they are readable as `refs/pull/<n>/head`) and promised
 * nowhere, and workflow files that no branch has are refused. A refusal is then no sign that our access is lost.
 */
async function commit(
  writer: GitHubWriter,
  run: Run,
  planned: PlannedCommit,
): Promise<Awaited<ReturnType<GitHubWriter['ensureCompanionCommit']>> | { kind: 'refused'; code: string }> {
  try {
    return await writer.ensureCompanionCommit(planned);
  } catch (error) {
    const isOfFork = (run.record as Partial<ReviewRecord> | null)?.fork ?? null;
    if (!(error instanceof GitHubRefusal) || isOfFork === null) throw error;
    return { kind: 'refused', code: error.code };
  }
}

function describeNotLanded(
  { branch }: PlannedLanding,
  { kind }: Exclude<LandingResult, { kind: 'landed' }>,
): Applied {
  switch (kind) {
    case 'head-moved':
      return stopped(
        'head-moved',
        `The branch ${branch} has moved since the tests were run, so nothing was written. Look again when its new commit was reviewed.`,
      );
    case 'not-allowed':
      return stopped(
        'branch-not-writable',
        `GitHub does not let Testwright write to ${branch}; it may be protected, or the repository archived. Take the tests from the companion branch with git.`,
      );
    case 'tree-gone':
      return stopped(
        'accepted-tree-gone',
        'What CI ran is no longer in the repository: its companion branch was deleted. Ask for a new review with `/testwright review`.',
      );
  }
}

function stopped(code: Outcome['code'], reason: string): Applied {
  return { kind: 'stopped', outcome: { code, reason } };
}
