import { pressCheckRun, rerequestSuite } from './activity/check-runs.ts';
import { createComment, editComment } from './activity/comments.ts';
import { changeIssue, labelIssue, openIssue, unlabelIssue } from './activity/issues.ts';
import { destroyGroup, enqueuePull } from './activity/merge-queue.ts';
import type { PullChange } from './activity/pull-requests.ts';
import { changePull, openPull, setPullLabel } from './activity/pull-requests.ts';
import { recordPush } from './activity/pushes.ts';
import { addReviewComment, deleteReviewComment, setResolved } from './activity/reviews.ts';
import { ContractViolations } from './contract/violations.ts';
import { tellInstallation, tellInstallationRepositories } from './events/emit-installation.ts';
import { listRefs } from './git/refs.ts';
import type { Hub } from './hub.ts';
import { ensureUser, fullName, inTurn } from './hub.ts';
import type { Localhub, RepositoryHandle } from './localhub.ts';
import type {
  CheckRunRecord,
  CommentRecord,
  InstallationRecord,
  IssueRecord,
  PullRecord,
  RepositoryRecord,
  ReviewThreadRecord,
} from './records.ts';
import { addApp, addInstallation, createKeys } from './setup-apps.ts';
import { createBareRepository } from './setup-repositories.ts';

/** Long enough for events that follow from a delivery that has just ended. */
const quietMs = 20;

function buildHandle(repository: RepositoryRecord): RepositoryHandle {
  const { id, name, gitDir } = repository;
  return { id, owner: repository.owner.login, name, fullName: fullName(repository), gitDir };
}

function recordOf(hub: Hub, handle: RepositoryHandle): RepositoryRecord {
  const repository = hub.repositories.get(handle.id);
  if (repository === undefined) throw new Error(`localhub has no repository ${handle.fullName}`);
  return repository;
}

function pullOf(repository: RepositoryRecord, number: number): PullRecord {
  const pull = repository.pulls.get(number);
  if (pull === undefined) throw new Error(`There is no pull request ${number}`);
  return pull;
}

function issueOf(repository: RepositoryRecord, number: number): IssueRecord {
  const issue = repository.issues.get(number);
  if (issue === undefined) throw new Error(`There is no issue ${number}`);
  return issue;
}

function commentOf(repository: RepositoryRecord, id: number): CommentRecord {
  const comment = repository.comments.get(id);
  if (comment === undefined) throw new Error(`There is no comment ${id}`);
  return comment;
}

function checkRunOf(repository: RepositoryRecord, id: number): CheckRunRecord {
  const check = repository.checkRuns.get(id);
  if (check === undefined) throw new Error(`There is no check run ${id}`);
  return check;
}

function threadOf(
  repository: RepositoryRecord,
  id: number,
): { thread: ReviewThreadRecord; pull: PullRecord } {
  const thread = repository.reviewThreads.get(id);
  if (thread === undefined) throw new Error(`There is no conversation ${id}`);
  return { thread, pull: pullOf(repository, thread.pullNumber) };
}

function installationOf(hub: Hub, id: number): InstallationRecord {
  const installation = hub.installations.get(id);
  if (installation === undefined) throw new Error(`There is no installation ${id}`);
  return installation;
}

async function idle(hub: Hub): Promise<void> {
  for (;;) {
    while (hub.underWay.size > 0) await Promise.all(hub.underWay);
    await new Promise((resolve) => setTimeout(resolve, quietMs));
    if (hub.underWay.size === 0) return;
  }
}

function buildSetup(hub: Hub) {
  return {
    registerApp: (app) => {
      const appId = hub.nextId();
      const { publicKey, privateKeyPem } = createKeys();
      addApp(hub, { ...app, id: appId }, publicKey);
      return { appId, privateKeyPem };
    },
    setWebhookUrl: (appId, url) => {
      const app = hub.apps.get(appId);
      if (app === undefined) throw new Error(`There is no app ${appId}`);
      app.webhookUrl = url;
    },
    createRepository: async ({ owner, name, from = null, defaultBranch = null, private: hidden = false }) => {
      const wanted = { owner, name, from, defaultBranch, private: hidden, parent: null };
      return buildHandle(await createBareRepository(hub, wanted));
    },
    fork: async (handle, owner) => {
      const parent = recordOf(hub, handle);
      const { name, gitDir: from, defaultBranch, private: hidden } = parent;
      return buildHandle(
        await createBareRepository(hub, { owner, name, from, defaultBranch, private: hidden, parent }),
      );
    },
    installApp: (appId, handles, permissions) => {
      const repositories = handles.map((handle) => recordOf(hub, handle));
      return addInstallation(hub, appId, repositories, permissions ?? null).id;
    },
    install: (appId, handles, sender, permissions) => {
      const repositories = handles.map((handle) => recordOf(hub, handle));
      const installation = addInstallation(hub, appId, repositories, permissions ?? null);
      tellInstallation(hub, installation, 'created', ensureUser(hub, sender));
      return installation.id;
    },
    uninstall: (installationId, sender) => {
      const installation = installationOf(hub, installationId);
      tellInstallation(hub, installation, 'deleted', ensureUser(hub, sender));
      hub.installations.delete(installationId);
    },
    changeInstallation: (installationId, action, handles, sender) => {
      const installation = installationOf(hub, installationId);
      for (const { id } of handles)
        if (action === 'added') installation.repositoryIds.add(id);
        else installation.repositoryIds.delete(id);
      const changed = handles.map((handle) => recordOf(hub, handle));
      tellInstallationRepositories(hub, installation, action, changed, ensureUser(hub, sender));
    },
    addUser: (login, type) => ensureUser(hub, login, type),
    protectBranch: (handle, branch) => {
      recordOf(hub, handle).protectedBranches.add(branch);
    },
    setPermission: (handle, login, role) => {
      recordOf(hub, handle).roles.set(ensureUser(hub, login).login.toLowerCase(), role);
    },
  } satisfies Partial<Localhub>;
}

