import { summaryMarker } from '../names/comment-marker.ts';
import { renderCatches } from './catches-section.ts';
import { renderConfigurationProblems } from './configuration-section.ts';
import { renderCoverage } from './coverage-section.ts';
import { renderFailing } from './failing-section.ts';
import { renderEdgeCases, renderSkipped, renderUncovered, renderWeaknesses } from './findings-section.ts';
import { renderFooter } from './footer-section.ts';
import { renderFork } from './fork-section.ts';
import { renderGates } from './gates-section.ts';
import { renderHeadline } from './headline.ts';
import { prose } from './markdown.ts';
import { renderNotRun } from './not-run-section.ts';
import { renderEvaluations, renderOwnCoverage } from './own-ci-section.ts';
import { renderPatchSection } from './patch-section.ts';
import { renderRemarks } from './remarks-section.ts';
import { renderReproduced } from './reproduced-section.ts';
import type { ReviewSummary } from './review-summary.ts';
import { renderSuggestions } from './suggestions-section.ts';

/** GitHub refuses bodies over 65,536 characters; how it counts them is not said, so we stay below in UTF-8 bytes. */
export const MAX_COMMENT_BYTES = 64_000;

interface Section {
  name: string;
  text: string;
}

/** The one comment on the pull request. */
export function renderSummaryComment(summary: ReviewSummary): string {
  const title = `${summaryMarker(summary.pullNumber)}\n## Testwright: ${renderHeadline(summary)}`;
  const reproduced = { name: 'reported bugs', text: renderReproduced(summary) };
  const catches = { name: 'possible bugs', text: renderCatches(summary) };
  const failing = { name: 'failing tests', text: renderFailing(summary) };
  const coverage = { name: 'coverage', text: renderCoverage(summary) };
  const ownCoverage = { name: 'coverage by own CI', text: renderOwnCoverage(summary) };
  const evaluations = { name: 'LLM evaluations', text: renderEvaluations(summary) };
  const gates = { name: 'gates', text: renderGates(summary) };
  const settings = { name: 'settings without effect', text: renderConfigurationProblems(summary) };
  const suggestions = { name: 'suggested tests', text: renderSuggestions(summary) };
  const fork = { name: 'how a fork’s commit is run', text: renderFork(summary) };
  const patch = { name: 'the patch (our check run has it)', text: renderPatchSection(summary) };
  const notRun = { name: 'suggested tests (not executed)', text: renderNotRun(summary) };
  const uncovered = { name: 'changed lines that no test reaches', text: renderUncovered(summary) };
  const weaknesses = { name: 'tests that could be stronger', text: renderWeaknesses(summary) };
  const remarks = { name: 'weak tests', text: renderRemarks(summary) };
  const edgeCases = { name: 'edge cases', text: renderEdgeCases(summary) };
  const skipped = { name: 'skipped, refused and dropped', text: renderSkipped(summary) };
  const footer = { name: 'how this was measured', text: renderFooter(summary) };
  return joinWithin(`${title}\n\n${prose(summary.outcome.reason, 1000)}`, {
    shown: [
      fork,
      reproduced,
      catches,
      failing,
      coverage,
      ownCoverage,
      evaluations,
      gates,
      suggestions,
      notRun,
      patch,
      settings,
      uncovered,
      remarks,
      weaknesses,
      edgeCases,
      skipped,
      footer,
    ],
    byImportance: [
      fork,
      reproduced,
      catches,
      failing,
      gates,
      settings,
      suggestions,
      notRun,
      footer,
      patch,
      coverage,
      ownCoverage,
      evaluations,
      uncovered,
      remarks,
      weaknesses,
      edgeCases,
      skipped,
    ],
  });
}

/** Room for the line that names what was left out. */
const RESERVED_BYTES = 400;

/** Grants room by importance; a section that does not fit is left out whole and named. */
function joinWithin(start: string, sections: { shown: Section[]; byImportance: Section[] }): string {
  let bytes = Buffer.byteLength(start) + RESERVED_BYTES;
  const granted = new Set<Section>();
  for (const section of sections.byImportance) {
    const size = Buffer.byteLength(section.text) + 2;
    if (section.text === '' || bytes + size > MAX_COMMENT_BYTES) continue;
    granted.add(section);
    bytes += size;
  }
  const left = sections.shown.filter((section) => section.text !== '' && !granted.has(section));
  return [
    start,
    ...sections.shown.filter((section) => granted.has(section)).map((section) => section.text),
    ...(left.length > 0 ? [`_Left out for length: ${left.map((section) => section.name).join('; ')}._`] : []),
  ].join('\n\n');
}
