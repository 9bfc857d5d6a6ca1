import { fitItems } from './fit-items.ts';
import { code, details, prose } from './markdown.ts';
import type { ReviewSummary } from './review-summary.ts';
import { renderSuggestionCode } from './suggestion-code.ts';

const ROOM = { fullBytes: 30_000, allBytes: 36_000 };

/** Suggestions that could not be run, of a fork's pull request or without our workflow: written from reading. */
export function renderNotRun(summary: ReviewSummary): string {
  if (summary.notRun.length === 0) return '';
  const items = summary.notRun.map((suggestion) => {
    const head = [
      `**${suggestion.id} · ${prose(suggestion.title)}** for ${code(suggestion.path)}`,
      prose(suggestion.checks, 600),
    ];
    return {
      id: suggestion.id,
      full: [...head, details('Code', renderSuggestionCode(suggestion))].join('\n\n'),
      brief: [...head, 'The code was left out for length.'].join('\n\n'),
    };
  });
  const why =
    summary.fork === null
      ? 'Testwright’s workflow could not be started, so nothing here was executed: these are drafts from reading the change.'
      : 'Nothing here was executed: these are drafts from reading the change.';
  return ['### Suggested tests (not executed)', why, ...fitItems(items, ROOM)].join('\n\n');
}
