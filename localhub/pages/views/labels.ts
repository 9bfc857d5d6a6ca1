import type { IssueRecord, RepositoryRecord } from '../../records.ts';
import { type Html, html } from '../html.ts';

/** The labels of an issue. Whoever may, takes them off and puts on others. */
export function renderLabels(
  repository: RepositoryRecord,
  issue: IssueRecord,
  address: string,
  canChange: boolean,
): { shown: Html; form: Html | null } {
  const shown = html`<ul class="labels" aria-label="Labels">${issue.labels.map(
    ({ name }) =>
      html`<li><span class="label">${name}</span>${
        canChange
          ? html` <form method="post" action="${address}/labels/remove"><input type="hidden" name="label" value="${name}"><button type="submit" aria-label="Remove label ${name}">×</button></form>`
          : null
      }</li>`,
  )}</ul>`;
  const known = [...repository.labels.values()];
  const form = canChange
    ? html`<form class="labels" method="post" action="${address}/labels"><label for="label">Label</label><input id="label" name="label" list="labels" required maxlength="50"><datalist id="labels">${known.map(({ name }) => html`<option value="${name}"></option>`)}</datalist><button type="submit">Add label</button></form>`
    : null;
  return { shown, form };
}
