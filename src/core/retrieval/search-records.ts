import type { FileRecord } from '../index/file-record.ts';
import type { SymbolRef } from '../index/project-index.ts';
import { type Found, rankSymbols } from './rank-symbols.ts';
import type { SearchQuery } from './search-query.ts';
import { termsOf } from './terms.ts';

/** Files whose definitions are ranked: as many as the search in the database hands out. */
const MAX_FOUND_FILES = 80;

/** What the search in the database finds, over texts that are at hand: for a folder on this machine. */
export function searchRecords(
  query: Pick<SearchQuery, 'words'>,
  files: ReadonlyMap<string, { text: string; record: FileRecord }>,
  isLeftOut: (ref: SymbolRef) => boolean,
): Found[] {
  const counts = new Map<string, number>();
  const held = [...files].map(([path, { text, record }]) => {
    const terms = new Set(termsOf(text, record));
    const words = [...query.words.keys()].filter((word) => terms.has(word));
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
    return { path, words };
  });
  const scored = held
    .filter(({ words }) => words.length > 0)
    .map(({ path, words }) => ({
      path,
      score: words.reduce(
        (sum, word) => sum + query.words.get(word)! * Math.log(1 + files.size / counts.get(word)!),
        0,
      ),
    }))
    .sort((a, b) => b.score - a.score || (a.path < b.path ? -1 : 1))
    .slice(0, MAX_FOUND_FILES);
  const records = new Map(scored.map(({ path }) => [path, files.get(path)!.record]));
  return rankSymbols(query, records, { files: files.size, counts }, isLeftOut);
}
