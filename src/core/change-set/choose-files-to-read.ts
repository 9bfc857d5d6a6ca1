import { isPythonPath } from '../python/test-files.ts';
import type { Skipped } from './change-set.ts';
import { reasonToLeaveOut } from './left-out-file.ts';

/**
 * Python files of one pull request that are read, at head and at base. GitHub lists up to 3,000 files and allows 5,000
 * requests an hour to a whole installation, so one pull request must not take them all.
 */
export const MAX_FILES_READ = 300;

/** GitHub lists no more files of a pull request: https://docs.github.com/rest/pulls/pulls#list-pull-requests-files */
const MAX_FILES_LISTED = 3000;

interface ListedFile {
  path: string;
  additions: number;
  deletions: number;
}

/** Python, and neither vendored, generated nor a migration by its path. */
export function isWorthReading(file: { path: string }): boolean {
  return isPythonPath(file.path) && reasonToLeaveOut(file.path, null, null) === null;
}

/** The files to read, those with the largest change first; what is left out for number is named once. */
export function chooseFilesToRead<File extends ListedFile>(
  files: readonly File[],
): { read: File[]; skipped: Skipped[] } {
  const bySize = files
    .filter(isWorthReading)
    .sort((a, b) => b.additions + b.deletions - (a.additions + a.deletions) || (a.path < b.path ? -1 : 1));
  const left = bySize.length - MAX_FILES_READ;
  const skipped: Skipped[] = [];
  if (left > 0) {
    skipped.push({
      what: `${left} of ${bySize.length} changed Python files`,
      reason: `only the ${MAX_FILES_READ} with the largest changes are read; smaller pull requests are read whole`,
    });
  }
  if (files.length >= MAX_FILES_LISTED) {
    skipped.push({
      what: `changed files after the first ${MAX_FILES_LISTED}`,
      reason: 'GitHub does not list more files of a pull request, so there may be others that were not seen',
    });
  }
  return { read: bySize.slice(0, MAX_FILES_READ), skipped };
}
