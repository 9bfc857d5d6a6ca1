import type { PlannedReaction } from '../../core/plan/plan.ts';
import { GitHubRefusal } from '../../errors.ts';
import type { WriteContext } from './writer.ts';

/**
 * See GitHubWriter. GitHub answers 200 and changes nothing when the same reaction is there already:
 * https://docs.github.com/rest/reactions/reactions#create-reaction-for-an-issue-comment
 */
export async function ensureReaction(
  { octokit, place }: WriteContext,
  { commentId, content }: PlannedReaction,
): Promise<void> {
  try {
    await octokit.rest.reactions.createForIssueComment({ ...place, comment_id: commentId, content });
  } catch (error) {
    if (!(error instanceof GitHubRefusal) || ![404, 410].includes(error.status)) throw error;
  }
}