function buildActions(hub: Hub) {
  const change = (
    handle: RepositoryHandle,
    number: number,
    wanted: PullChange,
    sender: string | undefined,
  ) => {
    const repository = recordOf(hub, handle);
    const pull = pullOf(repository, number);
    const who = sender === undefined ? pull.author : ensureUser(hub, sender);
    return inTurn(repository, () => changePull(hub, repository, pull, wanted, who));
  };
  return {
    openPullRequest: async (wanted) => {
      const repository = recordOf(hub, wanted.repo);
      const { head, base, title, body = null, draft = false } = wanted;
      const headRepository = recordOf(hub, wanted.headRepo ?? wanted.repo);
      const author = ensureUser(hub, wanted.author);
      const opening = { headRepository, head, base, title, body, draft, author };
      return (await inTurn(repository, () => openPull(hub, repository, opening))).number;
    },
    openIssue: (handle, { author, ...wanted }) =>
      openIssue(hub, recordOf(hub, handle), { ...wanted, author: ensureUser(hub, author) }).number,
    labelIssue: (handle, number, label, sender) => {
      const repository = recordOf(hub, handle);
      const issue = issueOf(repository, number);
      return inTurn(repository, async () =>
        labelIssue(hub, repository, issue, [label], ensureUser(hub, sender)),
      );
    },
    unlabelIssue: (handle, number, label, sender) => {
      const repository = recordOf(hub, handle);
      const issue = issueOf(repository, number);
      return inTurn(repository, async () => {
        unlabelIssue(hub, repository, issue, label, ensureUser(hub, sender));
      });
    },
    changeIssue: (handle, number, wanted, sender) => {
      const repository = recordOf(hub, handle);
      const issue = issueOf(repository, number);
      return inTurn(repository, async () =>
        changeIssue(hub, repository, issue, wanted, ensureUser(hub, sender)),
      );
    },
    closePullRequest: (handle, number, sender) => change(handle, number, { state: 'closed' }, sender),
    reopenPullRequest: (handle, number, sender) => change(handle, number, { state: 'open' }, sender),
    labelPullRequest: (handle, number, label, sender) => {
      const repository = recordOf(hub, handle);
      const pull = pullOf(repository, number);
      return inTurn(repository, () => setPullLabel(hub, repository, pull, label, ensureUser(hub, sender)));
    },
    markReady: (handle, number, sender) => change(handle, number, { draft: false }, sender),
    convertToDraft: (handle, number, sender) => change(handle, number, { draft: true }, sender),
    addComment: async (handle, issueNumber, author, body) => {
      const wanted = { issueNumber, body, author: ensureUser(hub, author), app: null };
      const repository = recordOf(hub, handle);
      return (await inTurn(repository, async () => createComment(hub, repository, wanted))).id;
    },
    editComment: (handle, id, editor, body) => {
      const repository = recordOf(hub, handle);
      const comment = commentOf(repository, id);
      return inTurn(repository, async () =>
        editComment(hub, repository, comment, body, ensureUser(hub, editor)),
      );
    },
    replyInThread: async (handle, threadId, author, body) => {
      const repository = recordOf(hub, handle);
      const { thread, pull } = threadOf(repository, threadId);
      const { reviewId } = thread.comments[0]!;
      const wanted = { reviewId, author: ensureUser(hub, author), app: null, body };
      return (await inTurn(repository, () => addReviewComment(hub, repository, pull, thread, wanted))).id;
    },
    resolveThread: (handle, threadId, sender, isResolved = true) => {
      const repository = recordOf(hub, handle);
      const { thread } = threadOf(repository, threadId);
      return inTurn(repository, () =>
        setResolved(hub, repository, thread, ensureUser(hub, sender), isResolved),
      );
    },
    deleteReviewComment: (handle, commentId, sender) => {
      const repository = recordOf(hub, handle);
      for (const { thread, pull } of [...repository.reviewThreads.keys()].map((id) =>
        threadOf(repository, id),
      )) {
        const comment = thread.comments.find(({ id }) => id === commentId);
        if (comment === undefined) continue;
        const who = ensureUser(hub, sender);
        return inTurn(repository, () => deleteReviewComment(hub, repository, pull, thread, comment, who));
      }
      throw new Error(`There is no review comment ${commentId}`);
    },
    pressButton: (handle, id, identifier, sender) => {
      const repository = recordOf(hub, handle);
      const check = checkRunOf(repository, id);
      if (!check.actions.some((action) => action.identifier === identifier))
        throw new Error(`Check run ${id} has no button ${identifier}`);
      return inTurn(repository, async () =>
        pressCheckRun(hub, repository, check, ensureUser(hub, sender), identifier),
      );
    },
    rerequestCheck: (handle, id, sender) => {
      const repository = recordOf(hub, handle);
      const check = checkRunOf(repository, id);
      return inTurn(repository, async () =>
        pressCheckRun(hub, repository, check, ensureUser(hub, sender), null),
      );
    },
    rerequestSuite: (handle, appId, sha, sender) => {
      const repository = recordOf(hub, handle);
      const app = hub.apps.get(appId);
      if (app === undefined) throw new Error(`There is no app ${appId}`);
      return inTurn(repository, () => rerequestSuite(hub, repository, app, sha, ensureUser(hub, sender)));
    },
    enqueuePullRequest: (handle, number) => {
      const repository = recordOf(hub, handle);
      return inTurn(repository, () => enqueuePull(hub, repository, pullOf(repository, number)));
    },
    destroyMergeGroup: (handle, number, group) => {
      const repository = recordOf(hub, handle);
      return inTurn(repository, () => destroyGroup(hub, repository, pullOf(repository, number), group));
    },
    pushed: (handle, branch, before, after, sender) => {
      const repository = recordOf(hub, handle);
      const push = { ref: `refs/heads/${branch}`, before, after, sender: ensureUser(hub, sender) };
      return inTurn(repository, () => recordPush(hub, repository, push));
    },
  } satisfies Partial<Localhub>;
}

