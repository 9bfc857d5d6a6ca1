import type { PlannedCheck } from '../plan/plan.ts';
import { code } from './markdown.ts';

/** What is known of the pull request that a merge queue has made its commit for. */
export type QueuedPull =
  /** Our check of its present head has ended like this. */
  | { kind: 'reviewed'; pullNumber: number; check: PlannedCheck }
  | { kind: 'not-reviewed'; pullNumber: number; reason: string }
  | { kind: 'unknown' };

/**
 * Our check on a commit of a merge queue. Nothing is measured there: the conclusion is that of the pull request as it was
 * queued, which is what the repository's gates made of it. Where there is none it is neutral, which GitHub takes for
 * passed: a queue must not wait for what will not come.
 */
export function buildMergeGroupCheck(headSha: string, pull: QueuedPull): PlannedCheck {
  const check = { headSha, status: 'completed' as const, actions: [] };
  const note = 'Testwright measures pull requests, not the commits of a merge queue.';
  if (pull.kind === 'reviewed') {
    const from = `What follows was measured on pull request ${pull.pullNumber} at ${code(pull.check.headSha)}, and the conclusion is taken over from there.`;
    return {
      ...check,
      conclusion: pull.check.conclusion ?? 'neutral',
      title: `Pull request ${pull.pullNumber}: ${pull.check.title}`.slice(0, 250),
      summary: `${note} ${from}\n\n${pull.check.summary}`,
    };
  }
  const reason =
    pull.kind === 'unknown'
      ? 'The queue’s branch does not say which pull request it is for.'
      : `Of pull request ${pull.pullNumber} there is nothing to take over: ${pull.reason}`;
  return {
    ...check,
    conclusion: 'neutral',
    title: 'Nothing is measured in a merge queue',
    summary: `${note} ${reason}`,
  };
}
