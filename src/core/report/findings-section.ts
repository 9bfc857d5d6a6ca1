import type { Skipped } from '../change-set/change-set.ts';
import { renderPlaces } from './covered-places.ts';
import { code, details, inline, prose } from './markdown.ts';
import type { ReviewSummary } from './review-summary.ts';

/** Edge cases and security scenarios that have no test yet. */
export function renderEdgeCases(summary: ReviewSummary): string {
  if (summary.edgeCases.length === 0) return '';
  const items = summary.edgeCases.map(
    (edge) =>
      `- ${edge.kind === 'security' ? '**Security:** ' : ''}${prose(edge.scenario)} — ${prose(edge.why)}`,
  );
  const origin = summary.engine.builtIn
    ? 'Seen while the behaviour was observed; no test pins them.'
    : 'Ideas of the model, not measured.';
  return ['### Edge cases and security scenarios', origin, items.join('\n')].join('\n\n');
}

/** Weak spots of tests that the pull request itself changes. */
export function renderWeaknesses(summary: ReviewSummary): string {
  if (summary.weaknesses.length === 0) return '';
  const items = summary.weaknesses.map(
    (weakness) =>
      `- ${code(`${weakness.path}::${weakness.test}`)}: ${prose(weakness.problem)} ${prose(weakness.advice)}`,
  );
  return ['### Tests of this pull request that could be stronger', items.join('\n')].join('\n\n');
}

/** Changed lines and branches that still no test reaches. */
export function renderUncovered(summary: ReviewSummary): string {
  if (summary.uncovered.length === 0) return '';
  const items = summary.uncovered.map(
    (entry) => `- ${code(entry.path)}: ${renderPlaces(entry.lines, entry.branches)}`,
  );
  return ['### Changed lines that no test reaches', items.join('\n')].join('\n\n');
}

/** Names in one line of what was skipped for the same reason. */
const MAX_ALIKE = 25;

/** What was left out, refused or dropped, each with its reason. */
export function renderSkipped(summary: ReviewSummary): string {
  const items = [
    ...summary.dropped.map(
      ({ suggestion, verdict }) =>
        `- ${suggestion.id} · ${inline(suggestion.title, 120)}: dropped (${code(verdict.code)}). ${prose(verdict.reason)}`,
    ),
    ...summary.refusals.map(
      (refusal) =>
        `- ${inline(refusal.title, 120)}: refused (${code(refusal.code)}). ${prose(refusal.reason)}`,
    ),
    ...renderSkippedByReason(summary.skipped),
  ];
  if (items.length === 0) return '';
  const count = summary.dropped.length + summary.refusals.length + summary.skipped.length;
  const shown = items.slice(0, 60);
  if (items.length > shown.length) shown.push(`- and ${items.length - shown.length} more.`);
  return details(`Skipped, refused and dropped (${count})`, shown.join('\n'));
}

/** One line for everything that was skipped for the same reason; a path is named once in it. */
function renderSkippedByReason(skipped: readonly Skipped[]): string[] {
  return [...Map.groupBy(skipped, ({ reason }) => reason)].map(([reason, alike]) => {
    let path: string | null = null;
    const names = [...new Set(alike.map(({ what }) => what))].map((what) => {
      const [file, name] = what.split('::') as [string, string?];
      const isSamePath = name !== undefined && file === path;
      path = file;
      return code(isSamePath ? name : what);
    });
    const shown = names.slice(0, MAX_ALIKE).join(', ');
    const more = names.length > MAX_ALIKE ? ` and ${names.length - MAX_ALIKE} more` : '';
    return `- ${shown}${more}: skipped. ${prose(reason)}`;
  });
}
