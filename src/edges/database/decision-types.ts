import type { RepositoryRef } from '../github/types.ts';
import type { ReviewCommentStore } from './review-comments.ts';
import type { Run } from './types.ts';

/** Someone who decided something, as GitHub names them. */
export interface Person {
  id: number;
  login: string;
}

/** A suggestion that is on people's branch. */
export interface Acceptance {
  suggestionId: string;
  commitSha: string;
  by: Person;
}

/** A test that was turned down: not suggested again in this repository while its target stays what it was. */
export interface Rejection {
  fingerprint: string;
  targetId: string;
  targetDigest: string;
  title: string;
  reason: string | null;
  pullNumber: number;
  by: Person;
}

/** Why a pull request is left alone until someone asks. */
export interface Quiet {
  why: 'paused' | 'accepted';
  by: Person;
}

/** A commit of a fork that may be run. */
export interface ForkApproval {
  by: Person;
  deliveryGuid: string;
}

/** Which commits of forks a maintainer lets CI of the base repository run. */
export interface ForkApprovals {
  findForkApproval(repositoryId: number, pullNumber: number, headSha: string): Promise<ForkApproval | null>;
  /** Idempotent: the first approval of a commit stays. */
  saveForkApproval(approval: {
    repositoryId: number;
    pullNumber: number;
    headSha: string;
    by: Person;
    commentId: number;
    deliveryGuid: string;
  }): Promise<void>;
  /** Every head of the pull request that was reviewed or was to be. */
  listHeads(repositoryId: number, pullNumber: number): Promise<string[]>;
}

/** Stories that begin because someone wishes it, never by themselves. */
export type WishedWorkflow = Exclude<Run['workflow'], 'review-pull-request'>;

/** What maintainers decided. Every method is one transaction. */
export interface DecisionStore extends ForkApprovals, ReviewCommentStore {
  /**
   * The newest run that this pull request is shown the result of: a review that has ended and is still remembered, or a task
   * that went on from one and has changed what is on offer.
   */
  findLatestReview(repositoryId: number, pullNumber: number): Promise<Run | null>;
  /** The run that this delivery has started by a wish: its job is being repeated. */
  findWished(repositoryId: number, pullNumber: number, deliveryGuid: string): Promise<Run | null>;
  /**
   * A new run that lands accepted suggestions or carries out a task; the one of this delivery when there is one; null while
   * another run of the pull request goes on.
   */
  startWished(start: {
    workflow: WishedWorkflow;
    repository: RepositoryRef;
    pullNumber: number;
    headSha: string;
    deliveryGuid: string;
    record: unknown;
  }): Promise<Run | null>;
  /** The accepted suggestions of a review. */
  listAcceptances(reviewRunId: string): Promise<Acceptance[]>;
  /** Remembers what a run has landed, and leaves the pull request alone from now on. Idempotent. */
  saveAcceptances(landed: {
    reviewRunId: string;
    runId: string;
    suggestionIds: readonly string[];
    commitSha: string;
    by: Person;
  }): Promise<void>;
  /** The newest 500 of the repository. */
  listRejections(repositoryId: number): Promise<Rejection[]>;
  /** Idempotent; the reason of a repeated rejection replaces the earlier one. */
  saveRejections(repositoryId: number, rejections: readonly Rejection[]): Promise<void>;
  findQuiet(repositoryId: number, pullNumber: number): Promise<Quiet | null>;
  saveQuiet(repositoryId: number, pullNumber: number, quiet: Quiet): Promise<void>;
  /** The pull request is reviewed again. */
  endQuiet(repositoryId: number, pullNumber: number): Promise<void>;
}
