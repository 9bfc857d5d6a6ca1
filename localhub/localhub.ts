import type { IssueChange } from './activity/issues.ts';
import type { MergeGroup } from './activity/merge-queue.ts';
import type { Violation } from './contract/violations.ts';
import type { Interceptor, LoggedRequest, WebhookObserver } from './hub.ts';
import type {
  CheckRunRecord,
  CommentRecord,
  DeliveryRecord,
  IssueRecord,
  Permissions,
  PullRecord,
  PullReviewRecord,
  ReviewThreadRecord,
  Role,
  RunRecord,
  UserRecord,
} from './records.ts';

/** A repository as callers hold it. */
export interface RepositoryHandle {
  id: number;
  owner: string;
  name: string;
  fullName: string;
  /** The bare repository; push to it with plain git, then say so with `pushed`. */
  gitDir: string;
}

export interface Localhub {
  /** Base of the REST interface, without a slash at the end; GraphQL is at `<url>/graphql`. */
  readonly url: string;
  registerApp(app: {
    slug: string;
    webhookUrl: string | null;
    webhookSecret: string;
    permissions: Permissions;
    events: string[];
  }): { appId: number; privateKeyPem: string };
  setWebhookUrl(appId: number, url: string | null): void;
  createRepository(wanted: {
    owner: string;
    name: string;
    /** An existing git repository, cloned and never written to. */
    from?: string;
    defaultBranch?: string;
    private?: boolean;
  }): Promise<RepositoryHandle>;
  fork(repository: RepositoryHandle, owner: string): Promise<RepositoryHandle>;
  /** All repositories must have the same owner, as on GitHub. */
  installApp(appId: number, repositories: RepositoryHandle[], permissions?: Permissions): number;
  /** As `installApp`, and tells the app. */
  install(appId: number, repositories: RepositoryHandle[], sender: string, permissions?: Permissions): number;
  /** Tells the app, and ends its access. */
  uninstall(installationId: number, sender: string): void;
  changeInstallation(
    installationId: number,
    action: 'added' | 'removed',
    repositories: RepositoryHandle[],
    sender: string,
  ): void;
  addUser(login: string, type?: UserRecord['type']): UserRecord;
  setPermission(repository: RepositoryHandle, login: string, role: Role): void;
  openPullRequest(wanted: {
    repo: RepositoryHandle;
    headRepo?: RepositoryHandle;
    head: string;
    base: string;
    title: string;
    body?: string;
    author: string;
    draft?: boolean;
  }): Promise<number>;
  /** Returns its number; numbers are shared with pull requests. */
  openIssue(
    repository: RepositoryHandle,
    wanted: { title: string; body: string; author: string; labels?: string[] },
  ): number;
  issue(repository: RepositoryHandle, number: number): IssueRecord;
  issues(repository: RepositoryHandle): IssueRecord[];
  labelIssue(repository: RepositoryHandle, number: number, label: string, sender: string): Promise<void>;
  unlabelIssue(repository: RepositoryHandle, number: number, label: string, sender: string): Promise<void>;
  /** A person edits, closes or reopens an issue. */
  changeIssue(
    repository: RepositoryHandle,
    number: number,
    change: IssueChange,
    sender: string,
  ): Promise<void>;
  closePullRequest(repository: RepositoryHandle, number: number, sender?: string): Promise<void>;
  reopenPullRequest(repository: RepositoryHandle, number: number, sender?: string): Promise<void>;
  markReady(repository: RepositoryHandle, number: number, sender?: string): Promise<void>;
  convertToDraft(repository: RepositoryHandle, number: number, sender?: string): Promise<void>;
  /** A person puts a label on a pull request, or takes it away. */
  labelPullRequest(
    repository: RepositoryHandle,
    number: number,
    label: { name: string; isSet: boolean },
    sender: string,
  ): Promise<void>;
  /** A person's comment. Returns its id. */
  addComment(repository: RepositoryHandle, number: number, author: string, body: string): Promise<number>;
  editComment(repository: RepositoryHandle, commentId: number, editor: string, body: string): Promise<void>;
  /** A person answers in a conversation at a line. Returns the comment's id. */
  replyInThread(
    repository: RepositoryHandle,
    threadId: number,
    author: string,
    body: string,
  ): Promise<number>;
  /** A person resolves a conversation, or opens it again. */
  resolveThread(
    repository: RepositoryHandle,
    threadId: number,
    sender: string,
    isResolved?: boolean,
  ): Promise<void>;
  deleteReviewComment(repository: RepositoryHandle, commentId: number, sender: string): Promise<void>;
  /** A person presses a button of a completed check run. */
  pressButton(
    repository: RepositoryHandle,
    checkRunId: number,
    identifier: string,
    sender: string,
  ): Promise<void>;
  /** A person asks for a check run again. */
  rerequestCheck(repository: RepositoryHandle, checkRunId: number, sender: string): Promise<void>;
  /** A person asks for all checks of an app on a commit again. */
  rerequestSuite(repository: RepositoryHandle, appId: number, sha: string, sender: string): Promise<void>;
  /** Puts a pull request into the merge queue, which asks for checks on a commit of its own. */
  enqueuePullRequest(repository: RepositoryHandle, number: number): Promise<MergeGroup>;
  /** The queue gives the group up. */
  destroyMergeGroup(repository: RepositoryHandle, number: number, group: MergeGroup): Promise<void>;
  /** From now on apps may not write to the branch. */
  protectBranch(repository: RepositoryHandle, branch: string): void;
  /** After a branch was moved by plain git. `before` and `after` are SHAs; forty zeros: not there. */
  pushed(
    repository: RepositoryHandle,
    branch: string,
    before: string,
    after: string,
    sender: string,
  ): Promise<void>;
  pullRequest(repository: RepositoryHandle, number: number): PullRecord;
  comments(repository: RepositoryHandle, number: number): CommentRecord[];
  reviews(repository: RepositoryHandle, number: number): PullReviewRecord[];
  /** The conversations at lines of the diff. */
  reviewThreads(repository: RepositoryHandle, number: number): ReviewThreadRecord[];
  checkRuns(repository: RepositoryHandle, sha: string): CheckRunRecord[];
  workflowRuns(repository: RepositoryHandle): RunRecord[];
  /** Branch name → SHA, read from git. */
  branches(repository: RepositoryHandle): Promise<Record<string, string>>;
  readonly requests: readonly LoggedRequest[];
  requestCount(): number;
  readonly deliveries: readonly DeliveryRecord[];
  readonly violations: readonly Violation[];
  /** Returns the violations so far and forgets them: for tests that provoke some. */
  takeViolations(): Violation[];
  /** Throws ContractViolations when there are any, and forgets them: the test that caused one fails, not the next. */
  assertNoViolations(): void;
  /** Artifacts, logs and archives that were handed out. */
  downloadCount(): number;
  /** Requests for artifacts and logs that wrongly carried credentials to the download host. */
  leakedCredentials(): number;
  /** Returns a function that ends it. */
  intercept(interceptor: Interceptor): () => void;
  /** Returns a function that ends it. */
  onWebhook(observer: WebhookObserver): () => void;
  /** Resolves when no delivery and no workflow run is under way. */
  idle(): Promise<void>;
  close(): Promise<void>;
}
