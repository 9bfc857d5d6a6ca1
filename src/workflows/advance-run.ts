import type { Logger } from 'pino';
import { decideAuthority } from '../core/commands/decide-authority.ts';
import type { Plan } from '../core/plan/plan.ts';
import { buildFinishedCheck } from '../core/report/check-run.ts';
import { buildResult } from '../core/report/result.ts';
import type { ReproductionRecord } from '../core/reproduction/reproduction-record.ts';
import type { ReviewRecord } from '../core/review/review-record.ts';
import type { DecisionStore } from '../edges/database/decision-types.ts';
import type { ReproductionStore } from '../edges/database/reproduction-types.ts';
import type { Inbox, Run, RunStore } from '../edges/database/types.ts';
import type { GitHubApp } from '../edges/github/types.ts';
import type { Outcome } from '../outcome.ts';
import { applyPlan } from './apply-plan.ts';
import { type AcceptanceDependencies, planAcceptance, planAcceptanceStop } from './apply-suggestions.ts';
import { CANCELLED, isWanted } from './reproduce/gather-issue.ts';
import { planReproduction, planReproductionStop } from './reproduce-issue.ts';
import { withKeptTexts } from './retrieval/with-kept-texts.ts';
import type { AskDependencies } from './review/ask-model.ts';
import { limitsFor } from './review/budget.ts';
import type { PlanningDependencies, ShownBefore } from './review/dependencies.ts';
import { listKnownReproductions } from './review/find-reproductions.ts';
import { listRoundsOf } from './review/list-rounds.ts';
import { planTaskEnding } from './review/plan-task-ending.ts';
import { renderReviewComment } from './review/render-review-comment.ts';
import {
  planForkRefused,
  planReview,
  planStop,
  planWithoutWorkflow,
  readRecord,
  summarize,
  toReportedRound,
} from './review-pull-request.ts';

/** What the handlers of jobs hold. */
export interface WorkflowDependencies {
  github: GitHubApp;
  store: RunStore;
  decisions: DecisionStore;
  reproductions: ReproductionStore;
  /** For work that belongs to other lanes. */
  inbox: Pick<Inbox, 'enqueue'>;
  planning: Omit<
    PlanningDependencies,
    'reader' | 'asking' | 'decisions' | 'shownBefore' | 'listReproductions'
  > & {
    /** Null with the built-in engine. */
    asking: Omit<AskDependencies, 'patientUntil' | 'budget'> | null;
  };
  settings: { ciTimeoutMs: number; modelPatienceMs: number; webUrl: string };
  /** Aborts when the job is no longer ours, because someone else works on it by now or is about to. */
  signal: AbortSignal;
  log: Logger;
}

/** No run has more steps than this; reaching it means that a state does not move on. */
const MAX_STEPS = 50;

/**
 * Goes on with a run until it waits for CI or has ended. Safe to call at any time, also twice.
 * @throws the signal's reason: nothing is saved or written once the job is someone else's
 */
export async function advanceRun(deps: WorkflowDependencies, runId: string): Promise<void> {
  for (let step = 0; step < MAX_STEPS; step++) {
    const run = await deps.store.findRun(runId);
    if (!run || run.state === 'ended' || run.state === 'waiting-for-ci') return;
    deps.signal.throwIfAborted();
    if (run.state === 'applying') await applyStep(deps, run);
    else if (!(await planStep(deps, run))) return;
  }
  throw new Error(`run ${runId} did not come to rest in ${MAX_STEPS} steps`);
}

/** Ends a run from whatever state it is in, and shows why: check run, and comment unless the outcome is a quiet one. */
export async function stopRun(deps: WorkflowDependencies, run: Run, outcome: Outcome): Promise<void> {
  const { plan, record } = await planEndingOf(deps, run, outcome);
  if (await deps.store.replacePlan(run.id, plan, record)) await advanceRun(deps, run.id);
}

