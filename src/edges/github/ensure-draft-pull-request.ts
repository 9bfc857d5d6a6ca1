import { type DraftTrailers, parseDraftMessage, renderDraftMessage } from '../../core/names/draft-message.ts';
import { GitHubRefusal } from '../../errors.ts';
import { assertCompanionBranch, type CompanionTip, readCompanionTip } from './companion-ref.ts';
import { moveRef } from './move-ref.ts';
import type { DraftPullRequest, DraftResult } from './types.ts';
import type { WriteContext } from './writer.ts';

/** See GitHubWriter. From then on the branch is people's: nothing of ours moves or deletes it. */
export async function ensureDraftPullRequest(
  context: WriteContext,
  draft: DraftPullRequest,
): Promise<DraftResult> {
  assertCompanionBranch(draft.branch);
  if (!(await ensureDraftCommit(context, draft))) return { kind: 'branch-moved' };
  const known = await findOpen(context, draft);
  if (known) return known;
  try {
    const { data } = await context.octokit.rest.pulls.create({
      ...context.place,
      head: draft.branch,
      base: draft.base,
      title: draft.title,
      body: draft.body,
      draft: true,
    });
    return { kind: 'opened', number: data.number, url: data.html_url };
  } catch (error) {
    if (!(error instanceof GitHubRefusal) || error.status !== 422) throw error;
    // Someone was faster, perhaps this very job; anything else means that there is no draft to be had.
    return (await findOpen(context, draft)) ?? { kind: 'not-allowed' };
  }
}

/** False when the branch is not at a commit of ours. */
async function ensureDraftCommit(context: WriteContext, draft: DraftPullRequest): Promise<boolean> {
  const tip = await readCompanionTip(context, draft.branch);
  if (!tip) return false;
  if (isDraftOf(tip, draft.trailers)) return true;
  if (tip.trailers?.runId !== draft.trailers.runId || tip.parentShas.length !== 1) return false;
  // No author and no committer: then GitHub names the app and signs, which it does for bots only in that case.
  const made = await context.octokit.rest.git.createCommit({
    ...context.place,
    message: renderDraftMessage(draft.trailers),
    tree: tip.treeSha,
    parents: tip.parentShas,
  });
  if (await moveRef(context, draft.branch, { from: tip.sha, to: made.data.sha })) return true;
  const now = await readCompanionTip(context, draft.branch);
  return now !== null && isDraftOf(now, draft.trailers);
}

function isDraftOf(tip: CompanionTip, { runId }: DraftTrailers): boolean {
  return parseDraftMessage(tip.message)?.runId === runId;
}

async function findOpen(
  { octokit, place }: WriteContext,
  { branch }: DraftPullRequest,
): Promise<DraftResult | null> {
  const { data } = await octokit.rest.pulls.list({
    ...place,
    head: `${place.owner}:${branch}`,
    state: 'open',
    per_page: 1,
  });
  const [found] = data;
  return found ? { kind: 'opened', number: found.number, url: found.html_url } : null;
}
