import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { FileRecord } from '../../src/core/index/file-record.ts';
import { readFileRecord } from '../../src/core/index/read-file.ts';
import { isPythonPath } from '../../src/core/python/test-files.ts';
import { createRedactor } from '../../src/core/redaction/redact.ts';
import { buildPassages } from '../../src/core/retrieval/passages.ts';
import { buildTargetQuery } from '../../src/core/retrieval/search-query.ts';
import { termsOf } from '../../src/core/retrieval/terms.ts';
import type { ReviewRecord } from '../../src/core/review/review-record.ts';
import type { Database } from '../../src/edges/database/database.ts';
import { createIndexStore } from '../../src/edges/database/index-store.ts';
import type { IndexedFile } from '../../src/edges/database/index-types.ts';
import { migrate } from '../../src/edges/database/migrate.ts';
import { openPglite } from '../../src/edges/database/open-pglite.ts';
import { openVectorStore } from '../../src/edges/database/vector-store.ts';
import { loadPythonParser } from '../../src/edges/files/load-grammar.ts';
import { readCheckout } from '../../src/edges/files/read-checkout.ts';
import type { BlobEntry, BlobText, RepositoryTree } from '../../src/edges/github/types.ts';
import { type Focus, indexProject } from '../../src/workflows/retrieval/index-project.ts';
import { searchProject } from '../../src/workflows/retrieval/search-project.ts';
import type { Part } from './bench-context.ts';
import { loadProjects } from './projects.ts';

const SIZES = [100, 3_000, 30_000] as const;
/** What a run may take to load a project of 3,000 files and to search it, in milliseconds; above it the benchmark fails. */
const WANTED_MS = 3_000;
/** As OpenAI's small model has them. */
const DIMENSIONS = 1_536;

/** A run on a repository that is known: nothing is read, everything is loaded and searched. */
interface Growth {
  files: number;
  /** All records of the tree, in millions of characters, and those that a run loads. */
  recordMb: number;
  loadedFiles: number;
  loadMs: number;
  searchMs: number;
  /** Of the embedded database on disk, for these files. */
  databaseMb: number;
  heapMb: number;
}

const TARGET = {
  path: 'django/utils/http.py',
  qualname: 'url_has_allowed_host_and_scheme',
  docstring: 'Return True if the url uses an allowed host and a safe scheme.',
  parameters: [],
};
const FOCUS: Focus = { paths: [TARGET.path], names: [TARGET.qualname], beside: [] };

/**
 * Growth of the index with the size of a repository, on the embedded database: Django's files, and copies of them in other folders
 * with SHAs of their own. The copies' records are stored without being read again; what the first run takes is measured on
 * Django itself, without GitHub's part.
 */
