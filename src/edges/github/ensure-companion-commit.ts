import type { PlannedCommit } from '../../core/plan/plan.ts';
import { GitHubRefusal } from '../../errors.ts';
import { assertCompanionBranch, type CompanionTip, readCompanionTip } from './companion-ref.ts';
import { moveRef } from './move-ref.ts';
import type { GitHubWriter } from './types.ts';
import type { WriteContext } from './writer.ts';

type Result = Awaited<ReturnType<GitHubWriter['ensureCompanionCommit']>>;

const BRANCH_MOVED: Result = { kind: 'branch-moved' };

/**
 * See GitHubWriter. A tip that is not a commit of ours, or that belongs to a later round of the same run, is never
 * replaced. Commits and trees that no ref reaches, left by a crash, are harmless; GitHub collects them.
 */
export async function ensureCompanionCommit(context: WriteContext, commit: PlannedCommit): Promise<Result> {
  assertCompanionBranch(commit.branch);
  const tip = await readCompanionTip(context, commit.branch);
  if (tip && isSame(tip, commit)) return at(tip.sha, tip.treeSha);
  if (tip && !mayReplace(tip, commit)) return BRANCH_MOVED;

  const made = await createCommit(context, commit);
  const moved = tip
    ? await moveRef(context, commit.branch, { from: tip.sha, to: made.sha })
    : await createRef(context, commit.branch, made.sha);
  if (moved) return at(made.sha, made.treeSha);

  // Someone was faster: perhaps this very job, running a second time.
  const now = await readCompanionTip(context, commit.branch);
  return now && isSame(now, commit) ? at(now.sha, now.treeSha) : BRANCH_MOVED;
}

function isSame(tip: CompanionTip, commit: PlannedCommit): boolean {
  return (
    tip.trailers?.runId === commit.runId &&
    tip.trailers.round === commit.round &&
    tip.parentShas.length === 1 &&
    tip.parentShas[0] === commit.parentSha &&
    tip.message.trimEnd() === commit.message.trimEnd()
  );
}

function mayReplace(tip: CompanionTip, commit: PlannedCommit): boolean {
  if (!tip.trailers) return false;
  return tip.trailers.runId !== commit.runId || tip.trailers.round <= commit.round;
}

/** No author and no committer: then GitHub names the app and signs, which it does for bots only in that case. */
async function createCommit(
  { octokit, place }: WriteContext,
  commit: PlannedCommit,
): Promise<{ sha: string; treeSha: string }> {
  const { rest } = octokit;
  const parent = await rest.git.getCommit({ ...place, commit_sha: commit.parentSha });
  const tree = await rest.git.createTree({
    ...place,
    base_tree: parent.data.tree.sha,
    tree: commit.files.map(({ path, content }) => ({ path, mode: '100644', type: 'blob', content })),
  });
  const made = await rest.git.createCommit({
    ...place,
    message: commit.message,
    tree: tree.data.sha,
    parents: [commit.parentSha],
  });
  return { sha: made.data.sha, treeSha: made.data.tree.sha };
}

/** False when the ref came into being meanwhile. */
export async function createRef(
  { octokit, place }: WriteContext,
  branch: string,
  sha: string,
): Promise<boolean> {
  const ref = `refs/heads/${branch}`;
  try {
    await octokit.rest.git.createRef({ ...place, ref, sha });
    return true;
  } catch (error) {
    if (!(error instanceof GitHubRefusal) || error.status !== 422) throw error;
    // 422 is also GitHub's answer to other faults; only a ref that exists now explains this one.
    const exists = await octokit.rest.git
      .getRef({ ...place, ref: `heads/${branch}` })
      .then((reply) => reply.data.object.sha)
      .catch(() => null);
    if (exists === null) throw error;
    return exists === sha;
  }
}

function at(commitSha: string, treeSha: string): Result {
  return { kind: 'at', commitSha, treeSha };
}
