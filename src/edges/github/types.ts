import type { JobTime } from '../../core/budget/ci-time.ts';
import type { LivePermission } from '../../core/commands/decide-authority.ts';
import type { DraftTrailers } from '../../core/names/draft-message.ts';
import type {
  PlannedCheck,
  PlannedCommit,
  PlannedLabels,
  PlannedLanding,
  PlannedReaction,
  PlannedReply,
  PlannedReview,
} from '../../core/plan/plan.ts';

/** One repository as one installation of the app sees it. */
export interface RepositoryRef {
  installationId: number;
  owner: string;
  name: string;
  /** GitHub's numeric id; names may change, this does not. */
  id: number;
}

export interface PullRequest {
  number: number;
  title: string;
  body: string;
  state: 'open' | 'closed';
  draft: boolean;
  labels: string[];
  headSha: string;
  headRef: string;
  /** Numeric id of the repository the head lives in; null when that fork was deleted. */
  headRepositoryId: number | null;
  baseSha: string;
  baseRef: string;
  baseRepositoryId: number;
  author: { id: number; login: string; type: string };
}

/** An issue, or a pull request under the number of its issue. */
export interface Issue {
  number: number;
  title: string;
  body: string;
  state: 'open' | 'closed';
  labels: string[];
  /** Null for an account that is gone. */
  author: { id: number; login: string } | null;
  isPullRequest: boolean;
}

/** A branch and the commit that it points at. */
export interface Branch {
  name: string;
  sha: string;
}

/** A file of `GET …/pulls/{n}/files`. `patch` is absent for binary files and very large diffs. */
export interface PullRequestFile {
  path: string;
  previousPath: string | null;
  status: 'added' | 'removed' | 'modified' | 'renamed' | 'copied' | 'changed' | 'unchanged';
  patch: string | null;
  additions: number;
  deletions: number;
}

export interface TreeEntry {
  path: string;
  sha: string;
  /** Git mode: 100644, 100755, 120000 (symlink) or 160000 (submodule). */
  mode: string;
  /** Bytes; 0 for a submodule. */
  size: number;
}

/** A blob as a tree names it. */
export type BlobEntry = Pick<TreeEntry, 'sha' | 'size'>;

/** All blobs of a commit. `truncated` is GitHub's own word: not all entries are listed. */
export interface RepositoryTree {
  /** Where the tree was asked for by a commit. */
  commit?: string;
  entries: TreeEntry[];
  truncated: boolean;
}

/** Text of a blob, or the reason why there is none to read. */
export type BlobText =
  | { text: string }
  | { unreadable: 'too-large' | 'binary' | 'not-utf-8' | 'lfs-pointer' };

/** `no-access`: there is no such repository, or the installation does not include it; GitHub does not tell which. */
export type OrganisationFile = BlobText | { missing: 'file' | 'no-access' };

export interface WorkflowRun {
  id: number;
  attempt: number;
  headSha: string;
  /** Path of the workflow file, e.g. `.github/workflows/testwright.yml`. */
  path: string;
  /** What started it, e.g. `push` or `pull_request`. */
  event: string;
  status: string;
  conclusion: string | null;
  htmlUrl: string;
  createdAt: string;
}

export interface JobAnnotation {
  level: string;
  title: string;
  message: string;
}

/** A job that did not succeed. */
export interface FailedJob {
  name: string;
  conclusion: string;
  /** Name of the first step that failed, if GitHub says. */
  failedStep: string | null;
  htmlUrl: string;
}

/** A comment on a pull request or an issue, as it is now. */
export interface IssueComment {
  id: number;
  body: string;
  author: { id: number; login: string; type: string };
  /** Id of the app that wrote it; null for a person's. */
  appId: number | null;
  createdAt: string;
  updatedAt: string;
}

/** What decides whether and how a repository is introduced to the app. */
export interface RepositoryFacts {
  defaultBranch: string;
  isArchived: boolean;
  isFork: boolean;
  hasIssues: boolean;
}

/** The issue that introduces the app: opened now, or there already in this state. */
export interface OnboardingIssue {
  number: number;
  state: 'created' | 'open' | 'closed';
}

