import type { AppProcess } from './app-process.ts';

/** Longer than any suite that a demo should wait for. */
const LIMIT_MS = 60 * 60_000;

/** What is wanted, unless the app ends before it, an hour goes by, or someone presses Ctrl-C. */
export async function waitFor<T>(
  wanted: Promise<T>,
  { exited, stderr }: Pick<AppProcess, 'exited' | 'stderr'>,
): Promise<T> {
  const timeout = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error('the run did not end within an hour')), LIMIT_MS).unref();
  });
  const died = exited.then((code) => {
    throw new Error(`the app ended with ${code} in the middle of the run.\n${stderr()}`);
  });
  died.catch(() => undefined);
  return Promise.race([wanted, timeout, died, interruption()]);
}

/** Rejects on Ctrl-C, so that what was started is stopped and the temporary folder goes. */
function interruption(): Promise<never> {
  const interrupted = new Promise<never>((_, reject) => {
    const stop = (): void => reject(new Error('stopped before the run had ended.'));
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  });
  interrupted.catch(() => undefined);
  return interrupted;
}

/** Until Ctrl-C, or until there is no app any more. */
export async function stay({ exited }: Pick<AppProcess, 'exited'>): Promise<void> {
  const code = await Promise.race([exited, interruption().catch(() => 'interrupted' as const)]);
  if (code !== 'interrupted') throw new Error(`the app ended with ${code}.`);
}
