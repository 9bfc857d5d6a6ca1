import type { Coverage, Covered, FileCoverage } from './ci-report.ts';
import { branchKey, buildLineSet, type LineSet } from './line-sets.ts';

/** The executed lines and branches of one file. */
type CoveredFile = Covered[string];

/** What of `covered` head's suite had not reached: lines and branches that are missing in `coverage`. */
export function chooseGains(covered: Covered, coverage: Coverage): Covered {
  const gains: Covered = {};
  for (const [path, file] of Object.entries(covered)) {
    const known = coverage.files[path];
    if (known?.isTest) continue;
    // A file that no suite imported is wholly new: everything executed in it counts.
    const missing = known ? missingIn(known) : null;
    const lines = missing ? file.lines.filter(missing.hasLine) : file.lines;
    const branches = missing ? file.branches.filter(missing.hasBranch) : file.branches;
    if (lines.length > 0 || branches.length > 0) gains[path] = { lines, branches };
  }
  return gains;
}

/** `covered` without what `other` covers. */
export function withoutCovered(covered: Covered, other: Covered): Covered {
  const rest: Covered = {};
  for (const [path, file] of Object.entries(covered)) {
    const taken = other[path] ? buildLineSet(other[path]) : null;
    const lines = taken ? file.lines.filter((line) => !taken.hasLine(line)) : file.lines;
    const branches = taken ? file.branches.filter((branch) => !taken.hasBranch(branch)) : file.branches;
    if (lines.length > 0 || branches.length > 0) rest[path] = { lines, branches };
  }
  return rest;
}

/** Everything that one of them covers. */
export function unionCovered(parts: readonly Covered[]): Covered {
  const byPath = new Map<string, CoveredFile[]>();
  for (const part of parts) {
    for (const [path, file] of Object.entries(part)) {
      const files = byPath.get(path);
      if (files) files.push(file);
      else byPath.set(path, [file]);
    }
  }
  return Object.fromEntries([...byPath].map(([path, files]) => [path, unionFiles(files)]));
}

/** All at once: joining one after the other would go through the growing union for each test. */
function unionFiles(files: readonly CoveredFile[]): CoveredFile {
  if (files.length === 1) return files[0]!;
  const lines = new Set<number>();
  const branches = new Map<string, [number, number]>();
  for (const file of files) {
    for (const line of file.lines) lines.add(line);
    for (const branch of file.branches) {
      const key = branchKey(branch);
      if (!branches.has(key)) branches.set(key, branch);
    }
  }
  return { lines: [...lines].sort((x, y) => x - y), branches: [...branches.values()] };
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

function missingIn(file: FileCoverage): LineSet {
  return buildLineSet({ lines: file.missingLines, branches: file.missingBranches });
}

function addToFile(file: FileCoverage, added: CoveredFile): FileCoverage {
  const reached = buildLineSet(added);
  const missingLines = file.missingLines.filter((line) => !reached.hasLine(line));
  const missingBranches = file.missingBranches.filter((branch) => !reached.hasBranch(branch));
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
