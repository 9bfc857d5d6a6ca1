import { fitItems } from './fit-items.ts';
import { codeBlock, details, prose } from './markdown.ts';
import type { JudgedSuggestion, ReviewSummary } from './review-summary.ts';
import { renderSuggestionCode } from './suggestion-code.ts';

const ROOM = { fullBytes: 16_000, allBytes: 20_000 };
const MAX_TRACEBACK = 3_000;

/** Tests that pass on base and fail on head: shown with the failure, never repaired into agreeing with the code. */
export function renderCatches(summary: ReviewSummary): string {
  if (summary.catches.length === 0) return '';
  const items = summary.catches.map((one) => ({
    id: one.suggestion.id,
    full: renderCatch(
      one,
      details('Test and failure', `${renderSuggestionCode(one.suggestion)}\n\n${renderFailure(one)}`),
    ),
    brief: renderCatch(one, 'The test and the traceback were left out for length; the CI run has them.'),
  }));
  return [
    '### Possible bugs',
    'These tests pass on base and fail on this change. Either the change broke something, or the behaviour was meant to change. They are not on the companion branch.',
    ...fitItems(items, ROOM),
  ].join('\n\n');
}

function renderCatch({ suggestion, verdict }: JudgedSuggestion, body: string): string {
  return [
    `**${suggestion.id} · ${prose(suggestion.title)}**`,
    prose(suggestion.checks, 600),
    prose(verdict.reason, 600),
    body,
  ].join('\n\n');
}

function renderFailure({ verdict }: JudgedSuggestion): string {
  const traceback = verdict.tests.find((test) => test.failure !== null)?.failure?.traceback ?? '';
  if (traceback.length <= MAX_TRACEBACK) return codeBlock(traceback, 'text');
  // The cause stands at the end.
  return codeBlock(`…\n${traceback.slice(-MAX_TRACEBACK).toWellFormed()}`, 'text');
}
