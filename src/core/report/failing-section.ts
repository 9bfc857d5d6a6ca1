import type { FailingTest, Fault } from '../fix/failing-test.ts';
import { code, inline, prose } from './markdown.ts';
import type { ReviewSummary } from './review-summary.ts';

const FAULT_WORDS: Record<Fault, string> = {
  test: 'the test is out of date or wrong in itself',
  code: 'the code is likely wrong',
  unclear: 'test or code: unclear',
  'not-this-change': 'not this change: it fails on base as well',
};
const ORDER: Fault[] = ['code', 'unclear', 'test', 'not-this-change'];

/** Node ids of one test's cases that are named. */
const MAX_CASES = 3;
const MAX_REASONS = 4;

/**
 * The failing tests of the pull request's own suite, as `/testwright fix` has found them: who is at fault, who says so and why,
 * and what follows. No change of the project's code is proposed as one: what the model would change there is said in words.
 */
export function renderFailing(summary: ReviewSummary): string {
  const failing = summary.failing ?? [];
  if (failing.length === 0) return '';
  const items = failing
    .toSorted((a, b) => ORDER.indexOf(a.fault) - ORDER.indexOf(b.fault))
    .map((one) => renderOne(summary, one));
  return [
    '### Failing tests of this pull request',
    'Only tests are ever rewritten, and only where something written says that they are out of date. Who is at fault is an opinion with its reasons; the failures were measured.',
    items.join('\n'),
  ].join('\n\n');
}

function renderOne(summary: ReviewSummary, one: FailingTest): string {
  const cases = one.nodeids.slice(0, MAX_CASES).map((nodeid) => code(nodeid, 300));
  if (one.nodeids.length > MAX_CASES) cases.push(`${one.nodeids.length - MAX_CASES} more`);
  const by = one.fault === 'not-this-change' ? '' : one.by === 'rule' ? ', by rule' : ', says the model';
  const values = [part('Input', one.input), part('before', one.before), part('after', one.after)]
    .filter(Boolean)
    .join(' · ');
  const details = [
    values,
    `Fails with ${inline(one.message, 300)}`,
    ...one.reasons.slice(0, MAX_REASONS).map((reason) => prose(reason, 400)),
    one.advice
      ? `What to change in the code, in the words of the model and not executed: ${prose(one.advice, 600)}`
      : '',
    describeNext(summary, one),
  ].filter(Boolean);
  return [
    `- ${cases.join(', ')} — **${FAULT_WORDS[one.fault]}**${by}`,
    ...details.map((line) => `  - ${line}`),
  ].join('\n');
}

/** What became of it: offered, dropped after it ran, shown as a possible bug, or why nothing was proposed. */
function describeNext(
  { kept, dropped, catches }: ReviewSummary,
  { suggestionId, note }: FailingTest,
): string {
  const is = ({ suggestion }: { suggestion: { id: string } }): boolean => suggestion.id === suggestionId;
  if (catches.some(is)) return `See ${suggestionId} under possible bugs.`;
  if (kept.some(is)) return `${suggestionId} below rewrites it.`;
  const gone = dropped.find(is);
  if (gone) return `A rewritten version did not prove itself: ${prose(gone.verdict.reason, 400)}`;
  return note === null ? '' : `Not rewritten: ${prose(note, 400)}.`;
}

function part(label: string, text: string | null): string {
  return text === null ? '' : `${label}: ${code(text, 160)}`;
}
