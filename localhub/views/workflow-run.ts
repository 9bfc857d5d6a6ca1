import { createHash } from 'node:crypto';
import { readCommit } from '../git/objects.ts';
import type { Hub } from '../hub.ts';
import type { ArtifactRecord, JobRecord, RepositoryRecord, RunRecord, WorkflowRecord } from '../records.ts';
import { renderNodeId } from './node-id.ts';
import { renderPullsOfCommit } from './pull-request.ts';
import { encodePath, renderRepository, repositoryHtmlUrl, repositoryUrl } from './repository.ts';
import { renderUser } from './user.ts';

/** Days that an artifact is kept. */
const artifactLifeDays = 90;

/** GitHub's `workflow`. */
export function renderWorkflow(hub: Hub, repository: RepositoryRecord, workflow: WorkflowRecord) {
  const html = repositoryHtmlUrl(hub, repository);
  return {
    id: workflow.id,
    node_id: renderNodeId('WF', workflow.id),
    name: workflow.name,
    path: workflow.path,
    state: 'active',
    created_at: workflow.createdAt,
    updated_at: workflow.createdAt,
    url: `${repositoryUrl(hub, repository)}/actions/workflows/${workflow.id}`,
    html_url: `${html}/blob/${encodePath(`${repository.defaultBranch}/${workflow.path}`)}`,
    badge_url: `${html}/workflows/${encodeURIComponent(workflow.name)}/badge.svg`,
  };
}

/** GitHub's `workflow-run`. */
export async function renderRun(hub: Hub, repository: RepositoryRecord, run: RunRecord) {
  const url = `${repositoryUrl(hub, repository)}/actions/runs/${run.id}`;
  const commit = await readCommit(repository.gitDir, run.headSha);
  const who = (name: 'author' | 'committer') => ({
    name: commit?.[name].name ?? '',
    email: commit?.[name].email ?? '',
  });
  return {
    id: run.id,
    name: run.workflow.name,
    node_id: renderNodeId('WFR', run.id),
    check_suite_id: run.suiteId,
    check_suite_node_id: renderNodeId('CS', run.suiteId),
    head_branch: run.headBranch,
    head_sha: run.headSha,
    path: run.workflow.path,
    display_title: run.title,
    run_number: run.number,
    run_attempt: run.attempt,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: run.workflow.id,
    url,
    html_url: `${repositoryHtmlUrl(hub, repository)}/actions/runs/${run.id}`,
    pull_requests: renderPullsOfCommit(hub, repository, run.headSha),
    created_at: run.createdAt,
    updated_at: run.updatedAt,
    run_started_at: run.startedAt,
    actor: renderUser(hub, run.actor),
    triggering_actor: renderUser(hub, run.actor),
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${repositoryUrl(hub, repository)}/check-suites/${run.suiteId}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: null,
    workflow_url: `${repositoryUrl(hub, repository)}/actions/workflows/${run.workflow.id}`,
    head_commit: {
      id: run.headSha,
      tree_id: commit?.tree ?? '',
      message: commit?.message ?? '',
      timestamp: commit?.committer.date ?? run.createdAt,
      author: who('author'),
      committer: who('committer'),
    },
    repository: renderRepository(hub, repository),
    head_repository: renderRepository(hub, run.headRepository),
  };
}

/** GitHub's `job`. */
export function renderJob(hub: Hub, repository: RepositoryRecord, run: RunRecord, job: JobRecord) {
  const runUrl = `${repositoryUrl(hub, repository)}/actions/runs/${run.id}`;
  return {
    id: job.id,
    run_id: run.id,
    run_url: runUrl,
    run_attempt: run.attempt,
    node_id: renderNodeId('CR', job.id),
    head_sha: run.headSha,
    head_branch: run.headBranch,
    workflow_name: run.workflow.name,
    url: `${repositoryUrl(hub, repository)}/actions/jobs/${job.id}`,
    html_url: `${repositoryHtmlUrl(hub, repository)}/actions/runs/${run.id}/job/${job.id}`,
    status: 'completed',
    conclusion: job.conclusion,
    created_at: run.createdAt,
    started_at: job.startedAt,
    completed_at: job.completedAt,
    name: job.name,
    steps: job.steps.map((step) => ({
      name: step.name,
      status: 'completed',
      conclusion: step.conclusion,
      number: step.number,
      started_at: step.startedAt,
      completed_at: step.completedAt,
    })),
    check_run_url: `${repositoryUrl(hub, repository)}/check-runs/${job.id}`,
    labels: ['ubuntu-latest'],
    runner_id: 1,
    runner_name: 'localhub',
    runner_group_id: 0,
    runner_group_name: 'GitHub Actions',
  };
}

/** GitHub's `artifact`. */
export function renderArtifact(
  hub: Hub,
  repository: RepositoryRecord,
  run: RunRecord,
  artifact: ArtifactRecord,
) {
  const url = `${repositoryUrl(hub, repository)}/actions/artifacts/${artifact.id}`;
  return {
    id: artifact.id,
    node_id: renderNodeId('AR', artifact.id),
    name: artifact.name,
    size_in_bytes: artifact.zip.byteLength,
    url,
    archive_download_url: `${url}/zip`,
    expired: artifact.expired,
    digest: `sha256:${createHash('sha256').update(artifact.zip).digest('hex')}`,
    created_at: artifact.createdAt,
    updated_at: artifact.createdAt,
    expires_at: new Date(Date.parse(artifact.createdAt) + artifactLifeDays * 86_400_000).toISOString(),
    workflow_run: {
      id: run.id,
      repository_id: repository.id,
      head_repository_id: run.headRepository.id,
      head_branch: run.headBranch,
      head_sha: run.headSha,
    },
  };
}
