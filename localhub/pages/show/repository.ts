import type { IssueRecord, PullRecord, RepositoryRecord } from '../../records.ts';
import { type Html, html } from '../html.ts';
import type { PageHandler } from '../page-call.ts';
import { addressOfNumber } from '../page-call.ts';
import { describeState, renderAuthor, renderCount, renderState, renderTime } from '../views/parts.ts';

type Item = PullRecord | IssueRecord;

function renderItem(repository: RepositoryRecord, item: Item): Html {
  const address = addressOfNumber(repository, item.number);
  return html`<li>${renderState(describeState(item))} <div class="wide"><a class="title" href="${address}">${item.title}</a>${'labels' in item ? item.labels.map(({ name }) => html` <span class="label">${name}</span>`) : null}
<p>#${item.number} opened ${renderTime(item.createdAt)} by ${renderAuthor(item.author)}</p></div></li>`;
}

/** The pull requests and issues of a repository, newest first. */
export const showRepository: PageHandler = ({ repository }) => {
  const list = (name: string, items: Item[]) => html`<section>
<h2>${name} ${renderCount(items.length)}</h2>
${items.length === 0 ? html`<p class="note">There are none.</p>` : html`<ul class="box rows">${items.sort((a, b) => b.number - a.number).map((item) => renderItem(repository, item))}</ul>`}
</section>`;
  const main = html`<div data-live="lists">
${list('Pull requests', [...repository.pulls.values()])}
${list('Issues', [...repository.issues.values()])}
</div>`;
  return { kind: 'page', title: 'Pull requests and issues', main };
};