function buildInspection(hub: Hub) {
  return {
    issues: (handle) => [...recordOf(hub, handle).issues.values()],
    issue: (handle, number) => issueOf(recordOf(hub, handle), number),
    pullRequest: (handle, number) => pullOf(recordOf(hub, handle), number),
    comments: (handle, number) =>
      [...recordOf(hub, handle).comments.values()].filter((comment) => comment.issueNumber === number),
    reviews: (handle, number) =>
      [...recordOf(hub, handle).reviews.values()].filter((review) => review.pullNumber === number),
    reviewThreads: (handle, number) =>
      [...recordOf(hub, handle).reviewThreads.values()].filter((thread) => thread.pullNumber === number),
    checkRuns: (handle, sha) =>
      [...recordOf(hub, handle).checkRuns.values()].filter((check) => check.headSha === sha),
    workflowRuns: (handle) => [...recordOf(hub, handle).runs.values()],
    branches: async (handle) => {
      const refs = await listRefs(handle.gitDir, 'refs/heads/');
      return Object.fromEntries(refs.map((ref) => [ref.name.slice('refs/heads/'.length), ref.sha]));
    },
    requestCount: () => hub.requests.length,
    takeViolations: () => hub.contract.violations.splice(0),
    assertNoViolations: () => {
      const violations = hub.contract.violations.splice(0);
      if (violations.length > 0) throw new ContractViolations(violations);
    },
  } satisfies Partial<Localhub>;
}

/** What callers may do with a hub that is up. */
export function buildLocalhub(
  hub: Hub,
  host: { close: () => Promise<void>; refused: () => number; served: () => number },
): Localhub {
  return {
    ...buildSetup(hub),
    ...buildActions(hub),
    ...buildInspection(hub),
    url: hub.url,
    requests: hub.requests,
    deliveries: hub.deliveries,
    get violations() {
      return hub.contract.violations;
    },
    leakedCredentials: host.refused,
    downloadCount: host.served,
    intercept: (interceptor) => {
      hub.interceptors.add(interceptor);
      return () => hub.interceptors.delete(interceptor);
    },
    onWebhook: (observer) => {
      hub.webhookObservers.add(observer);
      return () => hub.webhookObservers.delete(observer);
    },
    idle: () => idle(hub),
    close: host.close,
  };
}
