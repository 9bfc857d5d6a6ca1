import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';

/** Repositories whose reader stays open; the one asked longest ago is ended first. */
const KEPT = 6;

interface Asked {
  /** Replies still to come: one for each line of the request. */
  left: number;
  parts: Buffer[];
  isMissing: boolean;
  resolve(output: Buffer | null): void;
}

interface Reader {
  child: ChildProcessWithoutNullStreams;
  asked: Asked[];
  /** What has arrived and belongs to no whole reply yet. */
  rest: Buffer;
}

const readers = new Map<string, Reader>();

/**
 * What `git cat-file --batch` answers to the lines of `input`, from a process that stays open for the repository: a third of all that
 * localhub asks git is this. Null when something was missing, or the process ended: it may know an older state, so whoever asks
 * does it once more with a process of its own.
 */
export function readBatch(
  args: readonly string[],
  environment: Record<string, string>,
  input: string,
): Promise<Buffer | null> {
  const key = JSON.stringify([args, environment]);
  const reader = readers.get(key) ?? open(key, args, environment);
  readers.delete(key);
  readers.set(key, reader);
  return new Promise((resolve) => {
    const left = input.split('\n').length - 1;
    if (left === 0) return resolve(Buffer.alloc(0));
    reader.asked.push({ left, parts: [], isMissing: false, resolve });
    reader.child.stdin.write(input);
  });
}

function open(key: string, args: readonly string[], environment: Record<string, string>): Reader {
  const oldest = readers.size >= KEPT ? [...readers].find(([, { asked }]) => asked.length === 0) : undefined;
  if (oldest) {
    readers.delete(oldest[0]);
    oldest[1].child.stdin.end();
  }
  const child = spawn('git', args, { env: environment, stdio: ['pipe', 'pipe', 'pipe'] });
  const reader: Reader = { child, asked: [], rest: Buffer.alloc(0) };
  child.stdin.on('error', () => undefined);
  child.stderr.resume();
  child.stdout.on('data', (chunk: Buffer) => take(reader, chunk));
  const end = (): void => {
    if (readers.get(key) === reader) readers.delete(key);
    for (const one of reader.asked.splice(0)) one.resolve(null);
  };
  child.on('error', end);
  child.on('close', end);
  return reader;
}

/** Replies are `SHA TYPE SIZE`, the content and a line break, or one line that says what is missing. */
function take(reader: Reader, chunk: Buffer): void {
  reader.rest = reader.rest.length === 0 ? chunk : Buffer.concat([reader.rest, chunk]);
  for (let first = reader.asked[0]; first; first = reader.asked[0]) {
    const end = reader.rest.indexOf(10);
    if (end < 0) return;
    const size = /^[0-9a-f]{40} \w+ (\d+)$/.exec(reader.rest.subarray(0, end).toString('utf8'))?.[1];
    const length = end + 1 + (size === undefined ? 0 : Number(size) + 1);
    if (reader.rest.length < length) return;
    first.parts.push(reader.rest.subarray(0, length));
    reader.rest = reader.rest.subarray(length);
    first.left -= 1;
    first.isMissing ||= size === undefined;
    if (first.left > 0) continue;
    reader.asked.shift();
    first.resolve(first.isMissing ? null : Buffer.concat(first.parts));
  }
}
