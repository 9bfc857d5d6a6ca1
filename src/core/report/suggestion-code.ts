import { matchLines, splitLines } from '../change-set/line-diff.ts';
import type { ReplacedTest, Suggestion } from '../suggestions/suggestion.ts';
import { codeBlock } from './markdown.ts';

/** The suggestion's imports and tests as a block of Python. */
export function renderSuggestionCode(suggestion: Suggestion): string {
  if (suggestion.replaces) return renderRewritten(suggestion, suggestion.replaces);
  const text = [suggestion.imports.join('\n'), suggestion.code.trim()].filter(Boolean).join('\n\n');
  return codeBlock(text, 'python');
}

/** The test as it is and as it is proposed, as a difference; the module around it stays as it is. */
function renderRewritten({ imports, code }: Suggestion, { code: earlier }: ReplacedTest): string {
  const before = splitLines(earlier);
  const after = splitLines(code.trimEnd());
  const pairs = matchLines(before, after);
  const lines: string[] = imports.map((statement) => `+${statement}`);
  let [old, next] = [0, 0];
  for (const pair of [...pairs, { old: before.length, new: after.length }]) {
    while (old < pair.old) lines.push(`-${before[old++]}`);
    while (next < pair.new) lines.push(`+${after[next++]}`);
    if (pair.old < before.length) lines.push(` ${before[old++]}`);
    next += 1;
  }
  return codeBlock(lines.join('\n'), 'diff');
}
