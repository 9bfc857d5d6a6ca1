import type { ChangedFile } from '../change-set/change-set.ts';
import type { Coverage, Covered } from './ci-report.ts';
import { buildLineSet } from './line-sets.ts';

/** Coverage of the lines that the pull request added or modified, in files that are not tests. */
export interface ChangedLinesCoverage {
  lines: { covered: number; total: number };
  branches: { covered: number; total: number };
}

/** A changed line or branch that no test reaches, as shown and as given to the model. */
export interface Uncovered {
  path: string;
  lines: number[];
  branches: [number, number][];
}

/**
 * Per file, which lines are statements and which branches exist (by the line they start from), from head's LCOV.
 * Statements matter because a changed comment or blank line can never be covered.
 */
export type Statements = Record<string, { lines: number[]; branches: { line: number; count: number }[] }>;

type ChangedPath = Pick<ChangedFile, 'path' | 'changedLines' | 'isTest'>;

/** Changed statements and branches, covered and in all, by head's coverage plus `covered`. */
export function measureChangedLines(
  files: readonly ChangedPath[],
  statements: Statements,
  coverage: Coverage,
  covered: Covered = {},
): ChangedLinesCoverage {
  const result = { lines: { covered: 0, total: 0 }, branches: { covered: 0, total: 0 } };
  const uncovered = new Map(findUncovered(files, coverage, covered).map((entry) => [entry.path, entry]));
  for (const file of files) {
    if (file.isTest) continue;
    const known = ownEntry(statements, file.path);
    if (!known) continue;
    const changed = new Set(file.changedLines);
    const missing = uncovered.get(file.path);
    const lines = known.lines.filter((line) => changed.has(line)).length;
    const branches = known.branches
      .filter((branch) => changed.has(branch.line))
      .reduce((sum, branch) => sum + branch.count, 0);
    result.lines.total += lines;
    result.lines.covered += lines - (missing?.lines.length ?? 0);
    result.branches.total += branches;
    result.branches.covered += branches - (missing?.branches.length ?? 0);
  }
  return result;
}

/** The changed lines and branches that neither head's suite nor `covered` reaches, file by file. */
export function findUncovered(
  files: readonly ChangedPath[],
  coverage: Coverage,
  covered: Covered = {},
): Uncovered[] {
  const result: Uncovered[] = [];
  for (const file of files) {
    const known = ownEntry(coverage.files, file.path);
    if (file.isTest || !known) continue;
    const changed = new Set(file.changedLines);
    const extra = ownEntry(covered, file.path);
    const reached = extra ? buildLineSet(extra) : null;
    const lines = known.missingLines.filter((line) => changed.has(line) && !reached?.hasLine(line));
    const branches = known.missingBranches.filter(
      (branch) => changed.has(branch[0]) && !reached?.hasBranch(branch),
    );
    if (lines.length > 0 || branches.length > 0) result.push({ path: file.path, lines, branches });
  }
  return result;
}

/** The entry of this path: a changed file may be named like what every object inherits, such as `constructor`. */
function ownEntry<T>(entries: Record<string, T>, path: string): T | undefined {
  return Object.hasOwn(entries, path) ? entries[path] : undefined;
}
