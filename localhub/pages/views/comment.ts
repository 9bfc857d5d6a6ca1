import type { CommentRecord, ReactionContent, ReactionRecord, UserRecord } from '../../records.ts';
import { versionOf } from '../comment-version.ts';
import { type Html, html } from '../html.ts';
import { renderMarkdown } from '../markdown/render-markdown.ts';
import { renderAuthor, renderAvatar, renderTime } from './parts.ts';

const emoji: Record<ReactionContent, string> = {
  ...{
    '+1': '👍',
    '-1': '👎',
    laugh: '😄',
    confused: '😕',
    heart: '❤️',
    hooray: '🎉',
    rocket: '🚀',
    eyes: '👀',
  },
};

function renderReactions(reactions: readonly ReactionRecord[]): Html | null {
  if (reactions.length === 0) return null;
  const contents = [...new Set(reactions.map(({ content }) => content))];
  return html`<ul class="reactions" aria-label="Reactions">${contents.map((content) => {
    const who = reactions.filter((one) => one.content === content).map(({ user }) => user.login);
    return html`<li data-reaction="${content}" title="${who.join(', ')}">${emoji[content]} ${who.length}</li>`;
  })}</ul>`;
}

/** A post with its author: the first text of an issue, a comment, a review. */
export function renderPost(post: {
  id: string;
  author: UserRecord;
  createdAt: string;
  verb?: string;
  head?: Html | null;
  body: Html;
}): Html {
  return html`<article class="post" id="${post.id}">
${renderAvatar(post.author)}
<div class="box">
<header>${renderAuthor(post.author)} ${post.verb ?? 'commented'} ${renderTime(post.createdAt)}${post.head}</header>
<div class="body">${post.body}</div>
</div>
</article>`;
}

/** The text of an issue or a pull request. `repository` is the address of the repository. */
export function renderDescription(
  item: { author: UserRecord; createdAt: string; body: string | null },
  repository: string,
): Html {
  return renderPost({
    id: 'description',
    author: item.author,
    createdAt: item.createdAt,
    verb: 'opened this',
    body: html`<div class="markdown">${item.body?.trim() ? renderMarkdown(item.body, { repository }) : html`<p><em>No description provided.</em></p>`}</div>`,
  });
}

/** A comment; whoever may edit it ticks its boxes. `base` is the address of the repository. */
export function renderComment(comment: CommentRecord, base: string, isEditable: boolean): Html {
  const address = `${base}/comments/${comment.id}`;
  const edited = comment.editor && html` · <span class="edited">edited by ${comment.editor.login}</span>`;
  const tasks = isEditable ? 'tickable' : 'fixed';
  return renderPost({
    id: `issuecomment-${comment.id}`,
    author: comment.author,
    createdAt: comment.createdAt,
    head: edited,
    body: html`<div class="markdown" data-comment="${address}" data-version="${versionOf(comment.body)}">${renderMarkdown(comment.body, { repository: base, tasks })}</div>
${renderReactions(comment.reactions)}${
  isEditable
    ? html`<details class="edit"><summary>Edit</summary>
<form method="post" action="${address}"><textarea name="body" rows="8" required aria-label="Text of the comment">${`\n${comment.body}`}</textarea><button type="submit">Update comment</button></form>
<form method="post" action="${address}/delete"><button type="submit" class="danger">Delete</button></form></details>`
    : null
}`,
  });
}

/** Where a new comment is written. */
export function renderCommentForm(address: string, state: Html | null): Html {
  return html`<section class="write" aria-label="New comment">
<form id="new-comment" method="post" action="${address}/comments">
<label for="new-body"><b>Add a comment</b></label>
<textarea id="new-body" name="body" rows="4" required placeholder="Markdown, or a command such as /testwright help"></textarea>
</form>
<div class="buttons"><div data-live="state">${state}</div><button type="submit" class="primary" form="new-comment">Comment</button></div>
</section>`;
}

/** The button that closes or reopens. */
export function renderStateForm(address: string, item: { state: 'open' | 'closed' }, noun: string): Html {
  const isOpen = item.state === 'open';
  return html`<form method="post" action="${address}/state"><input type="hidden" name="state" value="${isOpen ? 'closed' : 'open'}"><button type="submit">${isOpen ? 'Close' : 'Reopen'} ${noun}</button></form>`;
}
