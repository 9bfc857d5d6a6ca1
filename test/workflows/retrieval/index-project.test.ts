import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pino } from 'pino';
import type { SymbolRef } from '../../../src/core/index/project-index.ts';
import type { PythonParser } from '../../../src/core/python/parser.ts';
import { createRedactor } from '../../../src/core/redaction/redact.ts';
import type { ReviewRecord } from '../../../src/core/review/review-record.ts';
import type { Database } from '../../../src/edges/database/database.ts';
import { createIndexStore } from '../../../src/edges/database/index-store.ts';
import type { IndexStore } from '../../../src/edges/database/index-types.ts';
import type { VectorStore } from '../../../src/edges/database/vector-store.ts';
import { loadPythonParser } from '../../../src/edges/files/load-grammar.ts';
import type { BlobEntry, BlobText, GitHubReader, RepositoryTree } from '../../../src/edges/github/types.ts';
import type { EmbeddingModel } from '../../../src/edges/models/openai-embeddings.ts';
import { RetryableError } from '../../../src/errors.ts';
import { type Focus, indexProject } from '../../../src/workflows/retrieval/index-project.ts';
import { searchProject } from '../../../src/workflows/retrieval/search-project.ts';
import { withKeptTexts } from '../../../src/workflows/retrieval/with-kept-texts.ts';
import type { Budget } from '../../../src/workflows/review/budget.ts';
import { startDatabases, type TestDatabases } from '../../support/databases.ts';

let databases: TestDatabases;
let db: Database;
let store: IndexStore;
let parser: PythonParser;
let repository = 18_000_000_000;
beforeAll(async () => {
  databases = await startDatabases('embedded');
  db = await databases.openMigrated();
  store = createIndexStore(db);
  parser = await loadPythonParser();
});
afterAll(() => databases?.stop());

const shaOf = (content: string): string => createHash('sha1').update(content).digest('hex');
const FOCUS: Focus = { paths: ['shop/cart.py'], names: ['total'], beside: [] };

/** A repository whose blobs are counted as they are read. */
function givenRepository(files: Record<string, string | Extract<BlobText, { unreadable: string }>>) {
  const id = ++repository;
  const read: string[] = [];
  const textOf = (content: (typeof files)[string]): BlobText =>
    typeof content === 'string' ? { text: content } : content;
  const blobs = new Map(
    Object.values(files).map((content) => [shaOf(JSON.stringify(content)), textOf(content)]),
  );
  const tree: RepositoryTree = {
    entries: Object.entries(files).map(([path, content]) => ({
      path,
      mode: path.startsWith('link') ? '120000' : '100644',
      sha: shaOf(JSON.stringify(content)),
      size: typeof content === 'string' ? content.length : 5,
    })),
    truncated: false,
  };
  const getBlobTexts = async (entries: readonly BlobEntry[]): Promise<Map<string, BlobText>> => {
    read.push(...entries.map(({ sha }) => sha));
    return new Map(entries.map(({ sha }) => [sha, blobs.get(sha)!]));
  };
  const prepareBlobTexts = async (): Promise<void> => {};
  const index = (over: { reader?: Pick<GitHubReader, 'getBlobTexts'>; keepsTexts?: boolean } = {}) =>
    indexProject(
      {
        indexing: { store, keepsTexts: over.keepsTexts ?? true },
        reader: { prepareBlobTexts, getBlobTexts, ...over.reader },
        parser,
      },
      id,
      tree,
      FOCUS,
    );
  return { id, read, tree, getBlobTexts, index };
}

const FILES = {
  'shop/cart.py': 'def total(lines):\n    """Sums the cart."""\n    return sum(lines)\n',
  'far/away/report.py':
    'from shop.cart import total\n\n\ndef render_cart_report(lines):\n    """Cart report for the ledger."""\n    return total(lines)\n',
  'far/copy.py': 'X = 1\n',
  'far/same.py': 'X = 1\n',
  'shop/broken.py': 'def (:\n',
  'shop/latin.py': { unreadable: 'not-utf-8' as const },
  'link.py': 'cart.py',
  'README.md': 'cart',
};

test('a project is read once, each blob once; the next run reads nothing, and only what is new', async () => {
  const given = givenRepository(FILES);
  const first = await given.index();
  expect([...first.records.keys()].sort()).toEqual([
    'far/away/report.py',
    'far/copy.py',
    'far/same.py',
    'shop/broken.py',
    'shop/cart.py',
    'shop/latin.py',
  ]);
  expect(first.records.get('shop/latin.py')?.problems).toEqual(['not-utf-8']);
  expect(first.skipped).toEqual([]);
  // The closest first.
  expect(given.read[0]).toBe(shaOf(JSON.stringify(FILES['shop/broken.py'])));
  expect(given.read).toHaveLength(5);
  const second = await given.index();
  expect(given.read).toHaveLength(5);
  expect(second.records).toEqual(first.records);

  const next = { text: 'Y = 2\n' };
  given.tree.entries.push({ path: 'new.py', mode: '100644', sha: 'e'.repeat(40), size: 6 });
  const asked: string[] = [];
  await given.index({
    reader: {
      getBlobTexts: async (entries) => {
        asked.push(...entries.map(({ sha }) => sha));
        return new Map(entries.map(({ sha }) => [sha, next]));
      },
    },
  });
  expect(asked).toEqual(['e'.repeat(40)]);
});

