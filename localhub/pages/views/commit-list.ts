import type { CommitObject } from '../../git/objects.ts';
import type { RepositoryRecord, UserRecord } from '../../records.ts';
import { type Html, html } from '../html.ts';
import { addressOf } from '../page-call.ts';
import { renderAuthor, renderSha, renderTime, renderVerified } from './parts.ts';

export interface ShownCommit {
  commit: CommitObject;
  /** Null when the address of its author is no user's. */
  author: UserRecord | null;
  isVerified: boolean;
}

/** First line, and the rest as it was written. */
export function renderMessage(message: string): { title: string; rest: Html | null } {
  const [title = '', ...lines] = message.split('\n');
  const rest = lines.join('\n').trim();
  return { title, rest: rest === '' ? null : html`<pre class="message">${rest}</pre>` };
}

export function renderCommitAuthor({ commit, author }: ShownCommit): Html {
  return author ? renderAuthor(author) : html`<b class="author">${commit.author.name}</b>`;
}

/** Commits with their whole messages, oldest first. */
export function renderCommits(repository: RepositoryRecord, commits: readonly ShownCommit[]): Html {
  return html`<ol class="box rows commits">${commits.map((shown) => {
    const { commit } = shown;
    const { title, rest } = renderMessage(commit.message);
    const address = addressOf(repository, `/commit/${commit.sha}`);
    return html`<li id="commit-${commit.sha}"><div class="wide"><a class="title" href="${address}">${title}</a>${rest}
<p>${renderCommitAuthor(shown)} committed ${renderTime(commit.committer.date)}</p></div>
${renderVerified(shown.isVerified)} ${renderSha(address, commit.sha)}</li>`;
  })}</ol>`;
}

/** One commit between the comments of a conversation. */
export function renderCommitLine(repository: RepositoryRecord, shown: ShownCommit): Html {
  const { commit } = shown;
  const address = addressOf(repository, `/commit/${commit.sha}`);
  return html`<p class="event">${renderCommitAuthor(shown)} <a href="${address}">${renderMessage(commit.message).title}</a> ${renderVerified(shown.isVerified)} ${renderSha(address, commit.sha)}</p>`;
}
