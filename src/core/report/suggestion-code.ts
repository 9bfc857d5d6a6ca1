import type { Suggestion } from '../suggestions/suggestion.ts';
import { codeBlock } from './markdown.ts';

/** The suggestion's imports and tests as a block of Python. */
export function renderSuggestionCode(suggestion: Suggestion): string {
  const text = [suggestion.imports.join('\n'), suggestion.code.trim()].filter(Boolean).join('\n\n');
  return codeBlock(text, 'python');
}
