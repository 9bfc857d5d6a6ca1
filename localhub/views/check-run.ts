import type { CommitObject } from '../git/objects.ts';
import type { Hub } from '../hub.ts';
import { now } from '../hub.ts';
import type { AppRecord, CheckRunRecord, RepositoryRecord } from '../records.ts';
import { renderSimpleCommit } from './commit.ts';
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

/** An app's check suite of a commit as webhooks show it; its state is that of the runs in it. */
export function renderCheckSuite(
  hub: Hub,
  repository: RepositoryRecord,
  suite: { id: number; app: AppRecord; commit: CommitObject },
) {
  const { id, app, commit } = suite;
  const runs = [...repository.checkRuns.values()].filter(({ suiteId }) => suiteId === id);
  const pulls = renderPullsOfCommit(hub, repository, commit.sha);
  const url = `${repositoryUrl(hub, repository)}/check-suites/${id}`;
  // GitHub's description of this payload lists the events of an app, and this one is not among them.
  const shown = renderApp(hub, app);
  return {
    id,
    node_id: renderNodeId('CS', id),
    // Of a fork's head neither branch nor pull request is told.
    head_branch: pulls[0]?.head.ref ?? null,
    head_sha: commit.sha,
    // A suite that is asked for again begins anew.
    status: 'queued',
    conclusion: null,
    url,
    before: null,
    after: commit.sha,
    pull_requests: pulls,
    app: { ...shown, events: shown.events.filter((name) => name !== 'merge_group') },
    created_at: runs[0]?.startedAt ?? commit.committer.date,
    updated_at: now(),
    rerequestable: true,
    runs_rerequestable: true,
    latest_check_runs_count: runs.length,
    check_runs_url: `${url}/check-runs`,
    head_commit: renderSimpleCommit(commit),
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
