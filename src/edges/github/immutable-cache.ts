import type { RepositoryRef } from './types.ts';

/**
 * What this process has read and what can never change, because a SHA names it. Who may see it differs, though: the key holds the
 * installation and the repository beside the SHA, so nobody is answered with what another one has read.
 */
export interface ImmutableCache<T> {
  get(repository: RepositoryRef, name: string): Promise<T> | undefined;
  /** Keeps the answer, also while it is on its way. One that fails is forgotten. */
  set(repository: RepositoryRef, name: string, answer: Promise<T>): void;
  /** The answer that is kept, or that of `ask`, which is kept then. */
  remember(repository: RepositoryRef, name: string, ask: () => Promise<T>): Promise<T>;
}

/** @param limit what all answers together may weigh; beyond it, what was used longest ago goes. */
export function createImmutableCache<T>(limit: number, weigh: (answer: T) => number): ImmutableCache<T> {
  /** The one that was used longest ago comes first. */
  const kept = new Map<string, { answer: Promise<T>; weight: number }>();
  let weight = 0;

  function drop(key: string): void {
    weight -= kept.get(key)?.weight ?? 0;
    kept.delete(key);
  }

  const cache: ImmutableCache<T> = {
    get(repository, name) {
      const key = keyOf(repository, name);
      const found = kept.get(key);
      if (!found) return undefined;
      kept.delete(key);
      kept.set(key, found);
      return found.answer;
    },
    set(repository, name, answer) {
      const key = keyOf(repository, name);
      drop(key);
      const entry = { answer, weight: 0 };
      kept.set(key, entry);
      answer.then(
        (value) => {
          if (kept.get(key) !== entry) return;
          entry.weight = weigh(value);
          weight += entry.weight;
          for (const oldest of kept.keys()) {
            if (weight <= limit) break;
            drop(oldest);
          }
        },
        () => {
          if (kept.get(key) === entry) drop(key);
        },
      );
    },
    remember(repository, name, ask) {
      const known = cache.get(repository, name);
      if (known) return known;
      const answer = ask();
      cache.set(repository, name, answer);
      return answer;
    },
  };
  return cache;
}

function keyOf({ installationId, id }: RepositoryRef, name: string): string {
  return `${installationId}/${id}/${name}`;
}
