import type { KeyObject } from 'node:crypto';
import type { Annotation, StepResult } from './actions-port.ts';

/** What localhub remembers besides git: in memory, gone when it closes. Times are ISO 8601 in UTC. */

export type Level = 'read' | 'write' | 'admin';
export type Permissions = Record<string, Level>;
export type Role = 'admin' | 'maintain' | 'write' | 'triage' | 'read' | 'none';

export interface UserRecord {
  id: number;
  login: string;
  type: 'User' | 'Organization' | 'Bot';
}

export interface AppRecord {
  id: number;
  slug: string;
  name: string;
  webhookUrl: string | null;
  webhookSecret: string;
  hookId: number;
  permissions: Permissions;
  events: string[];
  /** Null for GitHub's own apps, which nobody can sign in as. */
  publicKey: KeyObject | null;
  owner: UserRecord;
  bot: UserRecord;
  createdAt: string;
}

export interface InstallationRecord {
  id: number;
  app: AppRecord;
  account: UserRecord;
  repositoryIds: Set<number>;
  permissions: Permissions;
  createdAt: string;
}

export interface TokenRecord {
  installation: InstallationRecord;
  repositoryIds: Set<number>;
  permissions: Permissions;
  expiresAt: number;
}

export interface RepositoryRecord {
  id: number;
  owner: UserRecord;
  name: string;
  gitDir: string;
  defaultBranch: string;
  private: boolean;
  parent: RepositoryRecord | null;
  roles: Map<string, Role>;
  /** Branches that apps may not write to. */
  protectedBranches: Set<string>;
  /** Commits that a bot has made through the API without naming an author: GitHub signs those. */
  signedCommits: Set<string>;
  createdAt: string;
  pushedAt: string;
  nextNumber: number;
  pulls: Map<number, PullRecord>;
  issues: Map<number, IssueRecord>;
  /** By name in lower case. */
  labels: Map<string, LabelRecord>;
  comments: Map<number, CommentRecord>;
  reviews: Map<number, PullReviewRecord>;
  reviewThreads: Map<number, ReviewThreadRecord>;
  checkRuns: Map<number, CheckRunRecord>;
  checkSuites: Map<string, number>;
  workflows: Map<string, WorkflowRecord>;
  runs: Map<number, RunRecord>;
  /** Writes happen one after another, so that their events are in the order of their effects. */
  lastWrite: Promise<unknown>;
}

export interface PullRecord {
  id: number;
  issueId: number;
  number: number;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  draft: boolean;
  labels: LabelRecord[];
  author: UserRecord;
  base: { ref: string; sha: string };
  head: { repository: RepositoryRecord; ref: string; sha: string };
  createdAt: string;
  updatedAt: string;
  closedAt: string | null;
  mergedAt: string | null;
}

export interface IssueRecord {
  id: number;
  number: number;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  labels: LabelRecord[];
  /** The app that opened it. */
  app?: AppRecord;
  author: UserRecord;
  createdAt: string;
  updatedAt: string;
  closedAt: string | null;
}

export interface LabelRecord {
  id: number;
  name: string;
}

export interface CommentRecord {
  id: number;
  issueNumber: number;
  author: UserRecord;
  app: AppRecord | null;
  body: string;
  reactions: ReactionRecord[];
  /** Who edited it last; null before anybody has. */
  editor: UserRecord | null;
  createdAt: string;
  updatedAt: string;
}

/** A submitted review of a pull request. */
export interface PullReviewRecord {
  id: number;
  pullNumber: number;
  author: UserRecord;
  app: AppRecord | null;
  body: string;
  state: 'COMMENTED' | 'APPROVED' | 'CHANGES_REQUESTED';
  commitId: string;
  submittedAt: string;
}

/** A conversation at lines of a file, as they are at `commitId`. Its first comment belongs to a review. */
export interface ReviewThreadRecord {
  id: number;
  pullNumber: number;
  path: string;
  commitId: string;
  line: number;
  /** The first of several lines; null for one line. */
  startLine: number | null;
  side: 'LEFT' | 'RIGHT';
  /** The diff from its hunk's header to the last line. */
  diffHunk: string;
  /** Lines of the file's diff down to the last line, its first header not counted. */
  position: number;
  resolvedBy: UserRecord | null;
  comments: ReviewCommentRecord[];
}

export interface ReviewCommentRecord {
  id: number;
  reviewId: number;
  author: UserRecord;
  app: AppRecord | null;
  body: string;
  createdAt: string;
  updatedAt: string;
}

export interface ReactionRecord {
  id: number;
  user: UserRecord;
  content: ReactionContent;
  createdAt: string;
}

export type ReactionContent = '+1' | '-1' | 'laugh' | 'confused' | 'heart' | 'hooray' | 'rocket' | 'eyes';

export interface CheckRunRecord {
  id: number;
  app: AppRecord;
  suiteId: number;
  name: string;
  headSha: string;
  status: 'queued' | 'in_progress' | 'completed' | 'waiting' | 'requested' | 'pending';
  conclusion: string | null;
  externalId: string;
  detailsUrl: string | null;
  startedAt: string;
  completedAt: string | null;
  output: { title: string | null; summary: string | null; text: string | null };
  annotations: CheckAnnotation[];
  actions: { label: string; description: string; identifier: string }[];
}

export interface CheckAnnotation {
  path: string;
  start_line: number;
  end_line: number;
  start_column: number | null;
  end_column: number | null;
  annotation_level: Annotation['level'];
  title: string | null;
  message: string;
  raw_details: string | null;
}

export interface WorkflowRecord {
  id: number;
  path: string;
  name: string;
  createdAt: string;
}

export interface RunRecord {
  id: number;
  workflow: WorkflowRecord;
  /** Text of the workflow file at the head commit. */
  text: string;
  number: number;
  attempt: number;
  event: 'push' | 'pull_request' | 'workflow_dispatch';
  title: string;
  headSha: string;
  headBranch: string;
  headRepository: RepositoryRecord;
  inputs: Record<string, string>;
  actor: UserRecord;
  suiteId: number;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: 'success' | 'failure' | 'cancelled' | 'startup_failure' | null;
  /** What the runner said beside the conclusion, for people. */
  message: string | null;
  jobs: JobRecord[];
  artifacts: ArtifactRecord[];
  createdAt: string;
  startedAt: string;
  updatedAt: string;
}

/** As on GitHub a job and its check run share one id. */
export interface JobRecord {
  id: number;
  name: string;
  conclusion: 'success' | 'failure' | 'skipped' | 'cancelled';
  startedAt: string;
  completedAt: string;
  steps: StepResult[];
  log: string;
}

export interface ArtifactRecord {
  id: number;
  name: string;
  zip: Uint8Array;
  expired: boolean;
  createdAt: string;
}

export interface DeliveryRecord {
  id: number;
  guid: string;
  app: AppRecord;
  event: string;
  action: string | null;
  installationId: number | null;
  repositoryId: number | null;
  payload: Record<string, unknown>;
  redelivery: boolean;
  deliveredAt: string;
  /** Seconds. */
  duration: number;
  status: string;
  statusCode: number;
  url: string;
  requestHeaders: Record<string, string>;
  responseHeaders: Record<string, string>;
  responseBody: string;
}
