import { AsyncLocalStorage } from 'node:async_hooks';
import { join } from 'node:path';
import { PGlite, type Transaction as PGliteTransaction } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { DefectError, OperatorError } from '../../errors.ts';
import type { Database, Transaction } from './database.ts';
import { toDatabaseError, wrapDriver } from './database-error.ts';
import { lockDirectory } from './directory-lock.ts';

/**
 * PostgreSQL inside this process, its files under `directory/postgres`.
 *
 * Durability is relaxed: PGlite runs without fsync. What was committed survives the end of the process, SIGKILL
 * included, because the operating system has it; it may not survive a power cut. Who needs that sets DATABASE_URL.
 *
 * @throws OperatorError in one sentence when the folder is in use, unusable or damaged.
 */
export async function openPglite(directory: string): Promise<Database> {
  const lock = lockDirectory(directory);
  const folder = join(directory, 'postgres');
  let pglite: PGlite;
  try {
    pglite = await PGlite.create({ dataDir: folder, extensions: { vector } });
  } catch (cause) {
    lock.release();
    throw new OperatorError(
      'embedded-database-damaged',
      `The embedded database in "${folder}" cannot be opened: restore that folder from a backup, or move it away to start with an empty one.`,
      { cause },
    );
  }
  const insideTransaction = new AsyncLocalStorage<boolean>();
  let closing: Promise<void> | null = null;

  async function close(): Promise<void> {
    try {
      await pglite.close();
    } finally {
      lock.release();
    }
  }

  return {
    connection: { kind: 'embedded', pglite },
    async query<Row>(sql: string, params: unknown[] = []) {
      if (insideTransaction.getStore()) {
        throw new DefectError(
          'query-past-transaction',
          'A statement was sent past the transaction it is part of.',
        );
      }
      return (await wrapDriver(() => pglite.query<Row>(sql, params))).rows;
    },
    async transaction<T>(work: (tx: Transaction) => Promise<T>) {
      if (insideTransaction.getStore()) {
        throw new DefectError('transaction-in-transaction', 'A transaction was begun inside another one.');
      }
      let thrown: unknown = null;
      try {
        return await pglite.transaction(async (tx) => {
          try {
            return await insideTransaction.run(true, () => work(toTransaction(tx)));
          } catch (error) {
            thrown = error;
            throw error;
          }
        });
      } catch (cause) {
        throw cause === thrown ? cause : toDatabaseError(cause);
      }
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
}

function toTransaction(tx: PGliteTransaction): Transaction {
  return {
    async query<Row>(sql: string, params: unknown[] = []) {
      return (await wrapDriver(() => tx.query<Row>(sql, params))).rows;
    },
    async execute(sql) {
      await wrapDriver(() => tx.exec(sql));
    },
  };
}
