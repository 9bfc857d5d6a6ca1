import parseDiff from 'parse-diff';
import type { ChangedFile } from '../../git/compare.ts';
import { type Html, html } from '../html.ts';

/** Lines of one file that a page shows; more are told of only. */
const mostLines = 3_000;

const kinds = { add: 'added', del: 'removed', normal: 'same' } as const;

function renderLine(before: number | null, after: number | null, kind: string, text: string): Html {
  return html`<tr class="${kind}"><td class="number">${before}</td><td class="number">${after}</td><td class="text"><code>${text}</code></td></tr>`;
}

/** Hunks as `ChangedFile.patch` has them, with the numbers of the lines before and after. */
export function renderHunks(patch: string, last: number | null = null): Html {
  const rows = (parseDiff(patch)[0]?.chunks ?? []).flatMap((chunk) => [
    html`<tr class="hunk"><td class="number"></td><td class="number"></td><td class="text"><code>${chunk.content}</code></td></tr>`,
    ...chunk.changes.map((change) =>
      change.type === 'normal'
        ? renderLine(change.ln1, change.ln2, kinds.normal, change.content)
        : renderLine(
            change.type === 'del' ? change.ln : null,
            change.type === 'add' ? change.ln : null,
            kinds[change.type],
            change.content,
          ),
    ),
  ]);
  const shown = last === null ? rows.slice(0, mostLines) : rows.slice(-last);
  return html`<table class="diff"><tbody>${shown}</tbody></table>${
    rows.length > shown.length && last === null
      ? html`<p class="note">${rows.length - shown.length} more lines are not shown.</p>`
      : null
  }`;
}

/** Lines that are to be replaced above those that replace them. */
export function renderReplacement(before: readonly string[], after: readonly string[]): Html {
  const row = (kind: string, sign: string) => (text: string) =>
    html`<tr class="${kind}"><td class="text"><code>${sign}${text}</code></td></tr>`;
  return html`<table class="diff"><tbody>${before.map(row('removed', '-'))}${after.map(row('added', '+'))}</tbody></table>`;
}

/** A changed file of a diff, open. */
export function renderChangedFile(file: ChangedFile): Html {
  const name = file.previousPath === null ? file.path : `${file.previousPath} → ${file.path}`;
  return html`<details class="box file" open>
<summary><code>${name}</code> <span class="plus">+${file.additions}</span> <span class="minus">−${file.deletions}</span>${
    file.status === 'modified' ? null : html` <span class="label">${file.status}</span>`
  }</summary>
${file.patch === null ? html`<p class="note">This file has no diff that can be shown.</p>` : renderHunks(file.patch)}
</details>`;
}
