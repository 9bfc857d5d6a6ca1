import type { Hub } from '../hub.ts';
import type { CheckRunRecord, RepositoryRecord } from '../records.ts';
import { renderNodeId } from './node-id.ts';
import { renderPullsOfCommit } from './pull-request.ts';
import { renderRepository, repositoryHtmlUrl, repositoryUrl } from './repository.ts';
import { renderApp } from './user.ts';

/** GitHub's `check-run`. */
export function renderCheckRun(hub: Hub, repository: RepositoryRecord, check: CheckRunRecord) {
  const url = `${repositoryUrl(hub, repository)}/check-runs/${check.id}`;
  const htmlUrl = `${repositoryHtmlUrl(hub, repository)}/runs/${check.id}`;
  return {
    id: check.id,
    node_id: renderNodeId('CR', check.id),
    name: check.name,
    head_sha: check.headSha,
    external_id: check.externalId,
    url,
    html_url: htmlUrl,
    details_url: check.detailsUrl ?? htmlUrl,
    status: check.status,
    conclusion: check.conclusion,
    started_at: check.startedAt,
    completed_at: check.completedAt,
    output: {
      ...check.output,
      annotations_count: check.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: check.suiteId },
    app: renderApp(hub, check.app),
    pull_requests: renderPullsOfCommit(hub, repository, check.headSha),
  };
}

/** A check run as webhooks show it, with its suite. */
export function renderCheckRunWithSuite(hub: Hub, repository: RepositoryRecord, check: CheckRunRecord) {
  const rendered = renderCheckRun(hub, repository, check);
  const branch = [...repository.pulls.values()].find((pull) => pull.head.sha === check.headSha)?.head.ref;
  return {
    ...rendered,
    check_suite: {
      id: check.suiteId,
      node_id: renderNodeId('CS', check.suiteId),
      head_branch: branch ?? null,
      head_sha: check.headSha,
      status: check.status === 'requested' || check.status === 'waiting' ? 'queued' : check.status,
      conclusion: check.conclusion,
      url: `${repositoryUrl(hub, repository)}/check-suites/${check.suiteId}`,
      before: null,
      after: check.headSha,
      pull_requests: rendered.pull_requests,
      app: rendered.app,
      repository: renderRepository(hub, repository),
      created_at: check.startedAt,
      updated_at: check.completedAt ?? check.startedAt,
    },
  };
}
