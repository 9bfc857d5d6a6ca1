import { execFile } from 'node:child_process';
import { delimiter } from 'node:path';
import { StepFailure } from './problem.ts';

export interface Git {
  /** Trimmed standard output; throws a StepFailure with git's own message. */
  run(...args: string[]): Promise<string>;
}

/** Git in a folder, with no settings but the repository's own. */
export function gitIn(directory: string, pathEntries: string[], home: string): Git {
  const env = {
    PATH: pathEntries.join(delimiter),
    HOME: home,
    LANG: 'C.UTF-8',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
  };
  return {
    run: (...args) =>
      new Promise((resolve, reject) => {
        const options = { cwd: directory, env, maxBuffer: 64 * 1024 * 1024 };
        execFile('git', ['-c', 'safe.directory=*', ...args], options, (error, stdout, stderr) => {
          if (error) reject(new StepFailure(stderr.trim() || error.message, { cause: error }));
          else resolve(stdout.trim());
        });
      }),
  };
}
