import { html } from '../html.ts';
import type { PageHandler } from '../page-call.ts';
import { addressOf, addressOfNumber, itemOf, mayDo } from '../page-call.ts';
import { renderComment, renderDescription } from '../views/comment.ts';

/** An issue with its comments; a pull request's number leads to that. */
export const showIssue: PageHandler = (call) => {
  const { repository } = call;
  const number = Number(call.params['number']);
  if (repository.pulls.has(number)) return { kind: 'go', to: addressOfNumber(repository, number) };
  const issue = itemOf(repository.issues, call, 'number');
  const comments = [...repository.comments.values()].filter((comment) => comment.issueNumber === number);
  const main = html`<div data-live="header"><h1>${issue.title} <span class="faint">#${number}</span></h1></div>
<div class="timeline"><div data-live="timeline">${renderDescription(issue)}${comments.map((comment) =>
    renderComment(comment, addressOf(repository), mayDo(call.person, 'edit', comment.author)),
  )}</div></div>`;
  return { kind: 'page', title: `${issue.title} #${number}`, main };
};
