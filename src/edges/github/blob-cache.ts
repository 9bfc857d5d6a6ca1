import type { BlobText, RepositoryRef } from './types.ts';

/** About a repository of Django's size; beyond it, what was used longest ago goes. */
const MAX_CHARACTERS = 32 * 1024 * 1024;
/** What an entry costs beside its text. */
const ENTRY_CHARACTERS = 256;

/**
 * Texts of blobs that this process has read. A blob never changes, but who may see it differs: the key holds the installation
 * and the repository beside the SHA, so nobody is answered with what another one has read.
 */
export interface BlobCache {
  get(repository: RepositoryRef, sha: string): Promise<BlobText> | undefined;
  /** Keeps the answer, also while it is on its way. One that fails is forgotten. */
  set(repository: RepositoryRef, sha: string, blob: Promise<BlobText>): void;
}

export function createBlobCache(maxCharacters: number = MAX_CHARACTERS): BlobCache {
  /** The one that was used longest ago comes first. */
  const kept = new Map<string, { blob: Promise<BlobText>; characters: number }>();
  let characters = 0;

  function drop(key: string): void {
    characters -= kept.get(key)?.characters ?? 0;
    kept.delete(key);
  }

  return {
    get(repository, sha) {
      const key = keyOf(repository, sha);
      const found = kept.get(key);
      if (!found) return undefined;
      kept.delete(key);
      kept.set(key, found);
      return found.blob;
    },
    set(repository, sha, blob) {
      const key = keyOf(repository, sha);
      drop(key);
      const entry = { blob, characters: ENTRY_CHARACTERS };
      kept.set(key, entry);
      characters += entry.characters;
      blob.then(
        (read) => {
          if (kept.get(key) !== entry || !('text' in read)) return;
          entry.characters += read.text.length;
          characters += read.text.length;
          for (const oldest of kept.keys()) {
            if (characters <= maxCharacters) break;
            drop(oldest);
          }
        },
        () => {
          if (kept.get(key) === entry) drop(key);
        },
      );
    },
  };
}

function keyOf({ installationId, id }: RepositoryRef, sha: string): string {
  return `${installationId}/${id}/${sha}`;
}
