import { spawn } from 'node:child_process';
import { readBatch } from './batch-reader.ts';

/** A request to the process below, and its answer. `error`: git could not be started. */
export interface GitRequest {
  id: number;
  args: readonly string[];
  environment: Record<string, string>;
  input: string | Uint8Array;
}
export type GitReply = { id: number } & (
  | { exitCode: number | null; stdout: Uint8Array; stderr: string }
  | { error: string }
);

/** The whole program of the process that starts git for localhub; see git-host.ts for why there is one. */
async function answer(request: GitRequest): Promise<void> {
  if (request.args.slice(-2).join(' ') === 'cat-file --batch' && typeof request.input === 'string') {
    const stdout = await readBatch(request.args, request.environment, request.input);
    if (stdout) return reply({ id: request.id, exitCode: 0, stdout, stderr: '' });
  }
  start(request);
}

function start(request: GitRequest): void {
  const child = spawn('git', request.args, {
    env: request.environment,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  child.on('error', (error) => reply({ id: request.id, error: error.message }));
  // Git may end before it has read everything; its exit code tells the story then.
  child.stdin.on('error', () => undefined);
  child.on('close', (exitCode) =>
    reply({
      id: request.id,
      exitCode,
      stdout: Buffer.concat(out),
      stderr: Buffer.concat(err).toString('utf8'),
    }),
  );
  child.stdin.end(request.input);
}

function reply(message: GitReply): void {
  // Nobody is there to read it when the parent has gone.
  if (process.connected) process.send?.(message, () => undefined);
}

if (process.send) {
  process.on('message', (request: GitRequest) => void answer(request));
  process.on('disconnect', () => process.exit(0));
}
