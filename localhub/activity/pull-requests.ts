import { emit } from '../events/emit.ts';
import { findMergeBase } from '../git/compare.ts';
import { askGit } from '../git/git.ts';
import { findRef } from '../git/refs.ts';
import { ApiError, validationFailed } from '../http/api-error.ts';
import type { Hub } from '../hub.ts';
import { now } from '../hub.ts';
import type { PullRecord, RepositoryRecord, UserRecord } from '../records.ts';
import { renderLabel } from '../views/label.ts';
import { renderPull } from '../views/pull-request.ts';
import { enqueuePullRequestRuns } from './workflow-runs.ts';

export interface NewPull {
  headRepository: RepositoryRecord;
  head: string;
  base: string;
  title: string;
  body: string | null;
  author: UserRecord;
  draft: boolean;
}

/** Makes the head commit part of the base repository, as `refs/pull/<n>/head`, also when it lives in a fork. */
export async function updatePullRef(repository: RepositoryRecord, pull: PullRecord): Promise<void> {
  const source = pull.head.repository.gitDir;
  const refspec = `+refs/heads/${pull.head.ref}:refs/pull/${pull.number}/head`;
  await askGit(repository.gitDir, ['fetch', '--quiet', '--no-tags', source, refspec]);
}

export async function emitPull(
  hub: Hub,
  repository: RepositoryRecord,
  pull: PullRecord,
  sender: UserRecord,
  action: string,
  more: Record<string, unknown> = {},
): Promise<void> {
  const payload = { number: pull.number, pull_request: await renderPull(hub, repository, pull), ...more };
  emit(hub, repository, sender, { event: 'pull_request', action, payload });
}

/** Opens a pull request. 422 when a branch is missing, one is open already, or there is nothing to merge. */
export async function openPull(hub: Hub, repository: RepositoryRecord, wanted: NewPull): Promise<PullRecord> {
  const invalid = (field: string) => validationFailed({ resource: 'PullRequest', field, code: 'invalid' });
  const head = await findRef(wanted.headRepository.gitDir, `refs/heads/${wanted.head}`);
  const base = await findRef(repository.gitDir, `refs/heads/${wanted.base}`);
  if (head === null) throw invalid('head');
  if (base === null) throw invalid('base');
  const open = [...repository.pulls.values()].some(
    (pull) =>
      pull.state === 'open' &&
      pull.head.repository === wanted.headRepository &&
      pull.head.ref === wanted.head &&
      pull.base.ref === wanted.base,
  );
  const custom = (message: string) =>
    new ApiError(422, 'Validation Failed', [{ resource: 'PullRequest', code: 'custom', message }]);
  if (open)
    throw custom(`A pull request already exists for ${wanted.headRepository.owner.login}:${wanted.head}.`);
  const number = repository.nextNumber++;
  const created = now();
  const pull: PullRecord = {
    id: hub.nextId(),
    issueId: hub.nextId(),
    number,
    title: wanted.title,
    body: wanted.body,
    state: 'open',
    draft: wanted.draft,
    labels: [],
    author: wanted.author,
    base: { ref: wanted.base, sha: base.sha },
    head: { repository: wanted.headRepository, ref: wanted.head, sha: head.sha },
    createdAt: created,
    updatedAt: created,
    closedAt: null,
    mergedAt: null,
  };
  await updatePullRef(repository, pull);
  if ((await findMergeBase(repository.gitDir, base.sha, head.sha)) === head.sha)
    throw custom(`No commits between ${wanted.base} and ${wanted.head}`);
  repository.pulls.set(number, pull);
  await emitPull(hub, repository, pull, wanted.author, 'opened');
  await enqueuePullRequestRuns(hub, repository, pull, 'opened', wanted.author);
  return pull;
}

export interface PullChange {
  title?: string;
  body?: string | null;
  state?: 'open' | 'closed';
  draft?: boolean;
}

/** Changes a pull request and tells of each change by its own event. */
export async function changePull(
  hub: Hub,
  repository: RepositoryRecord,
  pull: PullRecord,
  change: PullChange,
  sender: UserRecord,
): Promise<void> {
  const edits: Record<string, { from: string | null }> = {};
  pull.updatedAt = now();
  if (change.title !== undefined && change.title !== pull.title) {
    edits['title'] = { from: pull.title };
    pull.title = change.title;
  }
  if (change.body !== undefined && change.body !== pull.body) {
    edits['body'] = { from: pull.body ?? '' };
    pull.body = change.body;
  }
  if (Object.keys(edits).length > 0)
    await emitPull(hub, repository, pull, sender, 'edited', { changes: edits });
  if (change.draft !== undefined && change.draft !== pull.draft) {
    pull.draft = change.draft;
    await emitPull(hub, repository, pull, sender, change.draft ? 'converted_to_draft' : 'ready_for_review');
  }
  if (change.state !== undefined && change.state !== pull.state) {
    pull.state = change.state;
    pull.closedAt = change.state === 'closed' ? pull.updatedAt : null;
    await emitPull(hub, repository, pull, sender, change.state === 'closed' ? 'closed' : 'reopened');
    if (change.state === 'open') await enqueuePullRequestRuns(hub, repository, pull, 'reopened', sender);
  }
}

/** Puts a label on a pull request, or takes it away; one that the repository lacks comes into being, as on GitHub. */
export async function setPullLabel(
  hub: Hub,
  repository: RepositoryRecord,
  pull: PullRecord,
  { name, isSet }: { name: string; isSet: boolean },
  sender: UserRecord,
): Promise<void> {
  const key = name.toLowerCase();
  const label = repository.labels.get(key) ?? { id: hub.nextId(), name };
  repository.labels.set(key, label);
  if (pull.labels.includes(label) === isSet) return;
  pull.labels = isSet ? [...pull.labels, label] : pull.labels.filter((one) => one !== label);
  pull.updatedAt = now();
  const more = { label: renderLabel(hub, repository, label) };
  await emitPull(hub, repository, pull, sender, isSet ? 'labeled' : 'unlabeled', more);
}
