import { forgetJobs } from '../queue/forget-jobs.ts';
import type { Database, Transaction } from './database.ts';

/** Repositories that the app no longer sees; `all`: nor any other of the installation. */
export interface ForgottenRepositories {
  installationId: number;
  repositoryIds: readonly number[];
  all: boolean;
}

/**
 * Deletes every row about these repositories: runs with their rounds, replies and acceptances, decisions, what was spent,
 * deliveries with their payloads, and jobs with what they left behind. Rows of the same repository under another installation
 * stay, where a table tells them apart. `busy`: a job works on one of them, so rows could come after this; nothing but waiting
 * jobs was deleted yet, and it should be repeated. Idempotent.
 */
export async function forgetRepositories(
  db: Database,
  wanted: ForgottenRepositories,
): Promise<'forgotten' | 'busy'> {
  return db.transaction(async (tx) => {
    const ids = await findRepositories(tx, wanted);
    if (await forgetJobs(tx, { ...wanted, repositoryIds: ids })) return 'busy';
    await tx.query(
      `delete from testwright.deliveries
       where repository_id = any($1::bigint[])
         or (installation_id = $2 and ($3 or event in ('installation', 'installation_repositories')))`,
      [ids, wanted.installationId, wanted.all],
    );
    // Runs go last: spending refers to them; rounds, replies and acceptances go with them.
    for (const { name, tellsInstallation } of await listTables(tx)) {
      await tx.query(
        `delete from testwright."${name}" where repository_id = any($1::bigint[])${tellsInstallation ? ' and installation_id = $2' : ''}`,
        tellsInstallation ? [ids, wanted.installationId] : [ids],
      );
    }
    return 'forgotten';
  });
}

/** A payload may list none: what the installation has left rows about is known here. */
async function findRepositories(tx: Transaction, wanted: ForgottenRepositories): Promise<number[]> {
  if (!wanted.all) return [...wanted.repositoryIds];
  const rows = await tx.query<{ id: number }>(
    `select repository_id as id from testwright.runs where installation_id = $1
     union select repository_id from testwright.deliveries where installation_id = $1 and repository_id is not null`,
    [wanted.installationId],
  );
  return [...new Set([...wanted.repositoryIds, ...rows.map(({ id }) => id)])];
}

/** Every table that has rows of a repository, so that a new one is not left out. */
async function listTables(tx: Transaction): Promise<{ name: string; tellsInstallation: boolean }[]> {
  const rows = await tx.query<{ name: string; tells: boolean }>(
    `select table_name as name, bool_or(column_name = 'installation_id') as tells
     from information_schema.columns where table_schema = 'testwright'
     group by table_name having bool_or(column_name = 'repository_id') and table_name <> 'deliveries'
     order by (table_name = 'runs'), table_name`,
  );
  return rows.map(({ name, tells }) => ({ name, tellsInstallation: tells }));
}
