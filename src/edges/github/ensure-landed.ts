import { parseAcceptanceMessage } from '../../core/names/acceptance-message.ts';
import { isOwnBranch } from '../../core/names/companion-branch.ts';
import type { PlannedLanding } from '../../core/plan/plan.ts';
import { DefectError, GitHubRefusal } from '../../errors.ts';
import type { LandingResult } from './types.ts';
import type { WriteContext } from './writer.ts';

/** GitHub lists at most so many commits of a comparison on one page. */
const COMMITS_LOOKED_AT = 100;

/** See GitHubWriter. A commit that no ref reaches, left by a crash or a lost race, is harmless. */
export async function ensureLanded(context: WriteContext, landing: PlannedLanding): Promise<LandingResult> {
  if (isOwnBranch(landing.branch)) {
    throw new DefectError('landing-on-companion-branch', 'Accepted tests land on branches of people only');
  }
  const tip = await readTip(context, landing.branch);
  if (tip === null) return { kind: 'head-moved' };
  if (tip !== landing.parentSha) return findLanded(context, landing, tip);

  const made = await createCommit(context, landing);
  if (typeof made !== 'string') return made;
  try {
    await context.octokit.rest.git.updateRef({
      ...context.place,
      ref: `heads/${landing.branch}`,
      sha: made,
      force: false,
    });
    return { kind: 'landed', commitSha: made };
  } catch (error) {
    if (!(error instanceof GitHubRefusal)) throw error;
    // The same statuses stand for a lost race, a protected branch and a missing permission; the branch itself tells.
    const now = await readTip(context, landing.branch);
    if (now === made) return { kind: 'landed', commitSha: now };
    return now === landing.parentSha ? { kind: 'not-allowed' } : { kind: 'head-moved' };
  }
}

/** The SHA of the new commit, or why there is none: an archived repository, or a tree that is gone. */
async function createCommit(
  { octokit, place }: WriteContext,
  { message, treeSha, parentSha }: PlannedLanding,
): Promise<string | LandingResult> {
  try {
    // No author and no committer: then GitHub names the app and signs, which it does for bots only in that case.
    const made = await octokit.rest.git.createCommit({
      ...place,
      message,
      tree: treeSha,
      parents: [parentSha],
    });
    return made.data.sha;
  } catch (error) {
    if (!(error instanceof GitHubRefusal)) throw error;
    if (error.status === 403) return { kind: 'not-allowed' };
    if (await hasTree({ octokit, place }, treeSha)) throw error;
    return { kind: 'tree-gone' };
  }
}

async function hasTree(
  { octokit, place }: Pick<WriteContext, 'octokit' | 'place'>,
  treeSha: string,
): Promise<boolean> {
  try {
    await octokit.rest.git.getTree({ ...place, tree_sha: treeSha });
    return true;
  } catch (error) {
    if (error instanceof GitHubRefusal && [404, 422].includes(error.status)) return false;
    throw error;
  }
}

/** The commit of this run among those that came onto the branch since, or the news that the head has moved. */
async function findLanded(
  { octokit, place }: WriteContext,
  landing: PlannedLanding,
  tip: string,
): Promise<LandingResult> {
  let commits: { sha: string; message: string; parents: string[] }[];
  try {
    const { data } = await octokit.rest.repos.compareCommitsWithBasehead({
      ...place,
      basehead: `${landing.parentSha}...${tip}`,
      per_page: COMMITS_LOOKED_AT,
    });
    commits = data.commits.map((one) => ({
      sha: one.sha,
      message: one.commit.message,
      parents: one.parents.map((parent) => parent.sha),
    }));
  } catch (error) {
    // Without a common ancestor there is nothing to compare.
    if (error instanceof GitHubRefusal && error.status === 404) return { kind: 'head-moved' };
    throw error;
  }
  const ours = commits.find(
    (one) =>
      parseAcceptanceMessage(one.message)?.runId === landing.runId &&
      one.parents.length === 1 &&
      one.parents[0] === landing.parentSha,
  );
  return ours ? { kind: 'landed', commitSha: ours.sha } : { kind: 'head-moved' };
}

async function readTip({ octokit, place }: WriteContext, branch: string): Promise<string | null> {
  try {
    const { data } = await octokit.rest.git.getRef({ ...place, ref: `heads/${branch}` });
    return data.object.sha;
  } catch (error) {
    if (error instanceof GitHubRefusal && error.status === 404) return null;
    throw error;
  }
}
