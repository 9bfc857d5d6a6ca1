import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLog } from '../../src/log.ts';
import { type RunningApp, startApp } from '../../src/start-app.ts';
import { waitFor } from '../support/databases.ts';
import { BASE, CHANGE } from '../support/example-project.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { givenWorld, type World } from '../support/world.ts';

/** Never asked: the server of these tests has no pgvector. */
const EMBEDDINGS = {
  baseUrl: 'http://127.0.0.1:9/v1',
  apiKey: 'none',
  model: 'none',
  timeoutMs: 1_000,
  usdPerMillion: null,
};

let postgres: TestPostgres;
let world: World;
const workers: RunningApp[] = [];
const log: string[] = [];

beforeAll(async () => {
  postgres = await startPostgres();
  const database = { url: await postgres.createDatabase() };
  world = await givenWorld({
    base: BASE,
    change: CHANGE,
    config: { role: 'web', database, embeddings: EMBEDDINGS },
  });
  const stream = { write: (line: string) => void log.push(line) };
  for (let count = 0; count < 2; count++) {
    workers.push(await startApp({ ...world.config, role: 'worker' }, createLog('info', stream)));
  }
}, 60_000);

afterAll(async () => {
  for (const worker of workers) await worker.stop();
  await world?.close();
  await postgres?.stop();
}, 60_000);

test('one process that receives webhooks and two that work share a PostgreSQL server', async () => {
  const number = await world.open();
  await waitFor(() => world.summary(number) !== null, 120_000);
  await waitFor(() => log.some((line) => line.includes('"run ended"')));
  expect(world.summary(number)).toContain('suggested test');
  expect(log.filter((line) => line.includes('"run ended"'))).toHaveLength(1);
  expect(world.log.some((line) => line.includes('"waiting for CI"'))).toBe(false);
  expect(workers.map((worker) => worker.port)).toEqual([null, null]);
  // Embeddings need pgvector, which this server has not: said at start, and nothing else changes.
  expect(log.filter((line) => line.includes('the database has no pgvector'))).toHaveLength(2);
  // Two workers swept and worked at the same time: still one dispatched run a round, one comment, one check.
  const runs = world.hub.workflowRuns(world.repository).map((run) => run.headSha);
  expect(new Set(runs).size).toBe(runs.length);
  expect(
    world.hub.checkRuns(world.repository, world.headSha).filter((check) => check.name === 'Testwright'),
  ).toHaveLength(1);
  world.hub.assertNoViolations();
}, 180_000);
