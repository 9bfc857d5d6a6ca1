import type { Hub } from '../hub.ts';
import type { CommentRecord, PullRecord, ReactionRecord, RepositoryRecord } from '../records.ts';
import { renderNodeId } from './node-id.ts';
import { renderAssociation, renderPullSimple } from './pull-request.ts';
import { repositoryHtmlUrl, repositoryUrl } from './repository.ts';
import { renderApp, renderUser } from './user.ts';

/** GitHub's `reaction-rollup`. */
export function renderReactions(url: string, reactions: readonly ReactionRecord[] = []) {
  const count = (content: ReactionRecord['content']): number =>
    reactions.filter((one) => one.content === content).length;
  return {
    ...{ url: `${url}/reactions`, total_count: reactions.length, '+1': count('+1'), '-1': count('-1') },
    ...{ laugh: count('laugh'), hooray: count('hooray'), confused: count('confused') },
    ...{ heart: count('heart'), rocket: count('rocket'), eyes: count('eyes') },
  };
}

/** GitHub's `reaction`. */
export function renderReaction(hub: Hub, reaction: ReactionRecord) {
  return {
    id: reaction.id,
    node_id: renderNodeId('REA', reaction.id),
    user: renderUser(hub, reaction.user),
    content: reaction.content,
    created_at: reaction.createdAt,
  };
}

/** GitHub's `issue-comment`. */
export function renderComment(hub: Hub, repository: RepositoryRecord, comment: CommentRecord) {
  const url = `${repositoryUrl(hub, repository)}/issues/comments/${comment.id}`;
  return {
    id: comment.id,
    node_id: renderNodeId('IC', comment.id),
    url,
    html_url: `${repositoryHtmlUrl(hub, repository)}/${repository.issues.has(comment.issueNumber) ? 'issues' : 'pull'}/${comment.issueNumber}#issuecomment-${comment.id}`,
    issue_url: `${repositoryUrl(hub, repository)}/issues/${comment.issueNumber}`,
    user: renderUser(hub, comment.author),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: renderAssociation(repository, comment.author),
    body: comment.body,
    reactions: renderReactions(url, comment.reactions),
    performed_via_github_app: comment.app === null ? null : renderApp(hub, comment.app),
  };
}

/** A pull request as the issue that it also is, for `issue_comment` events. */
export function renderIssue(hub: Hub, repository: RepositoryRecord, pull: PullRecord) {
  const simple = renderPullSimple(hub, repository, pull);
  const url = simple.issue_url;
  const comments = [...repository.comments.values()].filter((comment) => comment.issueNumber === pull.number);
  return {
    url,
    repository_url: repositoryUrl(hub, repository),
    labels_url: `${url}/labels{/name}`,
    comments_url: simple.comments_url,
    events_url: `${url}/events`,
    html_url: simple.html_url,
    id: pull.issueId,
    node_id: simple.node_id,
    number: pull.number,
    title: pull.title,
    user: simple.user,
    labels: [],
    state: pull.state,
    locked: false,
    assignee: null,
    assignees: [],
    milestone: null,
    comments: comments.length,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt,
    author_association: simple.author_association,
    active_lock_reason: null,
    draft: pull.draft,
    pull_request: {
      url: simple.url,
      html_url: simple.html_url,
      diff_url: simple.diff_url,
      patch_url: simple.patch_url,
      merged_at: pull.mergedAt,
    },
    body: pull.body,
    reactions: renderReactions(url),
    timeline_url: `${url}/timeline`,
    performed_via_github_app: null,
    state_reason: null,
  };
}
