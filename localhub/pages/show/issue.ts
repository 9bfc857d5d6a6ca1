import { html } from '../html.ts';
import type { PageHandler } from '../page-call.ts';
import { addressOf, addressOfNumber, itemOf, mayDo } from '../page-call.ts';
import { renderComment, renderCommentForm, renderDescription, renderStateForm } from '../views/comment.ts';
import { renderLabels } from '../views/labels.ts';
import { describeState, renderAuthor, renderState, renderTime } from '../views/parts.ts';

/** An issue with its labels and comments; a pull request's number leads to that. */
export const showIssue: PageHandler = (call) => {
  const { repository, person } = call;
  const number = Number(call.params['number']);
  if (repository.pulls.has(number)) return { kind: 'go', to: addressOfNumber(repository, number) };
  const issue = itemOf(repository.issues, call, 'number');
  const base = addressOf(repository);
  const address = addressOfNumber(repository, number);
  const comments = [...repository.comments.values()].filter((comment) => comment.issueNumber === number);
  const labels = renderLabels(repository, issue, address, mayDo(person, 'triage'));
  const state = mayDo(person, 'triage', issue.author) ? renderStateForm(address, issue, 'issue') : null;
  const main = html`<div data-live="header">
<h1>${issue.title} <span class="faint">#${number}</span></h1>
<p class="lead">${renderState(describeState(issue))} ${renderAuthor(issue.author)} opened this ${renderTime(issue.createdAt)} · ${comments.length} comments</p>
${labels.shown}
</div>
${labels.form}
<div class="timeline"><div data-live="timeline">${renderDescription(issue, base)}${comments.map((comment) =>
    renderComment(comment, base, mayDo(person, 'edit', comment.author)),
  )}</div>
${mayDo(person, 'comment') ? renderCommentForm(address, state) : null}</div>`;
  return { kind: 'page', title: `${issue.title} #${number}`, main };
};
