import type { Skipped } from '../../core/change-set/change-set.ts';
import type { SymbolRef } from '../../core/index/project-index.ts';
import { fuse } from '../../core/retrieval/fuse.ts';
import { type Found, rankSymbols } from '../../core/retrieval/rank-symbols.ts';
import type { SearchQuery } from '../../core/retrieval/search-query.ts';
import type { Indexing, KnownProject } from './index-project.ts';
import { type MeaningDependencies, searchByMeaning } from './search-by-meaning.ts';

export type SearchDependencies = Omit<MeaningDependencies, 'meaning' | 'store'> & {
  indexing: Pick<Indexing, 'store' | 'meaning'>;
};

/** What a search found: files by their whole text, and definitions in them. */
export interface SearchResult {
  /** The best first. */
  paths: string[];
  /** By words and by meaning, as one list. */
  found: Found[];
  /** By meaning alone. */
  near: Found[];
  skipped: Skipped[];
}

/**
 * Files and definitions anywhere in the project that have most to do with what is looked for. Where embeddings are configured and
 * may see the project, both ways of searching are fused.
 * @param mayLeave whether the project and the question may go to a service that is not local
 */
export async function searchProject(
  deps: SearchDependencies,
  project: KnownProject,
  query: SearchQuery,
  { isLeftOut, mayLeave }: { isLeftOut: (ref: SymbolRef) => boolean; mayLeave: boolean },
): Promise<SearchResult> {
  const { store, meaning } = deps.indexing;
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
  const byWords = rankSymbols(query, files, { files: blobs.size, counts }, isLeftOut);
  if (meaning === null) return { paths, found: byWords, near: [], skipped: [] };
  if (!mayLeave && !meaning.model.isLocal) {
    const reason = 'not done: the change is at private paths, and the embedding service is not local';
    return { paths, found: byWords, near: [], skipped: [{ what: 'search by meaning', reason }] };
  }
  const byMeaning = await searchByMeaning({ ...deps, meaning, store }, project, query, isLeftOut);
  const near = byMeaning.found;
  return {
    paths: [
      ...new Set(
        interleave(
          paths,
          near.map(({ ref }) => ref.path),
        ),
      ),
    ],
    found: fuse([byWords, near]),
    near,
    skipped: byMeaning.skipped,
  };
}

/** Places of both lists count alike. */
function interleave(one: readonly string[], two: readonly string[]): string[] {
  return Array.from({ length: Math.max(one.length, two.length) }, (_, place) => [one[place], two[place]])
    .flat()
    .filter((path) => path !== undefined);
}
