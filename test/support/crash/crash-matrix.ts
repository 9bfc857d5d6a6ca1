import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createReplayingRunner } from '../../../localhub/actions/replaying-runner.ts';
import { createActionsRunner } from '../../../localhub/actions/runner.ts';
import type { RepositoryHandle } from '../../../localhub/localhub.ts';
import { ownPython } from '../../../scripts/demo/prepare-repository.ts';
import { type CrashWorld, isMinting, startCrashWorld } from '../crash-harness.ts';
import { buildRepository } from '../git-repository.ts';
import { type CrashCase, type CrashPoint, describeCase } from './crash-point.ts';
import { STORY_BASE, STORY_CALLS, STORY_CHANGE } from './crash-story.ts';
import type { ReviewState } from './review-state.ts';

/** So many reviews are killed with one process. Each has a worker, since it keeps it while it stands at its point. */
const BATCH = 17;

/** The ends of reviews by name: of the case, or of what else was done to them. */
export type ReviewStates = Record<string, ReviewState>;

export interface CrashMatrix {
  world: CrashWorld;
  /** What one review does when nothing disturbs it, in order, and how it ends. */
  points: CrashPoint[];
  reference: ReviewState;
  /** Every review so far. */
  reviews: { name: string; repository: RepositoryHandle }[];
  /** Kills the app at each case. `extraModelCalls`: how many more than undisturbed reviews would have made. */
  crashAll(cases: readonly CrashCase[]): Promise<{ states: ReviewStates; extraModelCalls: number }>;
  /** Waits for the end of a review that something else was done to. */
  finish(name: string, repository: RepositoryHandle): Promise<ReviewState>;
  /** The states of all reviews as they are now. */
  readAll(): Promise<ReviewStates>;
}

/** Starts a world and lets one review run undisturbed. CI is executed once for each tree, then replayed. */
export async function startCrashMatrix(directory: string): Promise<CrashMatrix> {
  const path = join(directory, 'source');
  const runner = createReplayingRunner(
    createActionsRunner({
      workDirectory: join(directory, 'actions'),
      actionRoot: fileURLToPath(new URL('../../..', import.meta.url)),
      python: ownPython(),
    }),
  );
  const source = { path, ...buildRepository(path, STORY_BASE, STORY_CHANGE) };
  const world = await startCrashWorld({ directory, source, runner, concurrency: BATCH + 3 });
  const reviews: CrashMatrix['reviews'] = [];

  async function finish(name: string, repository: RepositoryHandle): Promise<ReviewState> {
    await world.waitForEnd([repository]);
    reviews.push({ name, repository });
    return world.readState(repository);
  }

  await world.start();
  const reference = await finish('not disturbed', await world.open());
  return {
    world,
    points: [...world.points],
    reference,
    reviews,
    finish,
    async crashAll(cases) {
      const callsBefore = world.modelCalls.length;
      const states: ReviewStates = {};
      for (const batch of chooseBatches(cases)) {
        const repositories = await world.crash(batch);
        for (const [index, one] of batch.entries())
          states[describeCase(one)] = await finish(describeCase(one), repositories[index]!);
      }
      const usual = STORY_CALLS.length * cases.length;
      return { states, extraModelCalls: world.modelCalls.length - callsBefore - usual };
    },
    async readAll() {
      const states: ReviewStates = {};
      for (const { name, repository } of reviews) states[name] = await world.readState(repository);
      return states;
    },
  };
}

/**
 * Cases that one kill serves. The client mints one token after another, so of the cases at a minting each batch has
 * one; and cases at model calls take any review, so they have a kill of their own.
 */
function chooseBatches(cases: readonly CrashCase[]): CrashCase[][] {
  const minting = cases.filter(({ point }) => isMinting(point));
  const asking = cases.filter(({ point }) => point.kind === 'model');
  const others = cases.filter(({ point }) => !isMinting(point) && point.kind !== 'model');
  const count = Math.max(minting.length, Math.ceil(others.length / (BATCH - 1)));
  const batches = Array.from({ length: count }, (_, index) => [
    ...others.slice(
      Math.floor((index * others.length) / count),
      Math.floor(((index + 1) * others.length) / count),
    ),
    ...minting.slice(index, index + 1),
  ]);
  return [...batches, asking].filter((batch) => batch.length > 0);
}
