import { emit } from '../events/emit.ts';
import { gitText } from '../git/git.ts';
import { readCommit, writeCommit } from '../git/objects.ts';
import { findRef, updateRefs, zeroSha } from '../git/refs.ts';
import type { Hub } from '../hub.ts';
import { ensureUser, now } from '../hub.ts';
import type { PullRecord, RepositoryRecord } from '../records.ts';
import { renderSimpleCommit } from '../views/commit.ts';
import { recordPush } from './pushes.ts';

/** A commit of the merge queue and the branch that holds it. */
export interface MergeGroup {
  headSha: string;
  headRef: string;
}

/**
 * Puts a pull request into the merge queue: a merge of its head into the tip of its base on a branch of the queue, for which
 * checks are asked: https://docs.github.com/webhooks/webhook-events-and-payloads#merge_group
 * Throws when the two do not merge.
 */
export async function enqueuePull(
  hub: Hub,
  repository: RepositoryRecord,
  pull: PullRecord,
): Promise<MergeGroup> {
  const { gitDir } = repository;
  const base = await findRef(gitDir, `refs/heads/${pull.base.ref}`);
  if (base === null) throw new Error(`There is no branch ${pull.base.ref}`);
  const tree = await gitText(gitDir, ['merge-tree', '--write-tree', base.sha, pull.head.sha]);
  const queue = ensureUser(hub, 'github-merge-queue[bot]', 'Bot');
  const who = {
    name: queue.login,
    email: `${queue.id}+${queue.login}@users.noreply.github.com`,
    date: now(),
  };
  const headSha = await writeCommit(gitDir, {
    tree,
    parents: [base.sha, pull.head.sha],
    message: `Merge pull request #${pull.number}`,
    author: who,
    committer: who,
  });
  const headRef = `refs/heads/gh-readonly-queue/${pull.base.ref}/pr-${pull.number}-${base.sha}`;
  await updateRefs(gitDir, [{ name: headRef, before: null, after: headSha }]);
  await recordPush(hub, repository, { ref: headRef, before: zeroSha, after: headSha, sender: queue });
  await emitGroup(hub, repository, pull, { headSha, headRef }, base.sha, 'checks_requested');
  return { headSha, headRef };
}

/** The queue gives a group up, or has merged it: its branch goes, and apps are told. */
export async function destroyGroup(
  hub: Hub,
  repository: RepositoryRecord,
  pull: PullRecord,
  group: MergeGroup,
): Promise<void> {
  const baseSha = group.headRef.slice(-40);
  await emitGroup(hub, repository, pull, group, baseSha, 'destroyed');
  await updateRefs(repository.gitDir, [{ name: group.headRef, before: group.headSha, after: zeroSha }]);
}

async function emitGroup(
  hub: Hub,
  repository: RepositoryRecord,
  pull: PullRecord,
  { headSha, headRef }: MergeGroup,
  baseSha: string,
  action: 'checks_requested' | 'destroyed',
): Promise<void> {
  const commit = await readCommit(repository.gitDir, headSha);
  if (commit === null) throw new Error(`There is no commit ${headSha}`);
  const merge_group = {
    head_sha: headSha,
    head_ref: headRef,
    base_sha: baseSha,
    base_ref: `refs/heads/${pull.base.ref}`,
    head_commit: renderSimpleCommit(commit),
  };
  const payload = action === 'destroyed' ? { merge_group, reason: 'dequeued' } : { merge_group };
  const queue = ensureUser(hub, 'github-merge-queue[bot]', 'Bot');
  emit(hub, repository, queue, { event: 'merge_group', action, payload });
}
