import {
  type CrashCase,
  type CrashPhase,
  type CrashPoint,
  describeCase,
  describePoint,
} from './crash-point.ts';

/**
 * Where several reviews of one app stop, each at a point of its own, until the app is killed under all of them at
 * once. A review is known by its repository. A request to a model says nothing of a repository, but the reviews are
 * alike: a case at a model call takes the first review that comes to it.
 */
export interface CrashBarrier {
  /** Resolves when no more than so many cases have still to come to their points. */
  waitFor(left: number): Promise<void>;
  /** Null where nothing stops; else a promise that resolves when the app has been killed: what waits is lost. */
  reach(repositoryId: number | null, point: CrashPoint, phase: CrashPhase): Promise<void> | null;
  /** The app is dead: from now on nothing stops. */
  release(): void;
  /** Cases that have not come to their point. */
  missing(): string[];
}

export function createCrashBarrier(
  cases: readonly { repositoryId: number; wanted: CrashCase }[],
): CrashBarrier {
  const waiting = new Set(cases);
  let isReleased = false;
  const released = Promise.withResolvers<void>();
  const watchers = new Set<{ left: number; resolve: () => void }>();

  return {
    waitFor: (left) =>
      new Promise((resolve) => {
        if (waiting.size <= left) resolve();
        else watchers.add({ left, resolve });
      }),
    reach(repositoryId, point, phase) {
      if (isReleased) return null;
      const found = [...waiting].find(
        (one) =>
          (repositoryId === null || one.repositoryId === repositoryId) &&
          one.wanted.phase === phase &&
          describePoint(one.wanted.point) === describePoint(point),
      );
      if (!found) return null;
      waiting.delete(found);
      for (const watcher of watchers) if (waiting.size <= watcher.left) watcher.resolve();
      return released.promise;
    },
    release() {
      isReleased = true;
      released.resolve();
    },
    missing: () => [...waiting].map((one) => describeCase(one.wanted)),
  };
}
