import type { Logger } from 'pino';
import type { Probot } from 'probot';
import type { Inbox, Job } from './edges/database/types.ts';
import { checkRunJob } from './webhooks/check-run.ts';
import { checkSuiteJob } from './webhooks/check-suite.ts';
import { installationJob, installationRepositoriesJob } from './webhooks/installation.ts';
import { issueCommentJob } from './webhooks/issue-comment.ts';
import { issuesJob } from './webhooks/issues.ts';
import { mergeGroupJob } from './webhooks/merge-group.ts';
import { pullRequestJob } from './webhooks/pull-request.ts';
import { workflowRunJob } from './webhooks/workflow-run.ts';

/** Which events exist for us, and the job each one becomes. */
const EVENTS: Record<string, (payload: unknown, deliveryGuid: string) => Job | null> = {
  pull_request: pullRequestJob,
  workflow_run: workflowRunJob,
  issue_comment: issueCommentJob,
  issues: issuesJob,
  check_run: checkRunJob,
  check_suite: checkSuiteJob,
  merge_group: mergeGroupJob,
  installation: installationJob,
  installation_repositories: installationRepositoriesJob,
};

/** Most of these are talk between others: only what asks for work is stored. */
const TALK: ReadonlySet<string> = new Set(['issue_comment', 'issues', 'check_run', 'check_suite']);

/** Every delivery of these is stored; of others none is. */
export const HANDLED_EVENTS: readonly string[] = Object.keys(EVENTS);

/**
 * The Probot function. A handler stores the delivery with its job and returns: Probot waits for handlers, so the
 * answer to GitHub says that the delivery is safe. Everything else happens in a worker.
 */
export function createApp(inbox: Inbox, log: Logger): (app: Probot) => void {
  return (app) => {
    app.onAny(async (event) => {
      const buildJob = EVENTS[event.name];
      if (!buildJob) return;
      const payload: unknown = event.payload;
      const job = buildJob(payload, event.id);
      if (!job && TALK.has(event.name)) return;
      const stored = await inbox.storeDelivery(
        {
          guid: event.id,
          event: event.name,
          action: readString(payload, 'action'),
          installationId: readId(payload, 'installation'),
          repositoryId: readId(payload, 'repository'),
          payload,
        },
        job,
      );
      log.info({ delivery: event.id, event: event.name, job: job?.name ?? null, stored }, 'delivery');
    });
  };
}

function readString(payload: unknown, key: string): string | null {
  const value = readKey(payload, key);
  return typeof value === 'string' ? value : null;
}

function readId(payload: unknown, key: string): number | null {
  const value = readKey(readKey(payload, key), 'id');
  return typeof value === 'number' ? value : null;
}

function readKey(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}
