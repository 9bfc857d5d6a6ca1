import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Child {
  /** The next line of JSON that the child prints. Throws when it ends without one. */
  read(): Promise<unknown>;
  /** SIGKILL: no handler of the child runs. */
  kill(): Promise<void>;
}

/** Starts a script of test/support in a process of its own. */
export function startChild(script: string, argument: string): Child {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, [path, argument], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async read() {
      const { value, done } = await lines.next();
      if (done) throw new Error(`${script} ended without a word`);
      return JSON.parse(value);
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
