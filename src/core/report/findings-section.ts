import { code, details, inline, prose } from './markdown.ts';
import type { ReviewSummary } from './review-summary.ts';
import { renderRanges } from './suggestions-section.ts';

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
  const items = summary.uncovered.map((entry) => {
    const branches = entry.branches.map(([from, to]) => `${from}→${to < 0 ? 'exit' : to}`).join(', ');
    const parts = [
      entry.lines.length > 0 ? `lines ${renderRanges(entry.lines)}` : '',
      branches ? `branches ${branches}` : '',
    ];
    return `- ${code(entry.path)}: ${parts.filter(Boolean).join('; ')}`;
  });
  return ['### Changed lines that no test reaches', items.join('\n')].join('\n\n');
}

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
    ...summary.skipped.map((skipped) => `- ${code(skipped.what)}: skipped. ${prose(skipped.reason)}`),
  ];
  if (items.length === 0) return '';
  const shown = items.slice(0, 60);
  if (items.length > shown.length) shown.push(`- and ${items.length - shown.length} more.`);
  return details(`Skipped, refused and dropped (${items.length})`, shown.join('\n'));
}
