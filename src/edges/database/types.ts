import type { CiTime } from '../../core/budget/ci-time.ts';
import type { SpentByScope } from '../../core/budget/spent.ts';
import type { TokenUsage } from '../../core/budget/token-usage.ts';
import type { Statements } from '../../core/evidence/changed-lines.ts';
import type { CiReport } from '../../core/evidence/ci-report.ts';
import type { Plan } from '../../core/plan/plan.ts';
import type { AskedTask } from '../../core/review/asked-task.ts';
import type { Outcome } from '../../outcome.ts';
import type { RepositoryRef } from '../github/types.ts';
import type { ModelReply } from '../models/types.ts';

/**
 * `planning` → `applying` → `waiting-for-ci` → `judging` → `applying` → … → `ended`.
 * `planning` and `judging` are worked on by `plan`, `applying` by `apply`; `waiting-for-ci` holds no worker.
 */
export type RunState = 'planning' | 'applying' | 'waiting-for-ci' | 'judging' | 'ended';

/** One workflow for one head commit. */
export interface Run {
  id: string;
  workflow: 'review-pull-request' | 'apply-suggestions' | 'reproduce-issue' | AskedTask['kind'];
  repository: RepositoryRef;
  /** Of the pull request, or of the issue: GitHub numbers both in one row. */
  pullNumber: number;
  /** For an issue, the head of the default branch when the run began. */
  headSha: string;
  state: RunState;
  /** Rounds committed so far. */
  round: number;
  /** The stored plan while `applying`; null otherwise. */
  plan: Plan | null;
  /** What the workflow knows so far; its shape belongs to the workflow, plain JSON. Null once it was forgotten. */
  record: unknown;
  outcome: Outcome | null;
  /** When the run began to wait for CI; null in other states. */
  waitingSince: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

/** A commit that a run put on the companion branch, and what CI said of it. */
export interface Round {
  runId: string;
  round: number;
  commitSha: string;
  treeSha: string;
  /** Null until GitHub has named the run. */
  workflowRunId: number | null;
  attempt: number | null;
  /** Null while CI works on it. */
  result: CiResult | null;
}

export interface Delivery {
  /** X-GitHub-Delivery; the same for a redelivery. */
  guid: string;
  event: string;
  action: string | null;
  installationId: number | null;
  repositoryId: number | null;
  payload: unknown;
}

/** Jobs: plain JSON, small; handlers read the present state from GitHub, the job only says where to look. */
export type Job =
  | {
      name: 'review-pull-request';
      data: {
        repository: RepositoryRef;
        pullNumber: number;
        headSha: string;
        sender: JobSender;
        trigger: string;
        deliveryGuid: string;
      };
    }
  | { name: 'close-pull-request'; data: { repository: RepositoryRef; pullNumber: number } }
  /** CI finished a workflow run: one of ours, or one of the repository's own on a commit that was reviewed. */
  | {
      name: 'read-ci-result';
      data: { repository: RepositoryRef; workflowRunId: number; attempt: number; headSha: string };
    }
  /** A person asks for something. */
  | {
      name: 'obey';
      data: {
        repository: RepositoryRef;
        pullNumber: number;
        sender: JobSender;
        deliveryGuid: string;
        wish: Wish;
      };
    }
  /** A person asks for all checks of a commit again: each pull request with that head is reviewed again. */
  | {
      name: 'rerequest-suite';
      data: {
        repository: RepositoryRef;
        headSha: string;
        appId: number;
        /** Those that the payload names; none for a fork. */
        pullNumbers: number[];
        sender: JobSender;
        deliveryGuid: string;
      };
    }
  /** A merge queue waits for our check on a commit of its own; `pullNumber` is null when its branch does not tell. */
  | {
      name: 'answer-merge-group';
      data: { repository: RepositoryRef; headSha: string; pullNumber: number | null };
    }
  /** Something happened to an issue that may ask for a failing test, or take the wish back. */
  | {
      name: 'reproduce-issue';
      data: {
        repository: RepositoryRef;
        issueNumber: number;
        sender: JobSender;
        deliveryGuid: string;
        happening: IssueHappening;
      };
    }
  /** The app was installed on these repositories; null: on those that GitHub lists. */
  | { name: 'onboard-installation'; data: { installationId: number; repositories: RepositoryRef[] | null } }
  | { name: 'onboard-repository'; data: { repository: RepositoryRef } }
  /** The app no longer sees these; `all`: nor any other of the installation. */
  | {
      name: 'forget-repositories';
      data: { installationId: number; repositoryIds: number[]; all: boolean };
    }
  /** Go on with a run: plan or apply, whatever its state asks for. */
  | { name: 'advance-run'; data: { runId: string } };

/** `told`: the reporter has written a comment. `asked`: a command, whose rights were checked. */
export type IssueHappening =
  | { kind: 'labeled' | 'unlabeled'; label: string }
  | { kind: 'closed' | 'edited' | 'told' | 'asked' };

/**
 * Where somebody's wish stands; what it says is read from GitHub when it is obeyed, and must still be what the sender
 * answers for: others can edit a comment meanwhile.
 */
export type Wish =
  /** `said`: the line of the new comment that speaks to us. */
  | { kind: 'comment'; commentId: number; said: string }
  /** A command on an issue; the number of the order is the issue's. */
  | { kind: 'issue-comment'; commentId: number; said: string }
  /** The sender has ticked `draft` in our comment on an issue. */
  | { kind: 'draft-box'; commentId: number }
  /** The sender has ticked `apply` in our summary comment, below these ticked picks. */
  | { kind: 'apply-box'; commentId: number; picks: string[] }
  /** A button of our check run, or a request to run the check or all of its suite again. */
  | { kind: 'apply-button' | 'review-again'; appId: number; headSha: string };

export interface JobSender {
  id: number;
  login: string;
  type: string;
}

/** Deliveries and jobs: stored together or not at all. */
export interface Inbox {
  /**
   * Stores the delivery and enqueues its job in one transaction. A GUID that is stored already enqueues nothing
   * and returns `already-stored`. `job: null` stores a delivery that asks for no work.
   */
  storeDelivery(delivery: Delivery, job: Job | null): Promise<'stored' | 'already-stored'>;
  /** Those of the GUIDs whose delivery is stored. */
  findStored(guids: string[]): Promise<ReadonlySet<string>>;
  enqueue(job: Job): Promise<void>;
  /** All of them or none, each not to be begun before its time. */
  enqueueAll(jobs: readonly { job: Job; startAfter: Date }[]): Promise<void>;
  /**
   * For passes that look after lost work: enqueues unless the job's lane has work already, so that a long model call
   * or a pause before a retry does not pile up one more job with every pass.
   */
  enqueueIfIdle(job: Job): Promise<void>;
}

/** One answered call to a model, as the ledger keeps it. */
export interface CallSpending extends TokenUsage {
  /** The same for the same call, so that it counts once however often it is saved. */
  id: string;
  model: string;
  /** The service reported no tokens. */
  isEstimated: boolean;
  /** Millionths of a US dollar; null, together with `priceAsOf`, when the price is not known. */
  microUsd: number | null;
  /** Of the prices: YYYY-MM-DD, or `operator`. */
  priceAsOf: string | null;
}

/** Runs, rounds, replies and what they cost. Every method is one transaction. */
export interface RunStore {
  /**
   * The run of this pull request for this head, created with `record` when there is none. Runs of the same pull
   * request with another head that have not ended end as `superseded`. A run for this head that has not ended, or
   * ended with a result, is returned as it is; a new one follows one whose ending someone can mend (see start-run.ts),
   * and any ended one when the trigger is `asked`, or `reopened` (closing has deleted the companion branch). A delivery that was
   * given a run for this head gets no second one: its job is being repeated.
   */
  startRun(start: {
    repository: RepositoryRef;
    pullNumber: number;
    headSha: string;
    trigger: string;
    deliveryGuid: string;
    record: unknown;
  }): Promise<{ run: Run; created: boolean }>;
  findRun(id: string): Promise<Run | null>;
  /** The run that has not ended for this pull request, if any. */
  findActiveRun(repositoryId: number, pullNumber: number): Promise<Run | null>;
  /** The run and round whose commit this is. */
  findRoundByCommit(repositoryId: number, commitSha: string): Promise<{ run: Run; round: Round } | null>;
  /** Of each pull request whose newest run is for this head: that run. */
  listLatestRunsOfHead(repositoryId: number, headSha: string): Promise<Run[]>;
  findRound(runId: string, round: number): Promise<Round | null>;
  /** All rounds with their reports, which may be large. */
  listRounds(runId: string): Promise<Round[]>;
  listRunsWaitingForCi(): Promise<Run[]>;
  /** Runs in `planning`, `applying` or `judging` that were last touched before this time. */
  listStalledRuns(before: Date): Promise<Run[]>;
  /**
   * `planning | judging` → `applying` with this plan and record. `from` is the run as it was when it was planned from;
   * false when it is no longer in that state and round, because it was superseded or someone else has planned.
   */
  savePlan(from: Pick<Run, 'id' | 'state' | 'round'>, plan: Plan, record: unknown): Promise<boolean>;
  /** Any state but `ended` → `applying` with this plan: for endings that come from outside. False when it had ended. */
  replacePlan(runId: string, plan: Plan, record: unknown): Promise<boolean>;
  /**
   * `ended` → `applying` with this plan: what was shown is shown anew, for news after the end. False when the pull request
   * has a newer run by now, or the run is not at its end.
   */
  reopenRun(runId: string, plan: Plan, record: unknown): Promise<boolean>;
  /** After the plan's commit is on the branch: remembers it, and counts the round in the ledger. Idempotent. */
  saveRound(round: { runId: string; round: number; commitSha: string; treeSha: string }): Promise<void>;
  saveWorkflowRun(runId: string, round: number, workflowRunId: number, attempt: number): Promise<void>;
  /** `applying` → `waiting-for-ci` or `ended`, clearing the plan. False when the run has moved on. */
  finishApply(runId: string, next: Plan['next']): Promise<boolean>;
  /**
   * `waiting-for-ci` → `judging`, keeping what came of CI and how long it took (null: not known). False, and nothing is
   * kept, when the run waits for another round or none.
   */
  saveCiResult(runId: string, round: number, result: CiResult, time: CiTime | null): Promise<boolean>;
  /** Ends a run from any state. False when it had ended. */
  endRun(runId: string, outcome: Outcome): Promise<boolean>;
  /**
   * Deletes what runs that ended before this time knew (record, reports, replies) and returns how many runs; their rows
   * stay, with outcome and commits, and so does what they cost. Some hundreds at most; the next pass takes the rest.
   */
  forgetRuns(before: Date): Promise<number>;
  /** A model reply that was paid for is stored before it is used; asking again for the same key costs nothing. */
  findReply(runId: string, key: string): Promise<ModelReply<unknown> | null>;
  /** Stores the reply, unless there is one for the key, together with the calls that it took. */
  saveReply(
    runId: string,
    key: string,
    prompt: { id: string; version: string },
    reply: ModelReply<unknown>,
    calls: readonly CallSpending[],
  ): Promise<void>;
  /** Calls that were billed and led to no reply: what came after them failed. */
  saveCalls(runId: string, key: string, calls: readonly CallSpending[]): Promise<void>;
  /** How long CI worked on a round whose result nobody waits for any more, because the run has ended. */
  saveCiTime(runId: string, round: number, time: CiTime): Promise<void>;
  /** What this run and those it shares limits with have spent so far, today being the database's UTC day. */
  readSpent(runId: string): Promise<SpentByScope>;
}

/**
 * What came of a CI run: a report, or why there is none. `statements` are those of the pull request's changed files
 * at head, read from the artifact's head.lcov; empty when the round did not measure head.
 */
export type CiResult =
  | { kind: 'report'; report: CiReport; statements: Statements }
  | { kind: 'none'; outcome: Outcome };
