import type { Octokit } from '@octokit/rest';
import { DefectError } from '../../errors.ts';
import { decodeBlob, MAX_BLOB_BYTES } from './blob-text.ts';
import type { ImmutableCache } from './immutable-cache.ts';
import { queryBlobTexts } from './query-blob-texts.ts';
import type { BlobEntry, BlobText, RepositoryRef } from './types.ts';

/** Single reads at the same time; GitHub asks for far fewer than 100. */
const PARALLEL_READS = 8;

/**
 * Reads texts of blobs: what is remembered or on its way first, then many with one GraphQL query, and the rest one by one over
 * REST: what GraphQL does not hand out byte for byte, and a single blob, which costs one request either way.
 */
export function createBlobReader(
  octokit: Octokit,
  repository: RepositoryRef,
  cache: ImmutableCache<BlobText>,
): (entries: readonly BlobEntry[]) => Promise<Map<string, BlobText>> {
  async function readBlob(sha: string): Promise<BlobText> {
    const { data } = await octokit.rest.git.getBlob({
      owner: repository.owner,
      repo: repository.name,
      file_sha: sha,
    });
    if (data.encoding !== 'base64') {
      throw new DefectError('github-blob-encoding', `GitHub sent a blob in the encoding ${data.encoding}`);
    }
    return decodeBlob(Buffer.from(data.content, 'base64'));
  }

  /** What could be read, and why the rest could not. */
  async function readAll(
    entries: readonly BlobEntry[],
  ): Promise<{ texts: Map<string, BlobText>; failure: unknown }> {
    let failure: unknown;
    const texts = await queryBlobTexts(octokit, repository, entries);
    const left = entries.map(({ sha }) => sha).filter((sha) => !texts.has(sha));
    for (let start = 0; start < left.length && !failure; start += PARALLEL_READS) {
      const batch = left.slice(start, start + PARALLEL_READS);
      const blobs = await Promise.allSettled(batch.map(readBlob));
      blobs.forEach((blob, index) => {
        if (blob.status === 'fulfilled') texts.set(batch[index]!, blob.value);
        else failure ??= blob.reason;
      });
    }
    return { texts, failure };
  }

  return async (entries) => {
    const found = new Map<string, Promise<BlobText> | BlobText>();
    const unknown = new Map<string, BlobEntry>();
    for (const entry of entries) {
      const { sha, size } = entry;
      if (found.has(sha) || unknown.has(sha)) continue;
      const known = size > MAX_BLOB_BYTES ? { unreadable: 'too-large' as const } : cache.get(repository, sha);
      if (known) found.set(sha, known);
      else unknown.set(sha, entry);
    }
    if (unknown.size > 0) {
      const reading = readAll([...unknown.values()]);
      for (const sha of unknown.keys()) {
        const blob = reading.then(({ texts, failure }) => texts.get(sha) ?? Promise.reject(failure));
        cache.set(repository, sha, blob);
        found.set(sha, blob);
      }
    }
    const texts = await Promise.all([...found].map(async ([sha, blob]) => [sha, await blob] as const));
    return new Map(texts);
  };
}