export async function benchRetrieval(): Promise<Part> {
  const django = (await loadProjects()).find(({ name }) => name === 'django')!;
  const parser = await loadPythonParser();
  const { texts } = await readCheckout(django.folder, isPythonPath);
  const directory = mkdtempSync(join(tmpdir(), 'testwright-retrieval-'));
  const db = await openPglite(directory);
  try {
    await migrate(db);
    const store = createIndexStore(db);
    const files = new Map<string, IndexedFile>();
    const growth: Growth[] = [];
    let firstRun: unknown = null;
    for (const [number, size] of SIZES.entries()) {
      const id = number + 1;
      const tree = buildTree(texts, size);
      if (size === SIZES[0]) {
        const started = processorMs();
        const all = buildTree(texts, texts.size);
        const getBlobTexts = async (entries: readonly BlobEntry[]) =>
          new Map(
            entries.map(({ sha }): [string, BlobText] => [sha, { text: texts.get(pathsOf(all).get(sha)!)! }]),
          );
        const indexing = { store, keepsTexts: true };
        const { records } = await indexProject(
          { indexing, parser, reader: { getBlobTexts, prepareBlobTexts: async () => {} } },
          99,
          all,
          FOCUS,
        );
        firstRun = { files: records.size, ms: Math.round(processorMs() - started) };
        await db.query('delete from testwright.index_files');
        await db.query('vacuum full testwright.index_files');
      }
      const before = await sizeOf(db);
      const wanted = tree.entries.map(({ path, sha }) => {
        const text = texts.get(path.replace(/^copy_\d+\//, ''))!;
        let file = files.get(text);
        if (!file) {
          const record = readFileRecord(parser, text);
          file = { blobSha: '', record, text, terms: termsOf(text, record) };
          files.set(text, file);
        }
        return { ...file, blobSha: sha };
      });
      for (let start = 0; start < wanted.length; start += 1_000)
        await store.saveFiles(id, wanted.slice(start, start + 1_000));
      growth.push({ ...(await measure(db, id, tree)), databaseMb: toMb((await sizeOf(db)) - before) });
      console.log(JSON.stringify(growth.at(-1)));
    }
    const byMeaning = await measureVectors(db, 2, buildTree(texts, SIZES[1]), files, texts);
    console.log(JSON.stringify({ firstRun, byMeaning }));
    const [, middle] = growth;
    return {
      passed: middle!.loadMs + middle!.searchMs <= WANTED_MS,
      summary: { retrieval: { files: middle!.files, ms: middle!.loadMs + middle!.searchMs } },
      details: { project: `${django.name} ${django.version}`, growth, firstRun, byMeaning },
    };
  } finally {
    await db.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function measure(db: Database, id: number, tree: RepositoryTree): Promise<Omit<Growth, 'databaseMb'>> {
  const store = createIndexStore(db);
  const parser = await loadPythonParser();
  const reader = {
    prepareBlobTexts: async () => {},
    getBlobTexts: async (): Promise<never> => {
      throw new Error('everything is known');
    },
  };
  collect();
  const heap = process.memoryUsage().heapUsed;
  let started = processorMs();
  const project = await indexProject(
    { indexing: { store, keepsTexts: true }, reader, parser },
    id,
    tree,
    FOCUS,
  );
  const loadMs = Math.round(processorMs() - started);
  collect();
  const heapMb = toMb(process.memoryUsage().heapUsed - heap);
  started = processorMs();
  const deps = {
    indexing: { store, meaning: null },
    redactor: await createRedactor(),
    budget: {} as never,
    runId: '',
    record: {} as ReviewRecord,
  };
  const { found } = await searchProject(deps, project, buildTargetQuery([TARGET]), {
    isLeftOut: () => false,
    mayLeave: false,
  });
  const searchMs = Math.round(processorMs() - started);
  if (found.length === 0) throw new Error('the search found nothing');
  const [row] = await db.query<{ sum: number }>(
    'select sum(record_size)::bigint as sum from testwright.index_files where repository_id = $1',
    [id],
  );
  return {
    files: tree.entries.length,
    recordMb: toMb(row!.sum),
    loadedFiles: project.records.size,
    loadMs,
    searchMs,
    heapMb,
  };
}

/** Vectors without meaning, as many and as long as an embedding model would make them. */
async function measureVectors(
  db: Database,
  id: number,
  tree: RepositoryTree,
  files: ReadonlyMap<string, IndexedFile>,
  texts: ReadonlyMap<string, string>,
): Promise<{ files: number; vectors: number; searchMs: number; databaseMb: number }> {
  const store = await openVectorStore(db);
  if ('unusable' in store) throw new Error(store.unusable);
  const before = await sizeOf(db);
  let vectors = 0;
  for (const { path, sha } of tree.entries) {
    const record: FileRecord = files.get(texts.get(path.replace(/^copy_\d+\//, ''))!)!.record;
    const parts = buildPassages(record).map(({ qualnames }, part) => ({
      blobSha: sha,
      part,
      qualnames,
      vector: vectorOf(sha, part),
    }));
    vectors += parts.length;
    if (parts.length > 0) await store.saveVectors(id, 'none', parts);
  }
  const shas = tree.entries.map(({ sha }) => sha);
  const started = processorMs();
  await store.searchVectors(id, 'none', shas, vectorOf('question', 0));
  const searchMs = Math.round(processorMs() - started);
  return { files: shas.length, vectors, searchMs, databaseMb: toMb((await sizeOf(db)) - before) };
}

/** The same numbers in every run. */
function vectorOf(name: string, part: number): number[] {
  let seed = createHash('sha1').update(`${name} ${part}`).digest().readUInt32LE(0) || 1;
  return Array.from({ length: DIMENSIONS }, () => {
    seed = (seed * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return Number((seed / 2 ** 31 - 1).toFixed(5));
  });
}

function buildTree(texts: ReadonlyMap<string, string>, size: number): RepositoryTree {
  // Any hundred of them are spread over the project.
  const hashOf = (path: string): string => createHash('sha1').update(path).digest('hex');
  const own = [...texts.keys()].sort((a, b) => (hashOf(a) < hashOf(b) ? -1 : 1));
  const entries = Array.from({ length: size }, (_, place) => {
    const copy = Math.floor(place / own.length);
    const path = `${copy === 0 ? '' : `copy_${copy}/`}${own[place % own.length]}`;
    return { path, sha: hashOf(path), mode: '100644', size: texts.get(own[place % own.length]!)!.length };
  });
  return { entries, truncated: false };
}

const known = new WeakMap<RepositoryTree, Map<string, string>>();
function pathsOf(tree: RepositoryTree): Map<string, string> {
  let paths = known.get(tree);
  if (!paths) {
    paths = new Map(tree.entries.map(({ path, sha }) => [sha, path]));
    known.set(tree, paths);
  }
  return paths;
}

/** Time of the processor: others use this machine too, and the embedded database runs in this process. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const collect = gcFunction();
function gcFunction(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

async function sizeOf(db: Database): Promise<number> {
  const [row] = await db.query<{ size: number }>('select pg_database_size(current_database()) as size');
  return row!.size;
}

function toMb(bytes: number): number {
  return Number((bytes / 1e6).toFixed(1));
}
