import { openDatabase } from '../../src/edges/database/open-database.ts';
import { TestwrightError } from '../../src/errors.ts';

/** A process that opens the folder it is given, says how that went in one line of JSON, and keeps it until it is killed. */
try {
  await openDatabase({ directory: process.argv[2]! });
  console.log(JSON.stringify({ opened: true }));
  setInterval(() => {}, 60_000);
} catch (error) {
  const code = error instanceof TestwrightError ? error.code : null;
  console.log(
    JSON.stringify({ opened: false, code, message: error instanceof Error ? error.message : null }),
  );
}
