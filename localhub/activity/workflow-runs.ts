import path from 'node:path';
import { parse } from 'yaml';
import type { WorkflowFile } from '../actions-port.ts';
import { findMergeBase, listChangedPaths as listChanged } from '../git/compare.ts';
import { readCommit, readObject } from '../git/objects.ts';
import { findRef, zeroSha } from '../git/refs.ts';
import { listTree } from '../git/trees.ts';
import type { Hub } from '../hub.ts';
import { actionsAppId, now } from '../hub.ts';
import type { PullRecord, RepositoryRecord, RunRecord, UserRecord, WorkflowRecord } from '../records.ts';
import { ensureSuite } from './check-runs.ts';
import { emitRun, enqueueRun } from './run-queue.ts';

const folder = '.github/workflows';

/** The workflow files of a commit. */
export async function readWorkflowFiles(
  repository: RepositoryRecord,
  commit: string,
): Promise<WorkflowFile[]> {
  const tree = await readObject(repository.gitDir, `${commit}:${folder}`);
  if (tree?.type !== 'tree') return [];
  const items = await listTree(repository.gitDir, tree.sha, 'flat');
  const files = items.filter((item) => item.type === 'blob' && /\.ya?ml$/.test(item.path));
  return Promise.all(
    files.map(async (item) => {
      const blob = await readObject(repository.gitDir, item.sha);
      return { path: `${folder}/${item.path}`, text: blob?.content.toString('utf8') ?? '' };
    }),
  );
}

function readName(file: WorkflowFile): string {
  try {
    const document: unknown = parse(file.text);
    const name =
      document !== null && typeof document === 'object' && 'name' in document ? document.name : null;
    return typeof name === 'string' ? name : file.path;
  } catch {
    return file.path;
  }
}

/** The workflow that a path stands for; its id stays the same while localhub runs. */
export function ensureWorkflow(hub: Hub, repository: RepositoryRecord, file: WorkflowFile): WorkflowRecord {
  const known = repository.workflows.get(file.path);
  if (known) return Object.assign(known, { name: readName(file) });
  const workflow = { id: hub.nextId(), path: file.path, name: readName(file), createdAt: now() };
  repository.workflows.set(file.path, workflow);
  return workflow;
}

/** A workflow of the default branch, by id or by file name. */
export async function findWorkflow(
  hub: Hub,
  repository: RepositoryRecord,
  idOrFile: string,
): Promise<WorkflowRecord | null> {
  const files = await readWorkflowFiles(repository, `refs/heads/${repository.defaultBranch}`);
  const workflows = files.map((file) => ensureWorkflow(hub, repository, file));
  const found = workflows.find(
    (workflow) => String(workflow.id) === idOrFile || path.posix.basename(workflow.path) === idOrFile,
  );
  return found ?? null;
}

export interface NewRun {
  file: WorkflowFile;
  event: RunRecord['event'];
  headSha: string;
  headBranch: string;
  headRepository: RepositoryRecord;
  title: string;
  inputs: Record<string, string>;
  actor: UserRecord;
}

/** Creates a run, tells of it, and puts it at the end of the queue. */
export async function startRun(hub: Hub, repository: RepositoryRecord, wanted: NewRun): Promise<RunRecord> {
  const { file, ...rest } = wanted;
  const workflow = ensureWorkflow(hub, repository, file);
  const earlier = [...repository.runs.values()].filter((run) => run.workflow === workflow);
  const created = now();
  const run: RunRecord = {
    ...rest,
    id: hub.nextId(),
    workflow,
    text: file.text,
    number: earlier.length + 1,
    attempt: 1,
    suiteId: ensureSuite(hub, repository, actionsAppId, `${wanted.headSha} ${hub.nextId()}`),
    status: 'queued',
    conclusion: null,
    message: null,
    jobs: [],
    artifacts: [],
    createdAt: created,
    startedAt: created,
    updatedAt: created,
  };
  repository.runs.set(run.id, run);
  await emitRun(hub, repository, run, 'requested');
  enqueueRun(hub, repository, run);
  return run;
}

/** Runs that a push to a branch starts. Workflows of forks are off, as on GitHub until someone turns them on. */
export async function enqueuePushRuns(
  hub: Hub,
  repository: RepositoryRecord,
  push: { before: string; after: string; branch: string; sender: UserRecord },
): Promise<void> {
  const from =
    push.before === zeroSha
      ? await findRef(repository.gitDir, `refs/heads/${repository.defaultBranch}`)
      : null;
  const changedPaths = await listChangedPaths(repository, from?.sha ?? push.before, push.after);
  await enqueueTriggered(hub, repository, {
    event: { name: 'push', branch: push.branch, changedPaths },
    headSha: push.after,
    headBranch: push.branch,
    headRepository: repository,
    actor: push.sender,
    title: null,
  });
}

/** Runs that an event of a pull request starts, in the base repository. */
export async function enqueuePullRequestRuns(
  hub: Hub,
  repository: RepositoryRecord,
  pull: PullRecord,
  action: 'opened' | 'synchronize' | 'reopened',
  sender: UserRecord,
): Promise<void> {
  const mergeBase = await findMergeBase(repository.gitDir, pull.base.sha, pull.head.sha);
  const changedPaths = await listChangedPaths(repository, mergeBase ?? zeroSha, pull.head.sha);
  await enqueueTriggered(hub, repository, {
    event: { name: 'pull_request', action, branch: pull.head.ref, baseBranch: pull.base.ref, changedPaths },
    headSha: pull.head.sha,
    headBranch: pull.head.ref,
    headRepository: pull.head.repository,
    actor: sender,
    title: pull.title,
  });
}

async function listChangedPaths(repository: RepositoryRecord, from: string, to: string): Promise<string[]> {
  const known = from !== zeroSha && (await readCommit(repository.gitDir, from)) !== null;
  return known ? (await listChanged(repository.gitDir, from, to)).map((file) => file.path) : [];
}

interface Trigger {
  event: {
    name: 'push' | 'pull_request';
    action?: string;
    branch: string;
    baseBranch?: string;
    changedPaths: string[];
  };
  headSha: string;
  headBranch: string;
  headRepository: RepositoryRecord;
  actor: UserRecord;
  title: string | null;
}

async function enqueueTriggered(hub: Hub, repository: RepositoryRecord, trigger: Trigger): Promise<void> {
  if (hub.runner === null || repository.parent !== null) return;
  const { event, title, ...rest } = trigger;
  const message = (await readCommit(repository.gitDir, trigger.headSha))?.message ?? '';
  const files = await readWorkflowFiles(repository, trigger.headSha);
  const shown = title ?? message.split('\n')[0] ?? '';
  for (const file of hub.runner.triggered({ ...event, headCommitMessage: message }, files))
    await startRun(hub, repository, { ...rest, file, event: event.name, title: shown, inputs: {} });
}
