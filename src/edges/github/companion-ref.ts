import { type CompanionTrailers, parseCommitMessage } from '../../core/names/commit-message.ts';
import { isOwnBranch } from '../../core/names/companion-branch.ts';
import { DefectError, GitHubRefusal } from '../../errors.ts';
import type { WriteContext } from './writer.ts';

/** The commit that a companion branch points at. */
export interface CompanionTip {
  sha: string;
  treeSha: string;
  parentShas: string[];
  message: string;
  /** Null when the commit is not one of ours: then nobody but its author may move the branch. */
  trailers: CompanionTrailers | null;
}

/** Where a companion branch points now, or null when it does not exist. */
export async function readCompanionTip(
  { octokit, place }: WriteContext,
  branch: string,
): Promise<CompanionTip | null> {
  let sha: string;
  try {
    const { data } = await octokit.rest.git.getRef({ ...place, ref: `heads/${branch}` });
    sha = data.object.sha;
  } catch (error) {
    if (error instanceof GitHubRefusal && error.status === 404) return null;
    throw error;
  }
  const { data } = await octokit.rest.git.getCommit({ ...place, commit_sha: sha });
  return {
    sha,
    treeSha: data.tree.sha,
    parentShas: data.parents.map((parent) => parent.sha),
    message: data.message,
    trailers: parseCommitMessage(data.message),
  };
}

/** Testwright writes and deletes no branch but its own, whatever a plan says. */
export function assertCompanionBranch(branch: string): void {
  if (!isOwnBranch(branch)) {
    throw new DefectError('not-a-companion-branch', `${JSON.stringify(branch)} is not a companion branch`);
  }
}
