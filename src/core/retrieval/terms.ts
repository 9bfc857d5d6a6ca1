import type { FileRecord } from '../index/file-record.ts';
import { wordsOf } from './words.ts';

/** A file with more different words than this is data. */
const MAX_TERMS = 5_000;
const MAX_TEXT = 1_000_000;
const MAX_NAME = 100;
const NAME = /^\.[\p{L}\p{M}\p{N}_]+$/u;

/**
 * What a file is found by: the words of its text, strings and comments included, and each name that it uses as written, after a
 * dot (`.total_price`). A text search of one's own in all but the look-up: no dictionary of a language fits identifiers.
 */
export function termsOf(text: string, record: FileRecord): string[] {
  const terms = new Set<string>();
  const uses = [...record.uses, ...record.symbols.flatMap((symbol) => symbol.uses)];
  for (const use of uses) {
    const term = useTerm(use);
    if (term.length <= MAX_NAME && NAME.test(term)) terms.add(term);
  }
  for (const word of wordsOf(text, MAX_TEXT)) terms.add(word);
  return [...terms].slice(0, MAX_TERMS);
}

/** The term by which files are found that use a name: `.total` for `total`, `cart.total` and `.total`. */
export function useTerm(name: string): string {
  return `.${name.slice(name.lastIndexOf('.') + 1)}`;
}
