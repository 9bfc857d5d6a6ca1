import type { ReviewCommentRecord, ReviewThreadRecord } from '../../records.ts';
import { type Html, html } from '../html.ts';
import { renderMarkdown } from '../markdown/render-markdown.ts';
import { renderHunks, renderReplacement } from './diff.ts';
import { renderAuthor, renderTime } from './parts.ts';

/** Lines of the diff above a conversation, as GitHub shows them. */
const shownLines = 4;

export interface ShownThread {
  thread: ReviewThreadRecord;
  /** Are its lines gone. */
  isOutdated: boolean;
  /** The lines that it is about, for showing what a suggestion would replace. */
  lines: string[];
}

export interface ThreadRights {
  canAnswer: boolean;
  canResolve: boolean;
  canCommit: boolean;
}

function renderReviewComment(
  shown: ShownThread,
  comment: ReviewCommentRecord,
  base: string,
  { canCommit }: ThreadRights,
): Html {
  const address = `${base}/threads/${shown.thread.id}`;
  const renderSuggestion = (proposed: string): Html => html`<div class="box suggestion">
<header>Suggested change${
    canCommit && !shown.isOutdated
      ? html`<form method="post" action="${address}/suggestion"><input type="hidden" name="comment" value="${comment.id}"><button type="submit">Commit suggestion</button></form>`
      : null
  }</header>
${renderReplacement(shown.lines, proposed === '' ? [] : proposed.replace(/\n$/, '').split('\n'))}</div>`;
  return html`<div class="answer" id="discussion_r${comment.id}"><p>${renderAuthor(comment.author)} ${renderTime(comment.createdAt)}</p>
<div class="markdown">${renderMarkdown(comment.body, { repository: base, renderSuggestion })}</div></div>`;
}

/** A conversation at lines of the diff: the lines, what was said, and whether it is resolved. */
export function renderThread(shown: ShownThread, base: string, rights: ThreadRights): Html {
  const { thread } = shown;
  const address = `${base}/threads/${thread.id}`;
  const lines = thread.startLine === null ? `${thread.line}` : `${thread.startLine}–${thread.line}`;
  const { resolvedBy } = thread;
  const resolved = resolvedBy !== null;
  return html`<details class="box thread" id="thread-${thread.id}"${resolved ? null : html` open`}>
<summary><code>${thread.path}</code> line ${lines}${shown.isOutdated ? html` <span class="label">Outdated</span>` : null}${
    resolvedBy ? html` <span class="label resolved">Resolved by ${resolvedBy.login}</span>` : null
  }</summary>
${renderHunks(thread.diffHunk, shownLines)}
${thread.comments.map((comment) => renderReviewComment(shown, comment, base, rights))}
<footer>${
    rights.canAnswer
      ? html`<form method="post" action="${address}/comments"><textarea name="body" rows="2" required aria-label="Reply" placeholder="Reply"></textarea><button type="submit">Reply</button></form>`
      : null
  }${
    rights.canResolve
      ? html`<form method="post" action="${address}/resolved"><input type="hidden" name="resolved" value="${String(!resolved)}"><button type="submit">${resolved ? 'Unresolve' : 'Resolve'} conversation</button></form>`
      : null
  }</footer>
</details>`;
}
