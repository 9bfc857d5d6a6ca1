import { createComment, deleteComment, editComment } from '../../activity/comments.ts';
import { ApiError } from '../../http/api-error.ts';
import { inTurn } from '../../hub.ts';
import { versionOf } from '../comment-version.ts';
import { setTask } from '../markdown/tasks.ts';
import type { PageHandler } from '../page-call.ts';
import { addressOfNumber, commentOf, fieldOf, requirePerson } from '../page-call.ts';

/** A browser's line breaks are those of the text. */
function textOf(value: string): string {
  return value.replace(/\r\n/g, '\n');
}

export const addComment: PageHandler = async (call) => {
  const { hub, repository } = call;
  const author = requirePerson(call, 'comment');
  const issueNumber = Number(call.params['number']);
  const wanted = { issueNumber, body: textOf(fieldOf(call, 'body')), author, app: null };
  const comment = await inTurn(repository, async () => createComment(hub, repository, wanted));
  return { kind: 'go', to: `${addressOfNumber(repository, issueNumber)}#issuecomment-${comment.id}` };
};

/** Replaces the text of a comment; one's own, or anybody's for those who may write. */
export const changeComment: PageHandler = async (call) => {
  const { hub, repository } = call;
  const comment = commentOf(call);
  const editor = requirePerson(call, 'edit', comment.author);
  const body = textOf(fieldOf(call, 'body'));
  await inTurn(repository, async () => {
    if (body !== comment.body) editComment(hub, repository, comment, body, editor);
  });
  return {
    kind: 'go',
    to: `${addressOfNumber(repository, comment.issueNumber)}#issuecomment-${comment.id}`,
  };
};

export const removeComment: PageHandler = async (call) => {
  const { hub, repository } = call;
  const comment = commentOf(call);
  const person = requirePerson(call, 'edit', comment.author);
  await inTurn(repository, async () => deleteComment(hub, repository, comment, person));
  return { kind: 'go', to: addressOfNumber(repository, comment.issueNumber) };
};

/**
 * Ticks or unticks a box, which edits the comment. 409 when the text is no longer the one that the person saw: another
 * box might stand there now.
 */
export const tickTask: PageHandler = async (call) => {
  const { hub, repository } = call;
  const comment = commentOf(call);
  const editor = requirePerson(call, 'edit', comment.author);
  const index = Number(fieldOf(call, 'index'));
  const ticked = fieldOf(call, 'ticked') === 'true';
  const seen = fieldOf(call, 'version');
  const version = await inTurn(repository, async () => {
    if (versionOf(comment.body) !== seen)
      throw new ApiError(409, 'The comment was edited meanwhile; look at it again.');
    const body = setTask(comment.body, index, ticked);
    if (body === null) throw new ApiError(422, `The comment has no box ${index}.`);
    if (body !== comment.body) editComment(hub, repository, comment, body, editor);
    return versionOf(body);
  });
  return { kind: 'data', data: { version } };
};
