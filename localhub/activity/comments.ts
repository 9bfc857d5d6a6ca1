import { emit } from '../events/emit.ts';
import { ApiError, notFound, validationFailed } from '../http/api-error.ts';
import type { Hub } from '../hub.ts';
import { now } from '../hub.ts';
import type { AppRecord, CommentRecord, RepositoryRecord, UserRecord } from '../records.ts';
import { renderComment, renderIssue } from '../views/comment.ts';
import { renderPlainIssue } from '../views/issue.ts';

/** Characters of a comment. */
const longestBody = 65_536;

function checkBody(body: string): void {
  if (body.trim() === '')
    throw validationFailed({ resource: 'IssueComment', code: 'missing_field', field: 'body' });
  if ([...body].length > longestBody) {
    const message = `Body is too long (maximum is ${longestBody} characters)`;
    throw new ApiError(422, 'Validation Failed', [
      { resource: 'IssueComment', code: 'unprocessable', field: 'data', message },
    ]);
  }
}

function emitComment(
  hub: Hub,
  repository: RepositoryRecord,
  comment: CommentRecord,
  sender: UserRecord,
  action: 'created' | 'edited' | 'deleted',
  more: Record<string, unknown> = {},
): void {
  const payload = {
    issue: renderCommented(hub, repository, comment.issueNumber),
    comment: renderComment(hub, repository, comment),
    ...more,
  };
  emit(hub, repository, sender, { event: 'issue_comment', action, payload });
}

/** What a comment stands under: an issue, or the issue that a pull request is too. */
function renderCommented(hub: Hub, repository: RepositoryRecord, number: number) {
  const pull = repository.pulls.get(number);
  if (pull !== undefined) return renderIssue(hub, repository, pull);
  const issue = repository.issues.get(number);
  if (issue === undefined) throw notFound();
  return renderPlainIssue(hub, repository, issue);
}

export function createComment(
  hub: Hub,
  repository: RepositoryRecord,
  wanted: { issueNumber: number; body: string; author: UserRecord; app: AppRecord | null },
): CommentRecord {
  renderCommented(hub, repository, wanted.issueNumber);
  checkBody(wanted.body);
  const created = now();
  const comment: CommentRecord = {
    ...wanted,
    ...{ id: hub.nextId(), reactions: [], editor: null, createdAt: created, updatedAt: created },
  };
  repository.comments.set(comment.id, comment);
  emitComment(hub, repository, comment, wanted.author, 'created');
  return comment;
}

export function editComment(
  hub: Hub,
  repository: RepositoryRecord,
  comment: CommentRecord,
  body: string,
  sender: UserRecord,
): void {
  checkBody(body);
  const changes = { body: { from: comment.body } };
  comment.body = body;
  comment.editor = sender;
  comment.updatedAt = now();
  emitComment(hub, repository, comment, sender, 'edited', { changes });
}

export function deleteComment(
  hub: Hub,
  repository: RepositoryRecord,
  comment: CommentRecord,
  sender: UserRecord,
): void {
  repository.comments.delete(comment.id);
  emitComment(hub, repository, comment, sender, 'deleted');
}
