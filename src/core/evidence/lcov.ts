import { type LcovRecord, source } from 'lcov-parse';
import type { Statements } from './changed-lines.ts';

/** One file of an LCOV tracefile. A branch is one way out of `line`; `taken` is 0 where the line was never reached. */
export interface LcovFile {
  path: string;
  lines: { line: number; hits: number }[];
  branches: { line: number; taken: number }[];
}

/** The files, or one sentence about what makes the text no LCOV. */
export type LcovReading = { kind: 'ok'; files: LcovFile[] } | { kind: 'broken'; reason: string };

/** Django itself has about 2,900 files, 150,000 statements and 60,000 branches; a line of LCOV stands for each. */
const MAX_LINES = 1_000_000;

/**
 * Reads an LCOV tracefile as coverage.py writes it (https://coverage.readthedocs.io/en/latest/cmd.html#lcov-reporting).
 * lcov-parse does the reading, on text rewritten so that it cannot go wrong. As it is, lcov-parse 1.0.0:
 * - ends a record at any line that contains `end_of_record`, also in a path, function name or branch label;
 * - reads the label of `BRDA:10,0,jump to line 12,1` as a number, and a comma in the label as the next field;
 * - takes the end line of `FN:start,end,name` for the name;
 * - reads a missing number as 0, drops a record without an end, and calls an empty text an error.
 */
export function parseLcov(text: string): LcovReading {
  if (countLines(text) > MAX_LINES) return { kind: 'broken', reason: `it has more than ${MAX_LINES} lines` };
  const rewritten = rewrite(text);
  if (typeof rewritten === 'string') return { kind: 'broken', reason: rewritten };
  if (rewritten.paths.length === 0) return { kind: 'ok', files: [] };
  let records: LcovRecord[] | undefined;
  source(rewritten.text, (_error, result) => {
    records = result;
  });
  if (records?.length !== rewritten.paths.length)
    return { kind: 'broken', reason: 'its records cannot be told apart' };
  const files = records.map(
    (record, index): LcovFile => ({
      path: rewritten.paths[index]!,
      lines: record.lines.details.map(({ line, hit }) => ({ line, hits: hit })),
      branches: record.branches.details.map(({ line, taken }) => ({ line, taken })),
    }),
  );
  return { kind: 'ok', files };
}

/** Statements and branches of these paths; paths that the tracefile does not name are left out. */
export function buildStatements(files: readonly LcovFile[], paths: readonly string[]): Statements {
  const wanted = new Set(paths);
  return Object.fromEntries(
    files
      .filter((file) => wanted.has(file.path))
      .map((file) => [
        file.path,
        { lines: file.lines.map(({ line }) => line).sort((a, b) => a - b), branches: countBranches(file) },
      ]),
  );
}

function countBranches(file: LcovFile): { line: number; count: number }[] {
  const counts = new Map<number, number>();
  for (const { line } of file.branches) counts.set(line, (counts.get(line) ?? 0) + 1);
  return [...counts].map(([line, count]) => ({ line, count })).sort((a, b) => a.line - b.line);
}

function notLcov(index: number): string {
  return `line ${index + 1} is not what LCOV has there`;
}

/** Up to one more than may be read. */
function countLines(text: string): number {
  let count = 1;
  for (let at = text.indexOf('\n'); at !== -1 && count <= MAX_LINES; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

const LINE = /^DA:([1-9][0-9]{0,8}),([0-9]{1,15})(?:,[^,]*)?$/;
/** The label may hold anything, commas too; the first and the last fields are numbers. */
const BRANCH = /^BRDA:([1-9][0-9]{0,8}),[^,]*,.*,(-|[0-9]{1,15})$/;

/** Only SF, DA, BRDA and record ends, with paths replaced by their index and labels by 0; or what is wrong. */
function rewrite(text: string): { text: string; paths: string[] } | string {
  const paths: string[] = [];
  const seenPaths = new Set<string>();
  const seenLines = new Set<number>();
  const out: string[] = [];
  let isOpen = false;
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line.startsWith('SF:')) {
      const path = line.slice(3);
      if (isOpen || path === '') return notLcov(index);
      if (seenPaths.has(path)) return `line ${index + 1} names a file for the second time`;
      isOpen = true;
      out.push(`SF:${paths.length}`);
      paths.push(path);
      seenPaths.add(path);
      seenLines.clear();
    } else if (line === 'end_of_record') {
      if (!isOpen) return notLcov(index);
      isOpen = false;
      out.push(line);
    } else if (line.startsWith('DA:')) {
      const match = LINE.exec(line);
      if (!isOpen || !match || seenLines.has(Number(match[1]))) return notLcov(index);
      seenLines.add(Number(match[1]));
      out.push(`DA:${match[1]},${match[2]}`);
    } else if (line.startsWith('BRDA:')) {
      const match = BRANCH.exec(line);
      if (!isOpen || !match) return notLcov(index);
      out.push(`BRDA:${match[1]},0,0,${match[2]}`);
    }
  }
  return isOpen ? 'its last record has no end' : { text: out.join('\n'), paths };
}
