import { findWorkflow } from '../activity/workflow-runs.ts';
import { ApiError, notFound } from '../http/api-error.ts';
import type { Call, Handler, Reply } from '../http/call.ts';
import { itemOf, numberParam, repositoryOf } from '../http/call.ts';
import { paginate } from '../http/paginate.ts';
import type { RunRecord, WorkflowRecord } from '../records.ts';
import { renderArtifact, renderJob, renderRun, renderWorkflow } from '../views/workflow-run.ts';
import { dispatchWorkflow } from './dispatch.ts';

function runOf(call: Call): RunRecord {
  return itemOf(repositoryOf(call).runs, call, 'run_id');
}

export async function workflowOf(call: Call): Promise<WorkflowRecord> {
  const workflow = await findWorkflow(call.hub, repositoryOf(call), call.params['workflow_id'] ?? '');
  if (workflow === null) throw notFound();
  return workflow;
}

async function listRuns(call: Call, runs: RunRecord[]): Promise<Reply> {
  const repository = repositoryOf(call);
  const { head_sha: sha, event, branch, status, actor } = call.query;
  const found = runs
    .filter((run) => sha === undefined || run.headSha === sha)
    .filter((run) => event === undefined || run.event === event)
    .filter((run) => branch === undefined || run.headBranch === branch)
    .filter((run) => status === undefined || run.status === status || run.conclusion === status)
    .filter((run) => actor === undefined || run.actor.login === actor)
    .sort((a, b) => b.id - a.id);
  const { items, headers } = paginate(call, found);
  const rendered = await Promise.all(items.map((run) => renderRun(call.hub, repository, run)));
  return { status: 200, headers, body: { total_count: found.length, workflow_runs: rendered } };
}

function listJobs(call: Call, run: RunRecord): Reply {
  const { items, headers } = paginate(call, run.jobs);
  const jobs = items.map((job) => renderJob(call.hub, repositoryOf(call), run, job));
  return { status: 200, headers, body: { total_count: run.jobs.length, jobs } };
}

function listArtifacts(call: Call): Reply {
  const run = runOf(call);
  const name = call.query['name'];
  const found = run.artifacts.filter((artifact) => name === undefined || artifact.name === name);
  const { items, headers } = paginate(call, found);
  const artifacts = items.map((artifact) => renderArtifact(call.hub, repositoryOf(call), run, artifact));
  return { status: 200, headers, body: { total_count: found.length, artifacts } };
}

/** A redirect to the host that keeps files: https://docs.github.com/rest/actions/artifacts#download-an-artifact */
function downloadArtifact(call: Call): Reply {
  const id = numberParam(call, 'artifact_id');
  const found = [...repositoryOf(call).runs.values()]
    .flatMap((run) => run.artifacts)
    .find((item) => item.id === id);
  if (found === undefined || call.params['archive_format'] !== 'zip') throw notFound();
  if (found.expired) throw new ApiError(410, 'Artifact has expired');
  return { status: 302, headers: { location: call.hub.downloads.publish(found.zip, 'application/zip') } };
}

function downloadLog(call: Call): Reply {
  const id = numberParam(call, 'job_id');
  const job = [...repositoryOf(call).runs.values()].flatMap((run) => run.jobs).find((item) => item.id === id);
  if (job === undefined) throw notFound();
  return {
    status: 302,
    headers: { location: call.hub.downloads.publish(Buffer.from(job.log), 'text/plain') },
  };
}

export const actionHandlers: Record<string, Handler> = {
  'actions/get-workflow': async (call) => {
    return { status: 200, body: renderWorkflow(call.hub, repositoryOf(call), await workflowOf(call)) };
  },
  'actions/create-workflow-dispatch': dispatchWorkflow,
  'actions/list-workflow-runs': async (call) => {
    const workflow = await workflowOf(call);
    return listRuns(
      call,
      [...repositoryOf(call).runs.values()].filter((run) => run.workflow === workflow),
    );
  },
  'actions/list-workflow-runs-for-repo': (call) => listRuns(call, [...repositoryOf(call).runs.values()]),
  'actions/get-workflow-run': async (call) => {
    return { status: 200, body: await renderRun(call.hub, repositoryOf(call), runOf(call)) };
  },
  'actions/list-jobs-for-workflow-run': (call) => listJobs(call, runOf(call)),
  'actions/list-jobs-for-workflow-run-attempt': (call) => {
    const run = runOf(call);
    if (run.attempt !== numberParam(call, 'attempt_number')) throw notFound();
    return listJobs(call, run);
  },
  'actions/list-workflow-run-artifacts': listArtifacts,
  'actions/download-artifact': downloadArtifact,
  'actions/download-job-logs-for-workflow-run': downloadLog,
};
