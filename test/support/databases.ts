import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../../src/edges/database/database.ts';
import { migrate } from '../../src/edges/database/migrate.ts';
import { openDatabase } from '../../src/edges/database/open-database.ts';
import { startPostgres } from './postgres.ts';
import { placeDatabase } from './prepared-database.ts';

export interface TestDatabases {
  /** Options for `openDatabase` that name a new, empty database. */
  build(): Promise<{ url: string } | { directory: string }>;
  /** Opens a new, empty database, closed by `stop`. */
  open(): Promise<Database>;
  /** The same with all tables; the embedded one is a copy of prepared files, which takes a fraction of the time. */
  openMigrated(): Promise<Database>;
  stop(): Promise<void>;
}

export type DatabaseKind = 'embedded' | 'server';

/** Both databases that Testwright runs on: the same tables of tests run on each. */
export const DATABASE_KINDS: readonly DatabaseKind[] = ['embedded', 'server'];

export async function startDatabases(kind: DatabaseKind): Promise<TestDatabases> {
  const opened: Database[] = [];
  const folders: string[] = [];
  const server = kind === 'server' ? await startPostgres() : null;
  async function build(): Promise<{ url: string } | { directory: string }> {
    if (server) return { url: await server.createDatabase() };
    const directory = await mkdtemp(join(tmpdir(), 'testwright-data-'));
    folders.push(directory);
    return { directory };
  }
  return {
    build,
    async open() {
      const db = await openDatabase(await build());
      opened.push(db);
      return db;
    },
    async openMigrated() {
      const options = await build();
      if ('directory' in options) await placeDatabase(options.directory);
      const db = await openDatabase(options);
      opened.push(db);
      await migrate(db);
      return db;
    },
    async stop() {
      for (const db of opened) await db.close();
      for (const folder of folders) await rm(folder, { recursive: true, force: true });
      await server?.stop();
    },
  };
}

/** Waits until `check` holds, for things that another process or a worker does. */
export async function waitFor(check: () => boolean | Promise<boolean>, limitMs = 10_000): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!(await check())) {
    if (Date.now() > deadline) throw new Error(`still not so after ${limitMs} ms: ${check}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
