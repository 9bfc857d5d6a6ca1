import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Database } from '../../../src/edges/database/database.ts';
import { migrate } from '../../../src/edges/database/migrate.ts';
import { openDatabase } from '../../../src/edges/database/open-database.ts';
import { createQueue } from '../../../src/edges/queue/queue.ts';
import {
  DATABASE_KINDS,
  type DatabaseKind,
  startDatabases,
  type TestDatabases,
} from '../../support/databases.ts';

const MIGRATIONS = new URL('../../../migrations/', import.meta.url);
const SCHEMA_DUMP = new URL('schema.txt', MIGRATIONS);

describe('migrations', () => {
  let databases: Record<DatabaseKind, TestDatabases>;
  const folders: string[] = [];

  beforeAll(async () => {
    databases = { embedded: await startDatabases('embedded'), server: await startDatabases('server') };
  });
  afterAll(async () => {
    await databases?.embedded.stop();
    await databases?.server.stop();
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  });

  /** A copy of migrations/ that a test may change. */
  async function givenMigrations(): Promise<{ url: URL; folder: string }> {
    const folder = await mkdtemp(join(tmpdir(), 'testwright-migrations-'));
    folders.push(folder);
    for (const name of (await readdir(MIGRATIONS)).filter((file) => file.endsWith('.sql'))) {
      await copyFile(new URL(name, MIGRATIONS), join(folder, name));
    }
    return { url: pathToFileURL(`${folder}/`), folder };
  }

  test.each(DATABASE_KINDS)(
    'make the schema that migrations/schema.txt shows on the %s database',
    async (kind) => {
      const db = await databases[kind].open();
      await migrate(db);
      await migrate(db);
      const dump = await dumpSchema(db);
      if (!existsSync(SCHEMA_DUMP)) await writeFile(SCHEMA_DUMP, dump);
      // After a new migration: delete the file, run this test, review the difference.
      expect(dump).toBe(await readFile(SCHEMA_DUMP, 'utf8'));
    },
  );

  test('are applied once, and new ones on top', async () => {
    const db = await databases.server.open();
    const { url, folder } = await givenMigrations();
    await migrate(db, url);
    await migrate(db, url);
    await writeFile(
      join(folder, await numbered(folder, 'next')),
      'create table testwright.next (id integer); insert into testwright.next values (1);',
    );
    await migrate(db, url);
    await migrate(db, url);
    expect(await db.query('select id from testwright.next')).toEqual([{ id: 1 }]);
    // Another checkout may have other line ends.
    const first = join(folder, '0001-deliveries-and-runs.sql');
    await writeFile(first, (await readFile(first, 'utf8')).replaceAll('\n', '\r\n'));
    await migrate(db, url);
  });

  test('leave nothing behind when one fails', async () => {
    const db = await databases.server.open();
    const { url, folder } = await givenMigrations();
    await writeFile(
      join(folder, await numbered(folder, 'wrong')),
      'create table testwright.half (id integer); select no_such_column;',
    );
    await expect(migrate(db, url)).rejects.toMatchObject({ addressee: 'us', code: 'database-refused' });
    expect(
      await db.query(`select from information_schema.schemata where schema_name = 'testwright'`),
    ).toEqual([]);
  });

  test('refuse an edited one, a newer database, and a gap in the numbers', async () => {
    const db = await databases.server.open();
    const { url, folder } = await givenMigrations();
    const more = join(folder, await numbered(folder, 'more'));
    await writeFile(more, 'create table testwright.more (id integer);');
    await migrate(db, url);
    await writeFile(more, 'create table testwright.more (id bigint);');
    await expect(migrate(db, url)).rejects.toMatchObject({ code: 'migration-edited', addressee: 'us' });
    await rm(more);
    await expect(migrate(db, url)).rejects.toMatchObject({ code: 'database-newer', addressee: 'operator' });
    await writeFile(join(folder, await numbered(folder, 'gap', 2)), 'select 1;');
    await expect(migrate(db, url)).rejects.toMatchObject({ code: 'migrations-misnumbered' });
  });

  test('twenty starters at once end well', async () => {
    const options = await databases.server.build();
    const opened = await Promise.all(Array.from({ length: 20 }, () => openDatabase(options)));
    try {
      await Promise.all(opened.map((db) => migrate(db)));
      const files = (await readdir(MIGRATIONS)).filter((name) => name.endsWith('.sql'));
      expect(await opened[0]!.query('select number from testwright.migrations')).toEqual(
        files.map((_name, index) => ({ number: index + 1 })),
      );
      const queues = await Promise.all(opened.slice(0, 5).map((db) => createQueue(db)));
      for (const queue of queues) await queue.stop({ graceMs: 0 });
    } finally {
      for (const db of opened) await db.close();
    }
  });
});

/** Tables, columns, constraints and indexes of schema `testwright`, sorted, in lines a reviewer can read. */
async function dumpSchema(db: Database): Promise<string> {
  const lines = await db.query<{ line: string }>(`
    select table_name || '.' || column_name || ' ' || data_type
           || case when is_nullable = 'NO' then ' not null' else '' end
           || coalesce(' default ' || column_default, '') as line, 1 as part, table_name as owner, ordinal_position as place
    from information_schema.columns where table_schema = 'testwright'
    union all
    select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid), 2, conrelid::regclass::text, 0
    from pg_constraint where connamespace = 'testwright'::regnamespace and contype <> 'n'
    union all
    select indexdef, 3, tablename, 0 from pg_indexes where schemaname = 'testwright'
    order by part, owner, place, line`);
  return `${lines.map(({ line }) => line).join('\n')}\n`;
}

/** A name for the migration that comes next, or so many further on. */
async function numbered(folder: string, name: string, further = 1): Promise<string> {
  return `${String((await readdir(folder)).length + further).padStart(4, '0')}-${name}.sql`;
}
