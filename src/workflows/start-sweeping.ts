import { type SweepDependencies, sweep } from './sweep.ts';

/** Sweeps now and every `intervalMs`, one pass at a time. Returns how to stop, which waits for a pass under way. */
export function startSweeping(deps: SweepDependencies, intervalMs: number): () => Promise<void> {
  let current: Promise<void> = sweep(deps, new Date(), { atStart: true });
  let busy = true;
  const settle = (): void => {
    busy = false;
  };
  current.then(settle, settle);
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    current = sweep(deps, new Date(), { atStart: false });
    current.then(settle, settle);
  }, intervalMs);
  return async () => {
    clearInterval(timer);
    await current.catch(() => undefined);
  };
}
