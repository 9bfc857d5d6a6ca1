import { GitHubRefusal } from '../../errors.ts';
import { assertCompanionBranch, readCompanionTip } from './companion-ref.ts';
import type { WriteContext } from './writer.ts';

/** See GitHubWriter. A branch that someone else has committed to is theirs now and stays. */
export async function ensureBranchAbsent(context: WriteContext, branch: string): Promise<void> {
  assertCompanionBranch(branch);
  const { octokit, place, log } = context;
  const tip = await readCompanionTip(context, branch);
  if (!tip) return;
  if (!tip.trailers) {
    log.info({ branch }, 'companion branch kept: its last commit is not ours');
    return;
  }
  try {
    await octokit.rest.git.deleteRef({ ...place, ref: `heads/${branch}` });
  } catch (error) {
    if (!(error instanceof GitHubRefusal) || ![404, 422].includes(error.status)) throw error;
  }
}