/** Reads of one repository. A missing thing is `null` where the type says so, otherwise a GitHubRefusal. */
export interface GitHubReader {
  getPullRequest(number: number): Promise<PullRequest>;
  /** All pages, at most GitHub's 3,000 files. */
  listPullRequestFiles(number: number): Promise<PullRequestFile[]>;
  /** A GitHubRefusal where there is none, or the installation does not grant reading issues. */
  getRepository(): Promise<RepositoryFacts>;
  /** The pull requests that were opened last, in any state. */
  listNewestPullRequests(count: number): Promise<PullRequest[]>;
  /** Whether GitHub can dispatch the workflow file: its state, e.g. `active` or `disabled_manually`; null when it knows none. */
  getWorkflowState(workflowFile: string): Promise<string | null>;
  getIssue(number: number): Promise<Issue>;
  /** All comments, oldest first; at most 1,000. Needs the permission to read issues. */
  listIssueComments(number: number): Promise<IssueComment[]>;
  getDefaultBranch(): Promise<Branch>;
  /** The newest pull request whose head is this branch of the repository, or null. */
  findPullRequestOf(branch: string): Promise<{ number: number; state: 'open' | 'closed' } | null>;
  getMergeBase(baseSha: string, headSha: string): Promise<string>;
  /** The commit that a branch of this repository points at now. */
  getBranchSha(branch: string): Promise<string>;
  /**
   * By commit, fetched once while it is remembered; or by branch, as it is now. Where GitHub lists it in part only, the folders
   * that lead to the paths in `near` are listed all the same.
   */
  getTree(treeish: string, near?: readonly string[]): Promise<RepositoryTree>;
  /** By blob SHA; the same SHA is fetched once while it is remembered. Files over `MAX_BLOB_BYTES` are not read. */
  getBlobText(sha: string, options: { size: number }): Promise<BlobText>;
  /** As `getBlobText`, for many at once in few requests; the result holds every SHA that was asked for. */
  getBlobTexts(entries: readonly BlobEntry[]): Promise<Map<string, BlobText>>;
  /**
   * These blobs of the tree will be asked for with `getBlobTexts`: where they are many, they are read from the archive of the commit
   * and remembered. What it lacks, or does not hold as it is in the repository, is read when it is asked for.
   */
  prepareBlobTexts(tree: RepositoryTree, entries: readonly BlobEntry[]): Promise<void>;
  /** A file of the repository `.github` of the same owner, at its default branch. */
  getOrganisationFile(path: string): Promise<OrganisationFile>;
  getWorkflowRun(runId: number): Promise<WorkflowRun | null>;
  /** Runs of a workflow file for exactly this head commit, newest first. */
  listWorkflowRuns(workflowFile: string, headSha: string): Promise<WorkflowRun[]>;
  /** Runs of every workflow file for exactly this head commit, newest first; none where Actions are off. */
  listCommitRuns(headSha: string): Promise<WorkflowRun[]>;
  /** Artifacts of a run that have not expired; none of a run that was deleted. */
  listArtifacts(runId: number): Promise<{ name: string; bytes: number }[]>;
  /** The zip of the artifact with this name, or null when the run has none (or it expired). */
  downloadArtifact(runId: number, name: string): Promise<Uint8Array | null>;
  /** Notices and warnings of all jobs of a workflow run attempt, read from their check runs. */
  listJobAnnotations(runId: number, attempt: number): Promise<JobAnnotation[]>;
  /** Jobs of a workflow run attempt that ended in anything but success (or were skipped). */
  listFailedJobs(runId: number, attempt: number): Promise<FailedJob[]>;
  /** When the jobs of a workflow run attempt began and ended. */
  listJobTimes(runId: number, attempt: number): Promise<JobTime[]>;
  /** Null when it was deleted. */
  getComment(commentId: number, on?: ThreadKind): Promise<IssueComment | null>;
  /** What a person may do here at this moment. Someone whom GitHub does not know may do nothing. */
  getPermission(login: string): Promise<LivePermission>;
}

/** Issues ask for a permission of their own, which installations from before it do not grant. */
export type ThreadKind = 'pull-request' | 'issue';

/** What dispatching led to. */
export type DispatchResult =
  | { kind: 'dispatched'; workflowRunId: number | null }
  | { kind: 'workflow-missing' };

/** What became of an attempt to bring accepted tests onto a branch of people. */
export type LandingResult =
  | { kind: 'landed'; commitSha: string }
  /** The branch is elsewhere than the accepted tests were run for. Nothing was written. */
  | { kind: 'head-moved' }
  /** GitHub does not let the app write there, e.g. for a protected branch. */
  | { kind: 'not-allowed' }
  /** The tree that CI ran is no longer in the repository: nobody refers to it, and GitHub has cleaned up. */
  | { kind: 'tree-gone' };

/** A draft pull request for the failing test of an issue. */
export interface DraftPullRequest {
  branch: string;
  base: string;
  title: string;
  body: string;
  trailers: DraftTrailers;
}

/** `not-allowed`: GitHub opens no draft here, e.g. because the repository's plan has none. */
export type DraftResult =
  | { kind: 'opened'; number: number; url: string }
  | { kind: 'branch-moved' }
  | { kind: 'not-allowed' };

