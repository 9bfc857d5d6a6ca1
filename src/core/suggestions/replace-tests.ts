import type { PythonParser, SyntaxNode } from '../python/parser.ts';
import { lineBreakAt, lineStartOf } from './insertions.ts';
import type { Obstacle } from './module-obstacles.ts';
import { indentUnit } from './place-tests.ts';
import { reindent } from './reindent.ts';
import type { Suggestion } from './suggestion.ts';
import { findTests } from './test-names.ts';

/** Where a test stands in a module: from its first decorator to its last character. */
export interface TestPlace {
  start: number;
  end: number;
}

/** The place of the one test of this name, as pytest names it without path and parameters; null for none or several. */
export function findTestPlace(root: SyntaxNode, text: string, testName: string): TestPlace | null {
  const found = findTests(root).filter((test) => test.testName === testName);
  if (found.length !== 1) return null;
  const { startIndex: start, endIndex } = found[0]!.outer;
  return { start, end: start + text.slice(start, endIndex).trimEnd().length };
}

/**
 * The text of a module in which suggestions have taken the place of the tests that they rewrite. Every other character
 * stays. Not ok when such a test is not there any more as it was.
 */
export function replaceTests(
  parser: PythonParser,
  text: string,
  parts: readonly Pick<Suggestion, 'code' | 'replaces'>[],
): { ok: true; text: string } | { ok: false; obstacle: Obstacle } {
  let result = text;
  for (const { code, replaces } of parts) {
    if (!replaces) continue;
    const before = result;
    const next = parser.withTree(before, (root): string | null => {
      const place = findTestPlace(root, before, replaces.testName);
      if (!place || before.slice(place.start, place.end) !== replaces.source) return null;
      const indent = before.slice(lineStartOf(before, place.start), place.start);
      const written = reindent(parser, code.trim(), {
        before: indent,
        unit: indentUnit(root, before),
        lineBreak: lineBreakAt(before, place.start),
      });
      return before.slice(0, place.start) + written.slice(indent.length) + before.slice(place.end);
    });
    if (next === null) {
      const reason = `\`${replaces.testName}\` is not there any more as it was`;
      return { ok: false, obstacle: { code: 'replaced-test-changed', reason } };
    }
    result = next;
  }
  return { ok: true, text: result };
}
