import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { GitReply, GitRequest } from './git-process.ts';

const program = fileURLToPath(new URL('./git-process.ts', import.meta.url));

type Answer = { exitCode: number | null; stdout: Buffer; stderr: string };
interface Waiting {
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

interface Host {
  child: ChildProcess;
  waiting: Map<number, Waiting>;
}

let host: Host | null = null;
let lastId = 0;

/**
 * Runs git in a small process of its own that stays. Starting a program copies the page tables of the process that
 * starts it: beside an embedded PostgreSQL that took 10 to 17 ms of processor time a call, against 2 ms from a small
 * process, and localhub starts git some hundred times for one pull request.
 */
export function startGit(request: Omit<GitRequest, 'id'>): Promise<Answer> {
  host ??= openHost();
  const { child, waiting } = host;
  const id = ++lastId;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    // Only while an answer is awaited does it keep this process alive.
    child.channel?.ref();
    child.send({ id, ...request } satisfies GitRequest, (error) => {
      if (error) settle({ child, waiting }, id)?.reject(error);
    });
  });
}

function openHost(): Host {
  const child = fork(program, [], {
    serialization: 'advanced',
    // Neither this process's flags nor its variables: a debugger or a test runner would come along.
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const opened: Host = { child, waiting: new Map() };
  child.unref();
  child.on('message', (reply: GitReply) => {
    const one = settle(opened, reply.id);
    if ('error' in reply) one?.reject(new Error(`git cannot be started: ${reply.error}`));
    else one?.resolve({ ...reply, stdout: Buffer.from(reply.stdout) });
  });
  child.on('close', () => {
    if (host === opened) host = null;
    for (const { reject } of opened.waiting.values())
      reject(new Error('The process that starts git has ended'));
  });
  return opened;
}

function settle({ child, waiting }: Host, id: number): Waiting | null {
  const one = waiting.get(id) ?? null;
  waiting.delete(id);
  if (waiting.size === 0) child.channel?.unref();
  return one;
}
