import { createImmutableCache, type ImmutableCache } from './immutable-cache.ts';
import type { TreeListing } from './list-tree.ts';
import type { BlobText } from './types.ts';

/** What readers of one process share: the same push is read by several jobs, and the next push differs in a few files. */
export interface ReaderCaches {
  blobs: ImmutableCache<BlobText>;
  /** By commit or tree, and depth. */
  trees: ImmutableCache<TreeListing>;
  /** By `base...head`. */
  mergeBases: ImmutableCache<string>;
}

/** The Python files of two repositories of Django's size, and all that one run reads of a new one. */
const MAX_CHARACTERS = 48 * 1024 * 1024;
/** What an entry costs beside its text. */
const ENTRY_CHARACTERS = 256;
/** Two trees as large as GitHub lists them, or some forty of Django. */
const MAX_TREE_ENTRIES = 250_000;
const MAX_MERGE_BASES = 1000;

export function createReaderCaches(): ReaderCaches {
  return {
    blobs: createImmutableCache(
      MAX_CHARACTERS,
      (blob) => ENTRY_CHARACTERS + ('text' in blob ? blob.text.length : 0),
    ),
    trees: createImmutableCache(MAX_TREE_ENTRIES, ({ items }) => 1 + items.length),
    mergeBases: createImmutableCache(MAX_MERGE_BASES, () => 1),
  };
}
