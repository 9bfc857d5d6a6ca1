import type { IndexStore } from '../../edges/database/index-types.ts';
import type { BlobEntry, BlobText, GitHubReader } from '../../edges/github/types.ts';

/** The same reader, which asks GitHub only for texts that the index has not kept. A blob's SHA stands for its text. */
export function withKeptTexts(
  reader: GitHubReader,
  store: Pick<IndexStore, 'loadTexts'>,
  repositoryId: number,
): GitHubReader {
  const getBlobTexts = async (entries: readonly BlobEntry[]): Promise<Map<string, BlobText>> => {
    if (entries.length === 0) return new Map();
    const kept = await store.loadTexts(repositoryId, [...new Set(entries.map(({ sha }) => sha))]);
    const blobs = new Map<string, BlobText>([...kept].map(([sha, text]) => [sha, { text }]));
    const unknown = entries.filter(({ sha }) => !blobs.has(sha));
    if (unknown.length === 0) return blobs;
    for (const [sha, blob] of await reader.getBlobTexts(unknown)) blobs.set(sha, blob);
    return blobs;
  };
  return {
    ...reader,
    getBlobTexts,
    getBlobText: async (sha, { size }) => (await getBlobTexts([{ sha, size }])).get(sha)!,
  };
}
