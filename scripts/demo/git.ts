import { spawnSync } from 'node:child_process';

/** Identity and isolation: nothing of the user's git configuration changes what the demo does. */
const ENVIRONMENT = {
  ...process.env,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'Demo',
  GIT_AUTHOR_EMAIL: 'demo@example.invalid',
  GIT_COMMITTER_NAME: 'Demo',
  GIT_COMMITTER_EMAIL: 'demo@example.invalid',
};

export class GitError extends Error {
  override readonly name = 'GitError';
}

/** Runs git in a folder and returns what it printed, without the last line break. */
export function git(
  cwd: string,
  args: string[],
  options: { input?: string; env?: Record<string, string> } = {},
): string {
  const result = spawnSync('git', args, {
    cwd,
    encoding: 'utf8',
    input: options.input,
    env: { ...ENVIRONMENT, ...options.env },
    maxBuffer: 64 * 1024 * 1024,
  });
  if (result.status !== 0)
    throw new GitError(`git ${args[0]}: ${(result.stderr || result.error?.message || '').trim()}`);
  return result.stdout.replace(/\n$/, '');
}
