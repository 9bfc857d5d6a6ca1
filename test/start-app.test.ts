import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { pino } from 'pino';
import { readConfig } from '../src/config.ts';
import { startApp } from '../src/start-app.ts';
import { waitFor } from './support/databases.ts';

test('the app is healthy until it is told to stop, also while it still receives', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const directory = mkdtempSync(join(tmpdir(), 'testwright-start-'));
  // GitHub keeps the first sweep waiting, which the app waits for before it closes its server.
  const held: ServerResponse[] = [];
  const github = createServer((_request, response) => void held.push(response));
  await new Promise<void>((resolve) => github.listen(0, '127.0.0.1', resolve));
  try {
    const config = readConfig({
      APP_ID: '7',
      PRIVATE_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      WEBHOOK_SECRET: 'b7c1e0a94d2f6835aa',
      GITHUB_API_URL: `http://127.0.0.1:${(github.address() as AddressInfo).port}`,
      PORT: '0',
      DATA_DIRECTORY: join(directory, 'data'),
    });
    const app = await startApp(config, pino({ level: 'silent' }));
    const health = async (): Promise<number> =>
      (await fetch(`http://127.0.0.1:${app.port}/health`, { headers: { connection: 'close' } })).status;
    expect(await health()).toBe(200);
    await waitFor(() => held.length > 0);
    const stopped = app.stop();
    expect(await health()).toBe(503);
    for (const response of held) response.writeHead(404).end();
    await stopped;
  } finally {
    github.closeAllConnections();
    github.close();
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
  }
}, 60_000);
