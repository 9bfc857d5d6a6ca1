import type { LcovFile } from '../evidence/lcov.ts';
import { parseLcov } from '../evidence/lcov.ts';
import { isPythonPath } from '../python/test-files.ts';
import { findTreePath } from './find-tree-path.ts';

/** An LCOV file of an artifact. */
export interface LcovText {
  name: string;
  text: string;
}

export interface UnitedLcov {
  /** By path of the tree; a line or branch is reached when one of the files says so. */
  files: Map<string, LcovFile>;
  /** What was left out, each in a few words. */
  notes: string[];
}

/**
 * Several LCOV files of one commit, such as of a matrix, as one: unions of lines and of branches. Branches bear no name
 * that survives between versions of Python, so they are matched by line and order, which coverage.py keeps sorted;
 * where one file knows more ways out of a line, the further ones count as well.
 */
export function uniteLcov(texts: readonly LcovText[], treePaths: readonly string[]): UnitedLcov {
  const tree = new Set(treePaths.filter(isPythonPath));
  const files = new Map<string, LcovFile>();
  const notes: string[] = [];
  let dropped = 0;
  let others = 0;
  for (const { name, text } of texts) {
    const reading = parseLcov(text);
    if (reading.kind === 'broken') {
      notes.push(`${name} is left out: ${reading.reason}`);
      continue;
    }
    const seen = new Set<string>();
    for (const file of reading.files) {
      if (!isPythonPath(file.path)) {
        others += 1;
        continue;
      }
      const path = findTreePath(file.path, tree);
      // Two paths of one tracefile that mean the same file cannot both be right.
      if (path === null || seen.has(path)) {
        dropped += 1;
        continue;
      }
      seen.add(path);
      const known = files.get(path);
      files.set(path, known ? uniteFile(known, file) : { ...file, path });
    }
  }
  if (dropped > 0) notes.push(`${plural(dropped, 'file')} not in this repository left out`);
  if (others > 0)
    notes.push(`${plural(others, 'file')} that ${others === 1 ? 'is' : 'are'} not Python left out`);
  return { files, notes };
}

function uniteFile(a: LcovFile, b: LcovFile): LcovFile {
  const hits = new Map(a.lines.map(({ line, hits: count }) => [line, count]));
  for (const { line, hits: count } of b.lines) hits.set(line, Math.max(hits.get(line) ?? 0, count));
  const branches = groupBranches(a);
  for (const [line, taken] of groupBranches(b)) {
    const known = branches.get(line) ?? [];
    const length = Math.max(known.length, taken.length);
    branches.set(
      line,
      Array.from({ length }, (_, index) => Math.max(known[index] ?? 0, taken[index] ?? 0)),
    );
  }
  return {
    path: a.path,
    lines: [...hits].map(([line, count]) => ({ line, hits: count })).sort((x, y) => x.line - y.line),
    branches: [...branches]
      .sort(([x], [y]) => x - y)
      .flatMap(([line, all]) => all.map((taken) => ({ line, taken }))),
  };
}

function groupBranches(file: LcovFile): Map<number, number[]> {
  const lines = new Map<number, number[]>();
  for (const { line, taken } of file.branches) {
    const known = lines.get(line);
    if (known) known.push(taken);
    else lines.set(line, [taken]);
  }
  return lines;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
