import type { ChangedFile } from '../change-set/change-set.ts';
import type { ChangedLinesCoverage, Uncovered } from '../evidence/changed-lines.ts';
import type { Coverage } from '../evidence/ci-report.ts';
import type { LcovFile } from '../evidence/lcov.ts';
import { isTestPath } from '../python/test-files.ts';
import type { OwnCoverage } from './own-ci.ts';

type ChangedPath = Pick<ChangedFile, 'path' | 'changedLines' | 'isTest'>;

/** Lines and branches of the files that are not tests. */
export function sumLcov(files: Iterable<LcovFile>): Coverage['totals'] {
  const totals = { lines: { covered: 0, total: 0 }, branches: { covered: 0, total: 0 } };
  for (const file of files) if (!isTestPath(file.path)) addFile(totals, file, () => true);
  return totals;
}

/**
 * What LCOV says of the changed lines. A file that it does not list is named, since a module that no test imports is
 * missing in most LCOV, and without it the rest would look better than the change is. So is a file whose lines are not
 * statements of the text at head: CI for a pull request tests the merge with the base branch, where lines may have moved.
 * @param texts changed files at head by path; one that is absent was not readable
 */
export function measureChangedByLcov(
  changed: readonly ChangedPath[],
  files: ReadonlyMap<string, LcovFile>,
  texts: ReadonlyMap<string, string>,
): Pick<OwnCoverage, 'uncovered' | 'halfTaken' | 'unknown'> & { changedLines: ChangedLinesCoverage } {
  const changedLines = { lines: { covered: 0, total: 0 }, branches: { covered: 0, total: 0 } };
  const uncovered: Uncovered[] = [];
  const halfTaken: OwnCoverage['halfTaken'] = [];
  const unknown: OwnCoverage['unknown'] = [];
  for (const { path, changedLines: numbers, isTest } of changed) {
    if (isTest || numbers.length === 0) continue;
    const text = texts.get(path);
    const source = text?.split(/\r\n|\r|\n/);
    // An empty `__init__.py` or a changed comment is nothing that LCOV would list.
    if (source && !numbers.some((line) => isCode(source[line - 1]))) continue;
    const file = files.get(path);
    if (!file) {
      unknown.push({ path, reason: 'the LCOV does not list it; perhaps no test imports it' });
      continue;
    }
    if (!source || !file.lines.every(({ line }) => isCode(source[line - 1]))) {
      unknown.push({ path, reason: 'the LCOV is of another text of it, perhaps of the merge with the base' });
      continue;
    }
    const isChanged = new Set(numbers);
    addFile(changedLines, file, (line) => isChanged.has(line));
    const missing = new Set(
      file.lines.filter(({ line, hits }) => hits === 0 && isChanged.has(line)).map(({ line }) => line),
    );
    const half = new Set(
      file.branches
        .filter(({ line, taken }) => taken === 0 && isChanged.has(line) && !missing.has(line))
        .map(({ line }) => line),
    );
    if (missing.size > 0) uncovered.push({ path, lines: inOrder(missing), branches: [] });
    if (half.size > 0) halfTaken.push({ path, lines: inOrder(half) });
  }
  return { changedLines, uncovered, halfTaken, unknown };
}

function inOrder(lines: ReadonlySet<number>): number[] {
  return [...lines].sort((a, b) => a - b);
}

function addFile(totals: Coverage['totals'], file: LcovFile, counts: (line: number) => boolean): void {
  for (const { line, hits } of file.lines) {
    if (!counts(line)) continue;
    totals.lines.total += 1;
    if (hits > 0) totals.lines.covered += 1;
  }
  for (const { line, taken } of file.branches) {
    if (!counts(line)) continue;
    totals.branches.total += 1;
    if (taken > 0) totals.branches.covered += 1;
  }
}

/** Statements begin neither on blank lines nor on comments. */
function isCode(line: string | undefined): boolean {
  return line !== undefined && !/^\s*(#|$)/.test(line);
}
