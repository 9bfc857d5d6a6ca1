import { isPythonPath, isTestPath } from '../python/test-files.ts';
import type { ChangedFile, ChangeSet, Skipped } from './change-set.ts';
import { reasonToLeaveOut } from './left-out-file.ts';
import { findChangedLines, splitLines } from './line-diff.ts';
import { changedLinesFromPatch, readAddedLines } from './patch.ts';

/** A file as GitHub lists it for a pull request. `patch` is null for binary files and very large diffs. */
export interface PatchedFile {
  path: string;
  previousPath: string | null;
  status: 'added' | 'removed' | 'modified' | 'renamed' | 'copied' | 'changed' | 'unchanged';
  patch: string | null;
}

/** Text of a file, or the reason why there is none to read. */
export type FileText =
  | { text: string }
  | { unreadable: 'too-large' | 'binary' | 'not-utf-8' | 'lfs-pointer' };

const UNREADABLE = {
  'too-large': 'too large to read',
  binary: 'not a text file',
  'not-utf-8': 'not UTF-8 text',
  'lfs-pointer': 'kept in Git LFS, outside of the repository',
} as const;

/**
 * What a pull request changes. `headTexts` and `baseTexts` hold what was read of the Python files (`baseTexts` under
 * the path at base or, for a renamed file, either path); `modes` are Git's file modes at head, where known.
 * Python files that get no tests (symbolic links, migrations, generated or vendored code) go to `skipped` alone.
 */
export function buildChangeSet(input: {
  files: readonly PatchedFile[];
  baseSha: string;
  headSha: string;
  headTexts: ReadonlyMap<string, FileText>;
  baseTexts: ReadonlyMap<string, FileText>;
  modes?: ReadonlyMap<string, string>;
}): ChangeSet {
  const files: ChangedFile[] = [];
  const skipped: Skipped[] = [];
  const touched = input.files.filter((file) => file.status !== 'unchanged');
  for (const file of touched) {
    if (!isPythonPath(file.path)) continue;
    const head = file.status === 'removed' ? undefined : input.headTexts.get(file.path);
    const headText = textOf(head);
    const leftOut = reasonToLeaveOut(file.path, headText, input.modes?.get(file.path) ?? null);
    if (leftOut) {
      skipped.push({ what: file.path, reason: leftOut });
      continue;
    }
    const why = reasonWithoutText(file, head);
    if (why) skipped.push({ what: file.path, reason: why });
    const status = statusOf(file.status);
    const base =
      status === 'added'
        ? undefined
        : (input.baseTexts.get(file.previousPath ?? file.path) ?? input.baseTexts.get(file.path));
    const baseText = textOf(base);
    files.push({
      path: file.path,
      previousPath: status === 'renamed' ? file.previousPath : null,
      status,
      changedLines: status === 'removed' ? [] : changedLinesOf(file.patch, status, headText, baseText),
      isTest: isTestPath(file.path),
      headText,
      baseText,
    });
  }
  const { baseSha, headSha } = input;
  return { baseSha, headSha, files, allPaths: touched.map((file) => file.path), skipped };
}

function textOf(text: FileText | undefined): string | null {
  return text && 'text' in text ? text.text : null;
}

function reasonWithoutText(file: PatchedFile, head: FileText | undefined): string | null {
  if (file.status === 'removed') return 'removed by the pull request';
  if (!head) return 'could not be read';
  return 'unreadable' in head ? UNREADABLE[head.unreadable] : null;
}

/** GitHub's `copied` is a new file to us; `changed` means that its type or mode did. */
function statusOf(status: PatchedFile['status']): ChangedFile['status'] {
  if (status === 'copied') return 'added';
  if (status === 'changed' || status === 'unchanged') return 'modified';
  return status;
}

/**
 * From the patch where it agrees with the text at head; otherwise (no patch, or a push in between) by comparing the
 * texts. Without both texts there is only the patch to go by.
 */
function changedLinesOf(
  patch: string | null,
  status: ChangedFile['status'],
  headText: string | null,
  baseText: string | null,
): number[] {
  if (headText === null) return changedLinesFromPatch(patch ?? '');
  const added = readAddedLines(patch ?? '');
  const headLines = splitLines(headText);
  const agrees = added.every(({ line, text }) => headLines[line - 1] === text.replace(/\r$/, ''));
  if (patch && agrees) return added.map(({ line }) => line);
  if (baseText === null && status !== 'added') return agrees ? added.map(({ line }) => line) : [];
  return findChangedLines(baseText ?? '', headText);
}
