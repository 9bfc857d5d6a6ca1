import { setTimeout as sleep } from 'node:timers/promises';
import type {} from '@octokit/plugin-throttling';
import type { Octokit } from '@octokit/rest';

/** The part of a Bottleneck group that the throttling plugin uses. */
interface Spacing {
  key(id: string): { schedule<T>(options: unknown, action: () => Promise<T>): Promise<T> };
}

export type SpacingGroup = NonNullable<
  NonNullable<ConstructorParameters<typeof Octokit>[0]>['throttle']
>['write'];

/**
 * Lets actions of one key begin at least `spacingMs` apart. It takes the place of the throttling plugin's own
 * groups, which live once per process with a spacing that cannot be set.
 */
export function createSpacing(spacingMs: number): SpacingGroup {
  const nextStart = new Map<string, number>();
  const spacing: Spacing = {
    key: (id) => ({
      schedule: async (_options, action) => {
        const now = Date.now();
        const start = Math.max(now, nextStart.get(id) ?? 0);
        nextStart.set(id, start + spacingMs);
        if (start > now) await sleep(start - now);
        return action();
      },
    }),
  };
  return spacing as unknown as SpacingGroup;
}
