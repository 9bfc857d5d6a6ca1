/** Covered and existing lines and branches, summed over the files that are not tests. */
export interface Totals {
  lines: { covered: number; total: number };
  branches: { covered: number; total: number };
}

/** What `ci/` prints as one notice annotation, so that people and the app read totals from the job's check run. */
export interface TotalsAnnotation {
  runId: string;
  round: number;
  base: Totals | null;
  head: Totals | null;
  companion: Totals | null;
  /** Suggested tests (or probes, in a probe round) that passed (were observed) on head, and the others. */
  passed: number;
  notPassed: number;
}

/** Title of the notice. */
export const TOTALS_TITLE = 'Testwright totals';

function renderTotals(name: string, totals: Totals | null): string {
  if (!totals) return `${name} unmeasured`;
  const { lines, branches } = totals;
  return `${name} ${lines.covered}/${lines.total} lines ${branches.covered}/${branches.total} branches`;
}

/** One line, e.g. `run … round 1: base 10/12 lines 3/4 branches | head … | with suggestions … | 3 passed 1 not`. */
export function renderTotalsAnnotation(a: TotalsAnnotation): string {
  return [
    `run ${a.runId} round ${a.round}: ${renderTotals('base', a.base)}`,
    renderTotals('head', a.head),
    renderTotals('with suggestions', a.companion),
    `${a.passed} passed ${a.notPassed} not`,
  ].join(' | ');
}

const TOTALS = String.raw`(?:unmeasured|(\d+)/(\d+) lines (\d+)/(\d+) branches)`;
const PATTERN = new RegExp(
  String.raw`^run (\S+) round (\d+): base ${TOTALS} \| head ${TOTALS} \| with suggestions ${TOTALS} \| (\d+) passed (\d+) not$`,
);

/** Reads what `renderTotalsAnnotation` (or its twin in `ci/`) wrote; null for any other text. */
export function parseTotalsAnnotation(text: string): TotalsAnnotation | null {
  const match = PATTERN.exec(text.trim());
  if (!match) return null;
  const totals = (start: number): Totals | null =>
    match[start] === undefined
      ? null
      : {
          lines: { covered: Number(match[start]), total: Number(match[start + 1]) },
          branches: { covered: Number(match[start + 2]), total: Number(match[start + 3]) },
        };
  return {
    runId: match[1]!,
    round: Number(match[2]),
    base: totals(3),
    head: totals(7),
    companion: totals(11),
    passed: Number(match[15]),
    notPassed: Number(match[16]),
  };
}
