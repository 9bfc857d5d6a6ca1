import { startGit } from './git-host.ts';

/** Git ended with a status that the caller did not expect. */
export class GitFailure extends Error {
  override readonly name = 'GitFailure';
  readonly exitCode: number | null;

  constructor(args: readonly string[], exitCode: number | null, stderr: string) {
    super(`git ${args.join(' ')} ended with ${exitCode}: ${stderr.trim()}`);
    this.exitCode = exitCode;
  }
}

export interface GitOptions {
  input?: string | Uint8Array;
  environment?: Record<string, string>;
  /** Exit codes besides 0 that are answers, not failures (`merge-base --is-ancestor` says no with 1). */
  answers?: readonly number[];
}

export interface GitAnswer {
  exitCode: number;
  stdout: Buffer;
}

/** Settings of the machine's user must not change what this repository answers. */
const isolated = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
};

/** Runs git on a bare repository (or on none, with `gitDir: null`) and returns exit code and output. */
export async function askGit(
  gitDir: string | null,
  args: readonly string[],
  options: GitOptions = {},
): Promise<GitAnswer> {
  const inherited = Object.entries(process.env).flatMap(([name, value]) =>
    name.startsWith('GIT_') || value === undefined ? [] : [[name, value] as const],
  );
  const { exitCode, stdout, stderr } = await startGit({
    args: gitDir === null ? args : ['--git-dir', gitDir, ...args],
    environment: { ...Object.fromEntries(inherited), ...isolated, ...options.environment },
    input: options.input ?? '',
  });
  if (exitCode !== null && (exitCode === 0 || options.answers?.includes(exitCode)))
    return { exitCode, stdout };
  throw new GitFailure(args, exitCode, stderr);
}

/** Output of git as text, without the line break at its end. */
export async function gitText(
  gitDir: string | null,
  args: readonly string[],
  options: GitOptions = {},
): Promise<string> {
  const { stdout } = await askGit(gitDir, args, options);
  return stdout.toString('utf8').replace(/\n$/, '');
}
