import type { SymbolRef } from '../../core/index/project-index.ts';
import { fuse } from '../../core/retrieval/fuse.ts';
import { type Found, rankSymbols, type WordCounts } from '../../core/retrieval/rank-symbols.ts';
import type { SearchQuery } from '../../core/retrieval/search-query.ts';
import type { Indexing, KnownProject } from './index-project.ts';

/** What a search found: files by their whole text, and definitions in them. */
export interface SearchResult {
  /** The best first. */
  paths: string[];
  found: Found[];
}

/** Files and definitions anywhere in the project that have most to do with what is looked for. */
export async function searchProject(
  { store }: Indexing,
  project: KnownProject,
  query: SearchQuery,
  isLeftOut: (ref: SymbolRef) => boolean,
): Promise<SearchResult> {
  const { repositoryId, blobs, records } = project;
  const { hits, counts } = await store.search(repositoryId, [...new Set(blobs.values())], query.words);
  const pathsOf = Map.groupBy(blobs.keys(), (path) => blobs.get(path)!);
  const paths = hits.flatMap(({ blobSha }) => pathsOf.get(blobSha) ?? []);
  const missing = paths.filter((path) => !records.has(path)).map((path) => blobs.get(path)!);
  const loaded = await store.loadRecords(repositoryId, [...new Set(missing)]);
  const files = new Map(
    paths.flatMap((path) => {
      const record = records.get(path) ?? loaded.get(blobs.get(path)!);
      return record ? [[path, record] as const] : [];
    }),
  );
  const known: WordCounts = { files: blobs.size, counts };
  return { paths, found: fuse([rankSymbols(query, files, known, isLeftOut)]) };
}
