import type { VerdictClass } from '../evidence/verdict.ts';
import type { Suggestion } from '../suggestions/suggestion.ts';
import { renderPlaces } from './covered-places.ts';
import { code, codeBlock, details, inline, prose } from './markdown.ts';
import type { JudgedSuggestion, ReviewSummary } from './review-summary.ts';

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
  return ['### Suggested tests', [where, pins].filter(Boolean).join(' '), ...renderWithin(summary.kept)].join(
    '\n\n',
  );
}

/** Room for this section, in bytes; code is left out first, then whole suggestions, and both are said. */
const MAX_CODE_BYTES = 30_000;
const MAX_SECTION_BYTES = 45_000;

function renderWithin(kept: JudgedSuggestion[]): string[] {
  const shown: string[] = [];
  let bytes = 0;
  for (const [index, one] of kept.entries()) {
    const whole = renderOne(one, renderDetails(one));
    const text =
      bytes + Buffer.byteLength(whole) <= MAX_CODE_BYTES
        ? whole
        : renderOne(
            one,
            `${code(one.suggestion.path)}; the code was left out for length and is on the companion branch.`,
          );
    if (bytes + Buffer.byteLength(text) > MAX_SECTION_BYTES) {
      return [
        ...shown,
        `_${kept.length - index} more suggested tests were left out for length; they are on the companion branch._`,
      ];
    }
    shown.push(text);
    bytes += Buffer.byteLength(text) + 2;
  }
  return shown;
}

/** Tests that pass on base and fail on head: shown with the failure, never repaired into agreeing with the code. */
export function renderCatches(summary: ReviewSummary): string {
  if (summary.catches.length === 0) return '';
  const items = summary.catches.map(({ suggestion, verdict }) => {
    const failing = verdict.tests.find((test) => test.failure !== null);
    const trace = failing?.failure ? codeBlock(failing.failure.traceback, 'text') : '';
    return [
      `**${suggestion.id} · ${prose(suggestion.title)}**`,
      prose(suggestion.checks, 600),
      prose(verdict.reason, 600),
      details('Test and failure', `${codeBlock(renderCode(suggestion), 'python')}\n\n${trace}`),
    ].join('\n\n');
  });
  return [
    '### Possible bugs',
    'These tests pass on base and fail on this change. Either the change broke something, or the behaviour was meant to change. They are not on the companion branch.',
    ...items,
  ].join('\n\n');
}

/** Suggestions for a fork's pull request: written from reading, not run. */
export function renderNotRun(summary: ReviewSummary): string {
  if (summary.notRun.length === 0) return '';
  const items = summary.notRun.map((suggestion) =>
    [
      `**${suggestion.id} · ${prose(suggestion.title)}** for ${code(suggestion.path)}`,
      prose(suggestion.checks, 600),
      details('Code', codeBlock(renderCode(suggestion), 'python')),
    ].join('\n\n'),
  );
  return [
    '### Suggested tests (not run)',
    'Code of a fork is not pushed to this repository, so nothing here was executed.',
    ...items,
  ].join('\n\n');
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
    `Evidence: ${evidence}${verdict.class === 'captures-the-change' ? `. ${inline(verdict.reason)}` : ''}`,
    where,
  ].join('\n\n');
}

function renderDetails({ suggestion, verdict }: JudgedSuggestion): string {
  return details(
    `<code>${suggestion.path.replace(/[&<>]/g, '')}</code>`,
    `${codeBlock(renderCode(suggestion), 'python')}\n\n${renderGains(verdict.gains)}`,
  );
}

function renderCode(suggestion: Suggestion): string {
  return [suggestion.imports.join('\n'), suggestion.code.trim()].filter(Boolean).join('\n\n');
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
