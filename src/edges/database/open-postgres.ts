import pg from 'pg';
import { OperatorError } from '../../errors.ts';
import type { Database, Transaction } from './database.ts';
import { readCode, wrapDriver } from './database-error.ts';

/** Connections for state; the queue holds a few of its own. PostgreSQL allows 100 unless told otherwise. */
const POOL_SIZE = 10;
const CONNECT_TIMEOUT_MS = 10_000;
/** What pg-boss 12 asks for. */
const OLDEST_SERVER = 13;
const INT8_OID = 20;

/**
 * PostgreSQL on a server.
 * @throws OperatorError in one sentence, without the password, when the server cannot be used.
 */
export async function openPostgres(url: string): Promise<Database> {
  let pool: pg.Pool;
  try {
    pool = new pg.Pool({
      connectionString: url,
      max: POOL_SIZE,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
      application_name: 'testwright',
      types: {
        // GitHub's ids need 64 bits and fit a number exactly; PGlite gives numbers, too.
        getTypeParser: (oid, format) => (oid === INT8_OID ? Number : pg.types.getTypeParser(oid, format)),
      },
    });
    // An idle connection that breaks has left the pool already; the next statement opens another, or reports why not.
    pool.on('error', () => {});
    const version = await pool.query<{ major: number }>(
      `select current_setting('server_version_num')::int / 10000 as major`,
    );
    const major = version.rows[0]?.major ?? 0;
    if (major < OLDEST_SERVER) {
      await pool.end();
      throw new OperatorError(
        'database-too-old',
        `DATABASE_URL names a PostgreSQL ${major} server; Testwright needs PostgreSQL ${OLDEST_SERVER} or newer.`,
      );
    }
  } catch (cause) {
    if (cause instanceof OperatorError) throw cause;
    throw unusable(url, cause);
  }
  let closing: Promise<void> | null = null;

  return {
    connection: { kind: 'server', url },
    async query<Row>(sql: string, params: unknown[] = []) {
      return (await wrapDriver(() => pool.query(sql, params))).rows as Row[];
    },
    transaction: (work) => runTransaction(pool, work),
    close() {
      closing ??= pool.end();
      return closing;
    },
  };
}

async function runTransaction<T>(pool: pg.Pool, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const client = await wrapDriver(() => pool.connect());
  // Without a listener a connection that breaks between two statements would end the process; the next one reports it.
  const ignore = (): void => {};
  client.on('error', ignore);
  let broken: Error | undefined;
  try {
    await wrapDriver(() => client.query('begin'));
    const result = await work({
      async query<Row>(sql: string, params: unknown[] = []) {
        return (await wrapDriver(() => client.query(sql, params))).rows as Row[];
      },
      async execute(sql) {
        await wrapDriver(() => client.query(sql));
      },
    });
    await wrapDriver(() => client.query('commit'));
    return result;
  } catch (cause) {
    await client.query('rollback').catch((error: Error) => {
      broken = error;
    });
    throw cause;
  } finally {
    client.off('error', ignore);
    client.release(broken);
  }
}

function unusable(url: string, cause: unknown): OperatorError {
  const where = describeServer(url);
  if (!where) {
    return new OperatorError(
      'database-url-invalid',
      'DATABASE_URL is not a PostgreSQL connection string: set it like postgres://user:password@host:5432/database, or leave it empty for the embedded database.',
      { cause },
    );
  }
  const code = readCode(cause);
  const [error, sentence] =
    code === '28P01' || code === '28000'
      ? [
          'database-login-refused',
          `refuses the user or password in DATABASE_URL (${code}): correct them, or grant that user access`,
        ]
      : code === '3D000'
        ? [
            'database-missing',
            'does not have the database that DATABASE_URL names: create it with `createdb`',
          ]
        : [
            'database-unreachable',
            `cannot be used (${code ?? describeCause(cause)}): start it, or correct DATABASE_URL`,
          ];
  return new OperatorError(error!, `The PostgreSQL server at ${where} ${sentence}.`, { cause });
}

function describeServer(url: string): string | null {
  const parsed = URL.parse(url);
  if (!parsed || !/^postgres(ql)?:$/.test(parsed.protocol)) return null;
  return parsed.host || parsed.searchParams.get('host') || 'localhost';
}

function describeCause(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
