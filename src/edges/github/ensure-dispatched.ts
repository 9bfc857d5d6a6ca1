import { GitHubRefusal } from '../../errors.ts';
import { listAll } from './list-all.ts';
import type { DispatchResult } from './types.ts';
import type { WriteContext } from './writer.ts';

/** See GitHubWriter. A run that was dispatched for this commit before is used again, finished or not. */
export async function ensureDispatched(
  { octokit, place }: WriteContext,
  options: { branch: string; workflowFile: string; commitSha: string },
): Promise<DispatchResult> {
  const { rest, paginate } = octokit;
  const workflow = { ...place, workflow_id: options.workflowFile };
  try {
    const runs = await listAll(
      paginate.iterator(rest.actions.listWorkflowRuns, {
        ...workflow,
        head_sha: options.commitSha,
        event: 'workflow_dispatch',
        per_page: 100,
      }),
    );
    const ours = runs.filter((run) => run.head_sha === options.commitSha).sort((a, b) => b.id - a.id)[0];
    if (ours) return { kind: 'dispatched', workflowRunId: ours.id };
    const reply = await rest.actions.createWorkflowDispatch({
      ...workflow,
      ref: options.branch,
      return_run_details: true,
    });
    // A server that does not know `return_run_details` answers 204 without a body.
    const details = reply.data as { workflow_run_id: number } | '' | undefined;
    return { kind: 'dispatched', workflowRunId: details ? details.workflow_run_id : null };
  } catch (error) {
    // 404: no such workflow; 422: at that ref it has no `workflow_dispatch`.
    if (error instanceof GitHubRefusal && (error.status === 404 || error.status === 422)) {
      return { kind: 'workflow-missing' };
    }
    throw error;
  }
}
