import type { Database } from './database.ts';
import { openPglite } from './open-pglite.ts';
import { openPostgres } from './open-postgres.ts';

/**
 * Opens the database that the configuration names; `migrate` makes it usable.
 * @throws OperatorError in one sentence that says what to change.
 */
export function openDatabase(options: { url: string } | { directory: string }): Promise<Database> {
  return 'url' in options ? openPostgres(options.url) : openPglite(options.directory);
}
