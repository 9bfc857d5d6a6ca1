import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as delay } from 'node:timers/promises';

/** How long a process that ignores SIGTERM lives before SIGKILL. */
const KILL_GRACE_MS = 1000;
/** How long output is awaited after the main process has gone, when a child of it still holds the pipe. */
const OUTPUT_GRACE_MS = 300;
const MAX_LINE_LENGTH = 1_000_000;

export interface ProcessRequest {
  command: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
  timeoutMs: number;
  onLine(line: string): void;
}

export interface ProcessEnd {
  /** Null when a signal ended it. */
  exitCode: number | null;
  timedOut: boolean;
}

/** The processes of one job. Each starts a process group, so that its children can be ended with it. */
export interface ProcessGroups {
  /** Runs to the end of the main process; a background child cannot hold this up. */
  run(request: ProcessRequest): Promise<ProcessEnd>;
  /** Ends what is left of every group, and processes that moved to a group of their own. */
  endAll(): void;
}

/** @param trackingId value of RUNNER_TRACKING_ID in the environment of every process of the job */
export function createProcessGroups(trackingId: string): ProcessGroups {
  const leftovers = new Map<number, ChildProcess>();
  return {
    run: (request) => runProcess(request, leftovers),
    endAll() {
      for (const [group, child] of leftovers) {
        signalGroup(group, 'SIGKILL');
        child.stdout?.destroy();
      }
      leftovers.clear();
      endTracked(trackingId);
    },
  };
}

async function runProcess(
  request: ProcessRequest,
  leftovers: Map<number, ChildProcess>,
): Promise<ProcessEnd> {
  // One pipe for output and errors keeps their lines in the order in which they were written.
  const child = spawn('/bin/sh', ['-c', 'exec "$0" "$@" 2>&1', request.command, ...request.args], {
    cwd: request.cwd,
    env: request.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const output = readLines(child.stdout, request.onLine);
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let timedOut = false;
  const end = await new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      request.onLine(`${request.command}: ${error.message}`);
      resolve(127);
    });
    child.once('exit', (code) => resolve(code));
    const limit = setTimeout(() => {
      timedOut = true;
      signalGroup(child.pid, 'SIGTERM');
      setTimeout(() => signalGroup(child.pid, 'SIGKILL'), KILL_GRACE_MS).unref();
    }, request.timeoutMs);
    child.once('exit', () => clearTimeout(limit));
    child.once('error', () => clearTimeout(limit));
  });
  if (timedOut) signalGroup(child.pid, 'SIGKILL');
  await Promise.race([closed, delay(OUTPUT_GRACE_MS, undefined, { ref: false })]);
  output.stop();
  if (child.pid !== undefined && signalGroup(child.pid, 0)) leftovers.set(child.pid, child);
  return { exitCode: end, timedOut };
}

/** False when no process of the group is left. Signal 0 only asks. */
function signalGroup(group: number | undefined, signal: NodeJS.Signals | 0): boolean {
  if (group === undefined) return false;
  try {
    return process.kill(-group, signal);
  } catch {
    return false;
  }
}

/** After `stop`, output is read and thrown away, so that a background child is not killed by a closed pipe. */
function readLines(stream: Readable, onLine: (line: string) => void): { stop(): void } {
  const decoder = new StringDecoder('utf8');
  let pending = '';
  let stopped = false;
  const flush = (): void => {
    if (pending !== '' && !stopped) onLine(pending);
    pending = '';
  };
  stream.on('data', (chunk: Buffer) => {
    if (stopped) return;
    const lines = (pending + decoder.write(chunk)).split(/\r?\n/);
    pending = lines.pop() ?? '';
    for (const line of lines) onLine(line);
    if (pending.length > MAX_LINE_LENGTH) flush();
  });
  stream.once('end', flush);
  return {
    stop() {
      flush();
      stopped = true;
      // Sockets keep the event loop alive; a forgotten child must not keep this program from ending.
      if ('unref' in stream && typeof stream.unref === 'function') stream.unref();
    },
  };
}

/** Linux alone tells a process's environment; elsewhere only process groups are ended. */
function endTracked(trackingId: string): void {
  const mark = `RUNNER_TRACKING_ID=${trackingId}`;
  let names: string[];
  try {
    names = readdirSync('/proc');
  } catch {
    return;
  }
  for (const name of names) {
    if (!/^\d+$/.test(name)) continue;
    try {
      if (readFileSync(`/proc/${name}/environ`, 'utf8').split('\0').includes(mark))
        process.kill(Number(name), 'SIGKILL');
    } catch {
      // Gone meanwhile, or another user's.
    }
  }
}
