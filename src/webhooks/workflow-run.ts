import type { Job } from '../edges/database/types.ts';
import { toRepositoryRef, workflowRunPayloadSchema } from './schema.ts';

/**
 * `workflow_run` completed → read its result. Whether it is ours, of the repository's own CI on a commit that was
 * reviewed, or nothing to us, the job finds out by the commit, since a workflow's name or branch proves nothing. One that
 * was skipped has no result.
 */
export function workflowRunJob(payload: unknown): Job | null {
  const parsed = workflowRunPayloadSchema.safeParse(payload);
  if (!parsed.success) return null;
  const { action, workflow_run: run } = parsed.data;
  if (action !== 'completed' || run.conclusion === 'skipped') return null;
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
