import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const FOLDER = fileURLToPath(new URL('.', import.meta.url));

/** The labels, in the order of the ladder. */
export const LABELS = [
  'captures-the-change',
  'new-code',
  'guards-behaviour',
  'catch',
  'disputed',
  'invalid',
  'flaky',
  'order-dependent',
  'leaves-state-behind',
];

/** One suggested test with the label that plain runs gave it; null when they could not decide. */
interface CorpusTest {
  /** Path of the module and name in it, as pytest names them without parameters. */
  test: string;
  label: string | null;
}

/** What build_corpus.py wrote. */
export interface Corpus {
  made: string;
  versions: Record<string, unknown>;
  counts: Record<string, unknown>;
  scenarios: Record<string, { origin: 'release' | 'planted'; tests: CorpusTest[] }>;
}

export function readCorpus(): Corpus {
  return JSON.parse(readFileSync(`${FOLDER}corpus.json`, 'utf8'));
}
