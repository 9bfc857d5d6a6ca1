import type { PullRecord, RepositoryRecord } from '../../records.ts';
import { type Html, html } from '../html.ts';
import { addressOfNumber } from '../page-call.ts';
import { describeState, renderAuthor, renderCount, renderState } from './parts.ts';

export interface PullCounts {
  comments: number;
  commits: number;
  checks: number;
  files: number;
}

const tabs = [
  ['conversation', 'Conversation', ''],
  ['commits', 'Commits', '/commits'],
  ['checks', 'Checks', '/checks'],
  ['files', 'Files changed', '/files'],
] as const;

export type Tab = (typeof tabs)[number][0];

/** A tab of a pull request under its title. What has `data-live` is replaced when the page's text changes. */
export function renderPullFrame(
  repository: RepositoryRecord,
  pull: PullRecord,
  counts: PullCounts,
  shown: { tab: Tab; content: Html },
): Html {
  const address = addressOfNumber(repository, pull.number);
  const home = pull.head.repository === repository ? '' : `${pull.head.repository.owner.login}:`;
  const numbers: Record<Tab, number> = { ...counts, conversation: counts.comments };
  return html`<div data-live="header">
<h1>${pull.title} <span class="faint">#${pull.number}</span></h1>
<p class="lead">${renderState(describeState(pull))} ${renderAuthor(pull.author)} wants to merge ${counts.commits} ${counts.commits === 1 ? 'commit' : 'commits'} into <code>${pull.base.ref}</code> from <code>${home}${pull.head.ref}</code></p>
<nav class="tabs" aria-label="Pull request">${tabs.map(
    ([tab, name, rest]) =>
      html`<a href="${address}${rest}"${tab === shown.tab ? html` aria-current="page"` : null}>${name} ${renderCount(numbers[tab])}</a>`,
  )}</nav>
</div>
${shown.content}`;
}
