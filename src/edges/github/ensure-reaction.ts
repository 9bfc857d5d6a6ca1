import type { PlannedReaction } from '../../core/plan/plan.ts';
import { GitHubRefusal } from '../../errors.ts';
import type { WriteContext } from './writer.ts';

/** Gone, or a locked conversation, where nobody may react: https://docs.github.com/communities/moderating-comments-and-conversations/locking-conversations */
const NOT_TO_BE_HAD = [403, 404, 410];

/**
 * See GitHubWriter. GitHub answers 200 and changes nothing when the same reaction is there already:
 * https://docs.github.com/rest/reactions/reactions#create-reaction-for-an-issue-comment
 */
export async function ensureReaction(
  { octokit, place, log }: WriteContext,
  { commentId, content }: PlannedReaction,
): Promise<void> {
  try {
    await octokit.rest.reactions.createForIssueComment({ ...place, comment_id: commentId, content });
  } catch (error) {
    if (!(error instanceof GitHubRefusal) || !NOT_TO_BE_HAD.includes(error.status)) throw error;
    log.info({ commentId, content, status: error.status }, 'GitHub takes no reaction there');
  }
}
