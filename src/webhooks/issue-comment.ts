import { parseBoxes } from '../core/names/boxes.ts';
import type { Job } from '../edges/database/types.ts';
import { issueCommentPayloadSchema, toRepositoryRef } from './schema.ts';

/**
 * `issue_comment` on a pull request: a new comment with a command, or a box of ours that somebody ticked. Of an edit only
 * the boxes that it ticked count, because the sender answers for those and no others. Edited commands are not obeyed.
 */
export function issueCommentJob(payload: unknown, deliveryGuid: string): Job | null {
  const parsed = issueCommentPayloadSchema.safeParse(payload);
  if (!parsed.success) return null;
  const { action, issue, comment, changes, sender } = parsed.data;
  if (!issue.pull_request || sender.type !== 'User') return null;
  const common = { repository: toRepositoryRef(parsed.data), pullNumber: issue.number, sender, deliveryGuid };
  if (action === 'created' && /^\s*\/testwright(\s|$)/im.test(comment.body)) {
    return { name: 'obey', data: { ...common, wish: { kind: 'comment', commentId: comment.id } } };
  }
  const before = changes?.body?.from;
  if (action !== 'edited' || before === undefined) return null;
  const was = new Set(ticked(before));
  return ticked(comment.body).includes('apply') && !was.has('apply')
    ? { name: 'obey', data: { ...common, wish: { kind: 'apply-box', commentId: comment.id } } }
    : null;
}

function ticked(body: string): string[] {
  return parseBoxes(body).flatMap(({ box, ticked: isTicked }) =>
    isTicked ? [box.kind === 'apply' ? 'apply' : box.key] : [],
  );
}