test('what was read before a crash stays; what GitHub does not hand out is said, and read by the next run', async () => {
  const many = Object.fromEntries(
    Array.from({ length: 650 }, (_, number) => [`shop/m${number}.py`, `VALUE_${number} = ${number}\n`]),
  );
  const given = givenRepository(many);
  let calls = 0;
  const failing = (error: Error) => ({
    getBlobTexts: async (entries: readonly BlobEntry[]) => {
      if (++calls > 1) throw error;
      return given.getBlobTexts(entries);
    },
  });
  await expect(given.index({ reader: failing(new Error('the process ends here')) })).rejects.toThrow(
    'ends here',
  );
  expect(given.read).toHaveLength(300);
  const limited = new RetryableError('github-rate-limited', 'later', { retryAfterMs: 1 });
  calls = 0;
  const second = await given.index({ reader: failing(limited) });
  expect(second.records.size).toBe(600);
  expect(second.skipped).toEqual([
    { what: '50 Python files', reason: 'not in the index yet: GitHub did not hand out more of them now' },
  ]);
  const third = await given.index();
  expect(third.records.size).toBe(650);
  expect(new Set(given.read).size).toBe(650);
  expect(given.read).toHaveLength(650);
});

test('of a project with more records than are loaded, the changed files, users of the wanted names and then the closest are', async () => {
  const given = givenRepository({ ...FILES, 'shop/near.py': 'NEAR = 1\n', 'zoo/far.py': 'FAR = 1\n' });
  await given.index();
  // As if each record held 13 million characters: three fit.
  await db.query('update testwright.index_files set record_size = 13000000 where repository_id = $1', [
    given.id,
  ]);
  const { records, blobs } = await given.index();
  expect([...records.keys()].sort()).toEqual(['far/away/report.py', 'shop/broken.py', 'shop/cart.py']);
  expect(blobs.size).toBe(8);
  // What is not loaded is found all the same.
  const project = { repositoryId: given.id, records, blobs, skipped: [] };
  const query = { words: new Map([['far', 1]]), text: '' };
  const deps = {
    indexing: { store, meaning: null },
    redactor: await createRedactor(),
    budget: {} as Budget,
    runId: '',
    record: {} as ReviewRecord,
  };
  const { paths } = await searchProject(deps, project, query, { isLeftOut: () => false, mayLeave: true });
  expect(paths).toContain('zoo/far.py');
});

test('two workers on one repository at once end with the same index', async () => {
  const given = givenRepository(FILES);
  const [one, two] = await Promise.all([given.index(), given.index()]);
  expect(one.records).toEqual(two.records);
});

test('the search finds far away what shares words, and leaves out what it is told to', async () => {
  const given = givenRepository(FILES);
  const project = await given.index();
  const query = {
    words: new Map([
      ['cart', 3],
      ['ledger', 1],
      ['report', 1],
    ]),
    text: 'cart',
  };
  const deps = {
    indexing: { store, meaning: null },
    redactor: await createRedactor(),
    budget: {} as Budget,
    runId: '',
    record: {} as ReviewRecord,
  };
  const all = { isLeftOut: () => false, mayLeave: true };
  const { paths, found } = await searchProject(deps, project, query, all);
  expect(paths[0]).toBe('far/away/report.py');
  expect(found.map(({ ref, reason }) => [ref.qualname, reason])).toEqual([
    ['render_cart_report', expect.stringMatching(/^found by the words (report|ledger|cart)/)],
  ]);
  const isLeftOut = ({ path }: SymbolRef): boolean => path.startsWith('far/');
  expect((await searchProject(deps, project, query, { ...all, isLeftOut })).found).toEqual([]);
});

test('kept texts are not asked for again; where texts are not kept, GitHub is', async () => {
  const kept = givenRepository(FILES);
  await kept.index();
  const before = kept.read.length;
  const entry = kept.tree.entries.find(({ path }) => path === 'far/away/report.py')!;
  const reader = withKeptTexts({ getBlobTexts: kept.getBlobTexts } as GitHubReader, store, kept.id);
  expect((await reader.getBlobTexts([entry])).get(entry.sha)).toEqual({ text: FILES['far/away/report.py'] });
  expect(await reader.getBlobText(entry.sha, entry)).toEqual({ text: FILES['far/away/report.py'] });
  expect(kept.read).toHaveLength(before);

  const unkept = givenRepository(FILES);
  await unkept.index({ keepsTexts: false });
  const asking = withKeptTexts({ getBlobTexts: unkept.getBlobTexts } as GitHubReader, store, unkept.id);
  const then = unkept.read.length;
  expect((await asking.getBlobTexts([entry])).get(entry.sha)).toEqual({ text: FILES['far/away/report.py'] });
  expect(unkept.read).toHaveLength(then + 1);
  // The records are known all the same.
  await unkept.index({ keepsTexts: false });
  expect(unkept.read).toHaveLength(then + 1);
});

test('what is private does not go to a service of embeddings that is not local', async () => {
  const given = givenRepository(FILES);
  const project = await given.index();
  const model: EmbeddingModel = {
    modelId: 'remote',
    isLocal: false,
    embed: () => Promise.reject(new Error('asked')),
  };
  const meaning = { model, vectors: {} as VectorStore, log: pino({ level: 'silent' }) };
  const deps = {
    indexing: { store, meaning },
    redactor: await createRedactor(),
    budget: {} as Budget,
    runId: '',
    record: {} as ReviewRecord,
  };
  const query = { words: new Map([['cart', 1]]), text: 'cart' };
  const { skipped } = await searchProject(deps, project, query, { isLeftOut: () => false, mayLeave: false });
  expect(skipped).toEqual([
    {
      what: 'search by meaning',
      reason: 'not done: the change is at private paths, and the embedding service is not local',
    },
  ]);
});
