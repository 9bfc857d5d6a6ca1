import type { Hub } from '../hub.ts';
import type { AppRecord, IssueRecord, RepositoryRecord } from '../records.ts';
import { renderReactions } from './comment.ts';
import { renderLabel } from './label.ts';
import { renderNodeId } from './node-id.ts';
import { renderAssociation } from './pull-request.ts';
import { repositoryHtmlUrl, repositoryUrl } from './repository.ts';
import { renderApp, renderUser } from './user.ts';

/** GitHub's description of an app in the webhooks of issues does not know all events yet. */
function renderOpener(hub: Hub, app: AppRecord) {
  const rendered = renderApp(hub, app);
  return { ...rendered, events: rendered.events.filter((event) => event !== 'merge_group') };
}

/** GitHub's `issue`, for one that is no pull request. */
export function renderPlainIssue(hub: Hub, repository: RepositoryRecord, issue: IssueRecord) {
  const url = `${repositoryUrl(hub, repository)}/issues/${issue.number}`;
  const comments = [...repository.comments.values()].filter(
    (comment) => comment.issueNumber === issue.number,
  );
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
    labels: issue.labels.map((label) => renderLabel(hub, repository, label)),
    state: issue.state,
    locked: false,
    assignee: null,
    assignees: [],
    milestone: null,
    comments: comments.length,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    author_association: renderAssociation(repository, issue.author),
    active_lock_reason: null,
    body: issue.body,
    reactions: renderReactions(url),
    timeline_url: `${url}/timeline`,
    performed_via_github_app: issue.app === undefined ? null : renderOpener(hub, issue.app),
    state_reason: null,
  };
}
