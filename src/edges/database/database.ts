import type { PGliteInterface } from '@electric-sql/pglite';

/** Runs one statement and returns its rows. `$1` placeholders; 64-bit integers come back as numbers. */
export interface Queryable {
  query<Row = Record<string, unknown>>(sql: string, params?: unknown[]): Promise<Row[]>;
}

export interface Transaction extends Queryable {
  /** Runs several statements without parameters. */
  execute(sql: string): Promise<void>;
}

/**
 * One database for state and queue: PostgreSQL on a server, or embedded in this process (PGlite).
 * Every method throws the classes of src/errors.ts; see database-error.ts for which.
 */
export interface Database extends Queryable {
  /** What the queue builds its own connection from. */
  readonly connection: DatabaseConnection;
  /**
   * Commits when `work` resolves, rolls back when it throws. Inside, use `tx` only: the embedded database has one
   * connection, so a query past `tx` would wait for ever; there it is refused as a defect.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Waits for running statements, then releases connections and the lock on the folder. Idempotent. */
  close(): Promise<void>;
}

export type DatabaseConnection =
  | { kind: 'embedded'; pglite: PGliteInterface }
  | { kind: 'server'; url: string };