/** The plan that ends a run of any story for a reason from outside. */
async function planEndingOf(
  deps: WorkflowDependencies,
  run: Run,
  outcome: Outcome,
): Promise<{ plan: Plan; record: unknown }> {
  if (run.workflow === 'apply-suggestions') return planAcceptanceStop(accepting(deps, run), run, outcome);
  if (run.workflow === 'reproduce-issue') {
    return planReproductionStop(
      deps.planning.redactor,
      await rememberSpent(deps, run),
      await deps.store.listRounds(run.id),
      outcome,
    );
  }
  const known = await rememberSpent(deps, run);
  const rounds = await listRoundsOf(deps.store, run);
  const record = readRecord(known);
  if (record.asked) {
    const { redactor } = deps.planning;
    const shownBefore = await readShownBefore(deps, run);
    return planTaskEnding({ redactor, shownBefore }, known, record, rounds.map(toReportedRound), outcome);
  }
  if (outcome.code === 'fork-not-runnable') return planForkRefused(deps.planning, known, rounds, outcome);
  if (outcome.code !== 'workflow-missing-on-head') {
    return planStop(deps.planning.redactor, known, rounds, outcome);
  }
  const reader = deps.github.reader(run.repository);
  return planWithoutWorkflow({ ...deps.planning, reader }, known, rounds, outcome.reason);
}

/** What the review that a task goes on from has left on GitHub. */
async function readShownBefore(deps: WorkflowDependencies, run: Run): Promise<ShownBefore | null> {
  const continues = (run.record as Partial<ReviewRecord>).asked?.continues ?? null;
  const earlier = continues === null ? null : await deps.store.findRun(continues);
  if (!earlier?.outcome || earlier.record === null) return null;
  const rounds = await listRoundsOf(deps.store, earlier);
  const summary = await summarize(deps.planning.redactor, earlier, rounds, earlier.outcome);
  return { check: buildFinishedCheck(summary), companion: summary.companion };
}

/** The run with what it has cost by now, what earlier tries of a step have cost included. */
async function rememberSpent(deps: WorkflowDependencies, run: Run): Promise<Run> {
  const record = run.workflow === 'reproduce-issue' ? (run.record as ReproductionRecord) : readRecord(run);
  const limits = limitsFor(deps.planning.budget, record).pullRequest;
  return { ...run, record: { ...record, limits, spent: await deps.store.readSpent(run.id) } };
}

async function planStep(deps: WorkflowDependencies, run: Run): Promise<boolean> {
  const { plan, record } = await planNext(deps, run);
  deps.signal.throwIfAborted();
  return deps.store.savePlan(run, plan, record);
}

/** The next plan of a run, by the story that it belongs to. */
async function planNext(deps: WorkflowDependencies, run: Run): Promise<{ plan: Plan; record: unknown }> {
  const rounds = await listRoundsOf(deps.store, run);
  if (run.workflow === 'apply-suggestions') {
    return planAcceptance(accepting(deps, run), run, rounds);
  }
  const { indexing } = deps.planning;
  const fromGitHub = deps.github.reader(run.repository);
  const reader = indexing ? withKeptTexts(fromGitHub, indexing.store, run.repository.id) : fromGitHub;
  const patientUntil = new Date(run.updatedAt.getTime() + deps.settings.modelPatienceMs);
  const { budget } = deps.planning;
  const asking = deps.planning.asking && { ...deps.planning.asking, budget, patientUntil };
  if (run.workflow === 'reproduce-issue') {
    return planReproduction({ ...deps.planning, reader, asking }, await rememberSpent(deps, run), rounds);
  }
  return planReview(
    {
      ...deps.planning,
      reader,
      asking,
      decisions: deps.decisions,
      listReproductions: (id) => listKnownReproductions(deps.store, deps.reproductions, id),
      shownBefore: await readShownBefore(deps, run),
    },
    await rememberSpent(deps, run),
    rounds,
  );
}

