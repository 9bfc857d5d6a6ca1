import { percentCovered } from '../evidence/coverage-sets.ts';
import type { PlannedCheck } from '../plan/plan.ts';
import { chooseConclusion } from '../review/judge-gates.ts';
import { buildConfigurationAnnotations, renderConfigurationProblems } from './configuration-section.ts';
import { renderCoverage } from './coverage-section.ts';
import { describeGates, renderGates } from './gates-section.ts';
import { renderHeadline } from './headline.ts';
import { inline } from './markdown.ts';
import { renderEvaluations, renderOwnCoverage } from './own-ci-section.ts';
import { renderPatchText } from './patch-section.ts';
import type { ReviewSummary } from './review-summary.ts';

const APPLY_ALL = {
  label: 'Apply all',
  description: 'Put the suggested tests on this branch',
  identifier: 'apply-all',
};

/**
 * Our check run once a review has ended. It informs and is neutral, unless the repository has set gates: those decide.
 */
export function buildFinishedCheck(summary: ReviewSummary): PlannedCheck {
  const headline = renderHeadline(summary);
  const head = summary.head?.totals ? percentCovered(summary.head.totals) : null;
  const after = summary.withSuggestions ? percentCovered(summary.withSuggestions) : null;
  const numbers = head !== null && after !== null ? `: ${head.toFixed(2)} % → ${after.toFixed(2)} %` : '';
  const gates = describeGates(summary.gates);
  const title = `${headline.charAt(0).toUpperCase()}${headline.slice(1)}${numbers}${gates ? `; ${gates}` : ''}`;
  return {
    headSha: summary.headSha,
    status: 'completed',
    conclusion: chooseConclusion(summary.gates),
    title: title.slice(0, 250),
    summary: [
      `Outcome \`${summary.outcome.code}\`. ${inline(summary.outcome.reason, 1000)}`,
      renderGates(summary),
      renderConfigurationProblems(summary),
      renderCoverage(summary),
      renderOwnCoverage(summary),
      renderEvaluations(summary),
    ]
      .filter(Boolean)
      .join('\n\n')
      .slice(0, 60_000),
    text: renderPatchText(summary),
    annotations: buildConfigurationAnnotations(summary),
    actions: summary.companion === null ? [] : [APPLY_ALL],
  };
}

/** Our check run while CI works on a round. */
export function buildRunningCheck(headSha: string, round: number, purpose: string): PlannedCheck {
  return {
    headSha,
    status: 'in_progress',
    conclusion: null,
    title: `Round ${round}: ${purpose}`,
    summary:
      'The suggested tests run in this repository’s own CI. The summary comment follows when they are judged.',
    actions: [],
  };
}
