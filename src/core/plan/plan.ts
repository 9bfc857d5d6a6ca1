import type { Outcome } from '../../outcome.ts';

/** A file that a companion commit adds, or a plain file of head that it replaces. Its mode is always 100644. */
export interface PlannedFile {
  path: string;
  content: string;
}

/**
 * One round's commit on the companion branch: parent = the pull request's head (for an issue, the default branch's), tree =
 * that + `files`.
 */
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
  /** Shown below the summary; GitHub takes 65,535 characters. Missing in plans of earlier versions. */
  text?: string | null;
  /** Remarks on lines of the head, shown beside the change. Plans from earlier versions have none. */
  annotations?: { path: string; line: number; message: string }[];
  /** Buttons, shown once the check is completed. GitHub takes three; label 20, description 40, identifier 20 characters. */
  actions: { label: string; description: string; identifier: string }[];
}

/**
 * A commit that goes onto the branch that people work on: parent = the pull request's head, tree = one that CI has run as
 * it stands. Only ever planned because a maintainer accepted it.
 */
export interface PlannedLanding {
  /** The pull request's head branch, in the same repository. */
  branch: string;
  parentSha: string;
  treeSha: string;
  /** With the trailers of core/names/acceptance-message.ts, by which it is found again. */
  message: string;
  runId: string;
  /** Number under which the run remembers the commit. */
  round: number;
}

/** Labels of an issue: these are on it, and those are not. */
export interface PlannedLabels {
  add: string[];
  remove: string[];
}

/** A failing test of an issue: remembered, so that a later pull request which makes it pass can be told. */
export interface PlannedReproduction {
  path: string;
  testName: string;
  form: 'xfail' | 'plain';
  /** When the label was set, or the command given; ISO 8601. */
  requestedAt: string;
  /** When CI had shown the failing test. */
  failingAt: string;
}

/** Suggestions that have landed: remembered with who accepted them. */
export interface PlannedAcceptance {
  reviewRunId: string;
  suggestionIds: string[];
  commitSha: string;
  by: { id: number; login: string };
}

/** An answer in the thread to somebody's comment; edited in place, found by its marker. */
export interface PlannedReply {
  toCommentId: number;
  body: string;
}

/** Comments at lines of the diff, made together as one review, and what became of earlier ones. */
export interface PlannedReview {
  headSha: string;
  /** Of the review as a whole. */
  body: string;
  comments: PlannedReviewComment[];
  /** Findings that are gone: their conversations are resolved. */
  gone: { fingerprint: string; rule: string; path: string }[];
  /** The summary comment for the case that GitHub does not take the review: it has what was to be said. */
  summaryWithout: string | null;
}

/** One comment; its body begins with the marker of core/names/finding-marker.ts. */
export interface PlannedReviewComment {
  fingerprint: string;
  rule: string;
  path: string;
  firstLine: number;
  lastLine: number;
  body: string;
}

/** `eyes`: seen. `+1`: done. `confused`: not done, an answer says why. */
export interface PlannedReaction {
  commentId: number;
  content: 'eyes' | '+1' | 'confused';
}

/**
 * What a workflow step decided to write: plain JSON, stored before anything is written, obeyed by `apply`.
 * A crash between the halves repeats `apply` only; every write in it is an `ensure`.
 */
export interface Plan {
  commit: PlannedCommit | null;
  /** Dispatch our workflow on the companion branch and wait for its run. Only together with `commit`. */
  dispatch: { workflowFile: string } | null;
  land: PlannedLanding | null;
  accepted: PlannedAcceptance | null;
  review: PlannedReview | null;
  /** `edit`: only where there is one already; without it, one is made. */
  comment: { body: string; choice?: 'write' | 'edit' } | null;
  labels: PlannedLabels | null;
  reproduced: PlannedReproduction | null;
  reply: PlannedReply | null;
  reaction: PlannedReaction | null;
  check: PlannedCheck | null;
  /** Delete this companion branch. */
  deleteBranch: string | null;
  /** Put the companion branch back to this commit of an earlier run, whose set is on offer. */
  restoreBranch: { branch: string; commitSha: string } | null;
  /** `planning`: what follows depends on what these writes led to, such as the SHA of a commit. */
  next: { state: 'waiting-for-ci' } | { state: 'planning' } | { state: 'ended'; outcome: Outcome };
}

/** A plan that writes nothing. */
export function buildPlan(next: Plan['next'], parts: Partial<Omit<Plan, 'next'>> = {}): Plan {
  return {
    commit: null,
    dispatch: null,
    land: null,
    accepted: null,
    review: null,
    comment: null,
    labels: null,
    reproduced: null,
    reply: null,
    reaction: null,
    check: null,
    deleteBranch: null,
    restoreBranch: null,
    ...parts,
    next,
  };
}
