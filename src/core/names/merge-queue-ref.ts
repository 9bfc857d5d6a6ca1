/**
 * The pull request that a branch of a merge queue was made for, or null for any other ref. The branch holds that pull request on
 * top of the base branch and of those before it in the queue: `gh-readonly-queue/<base branch>/pr-<n>-<sha>`. GitHub
 * documents the beginning, https://docs.github.com/repositories/configuring-branches-and-merges-in-your-repository/configuring-pull-request-merges/managing-a-merge-queue,
 * and shows the rest.
 */
export function parseMergeQueueRef(ref: string): number | null {
  const match = /^refs\/heads\/gh-readonly-queue\/.+\/pr-([1-9][0-9]{0,9})-[0-9a-f]{40,64}$/.exec(ref);
  return match ? Number(match[1]) : null;
}
