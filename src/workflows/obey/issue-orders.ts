import { parseBoxes } from '../../core/names/boxes.ts';
import { reproductionBranch } from '../../core/names/companion-branch.ts';
import { parseReproductionMarker, reproductionMarker } from '../../core/names/reproduction-marker.ts';
import { renderDraftBody } from '../../core/report/draft-body.ts';
import { code } from '../../core/report/markdown.ts';
import { findConfirmed, type ReproductionRecord } from '../../core/reproduction/reproduction-record.ts';
import { readReproductionSettings } from '../../core/reproduction/settings.ts';
import type { Run } from '../../edges/database/types.ts';
import type { WorkflowDependencies } from '../advance-run.ts';
import { renderComment } from '../reproduce/plan-parts.ts';
import { startReproduction } from '../start-reproduction.ts';
import type { Obeyed, Order } from './obey.ts';

/** `/testwright repro`: like the label, but by a person whose rights were checked. */
export async function reproduce(deps: WorkflowDependencies, order: Order): Promise<Obeyed> {
  const { repository, pullNumber: issueNumber, sender, deliveryGuid } = order;
  const active = await deps.store.findActiveRun(repository.id, issueNumber);
  if (active && !isStartedBy(active, order)) {
    return { kind: 'told', answer: 'Testwright is at work on this issue already.', reaction: 'confused' };
  }
  await startReproduction(deps, {
    name: 'reproduce-issue',
    data: { repository, issueNumber, sender, deliveryGuid, happening: { kind: 'asked' } },
  });
  return { kind: 'done' };
}

/** A job that is repeated after a crash goes on with the run that it has started. */
function isStartedBy(active: Run, { sender }: Order): boolean {
  const { trigger } = active.record as ReproductionRecord;
  return trigger.action === 'asked' && trigger.senderId === sender.id;
}

/** Whether the comment is ours, of this issue, and the box for a draft is ticked. */
export function isDraftTicked(body: string, issueNumber: number): boolean {
  return (
    parseReproductionMarker(body) === issueNumber &&
    parseBoxes(body).some(({ box, ticked }) => box.kind === 'draft' && ticked)
  );
}

/** Opens the draft pull request with the failing test, or says why not. */
export async function openDraft(deps: WorkflowDependencies, order: Order): Promise<Obeyed> {
  const { repository, pullNumber: issueNumber, sender } = order;
  const run = await deps.reproductions.findLatestReproduction(repository.id, issueNumber);
  const record = run?.record as ReproductionRecord | undefined;
  const offered = record?.rounds.at(-1)?.suggestions[0];
  if (!run || !record || !offered || run.outcome?.code !== 'bug-reproduced' || !findConfirmed(record)) {
    return tell('There is no failing test for this issue at the moment.');
  }
  const { offersDraft } = readReproductionSettings(record.configuration.configuration);
  if (!offersDraft)
    return tell('This repository has switched draft pull requests off in `.github/testwright.yml`.');
  const branch = reproductionBranch(issueNumber);
  const by = { login: sender.login, id: sender.id };
  const opened = await deps.github.writer(repository, 'issue').ensureDraftPullRequest({
    branch,
    base: record.defaultBranch,
    title: `Failing test for #${issueNumber}`,
    body: renderDraftBody({ issueNumber, record, offered, by }),
    trailers: { issueNumber, runId: run.id, by },
  });
  switch (opened.kind) {
    case 'opened':
      return { kind: 'done' };
    case 'branch-moved':
      return tell(
        `The branch ${code(branch)} is not at Testwright’s commit any more, so nothing was opened.`,
      );
    case 'not-allowed':
      return tell(
        `GitHub opens no draft pull request here. The test is on the branch ${code(branch)}; open one by hand.`,
      );
  }
}

/** Writes the comment on the issue anew: the box that acted is gone, or empty again. */
export async function showReproduction(
  deps: WorkflowDependencies,
  { repository, pullNumber }: Pick<Order, 'repository' | 'pullNumber'>,
): Promise<void> {
  const run = await deps.reproductions.findLatestReproduction(repository.id, pullNumber);
  if (!run?.outcome) return;
  const record = run.record as ReproductionRecord;
  const [rounds, draft] = await Promise.all([
    deps.store.listRounds(run.id),
    deps.github.reader(repository).findPullRequestOf(reproductionBranch(pullNumber)),
  ]);
  const { body } = await renderComment(deps.planning.redactor, run, record, rounds, run.outcome, draft);
  await deps.github
    .writer(repository, 'issue')
    .ensureSummaryComment(pullNumber, reproductionMarker(pullNumber), body);
}

function tell(answer: string): Obeyed {
  return { kind: 'told', answer, reaction: 'confused' };
}
