import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrate } from '../../src/edges/database/migrate.ts';
import { openPglite } from '../../src/edges/database/open-pglite.ts';
import { createQueue } from '../../src/edges/queue/queue.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CACHE = join(ROOT, 'node_modules', '.cache', 'testwright');

/** What the empty database follows from: its tables, and the versions of what makes them. */
const SOURCES = [
  'package-lock.json',
  'src/edges/queue/start-boss.ts',
  'src/edges/database/migrate.ts',
  ...readdirSync(join(ROOT, 'migrations')).map((name) => `migrations/${name}`),
];

/**
 * Puts an empty embedded database with all tables into a folder, for stories that begin with the app already installed:
 * PostgreSQL takes two seconds to set itself up, a copy of its files a fraction. Tests of the database itself do not use it.
 */
export async function placeDatabase(directory: string): Promise<void> {
  const hash = createHash('sha256');
  for (const source of SOURCES) hash.update(readFileSync(join(ROOT, source)));
  const prepared = join(CACHE, `database-${hash.digest('hex').slice(0, 16)}`);
  if (!existsSync(prepared)) await prepare(prepared);
  cpSync(join(prepared, 'postgres'), join(directory, 'postgres'), { recursive: true });
}

/** Two processes may do this at once: the second finds the folder of the first in its place, which is as good. */
async function prepare(prepared: string): Promise<void> {
  mkdirSync(CACHE, { recursive: true });
  const making = mkdtempSync(join(CACHE, 'making-'));
  const database = await openPglite(making);
  await migrate(database);
  await (await createQueue(database)).stop({ graceMs: 1000 });
  await database.close();
  try {
    renameSync(making, prepared);
  } catch (error) {
    if (!existsSync(prepared)) throw error;
    rmSync(making, { recursive: true, force: true });
  }
}
