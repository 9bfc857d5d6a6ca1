import type { CheckRunRecord, PullRecord, UserRecord } from '../../records.ts';
import { type Html, html } from '../html.ts';

export function renderTime(time: string): Html {
  return html`<time datetime="${time}">${time.replace('T', ' ').replace(/:\d\d(\.\d+)?Z$/, ' UTC')}</time>`;
}

/** A name with the first letter in a circle, and whether it is a bot's. */
export function renderAuthor(user: UserRecord): Html {
  const isBot = user.type === 'Bot';
  const name = isBot ? user.login.replace(/\[bot\]$/, '') : user.login;
  return html`<b class="author">${name}</b>${isBot ? html` <span class="label">bot</span>` : null}`;
}

export function renderAvatar(user: UserRecord): Html {
  const hue = [...user.login].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 8, 0);
  return html`<span class="avatar hue${hue}" aria-hidden="true">${user.login.slice(0, 1).toUpperCase()}</span>`;
}

export function describeState(item: { state: 'open' | 'closed' } | PullRecord): string {
  if ('mergedAt' in item && item.mergedAt !== null) return 'merged';
  if ('draft' in item && item.draft && item.state === 'open') return 'draft';
  return item.state;
}

export function renderState(state: string): Html {
  return html`<span class="state ${state}">${state.slice(0, 1).toUpperCase()}${state.slice(1)}</span>`;
}

const marks: Record<string, string> = {
  ...{ success: '✓', failure: '✗', neutral: '■', skipped: '⊘', cancelled: '⊘', timed_out: '✗' },
  ...{ action_required: '!', stale: '⊘', startup_failure: '✗' },
};

/** What a check run has come to, as a sign and in words. */
export function renderConclusion(check: Pick<CheckRunRecord, 'status' | 'conclusion'>): Html {
  const word = check.conclusion ?? check.status;
  return html`<span class="mark ${word}" aria-hidden="true">${marks[word] ?? '●'}</span> <span class="word">${word.replaceAll('_', ' ')}</span>`;
}

export function renderSha(address: string, sha: string): Html {
  return html`<a class="sha" href="${address}"><code>${sha.slice(0, 7)}</code></a>`;
}

/** A mark that GitHub shows beside commits whose signature it can check. */
export function renderVerified(isVerified: boolean): Html | null {
  return isVerified ? html`<span class="label verified">Verified</span>` : null;
}

export function renderCount(count: number): Html {
  return html`<span class="count">${count}</span>`;
}
