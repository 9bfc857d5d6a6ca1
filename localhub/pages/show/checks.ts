import { html } from '../html.ts';
import type { PageHandler } from '../page-call.ts';
import { addressOf, itemOf, mayDo, pullOf } from '../page-call.ts';
import { renderCheckRun } from '../views/check-run.ts';
import { renderPullFrame } from '../views/pull-frame.ts';
import { readPullState } from './pull-state.ts';

/** The check runs of a pull request's head. */
export const showChecks: PageHandler = async (call) => {
  const { repository } = call;
  const pull = pullOf(call);
  const state = await readPullState(repository, pull);
  const canPress = mayDo(call.person, 'write');
  const base = addressOf(repository);
  const content = html`<div data-live="checks">${
    state.checks.length === 0
      ? html`<p class="note">No check has run on <code>${pull.head.sha.slice(0, 7)}</code> yet.</p>`
      : state.checks.map((check) => renderCheckRun(check, base, canPress))
  }</div>`;
  const main = renderPullFrame(repository, pull, state.counts, { tab: 'checks', content });
  return { kind: 'page', title: `Checks of #${pull.number}`, main };
};

/** One check run, also of a commit that is no head. */
export const showCheckRun: PageHandler = (call) => {
  const check = itemOf(call.repository.checkRuns, call, 'id');
  const canPress = mayDo(call.person, 'write');
  const main = html`<h1>${check.name} <span class="faint">on ${check.headSha.slice(0, 7)}</span></h1><div data-live="checks">${renderCheckRun(check, addressOf(call.repository), canPress)}</div>`;
  return { kind: 'page', title: check.name, main };
};