/** What the story of accepted suggestions holds. */
function accepting(deps: WorkflowDependencies, run: Run): AcceptanceDependencies {
  return {
    renderSummary: (reviewRunId, added) => renderReviewComment(deps, reviewRunId, { added }),
    // Only people start an acceptance; the record keeps who.
    decideWriting: async ({ id, login }) =>
      decideAuthority({
        sender: { id, type: 'User' },
        permission: await deps.github.reader(run.repository).getPermission(login),
        required: 'write',
      }),
    parser: deps.planning.parser,
    workflowFile: deps.planning.settings.workflowFile,
  };
}

/**
 * Why nothing may be pushed for the run at this moment: the pull request has another head than the plan was made for, or it
 * comes from a fork whose commit nobody has approved, or nobody wants a test for the issue any more. Null when it may.
 */
async function findPushStop(deps: WorkflowDependencies, run: Run): Promise<Outcome | null> {
  const reader = deps.github.reader(run.repository);
  if (run.workflow === 'reproduce-issue') {
    const isStillWanted = await isWanted(reader, run.pullNumber, run.record as ReproductionRecord);
    return isStillWanted ? null : CANCELLED;
  }
  const pull = await reader.getPullRequest(run.pullNumber);
  if (pull.state !== 'open' || pull.headSha !== run.headSha) {
    return { code: 'superseded', reason: 'A newer commit was pushed, or the pull request was closed.' };
  }
  if (pull.headRepositoryId === pull.baseRepositoryId) return null;
  const approval = await deps.decisions.findForkApproval(run.repository.id, run.pullNumber, run.headSha);
  return approval
    ? null
    : { code: 'fork-pull-request', reason: 'Nobody has approved this commit of a fork.' };
}

async function applyStep(deps: WorkflowDependencies, run: Run): Promise<void> {
  const plan = run.plan;
  if (!plan) throw new Error(`run ${run.id} is applying without a plan`);
  const stop = plan.commit ? await findPushStop(deps, run) : null;
  if (stop) return stopRun(deps, run, stop);
  deps.signal.throwIfAborted();
  const applied = await applyPlan(
    deps.github.writer(run.repository, run.workflow === 'reproduce-issue' ? 'issue' : 'pull-request'),
    {
      ...deps.store,
      saveAcceptances: deps.decisions.saveAcceptances,
      saveTold: deps.decisions.saveTold,
      saveReproduction: deps.reproductions.saveReproduction,
    },
    run,
    plan,
  );
  if (applied.kind === 'stopped') {
    const ending = await planEndingOf(deps, run, applied.outcome);
    // A branch that someone else has moved is theirs; one that CI cannot run on holds nothing to keep.
    const deleteBranch = applied.outcome.code === 'branch-moved' ? null : (plan.commit?.branch ?? null);
    await deps.store.replacePlan(run.id, { ...ending.plan, deleteBranch }, ending.record);
    return;
  }
  await deps.store.finishApply(run.id, plan.next);
  if (plan.next.state === 'ended' && run.workflow === 'apply-suggestions') {
    deps.log.info({ run: run.id, outcome: plan.next.outcome, accepted: plan.accepted }, 'acceptance ended');
  } else if (plan.next.state === 'ended' && run.workflow === 'reproduce-issue') {
    const { outcome } = plan.next;
    deps.log.info(
      {
        run: run.id,
        repositoryId: run.repository.id,
        issue: run.pullNumber,
        outcome,
        rounds: run.round,
        found: plan.reproduced,
      },
      'reproduction ended',
    );
  } else if (plan.next.state === 'ended') {
    const rounds = await listRoundsOf(deps.store, run);
    const summary = await summarize(deps.planning.redactor, run, rounds, plan.next.outcome);
    deps.log.info({ run: run.id, result: buildResult(summary) }, 'run ended');
  } else if (plan.next.state === 'waiting-for-ci') {
    deps.log.info({ run: run.id, pull: run.pullNumber, round: plan.commit?.round }, 'waiting for CI');
  }
}
