import { parseBoxes } from '../core/names/boxes.ts';
import { findCommandLine } from '../core/names/command-line.ts';
import type { Job } from '../edges/database/types.ts';
import { issueCommentPayloadSchema, toRepositoryRef } from './schema.ts';

/** Far more than a review suggests. */
const MAX_PICKS = 100;

/**
 * `issue_comment`: a new comment with a command, or a box of ours that somebody ticked. Of an edit only the boxes that it
 * ticked count, because the sender answers for those and no others. Edited commands are not obeyed. On an issue, what its
 * author writes may be the answer that a report lacked.
 */
export function issueCommentJob(payload: unknown, deliveryGuid: string): Job | null {
  const parsed = issueCommentPayloadSchema.safeParse(payload);
  if (!parsed.success) return null;
  const { action, issue, comment, changes, sender } = parsed.data;
  if (sender.type !== 'User') return null;
  const isIssue = !issue.pull_request;
  const repository = toRepositoryRef(parsed.data);
  const common = { repository, pullNumber: issue.number, sender, deliveryGuid };
  const said = action === 'created' ? findCommandLine(comment.body) : null;
  if (said !== null) {
    const kind = isIssue ? 'issue-comment' : 'comment';
    return { name: 'obey', data: { ...common, wish: { kind, commentId: comment.id, said } } };
  }
  if (action === 'created' && isIssue && issue.user?.id === sender.id) {
    return {
      name: 'reproduce-issue',
      data: { repository, issueNumber: issue.number, sender, deliveryGuid, happening: { kind: 'told' } },
    };
  }
  const before = changes?.body?.from;
  if (action !== 'edited' || before === undefined) return null;
  const box = isIssue ? 'draft' : 'apply';
  if (!isTicked(comment.body, box) || isTicked(before, box)) return null;
  const commentId = comment.id;
  const wish =
    box === 'draft'
      ? ({ kind: 'draft-box', commentId } as const)
      : ({ kind: 'apply-box', commentId, picks: listPicks(comment.body) } as const);
  return { name: 'obey', data: { ...common, wish } };
}

function isTicked(body: string, kind: 'apply' | 'draft'): boolean {
  return parseBoxes(body).some(({ box, ticked }) => box.kind === kind && ticked);
}

/** Keys of the ticked picks. */
function listPicks(body: string): string[] {
  return parseBoxes(body)
    .flatMap(({ box, ticked }) => (ticked && box.kind === 'pick' ? [box.key] : []))
    .slice(0, MAX_PICKS);
}
