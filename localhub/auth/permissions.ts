import type { Level, Permissions } from '../records.ts';

/**
 * What an operation asks of a token: any one of these permissions, or the app itself (its JWT), or just an
 * installation token.
 */
export type Requirement = 'app' | 'installation' | { any: [name: string, level: Level][] };

const needs = (...any: [string, Level][]): Requirement => ({ any });

const contentsRead = needs(['contents', 'read']);
const contentsWrite = needs(['contents', 'write']);
const actionsRead = needs(['actions', 'read']);
const checksRead = needs(['checks', 'read']);
const commentsRead = needs(['issues', 'read'], ['pull_requests', 'read']);
const commentsWrite = needs(['issues', 'write'], ['pull_requests', 'write']);

/** https://docs.github.com/rest/authentication/permissions-required-for-github-apps */
export const requirements: Record<string, Requirement> = {
  'apps/get-authenticated': 'app',
  'apps/list-installations': 'app',
  'apps/get-installation': 'app',
  'apps/get-repo-installation': 'app',
  'apps/create-installation-access-token': 'app',
  'apps/revoke-installation-access-token': 'installation',
  'apps/list-repos-accessible-to-installation': 'installation',
  'apps/list-webhook-deliveries': 'app',
  'apps/get-webhook-delivery': 'app',
  'apps/redeliver-webhook-delivery': 'app',
  'repos/get': needs(['metadata', 'read']),
  'repos/get-branch': contentsRead,
  'repos/get-content': contentsRead,
  'repos/download-tarball-archive': contentsRead,
  'repos/compare-commits-with-basehead': contentsRead,
  'repos/get-collaborator-permission-level': needs(['metadata', 'read']),
  'pulls/list': needs(['pull_requests', 'read']),
  'pulls/create': needs(['pull_requests', 'write']),
  'pulls/get': needs(['pull_requests', 'read']),
  'pulls/update': needs(['pull_requests', 'write']),
  'pulls/list-files': needs(['pull_requests', 'read']),
  'pulls/create-review': needs(['pull_requests', 'write']),
  'pulls/list-reviews': needs(['pull_requests', 'read']),
  'pulls/list-review-comments': needs(['pull_requests', 'read']),
  'git/get-tree': contentsRead,
  'git/create-tree': contentsWrite,
  'git/get-blob': contentsRead,
  'git/create-blob': contentsWrite,
  'git/get-commit': contentsRead,
  'git/create-commit': contentsWrite,
  'git/get-ref': contentsRead,
  'git/list-matching-refs': contentsRead,
  'git/create-ref': contentsWrite,
  'git/update-ref': contentsWrite,
  'git/delete-ref': contentsWrite,
  'actions/get-workflow': actionsRead,
  'actions/create-workflow-dispatch': needs(['actions', 'write']),
  'actions/list-workflow-runs': actionsRead,
  'actions/list-workflow-runs-for-repo': actionsRead,
  'actions/get-workflow-run': actionsRead,
  'actions/list-jobs-for-workflow-run': actionsRead,
  'actions/list-jobs-for-workflow-run-attempt': actionsRead,
  'actions/list-workflow-run-artifacts': actionsRead,
  'actions/download-artifact': actionsRead,
  'actions/download-job-logs-for-workflow-run': actionsRead,
  'checks/create': needs(['checks', 'write']),
  'checks/update': needs(['checks', 'write']),
  'checks/get': checksRead,
  'checks/list-annotations': checksRead,
  'checks/list-for-ref': checksRead,
  'issues/get': needs(['issues', 'read']),
  'issues/list-for-repo': needs(['issues', 'read']),
  'issues/create': needs(['issues', 'write']),
  'issues/add-labels': needs(['issues', 'write'], ['pull_requests', 'write']),
  'issues/remove-label': needs(['issues', 'write'], ['pull_requests', 'write']),
  'issues/list-comments': commentsRead,
  'issues/create-comment': commentsWrite,
  'issues/get-comment': commentsRead,
  'issues/update-comment': commentsWrite,
  'issues/delete-comment': commentsWrite,
  'reactions/create-for-issue-comment': commentsWrite,
};

/** The permission an app needs to be told of an event. */
export const eventPermissions: Record<string, string[]> = {
  pull_request: ['pull_requests'],
  pull_request_review: ['pull_requests'],
  pull_request_review_comment: ['pull_requests'],
  pull_request_review_thread: ['pull_requests'],
  push: ['contents'],
  issues: ['issues'],
  issue_comment: ['issues', 'pull_requests'],
  check_run: ['checks'],
  check_suite: ['checks'],
  merge_group: ['merge_queues'],
  workflow_run: ['actions'],
};

const rank: Record<Level, number> = { read: 1, write: 2, admin: 3 };

/** Does what was granted include this. Every installation may read metadata. */
export function isGranted(granted: Permissions, name: string, level: Level): boolean {
  const has = granted[name] ?? (name === 'metadata' ? 'read' : undefined);
  return has !== undefined && rank[has] >= rank[level];
}
