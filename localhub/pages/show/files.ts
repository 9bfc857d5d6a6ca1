import { html } from '../html.ts';
import type { PageHandler } from '../page-call.ts';
import { pullOf } from '../page-call.ts';
import { renderChangedFile } from '../views/diff.ts';
import { renderPullFrame } from '../views/pull-frame.ts';
import { readPullState } from './pull-state.ts';

/** Files that one page shows: GitHub's own limit. */
const mostFiles = 300;

/** What a pull request changes against the merge base. */
export const showFiles: PageHandler = async (call) => {
  const pull = pullOf(call);
  const state = await readPullState(call.repository, pull);
  const shown = state.files.slice(0, mostFiles);
  const more = state.files.length - shown.length;
  const content = html`<div data-live="files">${shown.map(renderChangedFile)}${more > 0 ? html`<p class="note">${more} more files are not shown.</p>` : null}</div>`;
  const main = renderPullFrame(call.repository, pull, state.counts, { tab: 'files', content });
  return { kind: 'page', title: `Files of #${pull.number}`, main };
};
