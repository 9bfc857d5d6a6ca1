import { countCommits, findMergeBase, listChangedFiles } from '../git/compare.ts';
import type { Hub } from '../hub.ts';
import type { PullRecord, RepositoryRecord, UserRecord } from '../records.ts';
import { renderLabel } from './label.ts';
import { renderNodeId } from './node-id.ts';
import { renderRepository, repositoryHtmlUrl, repositoryUrl } from './repository.ts';
import { renderUser } from './user.ts';

/** GitHub's `author-association`, from the role of the user. Not to be used for permission. */
export function renderAssociation(repository: RepositoryRecord, user: UserRecord): string {
  if (repository.owner === user) return 'OWNER';
  const role = repository.roles.get(user.login.toLowerCase()) ?? 'none';
  return role === 'none' || role === 'read' ? 'NONE' : 'COLLABORATOR';
}

/** GitHub's `pull-request-simple`. */
export function renderPullSimple(hub: Hub, repository: RepositoryRecord, pull: PullRecord) {
  const url = `${repositoryUrl(hub, repository)}/pulls/${pull.number}`;
  const issueUrl = `${repositoryUrl(hub, repository)}/issues/${pull.number}`;
  const htmlUrl = `${repositoryHtmlUrl(hub, repository)}/pull/${pull.number}`;
  const statusesUrl = `${repositoryUrl(hub, repository)}/statuses/${pull.head.sha}`;
  const side = (home: RepositoryRecord, ref: string, sha: string) => ({
    label: `${home.owner.login}:${ref}`,
    ref,
    sha,
    user: renderUser(hub, home.owner),
    repo: renderRepository(hub, home),
  });
  return {
    id: pull.id,
    node_id: renderNodeId('PR', pull.id),
    number: pull.number,
    url,
    html_url: htmlUrl,
    diff_url: `${htmlUrl}.diff`,
    patch_url: `${htmlUrl}.patch`,
    issue_url: issueUrl,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${repositoryUrl(hub, repository)}/pulls/comments{/number}`,
    comments_url: `${issueUrl}/comments`,
    statuses_url: statusesUrl,
    state: pull.state,
    locked: false,
    title: pull.title,
    user: renderUser(hub, pull.author),
    body: pull.body,
    labels: pull.labels.map((label) => renderLabel(hub, repository, label)),
    milestone: null,
    active_lock_reason: null,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt,
    merged_at: pull.mergedAt,
    merge_commit_sha: null,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    head: side(pull.head.repository, pull.head.ref, pull.head.sha),
    base: side(repository, pull.base.ref, pull.base.sha),
    _links: {
      self: { href: url },
      html: { href: htmlUrl },
      issue: { href: issueUrl },
      comments: { href: `${issueUrl}/comments` },
      review_comments: { href: `${url}/comments` },
      review_comment: { href: `${repositoryUrl(hub, repository)}/pulls/comments{/number}` },
      commits: { href: `${url}/commits` },
      statuses: { href: statusesUrl },
    },
    author_association: renderAssociation(repository, pull.author),
    auto_merge: null,
    draft: pull.draft,
  };
}

/** GitHub's `pull-request`, with the counts that need git. */
export async function renderPull(hub: Hub, repository: RepositoryRecord, pull: PullRecord) {
  const mergeBase = await findMergeBase(repository.gitDir, pull.base.sha, pull.head.sha);
  const files = mergeBase === null ? [] : await listChangedFiles(repository.gitDir, mergeBase, pull.head.sha);
  const sum = (count: (file: (typeof files)[number]) => number) =>
    files.reduce((total, file) => total + count(file), 0);
  const merged = pull.mergedAt !== null;
  return {
    ...renderPullSimple(hub, repository, pull),
    merged,
    mergeable: null,
    rebaseable: null,
    mergeable_state: 'unknown',
    merged_by: null,
    comments: [...repository.comments.values()].filter((comment) => comment.issueNumber === pull.number)
      .length,
    review_comments: [...repository.reviewThreads.values()]
      .filter((thread) => thread.pullNumber === pull.number)
      .reduce((total, thread) => total + thread.comments.length, 0),
    // What the page for opening one proposes for a fork.
    maintainer_can_modify: pull.head.repository !== repository,
    commits: await countCommits(repository.gitDir, pull.base.sha, pull.head.sha),
    additions: sum((file) => file.additions),
    deletions: sum((file) => file.deletions),
    changed_files: files.length,
  };
}

/** GitHub's `pull-request-minimal`, as check runs and workflow runs list them: open ones of the same repository only. */
export function renderPullsOfCommit(hub: Hub, repository: RepositoryRecord, sha: string) {
  const side = (home: RepositoryRecord, ref: string, tip: string) => ({
    ref,
    sha: tip,
    repo: { id: home.id, url: repositoryUrl(hub, home), name: home.name },
  });
  return [...repository.pulls.values()]
    .filter((pull) => pull.state === 'open' && pull.head.sha === sha && pull.head.repository === repository)
    .map((pull) => ({
      id: pull.id,
      number: pull.number,
      url: `${repositoryUrl(hub, repository)}/pulls/${pull.number}`,
      head: side(repository, pull.head.ref, pull.head.sha),
      base: side(repository, pull.base.ref, pull.base.sha),
    }));
}
