import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type FileRecord, RECORD_VERSION } from '../../../src/core/index/file-record.ts';
import type { Database } from '../../../src/edges/database/database.ts';
import { forgetRepositories } from '../../../src/edges/database/forget-repositories.ts';
import { createIndexStore } from '../../../src/edges/database/index-store.ts';
import type { IndexedFile, IndexStore } from '../../../src/edges/database/index-types.ts';
import { createQueue, type Queue } from '../../../src/edges/queue/queue.ts';
import { DATABASE_KINDS, startDatabases, type TestDatabases } from '../../support/databases.ts';

const shaOf = (name: string): string => createHash('sha1').update(name).digest('hex');

function buildFile(name: string, terms: string[], text: string | null = `# ${name}\n`): IndexedFile {
  const record: FileRecord = { symbols: [], imports: [], exports: [name], uses: [], problems: [] };
  return { blobSha: shaOf(name), record, text, terms };
}

describe.each(DATABASE_KINDS)('the index store on the %s database', (kind) => {
  let databases: TestDatabases;
  let db: Database;
  let queue: Queue;
  let store: IndexStore;
  let repository = 17_000_000_000;

  beforeAll(async () => {
    databases = await startDatabases(kind);
    db = await databases.openMigrated();
    queue = await createQueue(db);
    store = createIndexStore(db);
  });
  afterAll(async () => {
    await queue?.stop({ graceMs: 1000 });
    await databases?.stop();
  });

  const ageOf = (id: number, name: string, days: number) =>
    db.query(
      `update testwright.index_files set seen_on = current_date - $3::int where repository_id = $1 and blob_sha = $2`,
      [id, shaOf(name), days],
    );

  test('files are kept by blob, also when two workers save the same ones at once, and belong to one repository', async () => {
    const id = ++repository;
    const files = Array.from({ length: 250 }, (_, number) => buildFile(`f${number}`, [`word${number}`]));
    await Promise.all([
      store.saveFiles(id, files),
      store.saveFiles(id, files.toReversed()),
      store.saveFiles(id, [files[3]!, files[3]!]),
    ]);
    const shas = [...files.map(({ blobSha }) => blobSha), shaOf('never saved')];
    const known = await store.findKnown(id, shas);
    expect(known.size).toBe(250);
    expect(known.get(shaOf('f7'))).toBe(JSON.stringify(files[7]!.record).length);
    expect((await store.loadRecords(id, shas)).get(shaOf('f7'))).toEqual(files[7]!.record);
    expect((await store.loadTexts(id, [shaOf('f7'), shaOf('never saved')])).get(shaOf('f7'))).toBe('# f7\n');
    expect((await store.findKnown(id + 500, shas)).size).toBe(0);
    expect((await store.loadTexts(id + 500, shas)).size).toBe(0);
  });

  test('a text that is not kept, hostile characters, and a blob that is no text', async () => {
    const id = ++repository;
    const record: FileRecord = {
      symbols: [],
      imports: [],
      exports: ['\u0000', '\ud800', "'; drop schema testwright; --"],
      uses: [],
      problems: ['not UTF-8'],
    };
    await store.saveFiles(id, [
      { ...buildFile('a', ["it's", 'back\\slash', '.größe'], null), record },
      buildFile('b', []),
    ]);
    expect([...(await store.loadRecords(id, [shaOf('a')])).values()]).toEqual([record]);
    expect((await store.loadTexts(id, [shaOf('a'), shaOf('b')])).size).toBe(1);
    const words = new Map(["it's", 'back\\slash', '.größe', "' | 'x", ':*'].map((word) => [word, 1]));
    const found = await store.search(id, [shaOf('a'), shaOf('b')], words);
    expect([...found.counts.keys()].sort()).toEqual(["it's", '.größe', 'back\\slash'].sort());
  });

  test('a record of an older version counts as unknown and is replaced; one of a newer version stays', async () => {
    const id = ++repository;
    await store.saveFiles(id, [buildFile('old', ['stale']), buildFile('new', [])]);
    const setVersion = (name: string, version: number) =>
      db.query(
        `update testwright.index_files set record_version = $3 where repository_id = $1 and blob_sha = $2`,
        [id, shaOf(name), version],
      );
    await setVersion('old', RECORD_VERSION - 1);
    await setVersion('new', RECORD_VERSION + 1);
    const shas = [shaOf('old'), shaOf('new')];
    expect((await store.findKnown(id, shas)).size).toBe(0);
    expect((await store.loadRecords(id, shas)).size).toBe(0);
    await store.saveFiles(id, [buildFile('old', ['fresh']), buildFile('new', [])]);
    expect([...(await store.findKnown(id, shas)).keys()]).toEqual([shaOf('old')]);
    const found = await store.search(
      id,
      shas,
      new Map([
        ['fresh', 1],
        ['stale', 1],
      ]),
    );
    expect([...found.counts.keys()]).toEqual(['fresh']);
  });

  test('a search finds by rare words first, only in the blobs that count, and says how common each word is', async () => {
    const id = ++repository;
    const names = Array.from({ length: 20 }, (_, number) => `n${number}`);
    await store.saveFiles(
      id,
      names.map((name, number) =>
        buildFile(name, [
          'order',
          ...(number < 2 ? ['rounding'] : []),
          ...(number === 5 ? ['order', 'tax'] : []),
        ]),
      ),
    );
    await store.saveFiles(id + 500, [buildFile('other', ['rounding'])]);
    const shas = names.slice(1).map(shaOf);
    const words = new Map([
      ['rounding', 1],
      ['order', 1],
      ['tax', 0.1],
      ['absent', 3],
    ]);
    const { hits, counts } = await store.search(id, shas, words);
    expect(hits.slice(0, 2).map(({ blobSha }) => blobSha)).toEqual([shaOf('n1'), shaOf('n5')]);
    expect(hits).toHaveLength(19);
    expect(Object.fromEntries(counts)).toEqual({ order: 19, rounding: 1, tax: 1 });
    expect(await store.search(id, shas, new Map())).toEqual({ hits: [], counts: new Map() });
  });

  test('what no review has met is deleted, the rest is not; a repository’s rows go with it', async () => {
    const id = ++repository;
    await store.saveFiles(id, [buildFile('kept', []), buildFile('gone', []), buildFile('met', [])]);
    await ageOf(id, 'kept', 95);
    await ageOf(id, 'gone', 100);
    await ageOf(id, 'met', 100);
    await store.findKnown(id, [shaOf('met')]);
    expect(await store.prune(new Date(Date.now() - 90 * 24 * 3600_000))).toBe(1);
    const shas = ['kept', 'gone', 'met'].map(shaOf);
    expect([...(await store.findKnown(id, shas)).keys()].sort()).toEqual(
      [shaOf('kept'), shaOf('met')].sort(),
    );
    expect(await store.trim(id)).toBe(0);
    await store.saveFiles(id + 500, [buildFile('kept', [])]);
    const forgotten = await forgetRepositories(db, { installationId: 7, repositoryIds: [id], all: false });
    expect(forgotten).toBe('forgotten');
    expect((await store.findKnown(id, shas)).size).toBe(0);
    expect((await store.findKnown(id + 500, shas)).size).toBe(1);
  });
});
