import type { Hub } from '../../hub.ts';
import { fullName } from '../../hub.ts';
import { type Html, html } from '../html.ts';
import { addressOf } from '../page-call.ts';
import { renderDocument } from './frame.ts';

const home = html`<nav aria-label="Repository"><a class="hub" href="/">localhub</a></nav>`;

/** All repositories. */
export function renderHubPage(hub: Hub): Html {
  const repositories = [...hub.repositories.values()];
  return renderDocument(
    'localhub',
    home,
    html`<h1>Repositories</h1>
<ul class="box rows">${repositories.map(
      (repository) =>
        html`<li><a href="${addressOf(repository)}">${fullName(repository)}</a><small>${repository.pulls.size} pull requests, ${repository.issues.size} issues</small></li>`,
    )}</ul>`,
  );
}

/** Why something was not shown or not done. */
export function renderRefusal(status: number, message: string): Html {
  return renderDocument(`${status}`, home, html`<h1>${status}</h1><p data-refusal>${message}</p>`);
}
