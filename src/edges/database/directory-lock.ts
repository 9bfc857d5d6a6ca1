import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { OperatorError } from '../../errors.ts';

export interface DirectoryLock {
  release(): void;
}

/** SQLITE_BUSY: https://www.sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;

/**
 * Takes the folder for this process alone, creating it when missing. The operating system lets go when the process
 * ends in any way, SIGKILL included.
 *
 * The lock is an exclusive transaction on an empty SQLite file, because that is the one file lock Node can take:
 * a kernel lock on the inode, so racing starters cannot both win and containers on one host that share the folder
 * exclude each other. Rejected: a file with a pid (stale after SIGKILL, wrong across containers, racy to take
 * over) and a socket in the folder (racy to take over, too).
 *
 * @throws OperatorError in one sentence: who holds the folder, or why it cannot be used.
 */
export function lockDirectory(directory: string): DirectoryLock {
  const holderFile = join(directory, 'lock.json');
  let file: DatabaseSync | null = null;
  try {
    mkdirSync(directory, { recursive: true });
    file = new DatabaseSync(join(directory, 'lock'));
    // The time-out lets a process that is just stopping finish, and decides races: SQLite's own retry has one winner.
    file.exec('PRAGMA busy_timeout = 1000; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    writeFileSync(
      holderFile,
      JSON.stringify({ pid: process.pid, host: hostname(), since: new Date().toISOString() }),
    );
  } catch (cause) {
    file?.close();
    if (isBusy(cause)) {
      throw new OperatorError(
        'data-directory-in-use',
        `The embedded database in "${directory}" is in use by ${describeHolder(holderFile)}: stop that process, or set DATABASE_URL so that several processes share a PostgreSQL server.`,
        { cause },
      );
    }
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new OperatorError(
      'data-directory-unusable',
      `The folder "${directory}" cannot hold the embedded database (${detail}): set DATA_DIRECTORY to a folder that this user can write, or set DATABASE_URL.`,
      { cause },
    );
  }
  const held = file;
  return {
    release: () => {
      if (held.isOpen) held.close();
    },
  };
}

function isBusy(cause: unknown): boolean {
  return typeof cause === 'object' && cause !== null && 'errcode' in cause && cause.errcode === SQLITE_BUSY;
}

/** Read without the lock, so it may be missing or half written: then the holder is just another process. */
function describeHolder(holderFile: string): string {
  try {
    const { pid, host, since } = JSON.parse(readFileSync(holderFile, 'utf8'));
    return `process ${Number(pid)} on ${String(host)} since ${String(since)}`;
  } catch {
    return 'another process';
  }
}
