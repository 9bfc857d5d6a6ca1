import type { Octokit } from '@octokit/rest';
import { MAX_BLOB_BYTES } from './blob-text.ts';
import type { Fetch } from './bounded-fetch.ts';
import type { ImmutableCache } from './immutable-cache.ts';
import { readArchiveTexts } from './read-archive-texts.ts';
import type { BlobEntry, BlobText, RepositoryRef, RepositoryTree } from './types.ts';

/** From here on the archive is read: five queries name as many blobs, and an archive holds all else of the repository, too. */
const MIN_BLOBS = 500;
/** Of all files of the commit. Beyond it the archive would be mostly what nobody asked for. */
const MAX_TREE_BYTES = 400 * 1024 * 1024;

/** See GitHubReader. */
export async function prepareBlobTexts(
  {
    octokit,
    repository,
    cache,
    fetch,
  }: {
    octokit: Octokit;
    repository: RepositoryRef;
    cache: ImmutableCache<BlobText>;
    fetch: Fetch;
  },
  tree: RepositoryTree,
  entries: readonly BlobEntry[],
): Promise<void> {
  const unknown = entries.filter(
    ({ sha, size }) => size <= MAX_BLOB_BYTES && cache.get(repository, sha) === undefined,
  );
  if (tree.commit === undefined || unknown.length < MIN_BLOBS) return;
  if (tree.entries.reduce((sum, { size }) => sum + size, 0) > MAX_TREE_BYTES) return;
  const texts = await readArchiveTexts(octokit, repository, tree.commit, unknown, fetch);
  for (const [sha, text] of texts) cache.set(repository, sha, Promise.resolve(text));
}
