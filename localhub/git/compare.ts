import { askGit, gitText } from './git.ts';
import type { CommitObject } from './objects.ts';
import { readCommit } from './objects.ts';
import { remember } from './remember.ts';

export interface ChangedFile {
  sha: string;
  path: string;
  previousPath: string | null;
  status: 'added' | 'removed' | 'modified' | 'renamed' | 'copied' | 'changed';
  additions: number;
  deletions: number;
  /** Hunks without git's file header; null for binary files and diffs too large to show. */
  patch: string | null;
}

/** GitHub shows no patch past these sizes: https://docs.github.com/en/repositories/creating-and-managing-repositories/repository-limits */
const patchLimits = { bytes: 500 * 1024, lines: 20_000 };

const statuses = {
  A: 'added',
  D: 'removed',
  M: 'modified',
  R: 'renamed',
  C: 'copied',
  T: 'changed',
} as const;

/** Best common ancestor of two commits by full SHA, or null for unrelated histories. */
export function findMergeBase(gitDir: string, a: string, b: string): Promise<string | null> {
  return remember(`merge-base ${gitDir} ${a} ${b}`, async () => {
    const { exitCode, stdout } = await askGit(gitDir, ['merge-base', a, b], { answers: [1] });
    return exitCode === 0 ? stdout.toString('utf8').trim() : null;
  });
}

/** How many commits `to` has that `from` has not; full SHAs. */
export function countCommits(gitDir: string, from: string, to: string): Promise<number> {
  return remember(`count ${gitDir} ${from} ${to}`, async () =>
    Number(await gitText(gitDir, ['rev-list', '--count', `${from}..${to}`])),
  );
}

/** Commits reachable from `to` and not from `from`, oldest first. */
export async function listCommits(gitDir: string, from: string, to: string): Promise<CommitObject[]> {
  const text = await gitText(gitDir, ['rev-list', '--reverse', `${from}..${to}`]);
  const commits = await Promise.all(
    text
      .split('\n')
      .filter(Boolean)
      .map((sha) => readCommit(gitDir, sha)),
  );
  return commits.filter((commit) => commit !== null);
}

/** Hunks of each file in the order git lists the files. */
function splitPatches(diff: string): (string | null)[] {
  const parts = diff.split(/^diff --git /m).slice(1);
  return parts.map((part) => {
    const start = part.search(/^@@ /m);
    if (start < 0) return null;
    const patch = part.slice(start).replace(/\n$/, '');
    const tooLarge =
      Buffer.byteLength(patch) > patchLimits.bytes || patch.split('\n').length > patchLimits.lines;
    return tooLarge ? null : patch;
  });
}

/** A changed file without what has to be counted or shown. */
export type ChangedPath = Pick<ChangedFile, 'sha' | 'path' | 'previousPath' | 'status'>;

/** Files that differ between two commits by full SHA, with renames found, in git's order of paths. */
export function listChangedPaths(gitDir: string, from: string, to: string): Promise<ChangedPath[]> {
  return remember(`paths ${gitDir} ${from} ${to}`, async () => {
    const raw = await gitText(gitDir, ['diff-tree', '--raw', '--no-abbrev', '-z', '-r', '-M', from, to]);
    const fields = raw.split('\0');
    const paths: ChangedPath[] = [];
    for (let field = 0; field < fields.length && fields[field] !== ''; ) {
      const [, , before, after, status] = fields[field++]!.split(' ') as [
        string,
        string,
        string,
        string,
        string,
      ];
      const first = fields[field++]!;
      const renamed = status.startsWith('R') || status.startsWith('C');
      paths.push({
        sha: status === 'D' ? before : after,
        path: renamed ? fields[field++]! : first,
        previousPath: renamed ? first : null,
        status: statuses[status[0] as keyof typeof statuses] ?? 'changed',
      });
    }
    return paths;
  });
}

/** The same files with the number of changed lines and the hunks. */
export function listChangedFiles(gitDir: string, from: string, to: string): Promise<ChangedFile[]> {
  return remember(`diff ${gitDir} ${from} ${to}`, () => readChangedFiles(gitDir, from, to));
}

async function readChangedFiles(gitDir: string, from: string, to: string): Promise<ChangedFile[]> {
  const common = ['-r', '-M', from, to];
  const [paths, counts, patches] = await Promise.all([
    listChangedPaths(gitDir, from, to),
    gitText(gitDir, ['diff-tree', '--numstat', '-z', ...common]),
    gitText(gitDir, ['diff-tree', '-p', '--full-index', '--no-color', '--no-ext-diff', ...common]),
  ]);
  const hunks = splitPatches(`${patches}\n`);
  const numbers = counts.split('\0');
  let count = 0;
  let part = 0;
  return paths.map((file) => {
    const [added, removed, name] = numbers[count++]!.split('\t') as [string, string, string];
    if (name === '') count += 2;
    const patch = hunks[part] ?? null;
    // A file that became a symlink is shown as one file removed and one added.
    part += file.status === 'changed' ? 2 : 1;
    return {
      ...file,
      additions: added === '-' ? 0 : Number(added),
      deletions: removed === '-' ? 0 : Number(removed),
      patch,
    };
  });
}
