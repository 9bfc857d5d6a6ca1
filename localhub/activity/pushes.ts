import { emit } from '../events/emit.ts';
import { listChangedPaths, listCommits } from '../git/compare.ts';
import type { CommitObject } from '../git/objects.ts';
import { findObject, readCommit } from '../git/objects.ts';
import { findRef, isAncestor, zeroSha } from '../git/refs.ts';
import type { Hub } from '../hub.ts';
import { findPullsOfHead, fullName, now } from '../hub.ts';
import type { RepositoryRecord, UserRecord } from '../records.ts';
import { repositoryHtmlUrl } from '../views/repository.ts';
import { changePull, emitPull, updatePullRef } from './pull-requests.ts';
import { enqueuePullRequestRuns, enqueuePushRuns } from './workflow-runs.ts';

export interface Push {
  /** Full name, `refs/heads/main`. */
  ref: string;
  before: string;
  after: string;
  sender: UserRecord;
}

/** A push event lists no more commits than this: https://docs.github.com/webhooks/webhook-events-and-payloads#push */
const listedCommits = 2048;

/**
 * What follows from a ref that has moved already, by whatever means: the push event, its workflow runs, and what
 * it means to pull requests from and to that branch.
 */
export async function recordPush(hub: Hub, repository: RepositoryRecord, push: Push): Promise<void> {
  repository.pushedAt = now();
  await emitPush(hub, repository, push);
  const branch = /^refs\/heads\/(.+)$/.exec(push.ref)?.[1];
  if (branch === undefined) return;
  if (push.after !== zeroSha) await enqueuePushRuns(hub, repository, { ...push, branch });
  for (const { base, pull } of findPullsOfHead(hub, repository, branch)) {
    if (pull.state === 'closed') continue;
    if (push.after === zeroSha) {
      await changePull(hub, base, pull, { state: 'closed' }, push.sender);
      continue;
    }
    const before = pull.head.sha;
    if (before === push.after) continue;
    await updatePullRef(base, pull);
    pull.head.sha = push.after;
    pull.base.sha = (await findRef(base.gitDir, `refs/heads/${pull.base.ref}`))?.sha ?? pull.base.sha;
    pull.updatedAt = now();
    await emitPull(hub, base, pull, push.sender, 'synchronize', { before, after: push.after });
    await enqueuePullRequestRuns(hub, base, pull, 'synchronize', push.sender);
  }
  if (push.after !== zeroSha) await closeMerged(hub, repository, branch, push);
}

/** Pull requests whose head a push has brought into their base are merged. */
async function closeMerged(
  hub: Hub,
  repository: RepositoryRecord,
  branch: string,
  push: Push,
): Promise<void> {
  for (const pull of repository.pulls.values()) {
    if (pull.state === 'closed' || pull.base.ref !== branch) continue;
    if (!(await isAncestor(repository.gitDir, pull.head.sha, push.after))) continue;
    pull.mergedAt = now();
    await changePull(hub, repository, pull, { state: 'closed' }, push.sender);
  }
}

async function emitPush(hub: Hub, repository: RepositoryRecord, push: Push): Promise<void> {
  const { gitDir } = repository;
  const created = push.before === zeroSha;
  const deleted = push.after === zeroSha;
  const known = !created && (await findObject(gitDir, `${push.before}^{commit}`)) !== null;
  const head = deleted ? null : await readCommit(gitDir, push.after);
  const from = known ? push.before : await findFork(repository, push);
  const commits =
    deleted || head === null ? [] : from === null ? [head] : await listCommits(gitDir, from, push.after);
  const forced = known && !deleted && !(await isAncestor(gitDir, push.before, push.after));
  const shown = await Promise.all(
    commits.slice(-listedCommits).map((commit) => renderPushed(hub, repository, commit)),
  );
  const html = repositoryHtmlUrl(hub, repository);
  const payload = {
    ref: push.ref,
    before: push.before,
    after: push.after,
    created,
    deleted,
    forced,
    base_ref: null,
    compare: `${html}/compare/${push.before.slice(0, 12)}...${push.after.slice(0, 12)}`,
    commits: shown,
    head_commit: head === null ? null : await renderPushed(hub, repository, head),
    pusher: { name: push.sender.login, email: null },
  };
  emit(hub, repository, push.sender, { event: 'push', action: null, payload });
}

/** Where a new branch leaves the default branch: what came before is not news. */
async function findFork(repository: RepositoryRecord, push: Push): Promise<string | null> {
  if (push.after === zeroSha) return null;
  const main = await findRef(repository.gitDir, `refs/heads/${repository.defaultBranch}`);
  return main === null || main.name === push.ref ? null : main.sha;
}

async function renderPushed(hub: Hub, repository: RepositoryRecord, commit: CommitObject) {
  const parent = commit.parents[0];
  const files = parent === undefined ? [] : await listChangedPaths(repository.gitDir, parent, commit.sha);
  const paths = (...statuses: string[]) =>
    files.filter((file) => statuses.includes(file.status)).map((file) => file.path);
  const who = ({ name, email }: { name: string; email: string }) => ({ name, email });
  return {
    id: commit.sha,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: commit.committer.date,
    url: `${hub.url}/${fullName(repository)}/commit/${commit.sha}`,
    author: who(commit.author),
    committer: who(commit.committer),
    added: paths('added', 'copied', 'renamed'),
    removed: [
      ...paths('removed'),
      ...files.flatMap((file) => (file.status === 'renamed' ? [file.previousPath] : [])),
    ],
    modified: paths('modified', 'changed'),
  };
}
