import { listChangedFiles } from '../../git/compare.ts';
import { readCommit } from '../../git/objects.ts';
import { notFound } from '../../http/api-error.ts';
import { html } from '../html.ts';
import type { PageHandler } from '../page-call.ts';
import { addressOf, pullOf } from '../page-call.ts';
import { renderCommitAuthor, renderCommits, renderMessage } from '../views/commit-list.ts';
import { renderChangedFile } from '../views/diff.ts';
import { renderSha, renderTime, renderVerified } from '../views/parts.ts';
import { renderPullFrame } from '../views/pull-frame.ts';
import { readPullState } from './pull-state.ts';
import { findShownCommit } from './shown-commit.ts';

/** The commits of a pull request. */
export const showCommits: PageHandler = async (call) => {
  const { hub, repository } = call;
  const pull = pullOf(call);
  const state = await readPullState(repository, pull);
  const commits = state.commits.map((commit) => findShownCommit(hub, repository, commit));
  const content = html`<div data-live="commits">${renderCommits(repository, commits)}</div>`;
  const main = renderPullFrame(repository, pull, state.counts, { tab: 'commits', content });
  return { kind: 'page', title: `Commits of #${pull.number}`, main };
};

/** One commit with its diff against its first parent. */
export const showCommit: PageHandler = async (call) => {
  const { hub, repository } = call;
  const sha = call.params['sha'] ?? '';
  const commit = /^[0-9a-f]{40}$/.test(sha) ? await readCommit(repository.gitDir, sha) : null;
  if (commit === null) throw notFound();
  const shown = findShownCommit(hub, repository, commit);
  const parent = commit.parents[0];
  const files = parent === undefined ? [] : await listChangedFiles(repository.gitDir, parent, commit.sha);
  const { title, rest } = renderMessage(commit.message);
  const main = html`<h1>${title}</h1>${rest}
<p class="lead">${renderCommitAuthor(shown)} committed ${renderTime(commit.committer.date)} ${renderVerified(shown.isVerified)}
 · parents ${commit.parents.map((one) => html` ${renderSha(addressOf(repository, `/commit/${one}`), one)}`)} · <code>${commit.sha}</code></p>
${files.map(renderChangedFile)}`;
  return { kind: 'page', title, main };
};
