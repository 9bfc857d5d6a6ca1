import type { JobResult, RunResult } from '../actions-port.ts';
import { emit } from '../events/emit.ts';
import type { Hub } from '../hub.ts';
import { actionsAppId, follow, now } from '../hub.ts';
import type { CheckRunRecord, RepositoryRecord, RunRecord } from '../records.ts';
import { repositoryHtmlUrl } from '../views/repository.ts';
import { renderRun, renderWorkflow } from '../views/workflow-run.ts';
import { emitCheckRun } from './check-runs.ts';

export async function emitRun(
  hub: Hub,
  repository: RepositoryRecord,
  run: RunRecord,
  action: 'requested' | 'in_progress' | 'completed',
): Promise<void> {
  const payload = {
    workflow: renderWorkflow(hub, repository, run.workflow),
    workflow_run: await renderRun(hub, repository, run),
  };
  emit(hub, repository, run.actor, { event: 'workflow_run', action, payload });
}

/** Runs are executed one after another in the order they were created. Without a runner they stay queued. */
export function enqueueRun(hub: Hub, repository: RepositoryRecord, run: RunRecord): void {
  if (hub.runner === null) return;
  hub.lastRun = follow(
    hub,
    hub.lastRun.then(() => executeRun(hub, repository, run)).catch(() => undefined),
  );
}

async function executeRun(hub: Hub, repository: RepositoryRecord, run: RunRecord): Promise<void> {
  if (hub.closed || hub.runner === null) return;
  run.status = 'in_progress';
  run.startedAt = run.updatedAt = now();
  await emitRun(hub, repository, run, 'in_progress');
  const result = await hub.runner
    .execute({
      gitDir: repository.gitDir,
      repository: { owner: repository.owner.login, name: repository.name, id: repository.id },
      headSha: run.headSha,
      ref: `refs/heads/${run.headBranch}`,
      event: run.event,
      inputs: run.inputs,
      workflow: { path: run.workflow.path, text: run.text },
      runId: run.id,
      attempt: run.attempt,
      apiUrl: hub.url,
      serverUrl: hub.url,
    })
    .catch((error: unknown): RunResult => {
      return { conclusion: 'startup_failure', jobs: [], artifacts: [], message: String(error) };
    });
  const completed = now();
  for (const job of result.jobs) recordJob(hub, repository, run, job);
  run.artifacts = result.artifacts.map(({ name, zip }) => ({
    id: hub.nextId(),
    name,
    zip,
    expired: false,
    createdAt: completed,
  }));
  run.status = 'completed';
  run.conclusion = result.conclusion;
  run.message = result.message;
  run.updatedAt = completed;
  await emitRun(hub, repository, run, 'completed');
}

/** A job and its check run by GitHub Actions, with what the job said as annotations. */
function recordJob(hub: Hub, repository: RepositoryRecord, run: RunRecord, job: JobResult): void {
  const id = hub.nextId();
  const { annotations, ...rest } = job;
  run.jobs.push({ id, ...rest });
  const check: CheckRunRecord = {
    id,
    app: hub.apps.get(actionsAppId)!,
    suiteId: run.suiteId,
    name: job.name,
    headSha: run.headSha,
    status: 'in_progress',
    conclusion: null,
    externalId: '',
    detailsUrl: `${repositoryHtmlUrl(hub, repository)}/actions/runs/${run.id}/job/${id}`,
    startedAt: job.startedAt,
    completedAt: null,
    output: { title: null, summary: null, text: null },
    annotations: annotations.map((annotation) => ({
      path: annotation.path,
      start_line: annotation.startLine,
      end_line: annotation.endLine,
      start_column: null,
      end_column: null,
      annotation_level: annotation.level,
      title: annotation.title,
      message: annotation.message,
      raw_details: null,
    })),
    actions: [],
  };
  repository.checkRuns.set(id, check);
  emitCheckRun(hub, repository, check, run.actor, 'created');
  check.status = 'completed';
  check.conclusion = job.conclusion;
  check.completedAt = job.completedAt;
  emitCheckRun(hub, repository, check, run.actor, 'completed');
}
