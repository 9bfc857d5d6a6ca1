import type { z } from 'zod';
import { parseTotalsAnnotation, type Totals } from '../names/totals-annotation.ts';
import { type CiReport, type Coverage, ciReportSchema } from './ci-report.ts';
import { sumTotals } from './coverage-sets.ts';
import { type LcovFile, parseLcov } from './lcov.ts';
import { quoteHostile } from './quote-hostile.ts';

/** What the app knows of the round that a report has to be about. */
export interface ExpectedRound {
  runId: string;
  round: number;
  commitSha: string;
  headSha: string;
  baseSha: string;
}

export interface CheckReportInput {
  /** Content of `testwright-report.json`. */
  text: string;
  /** Messages of the annotations that bear TOTALS_TITLE. */
  totalsMessages: readonly string[];
  lcov: { base: string | null; head: string | null; companion: string | null };
  expected: ExpectedRound;
}

/** A report that holds together, with head's LCOV read; or one sentence about why it is refused. */
export type CheckedReport =
  | { kind: 'accepted'; report: CiReport; headLcov: LcovFile[] }
  | { kind: 'refused'; reason: string };

type SuiteName = 'base' | 'head' | 'companion';

/**
 * Whether what CI sent back is whole, about this round, and agrees with itself: report, totals notice and LCOV are
 * three accounts of one measurement. This finds mistakes and mix-ups. It cannot find forgery: the code under test
 * runs where all three are written.
 */
export function checkReport(input: CheckReportInput): CheckedReport {
  const parsed = parseReport(input.text);
  if (typeof parsed === 'string') return refuse(parsed);
  const coverages = {
    base: parsed.suites.base.coverage,
    head: parsed.suites.head.coverage,
    companion: parsed.companion,
  };
  const problem =
    findForeign(parsed, input.expected) ?? findUnsound(coverages) ?? findTotals(parsed, input.totalsMessages);
  if (problem !== null) return refuse(problem);

  const headLcov: LcovFile[] = [];
  for (const name of ['base', 'head', 'companion'] as const) {
    const coverage = coverages[name];
    if (!coverage) continue;
    const text = input.lcov[name];
    if (text === null) return refuse(`${name}.lcov is missing although the report has its coverage.`);
    const reading = parseLcov(text);
    if (reading.kind === 'broken') return refuse(`${name}.lcov cannot be read: ${reading.reason}.`);
    const difference = findLcovDifference(reading.files, coverage);
    if (difference !== null) return refuse(`${name}.lcov and the report disagree about ${difference}.`);
    if (name === 'head') headLcov.push(...reading.files);
  }
  return { kind: 'accepted', report: parsed, headLcov };
}

function refuse(reason: string): CheckedReport {
  return { kind: 'refused', reason: quoteHostile(reason) };
}

/** The report, or what is wrong with the text. */
function parseReport(text: string): CiReport | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return 'testwright-report.json is not JSON.';
  }
  const parsed = ciReportSchema.safeParse(json);
  return parsed.success ? parsed.data : describeIssue(parsed.error);
}

function describeIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  const path = issue?.path.map(String).join('.') || 'the top level';
  return `testwright-report.json does not fit its schema at ${path}: ${issue?.message ?? 'unknown'}`;
}

function findForeign(report: CiReport, expected: ExpectedRound): string | null {
  const pairs: [string, unknown, unknown][] = [
    ['run', report.run, expected.runId],
    ['round', report.round, expected.round],
    ['commit', report.commit, expected.commitSha],
    ['head', report.head, expected.headSha],
    ['base', report.base, expected.baseSha],
  ];
  const other = pairs.find(([, actual, wanted]) => actual !== wanted);
  return other ? `The report is about another ${other[0]}: ${other[1]} instead of ${other[2]}.` : null;
}

/** Counts that cannot be: later steps subtract them. */
function findUnsound(coverages: Record<SuiteName, Coverage | null>): string | null {
  for (const [name, coverage] of Object.entries(coverages)) {
    if (!coverage) continue;
    for (const [path, file] of Object.entries(coverage.files)) {
      const isSound =
        file.lines.total - file.lines.covered === file.missingLines.length &&
        file.branches.total - file.branches.covered === file.missingBranches.length;
      if (!isSound) return `The ${name} counts of ${path} do not add up.`;
    }
    if (!isSameTotals(sumTotals(coverage.files), coverage.totals)) {
      return `The ${name} totals are not the sum of the files.`;
    }
  }
  return null;
}

/** How the report and the notice that `ci/` printed differ. */
function findTotals(report: CiReport, messages: readonly string[]): string | null {
  if (messages.length === 0) return 'The job printed no totals to compare the report with.';
  for (const message of messages) {
    const totals = parseTotalsAnnotation(message);
    if (!totals) return `The job's totals cannot be read: ${message}`;
    const passed = countPassed(report);
    const agrees =
      totals.runId === report.run &&
      totals.round === report.round &&
      isSameTotals(totals.base, report.suites.base.coverage?.totals ?? null) &&
      isSameTotals(totals.head, report.suites.head.coverage?.totals ?? null) &&
      isSameTotals(totals.companion, report.companion?.totals ?? null) &&
      totals.passed === passed.yes &&
      totals.notPassed === passed.no;
    if (!agrees) return `The report and the totals that the job printed disagree: ${message}`;
  }
  return null;
}

function countPassed(report: CiReport): { yes: number; no: number } {
  const all = report.kind === 'probe' ? report.probes : report.tests;
  const yes =
    report.kind === 'probe'
      ? report.probes.filter(({ status }) => status === 'value' || status === 'exception').length
      : report.tests.filter(({ head }) => head.outcome === 'passed').length;
  return { yes, no: all.length - yes };
}

function isSameTotals(a: Totals | null, b: Totals | null): boolean {
  if (!a || !b) return a === b;
  return (
    a.lines.covered === b.lines.covered &&
    a.lines.total === b.lines.total &&
    a.branches.covered === b.branches.covered &&
    a.branches.total === b.branches.total
  );
}

/**
 * The first file whose counts differ. Files without statements need not be listed on both sides. coverage.py counts the
 * ways out of a line marked `# pragma: no branch` as taken and lists none that a test did not take, so what LCOV has
 * fewer must be taken ones.
 */
function findLcovDifference(files: readonly LcovFile[], coverage: Coverage): string | null {
  const listed = new Map(files.map((file) => [file.path, file]));
  for (const [path, file] of Object.entries(coverage.files)) {
    const other = listed.get(path);
    listed.delete(path);
    const branches = other?.branches ?? [];
    const unlisted = file.branches.total - branches.length;
    const isSame =
      (other?.lines.length ?? 0) === file.lines.total &&
      (other?.lines.filter(({ hits }) => hits > 0).length ?? 0) === file.lines.covered &&
      unlisted >= 0 &&
      branches.filter(({ taken }) => taken > 0).length + unlisted === file.branches.covered;
    if (!isSame) return path;
  }
  return [...listed.values()].find((file) => file.lines.length > 0)?.path ?? null;
}
