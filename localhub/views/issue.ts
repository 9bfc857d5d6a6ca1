import type { Hub } from '../hub.ts';
import type { IssueRecord, RepositoryRecord } from '../records.ts';
import { renderReactions } from './comment.ts';
import { renderNodeId } from './node-id.ts';
import { renderAssociation } from './pull-request.ts';
import { repositoryHtmlUrl, repositoryUrl } from './repository.ts';
import { renderUser } from './user.ts';

/** GitHub's `issue`, for one that is no pull request. */
export function renderPlainIssue(hub: Hub, repository: RepositoryRecord, issue: IssueRecord) {
  const url = `${repositoryUrl(hub, repository)}/issues/${issue.number}`;
  return {
    url,
    repository_url: repositoryUrl(hub, repository),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: `${repositoryHtmlUrl(hub, repository)}/issues/${issue.number}`,
    id: issue.id,
    node_id: renderNodeId('I', issue.id),
    number: issue.number,
    title: issue.title,
    user: renderUser(hub, issue.author),
    labels: [],
    state: 'open',
    locked: false,
    assignee: null,
    assignees: [],
    milestone: null,
    comments: 0,
    created_at: issue.createdAt,
    updated_at: issue.createdAt,
    closed_at: null,
    author_association: renderAssociation(repository, issue.author),
    active_lock_reason: null,
    body: issue.body,
    reactions: renderReactions(url),
    timeline_url: `${url}/timeline`,
    performed_via_github_app: null,
    state_reason: null,
  };
}
