import { emit } from '../events/emit.ts';
import type { Hub } from '../hub.ts';
import { now } from '../hub.ts';
import type { AppRecord, IssueRecord, RepositoryRecord, UserRecord } from '../records.ts';
import { renderPlainIssue } from '../views/issue.ts';
import { renderLabel } from '../views/label.ts';

function emitIssue(
  hub: Hub,
  repository: RepositoryRecord,
  issue: IssueRecord,
  sender: UserRecord,
  action: string,
  more: Record<string, unknown> = {},
): void {
  const payload = { issue: renderPlainIssue(hub, repository, issue), ...more };
  emit(hub, repository, sender, { event: 'issues', action, payload });
}

/** Opens an issue. Labels that it is opened with, as by an issue form, are told of in the name of its author. */
export function openIssue(
  hub: Hub,
  repository: RepositoryRecord,
  wanted: { title: string; body: string | null; author: UserRecord; labels?: string[]; app?: AppRecord },
): IssueRecord {
  const created = now();
  const { labels = [], ...rest } = wanted;
  const issue: IssueRecord = {
    ...rest,
    id: hub.nextId(),
    number: repository.nextNumber++,
    state: 'open',
    labels: [],
    createdAt: created,
    updatedAt: created,
    closedAt: null,
  };
  repository.issues.set(issue.number, issue);
  emitIssue(hub, repository, issue, wanted.author, 'opened');
  labelIssue(hub, repository, issue, labels, wanted.author);
  return issue;
}

/** Adds labels by name; those that the repository lacks come into being, as on GitHub. */
export function labelIssue(
  hub: Hub,
  repository: RepositoryRecord,
  issue: IssueRecord,
  names: readonly string[],
  sender: UserRecord,
): void {
  for (const name of names) {
    if (issue.labels.some((label) => label.name.toLowerCase() === name.toLowerCase())) continue;
    const key = name.toLowerCase();
    const label = repository.labels.get(key) ?? { id: hub.nextId(), name };
    repository.labels.set(key, label);
    issue.labels.push(label);
    issue.updatedAt = now();
    emitIssue(hub, repository, issue, sender, 'labeled', { label: renderLabel(hub, repository, label) });
  }
}

/** False when the issue does not bear the label. */
export function unlabelIssue(
  hub: Hub,
  repository: RepositoryRecord,
  issue: IssueRecord,
  name: string,
  sender: UserRecord,
): boolean {
  const index = issue.labels.findIndex((label) => label.name.toLowerCase() === name.toLowerCase());
  const [label] = index < 0 ? [] : issue.labels.splice(index, 1);
  if (label === undefined) return false;
  issue.updatedAt = now();
  emitIssue(hub, repository, issue, sender, 'unlabeled', { label: renderLabel(hub, repository, label) });
  return true;
}

export interface IssueChange {
  title?: string;
  body?: string;
  state?: 'open' | 'closed';
}

/** Changes an issue and tells of each change by its own event. */
export function changeIssue(
  hub: Hub,
  repository: RepositoryRecord,
  issue: IssueRecord,
  change: IssueChange,
  sender: UserRecord,
): void {
  const edits: Record<string, { from: string }> = {};
  issue.updatedAt = now();
  if (change.title !== undefined && change.title !== issue.title) {
    edits['title'] = { from: issue.title };
    issue.title = change.title;
  }
  if (change.body !== undefined && change.body !== issue.body) {
    edits['body'] = { from: issue.body ?? '' };
    issue.body = change.body;
  }
  if (Object.keys(edits).length > 0) emitIssue(hub, repository, issue, sender, 'edited', { changes: edits });
  if (change.state !== undefined && change.state !== issue.state) {
    issue.state = change.state;
    issue.closedAt = change.state === 'closed' ? issue.updatedAt : null;
    emitIssue(hub, repository, issue, sender, change.state === 'closed' ? 'closed' : 'reopened');
  }
}
