import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Database } from '../../../src/edges/database/database.ts';
import { createIndexStore } from '../../../src/edges/database/index-store.ts';
import { openVectorStore, type VectorStore } from '../../../src/edges/database/vector-store.ts';
import { startDatabases, type TestDatabases } from '../../support/databases.ts';

const MODEL = 'embedding-scripted';
const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const C = 'c'.repeat(40);

let databases: Record<'embedded' | 'server', TestDatabases>;
let db: Database;
let store: VectorStore;
beforeAll(async () => {
  databases = { embedded: await startDatabases('embedded'), server: await startDatabases('server') };
  db = await databases.embedded.openMigrated();
  const opened = await openVectorStore(db);
  if ('unusable' in opened) throw new Error(opened.unusable);
  store = opened;
  const record = { symbols: [], imports: [], exports: null, uses: [], problems: [] };
  for (const id of [1, 2])
    await createIndexStore(db).saveFiles(
      id,
      [A, B].map((blobSha) => ({ blobSha, record, text: null, terms: [] })),
    );
});
afterAll(async () => {
  await databases?.embedded.stop();
  await databases?.server.stop();
});

const part = (blobSha: string, vector: number[], qualnames = ['f'], place = 0) => ({
  blobSha,
  part: place,
  qualnames,
  vector,
});

test('the nearest parts come first, among these blobs, of this repository, this model and this length', async () => {
  await store.saveVectors(1, MODEL, [
    part(A, [1, 0, 0], ['near', 'Near.too']),
    part(A, [0, 1, 0], ['far'], 1),
    part(B, [0.8, 0.6, 0], ['between']),
    part(C, [1, 0, 0], ['not in the index']),
  ]);
  await store.saveVectors(1, 'another', [part(A, [1, 0, 0], ['of another model'])]);
  await store.saveVectors(2, MODEL, [part(A, [1, 0, 0, 0], ['of another length'])]);
  const names = async (id: number, shas: string[], vector: number[]) =>
    (await store.searchVectors(id, MODEL, shas, vector)).map(({ qualnames }) => qualnames.join(' '));
  expect(await names(1, [A, B, C], [1, 0, 0])).toEqual(['near Near.too', 'between', 'far']);
  expect(await names(1, [B], [1, 0, 0])).toEqual(['between']);
  expect(await names(2, [A, B], [1, 0, 0])).toEqual([]);
  expect(await names(2, [A, B], [1, 0, 0, 0])).toEqual(['of another length']);
  expect([...(await store.findEmbedded(1, MODEL, [A, B, C]))].sort()).toEqual([A, B]);
  expect((await store.findEmbedded(1, 'another', [B])).size).toBe(0);
});

test('saving and opening twice changes nothing; vectors go with the row of their blob', async () => {
  await store.saveVectors(2, MODEL, [part(B, [1, 0]), part(B, [0, 1], ['g'], 1)]);
  await store.saveVectors(2, MODEL, [part(B, [0, 1])]);
  expect('unusable' in (await openVectorStore(db))).toBe(false);
  expect(await store.searchVectors(2, MODEL, [B], [1, 0])).toEqual([
    { blobSha: B, qualnames: ['f'] },
    { blobSha: B, qualnames: ['g'] },
  ]);
  await db.query('delete from testwright.index_files where repository_id = 2');
  expect((await store.findEmbedded(2, MODEL, [A, B])).size).toBe(0);
});

test('a server without pgvector says so, and everything else works', async () => {
  const server = await databases.server.openMigrated();
  const opened = await openVectorStore(server);
  expect(opened).toEqual({ unusable: expect.stringMatching(/vector/) });
  expect(await server.query('select 1 as one')).toEqual([{ one: 1 }]);
  expect(
    await server.query(`select 1 from information_schema.tables where table_name = 'index_vectors'`),
  ).toEqual([]);
});
