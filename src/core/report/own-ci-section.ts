import { countJudged, passRate } from '../evaluations/scores.ts';
import type { OwnCiSource, OwnCoverageSide, OwnEvaluationsSide } from '../own-ci/own-ci.ts';
import { renderTotals } from './coverage-section.ts';
import { renderPlaces } from './covered-places.ts';
import { code, prose } from './markdown.ts';
import type { ReviewSummary } from './review-summary.ts';

/** Coverage from LCOV that the repository's own CI has uploaded, where our workflow could not measure. */
export function renderOwnCoverage(summary: ReviewSummary): string {
  const own = summary.ownCi.coverage;
  if (!own || own.head.kind === 'none') return '';
  const { head, base } = own;
  const before = base.kind === 'measured' ? base.totals : null;
  const rows = [
    [
      '',
      `base ${code(summary.baseSha?.slice(0, 7) ?? 'unknown')}`,
      `this change ${code(summary.headSha.slice(0, 7))}`,
    ],
    ['---', '---', '---'],
    ['Project', renderTotals(before), renderTotals(head.totals, before)],
    ['Changed lines', '', renderTotals(own.changedLines)],
  ].map((cells) => `| ${cells.join(' | ')} |`.replaceAll('|  |', '| |'));
  const notes = [
    `Lines and branches together, without test files, read from LCOV of this repository’s own CI: this change ${tellSources(summary, head)} Base ${tellSources(summary, base)}`,
    ...own.halfTaken.map(
      ({ path, lines }) =>
        `Not every way out is taken of ${code(path)}: ${renderPlaces(lines, [])}. LCOV does not say which.`,
    ),
    ...own.unknown.map(
      ({ path, reason }) => `Not in the number for changed lines: ${code(path)}: ${prose(reason)}.`,
    ),
    ...(own.pending.length > 0
      ? [`Not finished when this was written: ${own.pending.map((name) => code(name)).join(', ')}.`]
      : []),
    ...tellNotes('This change', head),
    ...tellNotes('Base', base),
  ];
  return ['### Coverage by this repository’s own CI', rows.join('\n'), ...notes].join('\n\n');
}

function tellSources(summary: ReviewSummary, side: OwnCoverageSide): string {
  if (side.kind === 'none') return `has no number: ${prose(side.reason)}`;
  return `from ${side.sources.map((source) => renderSource(summary, source)).join('; and ')}.`;
}

function tellNotes(subject: string, side: OwnCoverageSide): string[] {
  return side.kind === 'measured' ? side.notes.map((note) => `${subject}: ${prose(note)}.`) : [];
}

/** Scores of the repository's own LLM evaluations, with their distance from base. */
export function renderEvaluations(summary: ReviewSummary): string {
  const own = summary.ownCi.evaluations;
  if (!own) return '';
  return ['### LLM evaluations', describeEvaluations(summary, own.head, own.base)].join('\n\n');
}

function describeEvaluations(
  summary: ReviewSummary,
  head: OwnEvaluationsSide,
  base: OwnEvaluationsSide,
): string {
  if (head.kind === 'none') return `LLM evaluations: ${prose(head.reason)}`;
  const { scores } = head;
  const rate = passRate(scores);
  const before = base.kind === 'scores' ? passRate(base.scores) : null;
  const percent = rate === null ? '' : ` (${rate.toFixed(1)} %)`;
  const delta =
    rate === null || before === null ? '' : `, ${renderSigned(rate - before, 1)} points against base`;
  const parts = [`LLM evaluations: ${scores.passed} of ${countJudged(scores)} passed${percent}${delta}.`];
  if (scores.errors > 0)
    parts.push(
      `${scores.errors} ended in an error and ${scores.errors === 1 ? 'counts' : 'count'} as not passed.`,
    );
  if (scores.skipped > 0) parts.push(`${scores.skipped} ${scores.skipped === 1 ? 'was' : 'were'} skipped.`);
  if (scores.meanScore !== null) {
    const earlier = base.kind === 'scores' ? base.scores.meanScore : null;
    const change = earlier === null ? '' : `, ${renderSigned(scores.meanScore - earlier, 3)} against base`;
    parts.push(`Mean score ${scores.meanScore.toFixed(3)}${change}.`);
  }
  parts.push(`From ${renderSource(summary, head.source)}.`);
  if (base.kind === 'none') parts.push(`No comparison with base: ${prose(base.reason)}`);
  else parts.push(`Base from ${renderSource(summary, base.source)}.`);
  return parts.join(' ');
}

/** `lcov.info` uploaded by `tests.yml`, run 123. */
function renderSource(summary: ReviewSummary, source: OwnCiSource): string {
  const files = source.files.map((file) => code(file, 100)).join(', ');
  return `${files} uploaded by ${code(source.workflow, 100)}, [run ${source.workflowRunId}](${summary.repositoryUrl}/actions/runs/${source.workflowRunId})`;
}

function renderSigned(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return `±${text}`;
  return `${value > 0 ? '+' : '−'}${text}`;
}