/**
 * Writes on one repository. Every write is an `ensure`: find by identity, compare, then create, update or do
 * nothing, so that repeating it after a crash ends in the same state.
 */
export interface GitHubWriter {
  /**
   * The companion branch points at a commit with exactly this parent, tree and message. A commit that is already
   * there is recognised by its trailers (run and round). Moves the branch with compare-and-swap; another
   * writer's move in between is the outcome `branch-moved` of the workflow: `{ kind: 'branch-moved' }`.
   */
  ensureCompanionCommit(
    commit: PlannedCommit,
  ): Promise<{ kind: 'at'; commitSha: string; treeSha: string } | { kind: 'branch-moved' }>;
  /** Exactly one dispatched run of the workflow exists for this commit on this branch. */
  ensureDispatched(options: {
    branch: string;
    workflowFile: string;
    commitSha: string;
  }): Promise<DispatchResult>;
  /**
   * Each comment of the review stands at its lines once, made by this app; those that are missing are made together, so that
   * people are notified once. Conversations about what is gone are resolved. `refused`: GitHub took none of them.
   */
  ensureReview(pullNumber: number, review: PlannedReview): Promise<{ kind: 'done' } | { kind: 'refused' }>;
  /** One summary comment by this app with this marker has this body; further ones by this app are deleted. */
  ensureSummaryComment(
    pullNumber: number,
    marker: string,
    body: string,
    /** `edit` writes only where there is one already, and answers null where there is none. */
    choice?: 'write' | 'edit',
  ): Promise<{ id: number; url: string } | null>;
  /** One check run of this app with this external id on the head has this content. */
  ensureCheckRun(check: PlannedCheck, externalId: string): Promise<{ id: number }>;
  /**
   * The accepted tree is on the branch as one commit on top of `parentSha`. Only ever a fast-forward: a branch that has
   * moved stays as it is. A commit of this run that is there already, also below later ones, is found again.
   */
  ensureLanded(landing: PlannedLanding): Promise<LandingResult>;
  /** One answer of this app to the comment has this text, unless the conversation is closed to apps. */
  ensureReply(issueNumber: number, reply: PlannedReply): Promise<void>;
  /** The app's reaction stands at the comment; one that is gone, or takes no reactions, is left alone. */
  ensureReaction(reaction: PlannedReaction): Promise<void>;
  /** The companion branch is at this commit of ours, unless someone else has committed to it or GitHub has let the commit go. */
  ensureCompanionAt(at: { branch: string; commitSha: string }): Promise<void>;
  /** The issue bears these labels and not those. */
  ensureLabels(issueNumber: number, labels: PlannedLabels): Promise<void>;
  /**
   * A draft pull request holds the failing test: a commit with the companion commit's tree and without `[skip ci]` is on the
   * branch, and a pull request of it is there, opened by us or before. `branch-moved`: the branch is not at our commit.
   */
  ensureDraftPullRequest(draft: DraftPullRequest): Promise<DraftResult>;
  /**
   * One issue of this app introduces it. One that is there already, open or closed, stays as it is: a closed one means no.
   */
  ensureOnboardingIssue(issue: { title: string; body: string }, slug: string): Promise<OnboardingIssue>;
  /** The branch does not exist. */
  ensureBranchAbsent(branch: string): Promise<void>;
}

/** The app as a whole, authenticated as itself. */
export interface GitHubApp {
  /** Numeric id and slug, as GitHub answers for the configured credentials. */
  identity(): Promise<{ id: number; slug: string }>;
  /** Repositories of an installation, at most `limit`, and how many there are. */
  listInstallationRepositories(
    installationId: number,
    limit: number,
  ): Promise<{ repositories: RepositoryRef[]; total: number }>;
  /** What the installation has granted, by permission. */
  getGrantedPermissions(installationId: number): Promise<Record<string, string>>;
  reader(repository: RepositoryRef): GitHubReader;
  writer(repository: RepositoryRef, on?: ThreadKind): GitHubWriter;
  /** Asks GitHub to redeliver the deliveries that failed, never arrived and are due. Returns how many. */
  redeliverFailed(wish: RedeliveryWish): Promise<number>;
}

/** Which failed deliveries are asked for again. */
export interface RedeliveryWish {
  /** Deliveries that were first tried before this are given up. */
  since: Date;
  now: Date;
  /** How long to wait after the newest attempt; it doubles from `first` to `longest`. */
  pauseMs: { first: number; longest: number };
  /** Events that are stored when they arrive; nobody would notice that another one has. */
  events: readonly string[];
  /** Those of the GUIDs that have arrived, whatever GitHub was answered. */
  findStored(guids: string[]): Promise<ReadonlySet<string>>;
}
