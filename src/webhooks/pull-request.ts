import type { Job } from '../edges/database/types.ts';
import { pullRequestPayloadSchema, toRepositoryRef } from './schema.ts';

const REVIEWED = new Set([
  'opened',
  'synchronize',
  'reopened',
  'ready_for_review',
  'converted_to_draft',
  'labeled',
  'unlabeled',
]);

/** `pull_request` → review, close, or nothing for other actions. Null also when the payload lacks what a job needs. */
export function pullRequestJob(payload: unknown, deliveryGuid: string): Job | null {
  const parsed = pullRequestPayloadSchema.safeParse(payload);
  if (!parsed.success) return null;
  const { action, pull_request: pull, sender } = parsed.data;
  const repository = toRepositoryRef(parsed.data);
  if (action === 'closed')
    return { name: 'close-pull-request', data: { repository, pullNumber: pull.number } };
  if (!REVIEWED.has(action)) return null;
  return {
    name: 'review-pull-request',
    data: {
      repository,
      pullNumber: pull.number,
      headSha: pull.head.sha,
      sender,
      trigger: action,
      deliveryGuid,
    },
  };
}
