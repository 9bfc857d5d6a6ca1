import { parseCheckExternalId } from '../core/names/check-name.ts';
import type { Job } from '../edges/database/types.ts';
import { checkRunPayloadSchema, toRepositoryRef } from './schema.ts';

/**
 * `check_run`: a button of ours was pressed, or somebody asked for our check again. GitHub tells everything about everybody's
 * check runs to apps that may write checks, so all else is dropped here; that the check is ours, the job finds out.
 */
export function checkRunJob(payload: unknown, deliveryGuid: string): Job | null {
  const parsed = checkRunPayloadSchema.safeParse(payload);
  if (!parsed.success) return null;
  const { action, check_run: check, requested_action: button, sender } = parsed.data;
  const pullNumber = parseCheckExternalId(check.external_id ?? '');
  if (pullNumber === null || sender.type !== 'User') return null;
  const common = { repository: toRepositoryRef(parsed.data), pullNumber, sender, deliveryGuid };
  const at = { appId: check.app?.id ?? 0, headSha: check.head_sha };
  if (action === 'requested_action' && button?.identifier === 'apply-all') {
    return { name: 'obey', data: { ...common, wish: { kind: 'apply-button', ...at } } };
  }
  return action === 'rerequested'
    ? { name: 'obey', data: { ...common, wish: { kind: 'review-again', ...at } } }
    : null;
}
