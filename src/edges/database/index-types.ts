import type { FileRecord } from '../../core/index/file-record.ts';

/** A Python file as it is kept: all of it follows from the blob's bytes. */
export interface IndexedFile {
  blobSha: string;
  record: FileRecord;
  /** Null where texts are not kept, and for what is no text. */
  text: string | null;
  /** What it is found by. */
  terms: readonly string[];
}

/** Files that hold the rarest of the wanted words, the best first, and in how many files each word stands. */
export interface TextSearchResult {
  hits: { blobSha: string; score: number }[];
  counts: Map<string, number>;
}

/**
 * Records of Python files by blob SHA. Every method takes the blobs that count, those of one tree: what the table holds of
 * other commits is never found.
 */
export interface IndexStore {
  /** The known ones among these blobs with the size of their records; they count as seen. */
  findKnown(repositoryId: number, blobShas: readonly string[]): Promise<Map<string, number>>;
  loadRecords(repositoryId: number, blobShas: readonly string[]): Promise<Map<string, FileRecord>>;
  /** Those whose text was kept. */
  loadTexts(repositoryId: number, blobShas: readonly string[]): Promise<Map<string, string>>;
  /** Idempotent; what two workers save at once is the same. Many small transactions: what was saved before a crash stays. */
  saveFiles(repositoryId: number, files: readonly IndexedFile[]): Promise<void>;
  /** Full-text search, by weighted words. */
  search(
    repositoryId: number,
    blobShas: readonly string[],
    words: ReadonlyMap<string, number>,
  ): Promise<TextSearchResult>;
  /** Deletes what is beyond the cap of rows for one repository, the longest unseen first. */
  trim(repositoryId: number): Promise<number>;
  /** Deletes what was surely last seen before that day, which is known to a week; some thousand rows at a time. */
  prune(before: Date): Promise<number>;
}
