import {
  type ForkObstacle,
  findForeignCi,
  findUnfitCi,
  isWorkflow,
} from '../../core/forks/find-fork-obstacle.ts';
import { MAX_WORKFLOW_BYTES } from '../../core/forks/find-privileges.ts';
import type { GitHubReader, PullRequest } from '../../edges/github/types.ts';

/** Workflow files that are read; a repository with more of them is not looked through. */
const MAX_WORKFLOWS = 60;

/**
 * Why the head of a fork's pull request must not be run here, or null. Read at fixed commits, but for the base branch, which
 * is taken as it is now.
 */
export async function checkFork(
  reader: Pick<GitHubReader, 'getMergeBase' | 'getBranchSha' | 'getTree' | 'getBlobTexts'>,
  pull: PullRequest,
  workflowFile: string,
): Promise<ForkObstacle | null> {
  const [mergeBaseSha, tipSha] = await Promise.all([
    reader.getMergeBase(pull.baseSha, pull.headSha),
    reader.getBranchSha(pull.baseRef),
  ]);
  const [head, mergeBase, baseTip] = await Promise.all(
    [pull.headSha, mergeBaseSha, tipSha].map((sha) => reader.getTree(sha)),
  );
  const foreign = findForeignCi({ head: head!, mergeBase: mergeBase!, baseTip: baseTip! });
  if (foreign) return foreign;
  // From here on these are the repository's own files.
  const files = head!.entries.filter(({ path }) => isWorkflow(path));
  const readable = files
    .slice(0, MAX_WORKFLOWS)
    .filter(({ size, mode }) => size <= MAX_WORKFLOW_BYTES && mode.startsWith('100'));
  const blobs = await reader.getBlobTexts(readable);
  const texts = new Map<string, string>();
  for (const { path, sha } of readable) {
    const blob = blobs.get(sha);
    if (blob && 'text' in blob) texts.set(path, blob.text);
  }
  return findUnfitCi(
    `.github/workflows/${workflowFile}`,
    files.map(({ path }) => path),
    texts,
  );
}
