import type { Coverage, SuiteStatus } from '../evidence/ci-report.ts';
import { percentCovered } from '../evidence/coverage-sets.ts';
import { code, details, inline } from './markdown.ts';
import type { ReviewSummary, SuiteSummary } from './review-summary.ts';

/** Statuses as the end of a sentence, where the status itself is none. */
const STATE: Partial<Record<SuiteStatus, string>> = {
  error: 'not measured',
  'too-slow': 'too slow',
  'not-comparable': 'not comparable',
  'not-asked': 'not measured',
  'wrong-tree-imported': 'not measured',
  'runner-not-supported': 'not measured',
};

/** So many failures a report holds at most. */
const MAX_LISTED = 20;

/** A suite without a test has no coverage; 0 % would speak of tests that reach nothing. */
const NO_TESTS = 'no tests';

/**
 * The coverage table: before → after → with suggestions, for the project and for the changed lines. Without a kept
 * suggestion the last column would repeat the one before it, so there is none.
 */
export function renderCoverage(summary: ReviewSummary): string {
  if (!summary.base && !summary.head) return '';
  const after = summary.withSuggestions;
  const table = [
    [
      '',
      `base ${code(short(summary.baseSha))}`,
      `this change ${code(short(summary.headSha))}`,
      'with suggestions',
    ],
    ['---', '---', '---', '---'],
    [
      'Project',
      cell(summary.base),
      cell(summary.head, summary.base?.totals),
      renderTotals(after, summary.head?.totals),
    ],
  ];
  if (summary.changedLines) {
    const { before, after: changedAfter } = summary.changedLines;
    table.push([
      'Changed lines',
      '',
      renderTotals(before),
      after ? renderTotals(changedAfter, before) : 'not measured',
    ]);
  }
  const width = summary.kept.length > 0 ? 4 : 3;
  const rows = [
    '### Coverage',
    '',
    ...table.map((cells) => `| ${cells.slice(0, width).join(' | ')} |`.replaceAll('|  |', '| |')),
  ];
  rows.push(
    '',
    'Lines and branches together, without test files and with files that no test imports; counted by coverage.py in this repository’s CI.',
  );
  const notes = suiteNotes(summary);
  return [...rows, ...notes.flatMap((note) => ['', note])].join('\n');
}

function cell(suite: SuiteSummary | null, before?: Coverage['totals'] | null): string {
  if (!suite) return 'not measured';
  if (suite.status === 'empty') return NO_TESTS;
  if (!suite.totals)
    return suite.status === 'error' ? 'not measured' : `not measured: ${suite.status.replaceAll('-', ' ')}`;
  return renderTotals(suite.totals, before) + (suite.status === 'red' ? ' (red suite)' : '');
}

/** A cell of a table: percent, distance from `before`, and the counts. */
export function renderTotals(totals: Coverage['totals'] | null, before?: Coverage['totals'] | null): string {
  if (!totals) return 'not measured';
  const percent = percentCovered(totals);
  if (percent === null) return 'nothing to cover';
  const { lines, branches } = totals;
  return `${percent.toFixed(2)} %${delta(percent, before ? percentCovered(before) : null)} (${lines.covered}/${lines.total} lines, ${branches.covered}/${branches.total} branches)`;
}

function delta(now: number, before: number | null): string {
  if (before === null) return '';
  const difference = now - before;
  return Math.abs(difference) < 0.005
    ? ' ±0.00'
    : ` ${difference > 0 ? '+' : '−'}${Math.abs(difference).toFixed(2)}`;
}

/** One note where both suites tell the same. */
function suiteNotes({ base, head }: ReviewSummary): string[] {
  const told = ({ status, reason, failures }: SuiteSummary): string =>
    JSON.stringify([status, reason, failures]);
  const notes =
    base && head && told(base) === told(head)
      ? [suiteNote('The suites of base and of this change are', head)]
      : [suiteNote('The suite of base is', base), suiteNote('The suite of this change is', head, base)];
  return notes.filter((note) => note !== '');
}

/** Failures that the `earlier` suite has told already are counted, not repeated. */
function suiteNote(subject: string, suite: SuiteSummary | null, earlier: SuiteSummary | null = null): string {
  if (!suite || suite.status === 'passed' || !suite.reason) return '';
  const note = `**${subject} ${STATE[suite.status] ?? suite.status}:** ${inline(suite.reason, 600)}`;
  if (suite.failures.length === 0) return note;
  const told = new Set(earlier?.failures.map(({ nodeid, message }) => `${nodeid} ${message}`));
  const own = suite.failures.filter(({ nodeid, message }) => !told.has(`${nodeid} ${message}`));
  const repeated = suite.failures.length - own.length;
  const also = repeated > 0 ? ` Of the failures listed for base, ${repeated} occur here too.` : '';
  if (own.length === 0) return `${note}${also}`;
  const list = own.map((failure) => `- ${code(failure.nodeid)}: ${inline(failure.message, 200)}`).join('\n');
  const title = repeated > 0 ? 'Other failures' : 'Failures';
  const which = suite.failures.length < MAX_LISTED ? '' : `of the first ${MAX_LISTED}: `;
  return `${note}${also}\n\n${details(`${title} (${which}${own.length})`, list)}`;
}

function short(sha: string | null): string {
  return sha ? sha.slice(0, 7) : 'unknown';
}
