import type { FileRecord, IndexedSymbol } from '../index/file-record.ts';
import { idOf, type SymbolRef } from '../index/project-index.ts';
import type { SearchQuery } from './search-query.ts';
import { wordsOf } from './words.ts';

/** A definition that a search has found, the best first in a list. */
export interface Found {
  ref: SymbolRef;
  reason: string;
}

/** How common words are: files that hold each, and all files. */
export interface WordCounts {
  files: number;
  counts: ReadonlyMap<string, number>;
}

/** Where a word stands, and what that counts. */
const FIELDS = { name: 3, summary: 2, body: 1, path: 0.5 };
/** BM25's saturation and length normalisation, at their usual values: https://en.wikipedia.org/wiki/Okapi_BM25 */
const K1 = 1.2;
const B = 0.75;
const MAX_FOUND = 40;
/** One shared word is chance. */
const MIN_WORDS = 2;

/**
 * The functions and classes of these files that share the most telling words with the query: BM25 over fields (name, summary,
 * names in the body, path). A class counts without its methods.
 */
export function rankSymbols(
  query: Pick<SearchQuery, 'words'>,
  files: ReadonlyMap<string, FileRecord>,
  known: WordCounts,
  isLeftOut: (ref: SymbolRef) => boolean,
): Found[] {
  const documents = [...files].flatMap(([path, record]) => {
    const ofPath = wordsOf(path);
    return record.symbols
      .filter((symbol) => symbol.kind !== 'variable' && !symbol.unreachable)
      .map((symbol) => buildDocument(path, symbol, ofPath));
  });
  const meanSize = documents.reduce((sum, one) => sum + one.size, 0) / Math.max(1, documents.length);
  const found = documents.flatMap(({ ref, weights, size }) => {
    if (isLeftOut(ref)) return [];
    const shared: { word: string; score: number }[] = [];
    for (const [word, asked] of query.words) {
      const weight = weights.get(word);
      if (weight === undefined) continue;
      const rarity = Math.log(1 + known.files / Math.max(1, known.counts.get(word) ?? 1));
      const saturated = (weight * (K1 + 1)) / (weight + K1 * (1 - B + (B * size) / Math.max(1, meanSize)));
      shared.push({ word, score: asked * rarity * saturated });
    }
    if (shared.length < MIN_WORDS) return [];
    shared.sort((a, b) => b.score - a.score);
    const score = shared.reduce((sum, one) => sum + one.score, 0);
    return [{ ref, score, words: shared.slice(0, 4).map(({ word }) => word) }];
  });
  return found
    .sort((a, b) => b.score - a.score || (idOf(a.ref) < idOf(b.ref) ? -1 : 1))
    .slice(0, MAX_FOUND)
    .map(({ ref, words }) => ({ ref, reason: `found by the words ${words.join(', ')}` }));
}

function buildDocument(
  path: string,
  symbol: IndexedSymbol,
  ofPath: ReadonlySet<string>,
): { ref: SymbolRef; weights: Map<string, number>; size: number } {
  const weights = new Map<string, number>();
  const add = (words: Iterable<string>, weight: number): void => {
    for (const word of words) weights.set(word, (weights.get(word) ?? 0) + weight);
  };
  const annotations = symbol.parameters.map(({ name, annotation }) => `${name} ${annotation ?? ''}`);
  add(wordsOf(symbol.qualname), FIELDS.name);
  add(wordsOf(symbol.summary ?? ''), FIELDS.summary);
  add(wordsOf([...symbol.uses, ...symbol.bases, ...annotations].join(' ')), FIELDS.body);
  add(ofPath, FIELDS.path);
  return { ref: { path, qualname: symbol.qualname }, weights, size: weights.size };
}
