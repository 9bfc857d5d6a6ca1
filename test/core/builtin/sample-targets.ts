import type { ChangeSet } from '../../../src/core/change-set/change-set.ts';
import type { PythonParser } from '../../../src/core/python/parser.ts';
import type { Target } from '../../../src/core/python/target.ts';
import { findTargets } from '../../../src/core/python/targets.ts';

/** A change set in which one file is new, and the targets in it. */
export function newFile(
  parser: PythonParser,
  path: string,
  text: string,
  otherPaths: readonly string[] = [],
): { changeSet: ChangeSet; targets: Target[] } {
  const changedLines = text.split('\n').map((_, index) => index + 1);
  const changeSet: ChangeSet = {
    baseSha: '',
    headSha: '',
    files: [
      {
        path,
        previousPath: null,
        status: 'added',
        changedLines,
        isTest: false,
        headText: text,
        baseText: null,
      },
    ],
    allPaths: [path],
    skipped: [],
  };
  return { changeSet, targets: findTargets(parser, changeSet, [path, ...otherPaths]).targets };
}
