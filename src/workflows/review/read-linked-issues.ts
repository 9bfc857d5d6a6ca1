import type { Skipped } from '../../core/change-set/change-set.ts';
import { cutText, findLinkedIssues, type LinkedIssue } from '../../core/contract/stated-intent.ts';
import type { GitHubReader, PullRequest } from '../../edges/github/types.ts';
import { GitHubRefusal } from '../../errors.ts';

/**
 * The issues of this repository that the pull request says it closes. One that cannot be read is left out and said:
 * installations from before the permission `issues: read` do not grant it.
 */
export async function readLinkedIssues(
  reader: GitHubReader,
  pull: PullRequest,
  repositoryUrl: string,
): Promise<{ issues: LinkedIssue[]; skipped: Skipped[] }> {
  const repository = repositoryUrl.split('/').slice(-2).join('/');
  const issues: LinkedIssue[] = [];
  const skipped: Skipped[] = [];
  for (const number of findLinkedIssues(pull, repository)) {
    try {
      issues.push({ number, ...cutText(await reader.getIssue(number)) });
    } catch (error) {
      if (!(error instanceof GitHubRefusal)) throw error;
      skipped.push({
        what: `issue ${number}`,
        reason: `the linked issue could not be read (${error.code}); reading it needs the permission issues: read`,
      });
    }
  }
  return { issues, skipped };
}
