import type { Outcome } from '../../outcome.ts';
import type { ReviewRecord } from '../review/review-record.ts';
import { code, inline } from './markdown.ts';

/** Reasons that one answer names. */
const MAX_REASONS = 5;
/** Targets that one answer names. */
const MAX_NAMED = 10;

/**
 * What the thread is told at the end of a task whose result the summary comment shows: nothing, when it shows something new
 * to decide on; else one answer that says why there is none. Markdown of ours.
 */
export function describeTaskResult(record: ReviewRecord, outcome: Outcome): string | null {
  const { asked } = record;
  if (!asked) return null;
  const own = record.rounds.filter(({ round }) => round > 0).flatMap(({ suggestions }) => suggestions);
  const isNew = ({ suggestion }: { suggestion: { id: string } }): boolean =>
    !asked.standing.includes(suggestion.id) && own.some(({ id }) => id === suggestion.id);
  if (record.kept.some(isNew) || record.catches.some(isNew)) return null;
  if (asked.kind === 'fix') return describeFixResult(record);
  const about = asked.target === null ? 'this change' : code(asked.target, 200);
  const reasons = record.dropped
    .filter(isNew)
    .map(({ suggestion, verdict }) => `- ${inline(suggestion.title, 120)}: ${inline(verdict.reason, 300)}`)
    .slice(0, MAX_REASONS);
  return [
    `No edge case of ${about} was kept. ${reasons.length === 0 ? inline(outcome.reason, 300) : 'What was tried:'}`,
    reasons.join('\n'),
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** Of failing tests for which there is nothing new to decide on. */
function describeFixResult({ failing }: ReviewRecord): string {
  const count = failing?.length ?? 0;
  const which = count === 1 ? 'the failing test' : `each of the ${count} failing tests`;
  return count === 0
    ? 'The suite fails, and CI named no test that could be looked at; the summary comment has what it said.'
    : `No test is rewritten; the summary comment says of ${which} why.`;
}

/** `Nothing fails at abc1234`: a sentence for the thread. */
export function describeNothingFails(headSha: string, passed: number): string {
  return `Nothing fails at \`${headSha.slice(0, 7)}\`: ${describePassing(passed)}.`;
}

function describePassing(passed: number): string {
  if (passed === 0) return 'its suite has no test';
  return passed === 1 ? 'its one test passes' : `all ${passed} tests of its suite pass`;
}

/** That a target is none of this pull request's, or not only one; Markdown of ours. */
export function describeUnknownTarget(named: string, { targets }: Pick<ReviewRecord, 'targets'>): string {
  const names = targets.slice(0, MAX_NAMED).map(({ id }) => code(id, 200));
  const more = targets.length > MAX_NAMED ? ` and ${targets.length - MAX_NAMED} more` : '';
  return `This pull request changes no target, or several, that ${code(named, 200)} names. It changes ${names.join(', ')}${more}.`;
}
