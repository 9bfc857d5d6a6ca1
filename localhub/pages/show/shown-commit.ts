import type { CommitObject } from '../../git/objects.ts';
import type { Hub } from '../../hub.ts';
import type { RepositoryRecord } from '../../records.ts';
import { findAuthor } from '../../views/commit.ts';
import type { ShownCommit } from '../views/commit-list.ts';

/** A commit with what the hub knows of it. */
export function findShownCommit(hub: Hub, repository: RepositoryRecord, commit: CommitObject): ShownCommit {
  return {
    commit,
    author: findAuthor(hub, commit.author),
    isVerified: repository.signedCommits.has(commit.sha),
  };
}
