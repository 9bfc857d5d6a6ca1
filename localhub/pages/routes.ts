import { changeState } from './act/change-state.ts';
import { pressButton, rerequestCheck } from './act/check-runs.ts';
import { choosePersonHere } from './act/choose-person.ts';
import { addComment, changeComment, removeComment, tickTask } from './act/comments.ts';
import { commitSuggestion } from './act/commit-suggestion.ts';
import { addLabel, removeLabel } from './act/labels.ts';
import { answerThread, resolveThread } from './act/review-threads.ts';
import type { PageHandler } from './page-call.ts';
import { showCheckRun, showChecks } from './show/checks.ts';
import { showCommit, showCommits } from './show/commits.ts';
import { showConversation } from './show/conversation.ts';
import { showFiles } from './show/files.ts';
import { showIssue } from './show/issue.ts';
import { showRepository } from './show/repository.ts';
import { showWorkflowRun } from './show/workflow-run.ts';

/** The addresses that people read are GitHub's; those of forms are our own. */
const routes: [method: 'GET' | 'POST', path: string, handler: PageHandler][] = [
  ['GET', '/:owner/:repo', showRepository],
  ['GET', '/:owner/:repo/pulls', showRepository],
  ['GET', '/:owner/:repo/issues', showRepository],
  ['GET', '/:owner/:repo/pull/:number', showConversation],
  ['GET', '/:owner/:repo/pull/:number/commits', showCommits],
  ['GET', '/:owner/:repo/pull/:number/checks', showChecks],
  ['GET', '/:owner/:repo/pull/:number/files', showFiles],
  ['GET', '/:owner/:repo/issues/:number', showIssue],
  ['GET', '/:owner/:repo/commit/:sha', showCommit],
  ['GET', '/:owner/:repo/runs/:id', showCheckRun],
  ['GET', '/:owner/:repo/actions/runs/:id', showWorkflowRun],
  ['POST', '/:owner/:repo/person', choosePersonHere],
  ['POST', '/:owner/:repo/issues/:number/comments', addComment],
  ['POST', '/:owner/:repo/issues/:number/state', changeState],
  ['POST', '/:owner/:repo/issues/:number/labels', addLabel],
  ['POST', '/:owner/:repo/issues/:number/labels/remove', removeLabel],
  ['POST', '/:owner/:repo/comments/:id', changeComment],
  ['POST', '/:owner/:repo/comments/:id/task', tickTask],
  ['POST', '/:owner/:repo/comments/:id/delete', removeComment],
  ['POST', '/:owner/:repo/runs/:id/press', pressButton],
  ['POST', '/:owner/:repo/runs/:id/rerequest', rerequestCheck],
  ['POST', '/:owner/:repo/threads/:id/comments', answerThread],
  ['POST', '/:owner/:repo/threads/:id/resolved', resolveThread],
  ['POST', '/:owner/:repo/threads/:id/suggestion', commitSuggestion],
];

/** The handler of an address with what its path says; null when there is none. */
export function findRoute(
  method: string,
  path: string,
): { handler: PageHandler; params: Record<string, string> } | null {
  const parts = path.replace(/\/$/, '').split('/');
  for (const [wanted, pattern, handler] of routes) {
    const names = pattern.split('/');
    if (wanted !== method || names.length !== parts.length) continue;
    if (!names.every((name, index) => name.startsWith(':') || name === parts[index])) continue;
    const params = names.flatMap((name, index) =>
      name.startsWith(':') ? [[name.slice(1), decodeURIComponent(parts[index]!)] as const] : [],
    );
    return { handler, params: Object.fromEntries(params) };
  }
  return null;
}
