import type { Verdict, VerdictClass } from '../evidence/verdict.ts';
import { renderBox } from '../names/boxes.ts';
import { renderPlaces } from './covered-places.ts';
import { fitItems } from './fit-items.ts';
import { code, details, inline, prose } from './markdown.ts';
import type { JudgedSuggestion, ReviewSummary } from './review-summary.ts';
import { renderSuggestionCode } from './suggestion-code.ts';

const ROOM = { fullBytes: 24_000, allBytes: 30_000 };

/** Mutants listed for one suggestion. */
const MAX_MUTANTS = 8;

const CLASS_WORDS: Record<VerdictClass, string> = {
  'captures-the-change': 'captures the change',
  'new-code': 'new code',
  'guards-behaviour': 'guards behaviour',
  catch: 'possible bug',
  invalid: 'invalid',
  disputed: 'disputed',
};

/** Codes of suggestions that are kept for another reason than what they add: the comment says so. */
const KEPT_FOR_ANOTHER_REASON = new Set(['edge-case-asked-for', 'offered-before', 'replaces-a-failing-test']);

/** The kept suggestions, each with what it checks and the evidence that was measured. */
export function renderSuggestions(summary: ReviewSummary): string {
  const offered = summary.kept.filter(({ suggestion }) => !summary.rejectedIds.includes(suggestion.id));
  if (offered.length === 0) return '';
  const where = summary.companion
    ? `On branch ${code(summary.companion.branch)}, commit ${summary.companion.commitSha}. Nothing is on your branch.`
    : '';
  const pins = summary.engine.builtIn
    ? 'These tests pin current behaviour: their expected values were observed in CI, and no model judged whether that behaviour is right. Read each one as a question.'
    : 'A draft by a language model; the evidence was measured in CI. Review it as you would a colleague’s.';
  const items = offered.map((one) => ({
    id: one.suggestion.id,
    full: renderOne(summary, one, renderDetails(one)),
    brief: renderOne(
      summary,
      one,
      `${code(one.suggestion.path)}; the code was left out for length, ${summary.fork ? 'the patch' : 'the companion branch'} has it.`,
    ),
  }));
  return [
    '### Suggested tests',
    [where, pins].filter(Boolean).join(' '),
    renderBoxes(summary, offered),
    ...fitItems(items, ROOM),
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** One box for each suggestion that is still to be decided on, and one that acts. */
function renderBoxes(summary: ReviewSummary, offered: readonly JudgedSuggestion[]): string {
  const open = offered.filter(({ suggestion }) => !findAcceptance(summary, suggestion.id));
  if (summary.companion === null || open.length === 0) return '';
  const picks = open.map(({ suggestion }) =>
    renderBox(
      { kind: 'pick', key: summary.boxKeys[suggestion.id] ?? '' },
      `**${suggestion.id}** · ${prose(suggestion.title, 120)}`,
    ),
  );
  return [
    ...picks,
    renderBox({ kind: 'apply' }, '**Apply the ticked tests** to this branch'),
    '',
    'Or write `/testwright apply 1 3`, `/testwright apply all` or `/testwright reject 2 because …`.',
  ].join('\n');
}

function findAcceptance(summary: ReviewSummary, id: string): ReviewSummary['accepted'][number] | undefined {
  return summary.accepted.find(({ suggestionId }) => suggestionId === id);
}

function renderOne(summary: ReviewSummary, { suggestion, verdict }: JudgedSuggestion, where: string): string {
  const acceptance = findAcceptance(summary, suggestion.id);
  const accepted = acceptance
    ? `, **accepted** by ${inline(acceptance.by.login)} in ${acceptance.commitSha.slice(0, 7)}`
    : '';
  const edge = suggestion.edge ? `, edge case: ${prose(suggestion.edge, 120)}` : '';
  const isTold = verdict.class === 'captures-the-change' || KEPT_FOR_ANOTHER_REASON.has(verdict.code);
  const isCompared = verdict.tests.some((test) => test.base !== 'not-run');
  const passed = verdict.tests.filter((test) => test.head === 'passed').length;
  const milliseconds = verdict.tests.reduce((sum, test) => sum + test.durationMs, 0);
  const evidence = [
    `${passed} of ${verdict.tests.length} passed on this change in ${(milliseconds / 1000).toFixed(2)} s`,
    `on base: ${describeBase(verdict.tests.map((test) => test.base))}`,
    describeStability(verdict),
    `adds ${count(verdict.linesGained, 'line')} and ${count(verdict.branchesGained, 'branch', 'branches')}`,
    describeMutants(verdict),
  ].join(' · ');
  return [
    `**${suggestion.id} · ${prose(suggestion.title)}** — ${isCompared ? CLASS_WORDS[verdict.class] : 'not compared with base'}${edge}${accepted}`,
    prose(suggestion.checks, 600),
    ...(suggestion.replaces
      ? [
          `Takes the place of ${code(`${suggestion.path}::${suggestion.replaces.testName}`, 300)}, which fails on this change.`,
        ]
      : []),
    ...(suggestion.mends.length > 0
      ? [`Repaired by rule, without the model: it ${prose(suggestion.mends.join('; it '))}.`]
      : []),
    ...(suggestion.notMerged
      ? [
          `In a new file: not merged into ${code(suggestion.notMerged.module)}, because ${prose(suggestion.notMerged.reason, 300)}.`,
        ]
      : []),
    `Evidence: ${evidence}${isTold ? `. ${prose(verdict.reason)}` : ''}`,
    where,
  ].join('\n\n');
}

/** `stable in 5 runs alone and 3 in random order`; the fewest of its tests count. */
function describeStability(verdict: Verdict): string {
  const stable = verdict.rungs.find(({ rung }) => rung === 'stable');
  if (stable?.result !== 'passed') return 'not repeated';
  const fewest = (order: 'alone' | 'shuffled'): number =>
    Math.min(...verdict.tests.map(({ stability }) => stability?.[order].outcomes.length ?? 0));
  return `same result in ${count(fewest('alone'), 'further run')} alone and ${fewest('shuffled')} in random order`;
}

/** `kills 3 of 4 mutants, 2 of them new`: new is what neither the suite nor a suggestion above kills. */
function describeMutants({ mutants, mutantsGained }: Verdict): string {
  if (!mutants) return 'mutants not measured';
  if (mutants.reached === 0) return 'reaches no mutant';
  const fresh = mutantsGained.length > 0 ? `, ${mutantsGained.length} of them for the first time` : '';
  return `kills ${mutants.killed.length} of ${count(mutants.reached, 'mutant')}${fresh}`;
}

function renderDetails({ suggestion, verdict }: JudgedSuggestion): string {
  return details(
    `<code>${suggestion.path.replace(/[&<>]/g, '')}</code>`,
    [renderSuggestionCode(suggestion), renderGains(verdict.gains), renderKilled(verdict)]
      .filter(Boolean)
      .join('\n\n'),
  );
}

function renderGains(gains: JudgedSuggestion['verdict']['gains']): string {
  const lines = Object.entries(gains).map(
    ([path, file]) => `- ${code(path)}: ${renderPlaces(file.lines, file.branches)}`,
  );
  return lines.length > 0 ? `Reached for the first time:\n\n${lines.join('\n')}` : '';
}

/** The mutants that only this test kills: what would go unnoticed without it. */
function renderKilled({ mutants, mutantsGained }: Verdict): string {
  const killed = mutants?.killed.filter(({ id }) => mutantsGained.includes(id)) ?? [];
  if (killed.length === 0) return '';
  const shown = killed
    .slice(0, MAX_MUTANTS)
    .map(
      (mutant) =>
        `- ${code(`${mutant.path}:${mutant.line}`)}: ${code(mutant.original, 80)} → ${code(mutant.replacement, 80)}`,
    );
  if (killed.length > shown.length) shown.push(`- and ${killed.length - shown.length} more.`);
  return `Mutants killed for the first time:\n\n${shown.join('\n')}`;
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
