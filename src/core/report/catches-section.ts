import type { Assessment } from '../evidence/assessment.ts';
import { type FittingItem, fitItems } from './fit-items.ts';
import { code, codeBlock, details, prose } from './markdown.ts';
import type { JudgedCatch, ReviewSummary } from './review-summary.ts';
import { renderSuggestionCode } from './suggestion-code.ts';

const ROOM = { fullBytes: 16_000, allBytes: 20_000 };
const INTENDED_ROOM = { fullBytes: 6_000, allBytes: 8_000 };
const MAX_TRACEBACK = 3_000;
/** Reasons shown of one assessment. */
const MAX_REASONS = 6;

const VERDICT_WORDS: Record<Assessment['verdict'], string> = {
  'likely-bug': 'likely a bug',
  unclear: 'bug or intended: unclear',
  'likely-intended': 'likely intended',
};
const ORDER: Assessment['verdict'][] = ['likely-bug', 'unclear', 'likely-intended'];

/**
 * Possible bugs, each with input, behaviour before and after, and what it most likely is: tests that pass on base and fail
 * on head, and tests that pass and contradict the code's own contract. None vanishes, and none is repaired into agreeing
 * with the code; what the change seems to mean stands last, collapsed.
 */
export function renderCatches(summary: ReviewSummary): string {
  if (summary.catches.length === 0) return '';
  const ordered = summary.catches.toSorted(
    (a, b) => ORDER.indexOf(a.assessment.verdict) - ORDER.indexOf(b.assessment.verdict),
  );
  const possible = ordered.filter(({ assessment }) => assessment.verdict !== 'likely-intended');
  const intended = ordered.filter(({ assessment }) => assessment.verdict === 'likely-intended');
  return [
    '### Possible bugs',
    describeWhat(ordered),
    ...fitItems(possible.map(buildItem), ROOM),
    ...(intended.length > 0
      ? [
          details(
            `The change seems to mean this (${intended.length})`,
            fitItems(intended.map(buildItem), INTENDED_ROOM).join('\n\n'),
          ),
        ]
      : []),
  ].join('\n\n');
}

function describeWhat(catches: readonly JudgedCatch[]): string {
  const isFailing = catches.some(({ contradictions }) => contradictions.length === 0);
  const isContradicting = catches.some(({ contradictions }) => contradictions.length > 0);
  return [
    isFailing
      ? 'Tests that pass on base and fail on this change: either the change broke something, or the behaviour was meant to change.'
      : '',
    isContradicting
      ? 'Tests that pass on this change and show that the code contradicts its own contract.'
      : '',
    'They are not on the companion branch. The assessment is an opinion with its reasons; the behaviour was measured.',
  ]
    .filter(Boolean)
    .join(' ');
}

function buildItem(one: JudgedCatch): FittingItem {
  const test = renderSuggestionCode(one.suggestion);
  const failure = renderFailure(one);
  return {
    id: one.suggestion.id,
    full: renderCatch(
      one,
      failure ? details('Test and failure', `${test}\n\n${failure}`) : details('Test', test),
    ),
    brief: renderCatch(one, 'The test and the traceback were left out for length; the CI run has them.'),
  };
}

function renderCatch(one: JudgedCatch, body: string): string {
  const { suggestion, verdict, assessment } = one;
  return [
    `**${suggestion.id} · ${prose(suggestion.title)}** — ${VERDICT_WORDS[assessment.verdict]}, ${assessment.by === 'rule' ? 'assessed by rule' : 'assessed by the model'}`,
    prose(suggestion.checks, 600),
    renderBehaviour(one),
    prose(verdict.reason, 600),
    assessment.reasons
      .slice(0, MAX_REASONS)
      .map((reason) => `- ${prose(reason, 400)}`)
      .join('\n'),
    body,
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** `Input f(2) · before 6 · after 5`; of a contradiction, what the contract says and what the code does. */
function renderBehaviour({ assessment, contradictions }: JudgedCatch): string {
  const { input, before, after } = assessment;
  const [contradiction] = contradictions;
  const parts = contradiction
    ? [
        part('Input', input),
        part('the contract', contradiction.contract),
        part('the code', contradiction.asserted),
      ]
    : [part('Input', input), part('before', before), part('after', after)];
  return parts.filter(Boolean).join(' · ');
}

function part(label: string, text: string | null): string {
  return text === null ? '' : `${label}: ${code(text, 160)}`;
}

function renderFailure({ verdict }: JudgedCatch): string {
  const traceback = verdict.tests.find((test) => test.failure !== null)?.failure?.traceback ?? '';
  if (traceback === '') return '';
  if (traceback.length <= MAX_TRACEBACK) return codeBlock(traceback, 'text');
  // The cause stands at the end.
  return codeBlock(`…\n${traceback.slice(-MAX_TRACEBACK).toWellFormed()}`, 'text');
}
