import { GitHubRefusal } from '../../errors.ts';
import { assertCompanionBranch, readCompanionTip } from './companion-ref.ts';
import { createRef } from './ensure-companion-commit.ts';
import { moveRef } from './move-ref.ts';
import type { GitHubWriter } from './types.ts';
import type { WriteContext } from './writer.ts';

/** See GitHubWriter. A branch that someone else has committed to is theirs now and stays. */
export async function ensureCompanionAt(
  context: WriteContext,
  { branch, commitSha }: Parameters<GitHubWriter['ensureCompanionAt']>[0],
): Promise<void> {
  assertCompanionBranch(branch);
  const tip = await readCompanionTip(context, branch);
  try {
    if (!tip) await createRef(context, branch, commitSha);
    else if (tip.sha !== commitSha && tip.trailers) {
      await moveRef(context, branch, { from: tip.sha, to: commitSha });
    }
  } catch (error) {
    if (!(error instanceof GitHubRefusal) || ![200, 422].includes(error.status)) throw error;
    context.log.info({ branch, commitSha }, 'companion branch not restored: its commit is gone');
  }
}
