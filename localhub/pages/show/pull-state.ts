import type { ChangedFile } from '../../git/compare.ts';
import { findMergeBase, listChangedFiles, listCommits } from '../../git/compare.ts';
import type { CommitObject } from '../../git/objects.ts';
import type { CheckRunRecord, PullRecord, RepositoryRecord } from '../../records.ts';
import type { PullCounts } from '../views/pull-frame.ts';

/** What the pages of one pull request show, read from git and from the records. */
export interface PullState {
  commits: CommitObject[];
  files: ChangedFile[];
  /** Of the head, oldest first. */
  checks: CheckRunRecord[];
  counts: PullCounts;
}

export async function readPullState(repository: RepositoryRecord, pull: PullRecord): Promise<PullState> {
  const { gitDir } = repository;
  const { base, head, number } = pull;
  const mergeBase = await findMergeBase(gitDir, base.sha, head.sha);
  const commits = mergeBase === null ? [] : await listCommits(gitDir, base.sha, head.sha);
  const files = mergeBase === null ? [] : await listChangedFiles(gitDir, mergeBase, head.sha);
  const checks = [...repository.checkRuns.values()].filter(({ headSha }) => headSha === head.sha);
  const comments = [...repository.comments.values()].filter((comment) => comment.issueNumber === number);
  const threads = [...repository.reviewThreads.values()].filter((thread) => thread.pullNumber === number);
  const spoken = comments.length + threads.reduce((sum, thread) => sum + thread.comments.length, 0);
  const counts = {
    ...{ comments: spoken, commits: commits.length, checks: checks.length, files: files.length },
  };
  return { commits, files, checks, counts };
}
