import { replyMarker } from '../../core/names/reply-marker.ts';
import type { PlannedReply } from '../../core/plan/plan.ts';
import { GitHubRefusal } from '../../errors.ts';
import { listAll } from './list-all.ts';
import type { WriteContext } from './writer.ts';

/**
 * See GitHubWriter. The answer is found by our app's id and its first line. In a locked conversation apps may not comment
 * (403): what was asked for is done or refused all the same, and the log keeps the answer's fate.
 */
export async function ensureReply(
  { octokit, place, appId, log }: WriteContext,
  issueNumber: number,
  reply: PlannedReply,
): Promise<void> {
  const { rest, paginate } = octokit;
  const marker = replyMarker(reply.toCommentId);
  const body = `${marker}\n${reply.body}`;
  const comments = await listAll(
    paginate.iterator(rest.issues.listComments, { ...place, issue_number: issueNumber, per_page: 100 }),
  );
  const ours = comments.find(
    (one) => one.performed_via_github_app?.id === appId && one.body?.startsWith(marker),
  );
  try {
    if (!ours) {
      await rest.issues.createComment({ ...place, issue_number: issueNumber, body });
    } else if (ours.body?.replaceAll('\r\n', '\n').trimEnd() !== body.trimEnd()) {
      await rest.issues.updateComment({ ...place, comment_id: ours.id, body });
    }
  } catch (error) {
    if (!(error instanceof GitHubRefusal) || error.status !== 403) throw error;
    log.warn({ toCommentId: reply.toCommentId }, 'GitHub does not let the app answer in this conversation');
  }
}
