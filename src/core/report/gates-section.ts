import type { GateResult } from '../review/judge-gates.ts';
import { code, prose } from './markdown.ts';
import type { ReviewSummary } from './review-summary.ts';

const RESULT: Record<GateResult['result'], string> = {
  met: 'met',
  missed: '**missed**',
  'not-measured': 'not measured',
};

/** The thresholds that the repository has set, and how this change stands to them. */
export function renderGates(summary: ReviewSummary): string {
  if (summary.gates.length === 0) return '';
  const rows = summary.gates.map((gate) =>
    `| ${code(gate.gate)} | ${renderBound(gate)} | ${gate.measured === null ? '' : renderValue(gate, gate.measured)} | ${RESULT[gate.result]} | ${cell(prose(gate.note))} |`.replace(
      '|  |',
      '| |',
    ),
  );
  return [
    '### Gates',
    ['| Gate | Threshold | Measured | Result | |', '| --- | --- | --- | --- | --- |', ...rows].join('\n'),
    'Set in `.github/testwright.yml` on base. Gates stop carelessness, not malice: the numbers come from jobs that ran the unreviewed code of this change, and such code can forge them.',
  ].join('\n\n');
}

/** Code spans keep their pipes, and a table would end its cell at one. */
function cell(markdown: string): string {
  return markdown.replace(/(?<!\\)\|/g, '\\|');
}

/** For the title of our check: `1 gate missed`, `gates met`, or empty when a gate could not be measured. */
export function describeGates(gates: readonly GateResult[]): string {
  const missed = gates.filter(({ result }) => result === 'missed').length;
  if (missed > 0) return `${missed} gate${missed === 1 ? '' : 's'} missed`;
  if (gates.length === 0) return '';
  return gates.every(({ result }) => result === 'met') ? 'gates met' : 'gates not measured';
}

function renderBound({ bound, threshold, unit }: GateResult): string {
  return `${bound === 'at-least' ? 'at least' : 'at most'} ${threshold} ${unit === 'percent' ? '%' : 'points lower'}`;
}

function renderValue({ unit }: GateResult, value: number): string {
  if (unit === 'percent') return `${value.toFixed(2)} %`;
  const text = Math.abs(value).toFixed(2);
  if (Number(text) === 0) return 'unchanged';
  return `${text} points ${value > 0 ? 'lower' : 'higher'}`;
}
