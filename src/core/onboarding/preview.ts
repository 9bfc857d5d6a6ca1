import { findNearbyTests } from '../python/nearby-tests.ts';
import type { Target } from '../python/target.ts';

/** What a review would have done with a pull request. */
export interface PullPreview {
  number: number;
  title: string;
  fate: 'review' | 'fork' | 'bot' | 'draft' | 'no-python' | 'unreadable';
  changedPython: number;
  readPython: number;
  changedTests: string[];
  targets: { id: string; test: string | null }[];
  /** Targets beyond those that are named. */
  furtherTargets: number;
}

export type PullReading =
  | { kind: 'unreadable' | 'no-python' }
  | {
      kind: 'read';
      changedPython: number;
      readPython: number;
      changedTests: string[];
      targets: readonly Target[];
      allPaths: readonly string[];
    };

const MAX_TARGETS = 4;

/** The newest state of a pull request decides, as it would when it is reviewed. */
export function choosePreview(
  pull: {
    number: number;
    title: string;
    draft: boolean;
    state: string;
    author: { type: string };
    headRepositoryId: number | null;
    baseRepositoryId: number;
  },
  reading: PullReading,
): PullPreview {
  const nothing = {
    number: pull.number,
    title: pull.title,
    changedPython: 0,
    readPython: 0,
    changedTests: [],
    targets: [],
    furtherTargets: 0,
  };
  if (pull.author.type === 'Bot') return { ...nothing, fate: 'bot' };
  if (reading.kind !== 'read') return { ...nothing, fate: reading.kind };
  const { targets, allPaths } = reading;
  return {
    ...nothing,
    fate:
      pull.headRepositoryId !== pull.baseRepositoryId
        ? 'fork'
        : pull.draft && pull.state === 'open'
          ? 'draft'
          : 'review',
    changedPython: reading.changedPython,
    readPython: reading.readPython,
    changedTests: reading.changedTests,
    targets: targets
      .slice(0, MAX_TARGETS)
      .map(({ id, path }) => ({ id, test: findNearbyTests(path, allPaths)[0] ?? null })),
    furtherTargets: Math.max(0, targets.length - MAX_TARGETS),
  };
}
