import type { ChangeSet } from '../../src/core/change-set/change-set.ts';
import { choosePaths } from '../../src/core/context/choose-paths.ts';
import type { ProjectIndex } from '../../src/core/index/project-index.ts';
import type { Target } from '../../src/core/python/target.ts';

const PASSES = 3;

/** The texts that a review of this one target's file reads, when the index knows the whole project. */
export function readAsReview(
  index: ProjectIndex,
  target: Pick<Target, 'id' | 'path' | 'qualname'>,
  all: ReadonlyMap<string, string>,
): Map<string, string> {
  const texts = new Map([[target.path, all.get(target.path)!]]);
  const changeSet: ChangeSet = { files: [{ path: target.path }] } as ChangeSet;
  for (let pass = 0; pass < PASSES; pass++) {
    for (const { path } of choosePaths({ index, targets: [target as Target], changeSet, texts })) {
      const text = all.get(path);
      if (text !== undefined) texts.set(path, text);
    }
  }
  return texts;
}
