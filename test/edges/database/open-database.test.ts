import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Database } from '../../../src/edges/database/database.ts';
import { lockDirectory } from '../../../src/edges/database/directory-lock.ts';
import { openDatabase } from '../../../src/edges/database/open-database.ts';
import { type Child, startChild } from '../../support/child.ts';
import { DATABASE_KINDS, startDatabases, type TestDatabases } from '../../support/databases.ts';

/** One sentence: ends with its only full stop that is followed by space or nothing. */
const ONE_SENTENCE = /^[^\n]*[^.\n]\.$/;

async function refusalOf(
  opening: Promise<Database>,
): Promise<{ addressee: string; code: string; message: string }> {
  const opened = await opening.then((db) => db.close()).catch((error) => error);
  expect(opened).toMatchObject({ addressee: 'operator', message: expect.stringMatching(ONE_SENTENCE) });
  expect(opened.message).not.toMatch(/\. [A-Z]/);
  return opened;
}

describe('the embedded database', () => {
  let folder: string;
  const children: Child[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'testwright-open-'));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) await child.kill();
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  function start(directory: string): Child {
    const child = startChild('hold-database.ts', directory);
    children.push(child);
    return child;
  }

  test('belongs to one process of three that start at once, until SIGKILL', async () => {
    const directory = join(folder, 'raced');
    const answers = (await Promise.all(Array.from({ length: 3 }, () => start(directory).read()))) as {
      opened: boolean;
      code?: string;
      message?: string;
    }[];
    expect(answers.filter(({ opened }) => opened)).toHaveLength(1);
    for (const { code, message } of answers.filter(({ opened }) => !opened)) {
      expect(code).toBe('data-directory-in-use');
      expect(message).toMatch(ONE_SENTENCE);
      expect(message).toMatch(/in use by (process \d+ on \S+ since|another process)/);
    }
    await refusalOf(openDatabase({ directory }));

    for (const child of children.splice(0)) await child.kill();
    const db = await openDatabase({ directory });
    expect(await db.query('select 1 as one')).toEqual([{ one: 1 }]);
    await db.close();
  });

  test('is refused a second time in the same process, and free again after close', async () => {
    const directory = join(folder, 'twice');
    const lock = lockDirectory(directory);
    expect((await refusalOf(openDatabase({ directory }))).message).toContain(`process ${process.pid} on`);
    lock.release();
    lock.release();
    lockDirectory(directory).release();
  });

  test('says what to do when its folder cannot be used', async () => {
    const file = join(folder, 'a-file');
    await writeFile(file, '');
    expect(await refusalOf(openDatabase({ directory: file }))).toMatchObject({
      code: 'data-directory-unusable',
    });
    expect(await refusalOf(openDatabase({ directory: join(file, 'below') }))).toMatchObject({
      code: 'data-directory-unusable',
    });
  });

  test('says what to do when its files are damaged, and lets go of the folder', async () => {
    const directory = join(folder, 'damaged');
    await mkdir(join(directory, 'postgres', 'global'), { recursive: true });
    await writeFile(join(directory, 'postgres', 'PG_VERSION'), '17\n');
    await writeFile(join(directory, 'postgres', 'global', 'pg_control'), 'nonsense');
    expect(await refusalOf(openDatabase({ directory }))).toMatchObject({ code: 'embedded-database-damaged' });
    lockDirectory(directory).release();
  });
});

describe.each(DATABASE_KINDS)('the %s database', (kind) => {
  let databases: TestDatabases;
  let db: Database;

  beforeAll(async () => {
    databases = await startDatabases(kind);
    db = await databases.open();
    await db.query('create table notes (id bigint primary key, at timestamptz default now())');
  });
  afterAll(() => databases?.stop());

  test('undoes a transaction that throws, and the error comes out as it went in', async () => {
    const error = Object.assign(new RangeError('of the caller'), { code: 'E_CALLER' });
    const failing = db.transaction(async (tx) => {
      await tx.query('insert into notes (id) values (1)');
      throw error;
    });
    await expect(failing).rejects.toBe(error);
    expect(await db.query('select id from notes')).toEqual([]);
  });

  test('keeps the connection usable after a refused statement', async () => {
    const failing = db.transaction(async (tx) => {
      await tx.query('insert into notes (id) values (2)');
      await tx.query('insert into notes (id) values (2)');
    });
    await expect(failing).rejects.toMatchObject({ code: 'database-refused', addressee: 'us' });
    await expect(db.query('select * from no_such_table')).rejects.toMatchObject({ code: 'database-refused' });
    await db.transaction(async (tx) => tx.query('insert into notes (id) values ($1)', [3_000_000_000_000]));
    expect(await db.query('select id, at from notes')).toEqual([
      { id: 3_000_000_000_000, at: expect.any(Date) },
    ]);
  });

  if (kind === 'embedded') return;

  test('is refused in one sentence without the password when DATABASE_URL is wrong', async () => {
    const options = await databases.build();
    const url = new URL('url' in options ? options.url : '');
    function change(part: 'pathname' | 'password' | 'port', value: string): string {
      const changed = new URL(url);
      changed[part] = value;
      return changed.href;
    }
    const cases: [string, string][] = [
      [change('pathname', '/no_such_database'), 'database-missing'],
      [change('password', 'not-the-password'), 'database-login-refused'],
      [change('port', '1'), 'database-unreachable'],
      ['postgres://user:secret@no-such-host.invalid/x', 'database-unreachable'],
      ['mysql://user:secret@127.0.0.1/x', 'database-url-invalid'],
      ['not a url', 'database-url-invalid'],
    ];
    for (const [wrong, code] of cases) {
      const refusal = await refusalOf(openDatabase({ url: wrong }));
      expect([wrong, refusal.code]).toEqual([wrong, code]);
      expect(refusal.message).not.toMatch(/secret|not-the-password/);
      expect(refusal.message).not.toContain(url.password);
    }
  });
});
