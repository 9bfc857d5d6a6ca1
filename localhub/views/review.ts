import { followLine } from '../git/diff-position.ts';
import type { Hub } from '../hub.ts';
import type {
  PullReviewRecord,
  RepositoryRecord,
  ReviewCommentRecord,
  ReviewThreadRecord,
} from '../records.ts';
import { renderReactions } from './comment.ts';
import { renderNodeId } from './node-id.ts';
import { renderAssociation } from './pull-request.ts';
import { repositoryHtmlUrl, repositoryUrl } from './repository.ts';
import { renderUser } from './user.ts';

/** The two descriptions differ: a webhook has a state in lower case, and names absent lines as null. */
export type Reader = 'rest' | 'webhook';

/** GitHub's `pull-request-review`. */
export function renderReview(
  hub: Hub,
  repository: RepositoryRecord,
  review: PullReviewRecord,
  reader: Reader,
) {
  const pullUrl = `${repositoryUrl(hub, repository)}/pulls/${review.pullNumber}`;
  const html = `${repositoryHtmlUrl(hub, repository)}/pull/${review.pullNumber}#pullrequestreview-${review.id}`;
  return {
    id: review.id,
    node_id: renderNodeId('PRR', review.id),
    user: renderUser(hub, review.author),
    body: review.body,
    state: reader === 'webhook' ? review.state.toLowerCase() : review.state,
    html_url: html,
    pull_request_url: pullUrl,
    author_association: renderAssociation(repository, review.author),
    _links: { html: { href: html }, pull_request: { href: pullUrl } },
    submitted_at: review.submittedAt,
    commit_id: review.commitId,
  };
}

/** Which lines of the present head a thread is at; null when they are gone: GitHub calls it outdated. */
export async function findPresentLines(
  repository: RepositoryRecord,
  thread: ReviewThreadRecord,
): Promise<{ line: number; startLine: number | null } | null> {
  const pull = repository.pulls.get(thread.pullNumber);
  if (pull === undefined || thread.side === 'LEFT') return { line: thread.line, startLine: thread.startLine };
  const ends = { from: thread.commitId, to: pull.head.sha };
  const follow = (line: number) => followLine(repository.gitDir, thread.path, line, ends);
  const line = await follow(thread.line);
  const startLine = thread.startLine === null ? null : await follow(thread.startLine);
  if (line === null || (thread.startLine !== null && startLine === null)) return null;
  return { line, startLine };
}

/** GitHub's `pull-request-review-comment`. */
export async function renderReviewComment(
  hub: Hub,
  repository: RepositoryRecord,
  thread: ReviewThreadRecord,
  comment: ReviewCommentRecord,
  reader: Reader,
) {
  const url = `${repositoryUrl(hub, repository)}/pulls/comments/${comment.id}`;
  const pullUrl = `${repositoryUrl(hub, repository)}/pulls/${thread.pullNumber}`;
  const html = `${repositoryHtmlUrl(hub, repository)}/pull/${thread.pullNumber}#discussion_r${comment.id}`;
  const present = await findPresentLines(repository, thread);
  const first = thread.comments[0];
  const absent = reader === 'webhook' ? { position: null, line: null } : {};
  return {
    url,
    pull_request_review_id: comment.reviewId,
    id: comment.id,
    node_id: renderNodeId('PRRC', comment.id),
    diff_hunk: thread.diffHunk,
    path: thread.path,
    commit_id: repository.pulls.get(thread.pullNumber)?.head.sha ?? thread.commitId,
    original_commit_id: thread.commitId,
    ...(first !== undefined && first !== comment ? { in_reply_to_id: first.id } : {}),
    user: renderUser(hub, comment.author),
    body: comment.body,
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    html_url: html,
    pull_request_url: pullUrl,
    author_association: renderAssociation(repository, comment.author),
    _links: { self: { href: url }, html: { href: html }, pull_request: { href: pullUrl } },
    ...(present === null ? absent : { position: thread.position, line: present.line }),
    original_position: thread.position,
    original_line: thread.line,
    start_line: present?.startLine ?? null,
    original_start_line: thread.startLine,
    start_side: thread.startLine === null ? null : thread.side,
    side: thread.side,
    subject_type: 'line',
    reactions: renderReactions(url),
  };
}
