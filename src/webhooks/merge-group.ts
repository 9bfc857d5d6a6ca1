import { parseMergeQueueRef } from '../core/names/merge-queue-ref.ts';
import type { Job } from '../edges/database/types.ts';
import { mergeGroupPayloadSchema, toRepositoryRef } from './schema.ts';

/** `merge_group` checks_requested → answer on its commit, or the queue waits for ever where our check is required. */
export function mergeGroupJob(payload: unknown): Job | null {
  const parsed = mergeGroupPayloadSchema.safeParse(payload);
  if (!parsed.success || parsed.data.action !== 'checks_requested') return null;
  const { head_sha: headSha, head_ref: headRef } = parsed.data.merge_group;
  return {
    name: 'answer-merge-group',
    data: {
      repository: toRepositoryRef(parsed.data),
      headSha,
      pullNumber: parseMergeQueueRef(headRef),
    },
  };
}
