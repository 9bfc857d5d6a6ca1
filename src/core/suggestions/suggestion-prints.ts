import type { PythonParser } from '../python/parser.ts';
import { digestHex } from './digest-hex.ts';
import { testFingerprints } from './fingerprint.ts';
import type { Suggestion } from './suggestion.ts';

/** A short fingerprint for each test of the code, in order: what it does, whatever its name, place and layout. */
export function findPrints(parser: PythonParser, code: string): string[] {
  return parser.withTree(code, testFingerprints).map(digestHex);
}

/** The name of a suggestion's box: the same for the same test in a later review of the pull request. */
export function suggestionKey(suggestion: Pick<Suggestion, 'targetId' | 'code'>): string {
  return digestHex(`${suggestion.targetId}\n${suggestion.code}`);
}
