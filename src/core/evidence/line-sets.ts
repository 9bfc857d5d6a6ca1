import type { Covered } from './ci-report.ts';

/** Lines and branches of one file, to be asked for single ones: reports are too large to search lists for each. */
export interface LineSet {
  hasLine(line: number): boolean;
  hasBranch(branch: readonly [from: number, to: number]): boolean;
}

/** The set of what these lists hold. */
export function buildLineSet({ lines, branches }: Covered[string]): LineSet {
  const knownLines = new Set(lines);
  const knownBranches = new Set(branches.map(branchKey));
  return {
    hasLine: (line) => knownLines.has(line),
    hasBranch: (branch) => knownBranches.has(branchKey(branch)),
  };
}

/** Equal for equal branches. */
export function branchKey([from, to]: readonly [from: number, to: number]): string {
  return `${from},${to}`;
}
