import { readConfig } from './config.ts';
import { TestwrightError } from './errors.ts';
import { createLog } from './log.ts';
import { startApp } from './start-app.ts';

async function main(): Promise<void> {
  const config = readConfig();
  const log = createLog(config.logLevel);
  const app = await startApp(config, log);
  let stopping = false;
  const onSignal = (signal: string): void => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ signal }, 'stopping');
    app.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'did not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

main().catch((error: unknown) => {
  // What an operator can mend is one sentence; everything else is a defect and shows where it happened.
  const known = error instanceof TestwrightError && error.addressee !== 'us';
  process.stderr.write(
    `testwright: ${known ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exit(1);
});
