import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { DefectError, OperatorError } from '../../errors.ts';
import type { Database, Transaction } from './database.ts';
import { readCode } from './database-error.ts';

const MIGRATIONS = new URL('../../../migrations/', import.meta.url);

/** Any constant will do; everyone who starts on this database waits for the same one. */
const MIGRATION_LOCK = 7_318_204_551;

/** SQLSTATE insufficient_privilege. */
const NO_PRIVILEGE = '42501';

interface Migration {
  number: number;
  name: string;
  sql: string;
  /** SHA-256 of the text with `\n` line ends, so a checkout with other line ends is the same migration. */
  hash: string;
}

/**
 * Brings schema `testwright` up to the newest migration: numbered SQL files, applied in order and recorded with
 * their hash, all in one transaction under an advisory lock, so that any number of processes may start at once.
 *
 * @throws OperatorError when the database is newer than this version or denies us a schema;
 *   DefectError when a migration that was applied has been edited since.
 */
export async function migrate(db: Database, directory: URL = MIGRATIONS): Promise<void> {
  const migrations = await readMigrations(directory);
  try {
    await db.transaction((tx) => applyMigrations(tx, migrations));
  } catch (error) {
    if (error instanceof DefectError && readCode(error.cause) === NO_PRIVILEGE) {
      throw new OperatorError(
        'database-forbids-schema',
        'The user in DATABASE_URL may not create schemas: run `GRANT CREATE ON DATABASE … TO …` for it.',
        { cause: error },
      );
    }
    throw error;
  }
}

async function applyMigrations(tx: Transaction, migrations: Migration[]): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1::bigint)', [MIGRATION_LOCK]);
  await tx.execute(`
    create schema if not exists testwright;
    create table if not exists testwright.migrations (
      number integer primary key,
      name text not null,
      hash text not null,
      applied_at timestamptz not null default now()
    );
  `);
  const applied = await tx.query<{ number: number; hash: string }>(
    'select number, hash from testwright.migrations order by number',
  );
  for (const { number, hash } of applied) {
    const migration = migrations.find((candidate) => candidate.number === number);
    if (!migration) {
      throw new OperatorError(
        'database-newer',
        `The database was used by a newer version of Testwright (it has migration ${number}): start that version or a newer one.`,
      );
    }
    if (migration.hash !== hash) {
      throw new DefectError(
        'migration-edited',
        `Migration ${migration.name} was edited after it had been applied: restore it, and put the change into a new migration.`,
      );
    }
  }
  for (const migration of migrations.slice(applied.length)) {
    await tx.execute(migration.sql);
    await tx.query('insert into testwright.migrations (number, name, hash) values ($1, $2, $3)', [
      migration.number,
      migration.name,
      migration.hash,
    ]);
  }
}

/** The migrations of a folder in order; their numbers run from 1 without a gap. */
async function readMigrations(directory: URL): Promise<Migration[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.sql')).sort();
  const migrations = await Promise.all(
    names.map(async (name): Promise<Migration> => {
      const sql = (await readFile(new URL(name, directory), 'utf8')).replaceAll('\r\n', '\n');
      return {
        number: Number.parseInt(name, 10),
        name,
        sql,
        hash: createHash('sha256').update(sql).digest('hex'),
      };
    }),
  );
  const misnumbered = migrations.find((migration, index) => migration.number !== index + 1);
  if (misnumbered || migrations.length === 0) {
    throw new DefectError(
      'migrations-misnumbered',
      `Migrations must be numbered from 0001 without a gap; see ${misnumbered?.name ?? 'the empty folder'}.`,
    );
  }
  return migrations;
}
