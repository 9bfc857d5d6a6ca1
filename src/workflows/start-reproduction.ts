import { decideAuthority } from '../core/commands/decide-authority.ts';
import { findMissing, isolateReport } from '../core/reproduction/isolate-report.ts';
import {
  createReproductionRecord,
  type ReproductionRecord,
} from '../core/reproduction/reproduction-record.ts';
import { isSameLabel, readReproductionSettings } from '../core/reproduction/settings.ts';
import type { Job, Run } from '../edges/database/types.ts';
import { advanceRun, stopRun, type WorkflowDependencies } from './advance-run.ts';
import { CANCELLED, isWanted } from './reproduce/gather-issue.ts';
import { readConfiguration } from './review/read-configuration.ts';

type ReproduceJob = Extract<Job, { name: 'reproduce-issue' }>;

/**
 * Something happened to an issue. The payload is only a hint: label, state and the sender's rights are read from GitHub. What
 * has nothing to do with us ends here without a word.
 */
export async function startReproduction(deps: WorkflowDependencies, { data }: ReproduceJob): Promise<void> {
  switch (data.happening.kind) {
    case 'labeled':
    case 'asked':
      return begin(deps, data);
    case 'unlabeled':
    case 'closed':
      return cancel(deps, data);
    case 'edited':
    case 'told':
      return goOn(deps, data);
  }
}

/** A label may come from an issue form, so from anyone: only one set by a person with triage rights counts. */
async function begin(deps: WorkflowDependencies, data: ReproduceJob['data']): Promise<void> {
  const { repository, issueNumber, sender, deliveryGuid, happening } = data;
  const reader = deps.github.reader(repository);
  const head = await reader.getDefaultBranch();
  const tree = await reader.getTree(head.sha);
  const configuration = await readConfiguration(reader, repository, { base: tree, head: tree });
  const { label } = readReproductionSettings(configuration.configuration);
  if (happening.kind === 'labeled') {
    if (!isSameLabel(happening.label, label)) return;
    const permission = await reader.getPermission(sender.login);
    const authority = decideAuthority({ sender, permission, required: 'triage' });
    if (!authority.allowed) {
      deps.log.info({ issue: issueNumber, sender: sender.id, why: authority.code }, 'label not obeyed');
      return;
    }
  }
  const issue = await reader.getIssue(issueNumber);
  const record = createReproductionRecord({
    trigger: {
      action: happening.kind === 'labeled' ? 'labeled' : 'asked',
      senderId: sender.id,
      senderLogin: sender.login,
      senderType: sender.type,
    },
    requestedAt: new Date().toISOString(),
    repositoryUrl: `${deps.settings.webUrl}/${repository.owner}/${repository.name}`,
    baseSha: head.sha,
    defaultBranch: head.name,
    configuration,
    issue: { title: issue.title, author: issue.author },
    hasAsked: false,
  });
  await start(deps, data, record, deliveryGuid);
}

/** Unlabelled or closed: a run that goes on ends, and says so in its comment. */
async function cancel(
  deps: WorkflowDependencies,
  { repository, issueNumber }: ReproduceJob['data'],
): Promise<void> {
  const active = await deps.store.findActiveRun(repository.id, issueNumber);
  if (active?.workflow !== 'reproduce-issue') return;
  const record = active.record as ReproductionRecord;
  // Labelled anew or reopened in the meantime: the delivery is old.
  if (await isWanted(deps.github.reader(repository), issueNumber, record)) return;
  await stopRun(deps, active, CANCELLED);
}

/** The reporter has said more. It matters only where a report was incomplete; then the maintainer's label still stands for it. */
async function goOn(deps: WorkflowDependencies, data: ReproduceJob['data']): Promise<void> {
  const { repository, issueNumber, deliveryGuid } = data;
  const latest = await deps.reproductions.findLatestReproduction(repository.id, issueNumber);
  if (latest?.state !== 'ended' || latest.outcome?.code !== 'report-incomplete') return;
  const before = latest.record as ReproductionRecord;
  const reader = deps.github.reader(repository);
  if (!(await isWanted(reader, issueNumber, before))) return;
  // An answer may be short; an edit may be of anything, so it counts once nothing is missing any more.
  if (data.happening.kind === 'edited') {
    const issue = await reader.getIssue(issueNumber);
    if (findMissing(isolateReport(issue)).length > 0) return;
  }
  const head = await reader.getDefaultBranch();
  const record = createReproductionRecord({ ...before, baseSha: head.sha, defaultBranch: head.name });
  await start(deps, data, { ...record, hasAsked: true }, deliveryGuid);
}

async function start(
  deps: WorkflowDependencies,
  { repository, issueNumber }: Pick<ReproduceJob['data'], 'repository' | 'issueNumber'>,
  record: ReproductionRecord,
  deliveryGuid: string,
): Promise<Run> {
  const { run } = await deps.reproductions.startReproduction({
    repository,
    issueNumber,
    headSha: record.baseSha,
    deliveryGuid,
    record,
  });
  await advanceRun(deps, run.id);
  return run;
}
