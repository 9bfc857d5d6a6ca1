import type { VerdictClass } from '../evidence/verdict.ts';
import { renderPlaces } from './covered-places.ts';
import { fitItems } from './fit-items.ts';
import { code, details, prose } from './markdown.ts';
import type { JudgedSuggestion, ReviewSummary } from './review-summary.ts';
import { renderSuggestionCode } from './suggestion-code.ts';

const ROOM = { fullBytes: 24_000, allBytes: 30_000 };

const CLASS_WORDS: Record<VerdictClass, string> = {
  'captures-the-change': 'captures the change',
  'new-code': 'new code',
  'guards-behaviour': 'guards behaviour',
  catch: 'possible bug',
  invalid: 'invalid',
  disputed: 'disputed',
};

/** The kept suggestions, each with what it checks and the evidence that was measured. */
export function renderSuggestions(summary: ReviewSummary): string {
  if (summary.kept.length === 0) return '';
  const where = summary.companion
    ? `On branch ${code(summary.companion.branch)}, commit ${summary.companion.commitSha}. Nothing is on your branch.`
    : '';
  const pins = summary.engine.builtIn
    ? 'These tests pin current behaviour: their expected values were observed in CI, and no model judged whether that behaviour is right. Read each one as a question.'
    : 'A draft by a language model; the evidence was measured in CI. Review it as you would a colleague’s.';
  const items = summary.kept.map((one) => ({
    id: one.suggestion.id,
    full: renderOne(one, renderDetails(one)),
    brief: renderOne(
      one,
      `${code(one.suggestion.path)}; the code was left out for length, the companion branch has it.`,
    ),
  }));
  return ['### Suggested tests', [where, pins].filter(Boolean).join(' '), ...fitItems(items, ROOM)].join(
    '\n\n',
  );
}

function renderOne({ suggestion, verdict }: JudgedSuggestion, where: string): string {
  const isCompared = verdict.tests.some((test) => test.base !== 'not-run');
  const passed = verdict.tests.filter((test) => test.head === 'passed').length;
  const milliseconds = verdict.tests.reduce((sum, test) => sum + test.durationMs, 0);
  const evidence = [
    `${passed} of ${verdict.tests.length} passed on this change in ${(milliseconds / 1000).toFixed(2)} s`,
    `on base: ${describeBase(verdict.tests.map((test) => test.base))}`,
    `adds ${count(verdict.linesGained, 'line')} and ${count(verdict.branchesGained, 'branch', 'branches')}`,
  ].join(' · ');
  return [
    `**${suggestion.id} · ${prose(suggestion.title)}** — ${isCompared ? CLASS_WORDS[verdict.class] : 'not compared with base'}`,
    prose(suggestion.checks, 600),
    `Evidence: ${evidence}${verdict.class === 'captures-the-change' ? `. ${prose(verdict.reason)}` : ''}`,
    where,
  ].join('\n\n');
}

function renderDetails({ suggestion, verdict }: JudgedSuggestion): string {
  return details(
    `<code>${suggestion.path.replace(/[&<>]/g, '')}</code>`,
    `${renderSuggestionCode(suggestion)}\n\n${renderGains(verdict.gains)}`,
  );
}

function renderGains(gains: JudgedSuggestion['verdict']['gains']): string {
  const lines = Object.entries(gains).map(
    ([path, file]) => `- ${code(path)}: ${renderPlaces(file.lines, file.branches)}`,
  );
  return lines.length > 0 ? `Reached for the first time:\n\n${lines.join('\n')}` : '';
}

function describeBase(outcomes: string[]): string {
  const distinct = [...new Set(outcomes)];
  const words = distinct.map(
    (outcome) => `${outcomes.filter((one) => one === outcome).length} ${outcome.replaceAll('-', ' ')}`,
  );
  return words.join(', ') || 'not run';
}

function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}
