import { spawn } from 'node:child_process';

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
export function askGit(
  gitDir: string | null,
  args: readonly string[],
  options: GitOptions = {},
): Promise<GitAnswer> {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'));
  const environment = { ...Object.fromEntries(inherited), ...isolated, ...options.environment };
  const all = gitDir === null ? [...args] : ['--git-dir', gitDir, ...args];
  return new Promise((resolve, reject) => {
    const child = spawn('git', all, { env: environment, stdio: ['pipe', 'pipe', 'pipe'] });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    // Git may end before it has read everything; its exit code tells the story then.
    child.stdin.on('error', () => undefined);
    child.on('close', (exitCode) => {
      if (exitCode === 0 || (exitCode !== null && options.answers?.includes(exitCode)))
        resolve({ exitCode, stdout: Buffer.concat(out) });
      else reject(new GitFailure(args, exitCode, Buffer.concat(err).toString('utf8')));
    });
    child.stdin.end(options.input ?? '');
  });
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
