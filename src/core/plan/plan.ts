import type { Outcome } from '../../outcome.ts';

/** A file that a companion commit adds, or a plain file of head that it replaces. Its mode is always 100644. */
export interface PlannedFile {
  path: string;
  content: string;
}

/** One round's commit on the companion branch: parent = the pull request's head, tree = head + `files`. */
export interface PlannedCommit {
  branch: string;
  parentSha: string;
  /** Full message including `[skip ci]` and the trailers of core/names/commit-message.ts. */
  message: string;
  runId: string;
  round: number;
  files: PlannedFile[];
}

/** Our own check run on the pull request's head. */
export interface PlannedCheck {
  headSha: string;
  status: 'in_progress' | 'completed';
  conclusion: 'neutral' | 'success' | 'failure' | null;
  title: string;
  summary: string;
}

/**
 * What a workflow step decided to write: plain JSON, stored before anything is written, obeyed by `apply`.
 * A crash between the halves repeats `apply` only; every write in it is an `ensure`.
 */
export interface Plan {
  commit: PlannedCommit | null;
  /** Dispatch our workflow on the companion branch and wait for its run. Only together with `commit`. */
  dispatch: { workflowFile: string } | null;
  comment: { body: string } | null;
  check: PlannedCheck | null;
  /** Delete this companion branch. */
  deleteBranch: string | null;
  next: { state: 'waiting-for-ci' } | { state: 'ended'; outcome: Outcome };
}
