import type { Job } from '../edges/database/types.ts';
import { issuesPayloadSchema, toRepositoryRef } from './schema.ts';

/**
 * `issues`: a label came or went, the issue was closed, or its author has edited it. Which label asks for a test is the
 * repository's setting, so the job finds out whether this one does.
 */
export function issuesJob(payload: unknown, deliveryGuid: string): Job | null {
  const parsed = issuesPayloadSchema.safeParse(payload);
  if (!parsed.success) return null;
  const { action, issue, label, sender } = parsed.data;
  if (issue.pull_request) return null;
  const data = { repository: toRepositoryRef(parsed.data), issueNumber: issue.number, sender, deliveryGuid };
  switch (action) {
    case 'labeled':
      return label && sender.type === 'User'
        ? { name: 'reproduce-issue', data: { ...data, happening: { kind: 'labeled', label: label.name } } }
        : null;
    case 'unlabeled':
      return label
        ? { name: 'reproduce-issue', data: { ...data, happening: { kind: 'unlabeled', label: label.name } } }
        : null;
    case 'closed':
      return { name: 'reproduce-issue', data: { ...data, happening: { kind: 'closed' } } };
    case 'edited':
      return sender.type === 'User'
        ? { name: 'reproduce-issue', data: { ...data, happening: { kind: 'edited' } } }
        : null;
    default:
      return null;
  }
}
