import type { Job } from '../edges/database/types.ts';
import { toRepositoryRef, workflowRunPayloadSchema } from './schema.ts';

/**
 * `workflow_run` completed → read its result. Only dispatched runs can be ours; whether one is, the job finds out
 * by the commit, since a workflow's name or branch proves nothing.
 */
export function workflowRunJob(payload: unknown): Job | null {
  const parsed = workflowRunPayloadSchema.safeParse(payload);
  if (!parsed.success) return null;
  const { action, workflow_run: run } = parsed.data;
  if (action !== 'completed' || run.event !== 'workflow_dispatch') return null;
  return {
    name: 'read-ci-result',
    data: {
      repository: toRepositoryRef(parsed.data),
      workflowRunId: run.id,
      attempt: run.run_attempt,
      headSha: run.head_sha,
    },
  };
}
