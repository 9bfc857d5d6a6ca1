import type { Coverage, Covered, FileCoverage } from './ci-report.ts';

/** The executed lines and branches of one file. */
type CoveredFile = Covered[string];

function sameBranch(a: readonly [number, number], b: readonly [number, number]): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

/** What of `covered` head's suite had not reached: lines and branches that are missing in `coverage`. */
export function chooseGains(covered: Covered, coverage: Coverage): Covered {
  const gains: Covered = {};
  for (const [path, file] of Object.entries(covered)) {
    const known = coverage.files[path];
    if (known?.isTest) continue;
    // A file that no suite imported is wholly new: everything executed in it counts.
    const lines = known ? file.lines.filter((line) => known.missingLines.includes(line)) : file.lines;
    const branches = known
      ? file.branches.filter((branch) => known.missingBranches.some((missing) => sameBranch(missing, branch)))
      : file.branches;
    if (lines.length > 0 || branches.length > 0) gains[path] = { lines, branches };
  }
  return gains;
}

/** `covered` without what `other` covers. */
export function withoutCovered(covered: Covered, other: Covered): Covered {
  const rest: Covered = {};
  for (const [path, file] of Object.entries(covered)) {
    const taken = other[path];
    const lines = taken ? file.lines.filter((line) => !taken.lines.includes(line)) : file.lines;
    const branches = taken
      ? file.branches.filter((branch) => !taken.branches.some((seen) => sameBranch(seen, branch)))
      : file.branches;
    if (lines.length > 0 || branches.length > 0) rest[path] = { lines, branches };
  }
  return rest;
}

function unionFile(a: CoveredFile, b: CoveredFile): CoveredFile {
  return {
    lines: [...new Set([...a.lines, ...b.lines])].sort((x, y) => x - y),
    branches: [
      ...a.branches,
      ...b.branches.filter((branch) => !a.branches.some((seen) => sameBranch(seen, branch))),
    ],
  };
}

/** Everything that one of them covers. */
export function unionCovered(parts: readonly Covered[]): Covered {
  const union: Covered = {};
  for (const part of parts) {
    for (const [path, file] of Object.entries(part)) {
      union[path] = union[path] ? unionFile(union[path], file) : file;
    }
  }
  return union;
}

/** How many lines and branches are in it. */
export function countCovered(covered: Covered): { lines: number; branches: number } {
  let lines = 0;
  let branches = 0;
  for (const file of Object.values(covered)) {
    lines += file.lines.length;
    branches += file.branches.length;
  }
  return { lines, branches };
}

function addToFile(file: FileCoverage, added: CoveredFile): FileCoverage {
  const missingLines = file.missingLines.filter((line) => !added.lines.includes(line));
  const missingBranches = file.missingBranches.filter(
    (branch) => !added.branches.some((seen) => sameBranch(seen, branch)),
  );
  return {
    ...file,
    measured: true,
    lines: { ...file.lines, covered: file.lines.total - missingLines.length },
    branches: {
      ...file.branches,
      covered: file.branches.covered + file.missingBranches.length - missingBranches.length,
    },
    missingLines,
    missingBranches,
  };
}

/**
 * Head's coverage with what suggested tests execute on top: the same numbers that one suite with both would
 * have, since lines and branches are unions of what single tests execute. Files that `coverage` does not list
 * cannot be added (their size is unknown) and are left out.
 */
export function addCovered(coverage: Coverage, covered: Covered): Coverage {
  const files: Record<string, FileCoverage> = {};
  for (const [path, file] of Object.entries(coverage.files)) {
    const added = covered[path];
    files[path] = added ? addToFile(file, added) : file;
  }
  return { totals: sumTotals(files), files };
}

/** Sums over the files that are not tests. */
export function sumTotals(files: Record<string, FileCoverage>): Coverage['totals'] {
  const totals = { lines: { covered: 0, total: 0 }, branches: { covered: 0, total: 0 } };
  for (const file of Object.values(files)) {
    if (file.isTest) continue;
    totals.lines.covered += file.lines.covered;
    totals.lines.total += file.lines.total;
    totals.branches.covered += file.branches.covered;
    totals.branches.total += file.branches.total;
  }
  return totals;
}

/**
 * Percent of lines and branches together, as coverage.py counts it with `--branch`:
 * (covered lines + covered branches) / (lines + branches). Null when there is nothing to cover.
 * https://coverage.readthedocs.io/en/latest/faq.html
 */
export function percentCovered(totals: Coverage['totals']): number | null {
  const total = totals.lines.total + totals.branches.total;
  return total === 0 ? null : (100 * (totals.lines.covered + totals.branches.covered)) / total;
}
