import type { ActionsRunnerPort } from '../../localhub/actions-port.ts';

/**
 * For somebody's repository: pushes and the pull request start none of its own workflows, which may install, release
 * or deploy. Only what the app dispatches runs, and that is our workflow.
 */
export function runOnlyDispatched(runner: ActionsRunnerPort): ActionsRunnerPort {
  return { ...runner, triggered: () => [] };
}
