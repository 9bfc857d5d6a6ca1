import { setImmediate as letOthersRun } from 'node:timers/promises';
import type { Skipped } from '../../core/change-set/change-set.ts';
import type { FileRecord } from '../../core/index/file-record.ts';
import { readFileRecord } from '../../core/index/read-file.ts';
import type { PythonParser } from '../../core/python/parser.ts';
import { isPythonPath } from '../../core/python/test-files.ts';
import { orderByCloseness } from '../../core/retrieval/order-files.ts';
import { termsOf, useTerm } from '../../core/retrieval/terms.ts';
import type { IndexedFile, IndexStore } from '../../edges/database/index-types.ts';
import type { GitHubReader, RepositoryTree, TreeEntry } from '../../edges/github/types.ts';
import { RetryableError } from '../../errors.ts';
import type { Meaning } from './embed-project.ts';

/** Files of one repository that are known at most. */
const MAX_FILES = 30_000;
/** What one run reads of a repository that it does not know yet; the next run goes on from there. */
const MAX_NEW_FILES = 4_000;
const MAX_NEW_BYTES = 40 * 1024 * 1024;
const MAX_READING_MS = 90_000;
const BATCH_FILES = 300;
/** Characters of records that are loaded: those of about 3,500 files, which takes half a second. Of larger projects, what is close. */
const MAX_LOADED = 40_000_000;

/** What the index is kept with. */
export interface Indexing {
  store: IndexStore;
  /** Whether the texts of Python files are kept beside their records. */
  keepsTexts: boolean;
  /** Null: text search alone. */
  meaning: Meaning | null;
}

export interface IndexDependencies {
  indexing: Pick<Indexing, 'store' | 'keepsTexts'>;
  reader: Pick<GitHubReader, 'getBlobTexts' | 'prepareBlobTexts'>;
  parser: PythonParser;
}

/** What a run is about: it decides what is read and loaded first. */
export interface Focus {
  /** Changed files. */
  paths: readonly string[];
  /** Names whose users are wanted, however far away they stand. */
  names: readonly string[];
  /** Blobs of other commits that are read as well, such as the changed files at base; they are kept, and are no part of the project. */
  beside: readonly TreeEntry[];
}

/** A repository at one commit, as far as it is known. */
export interface KnownProject {
  repositoryId: number;
  /** By path; all of them, or of a large project those close to the focus. */
  records: ReadonlyMap<string, FileRecord>;
  /** Blobs of the known files by their paths. */
  blobs: ReadonlyMap<string, string>;
  /** What is not known, and why. */
  skipped: Skipped[];
}

/**
 * The records of a tree's Python files. Blobs that were met before come from the database; the others are read, the closest
 * first, and stored batch by batch, so that a run that ends in between, or another worker on the same repository, costs nothing
 * twice. What could not be read by then is said.
 * @param tree without paths that must not be looked at
 */
export async function indexProject(
  deps: IndexDependencies,
  repositoryId: number,
  tree: RepositoryTree,
  focus: Focus,
): Promise<KnownProject> {
  const { store } = deps.indexing;
  const all = orderByCloseness(
    tree.entries.filter(({ path, mode }) => isPythonPath(path) && mode.startsWith('100')),
    focus.paths,
  );
  const files = all.slice(0, MAX_FILES);
  const blobs = [...new Map([...focus.beside, ...files].map((file) => [file.sha, file])).values()];
  const sizes = await store.findKnown(
    repositoryId,
    blobs.map(({ sha }) => sha),
  );
  const unknown = blobs.filter(({ sha }) => !sizes.has(sha));
  await deps.reader.prepareBlobTexts(tree, limitNew(unknown));
  const { added, skipped } = await readUnknown(deps, repositoryId, unknown);
  for (const [sha, record] of added) sizes.set(sha, record.size);
  if (added.size > 0) await store.trim(repositoryId);
  if (all.length > files.length) {
    skipped.push({
      what: `${all.length - files.length} Python files`,
      reason: `not in the index, which holds ${MAX_FILES} files of a repository`,
    });
  }

  const known = files.filter(({ sha }) => sizes.has(sha));
  const wanted = await chooseLoaded(deps, repositoryId, known, sizes, focus);
  const missing = wanted.filter(({ sha }) => !added.has(sha)).map(({ sha }) => sha);
  const loaded = await store.loadRecords(repositoryId, [...new Set(missing)]);
  const records = new Map<string, FileRecord>();
  for (const { path, sha } of wanted) {
    const record = added.get(sha)?.record ?? loaded.get(sha);
    if (record) records.set(path, record);
  }
  return { repositoryId, records, blobs: new Map(known.map(({ path, sha }) => [path, sha])), skipped };
}

/** The first ones, as many as one run reads. */
function limitNew(unknown: readonly TreeEntry[]): TreeEntry[] {
  let bytes = 0;
  return unknown.slice(0, MAX_NEW_FILES).filter(({ size }) => {
    bytes += size;
    return bytes <= MAX_NEW_BYTES;
  });
}

/** Reads and stores, until all is known or a limit is reached. */
async function readUnknown(
  { indexing, reader, parser }: IndexDependencies,
  repositoryId: number,
  unknown: readonly TreeEntry[],
): Promise<{ added: Map<string, { record: FileRecord; size: number }>; skipped: Skipped[] }> {
  const added = new Map<string, { record: FileRecord; size: number }>();
  const startedAt = Date.now();
  let bytes = 0;
  let stop = '';
  for (let start = 0; start < unknown.length && stop === ''; start += BATCH_FILES) {
    const batch = unknown.slice(start, start + BATCH_FILES);
    bytes += batch.reduce((sum, { size }) => sum + size, 0);
    if (start >= MAX_NEW_FILES) stop = `one run reads ${MAX_NEW_FILES} new files`;
    else if (bytes > MAX_NEW_BYTES) stop = `one run reads ${MAX_NEW_BYTES / 1024 / 1024} MB of new files`;
    else if (Date.now() - startedAt > MAX_READING_MS)
      stop = `reading new files took ${MAX_READING_MS / 1000} seconds`;
    if (stop !== '') break;
    try {
      const blobs = await reader.getBlobTexts(batch);
      const read: IndexedFile[] = [];
      for (const { sha } of batch) {
        const blob = blobs.get(sha);
        if (!blob) continue;
        read.push(
          'text' in blob
            ? buildFile(parser, sha, blob.text, indexing.keepsTexts)
            : { blobSha: sha, record: buildUnreadable(blob.unreadable), text: null, terms: [] },
        );
        // Parsing thousands of files in one go would keep webhooks waiting.
        await letOthersRun();
      }
      await indexing.store.saveFiles(repositoryId, read);
      for (const { blobSha, record } of read)
        added.set(blobSha, { record, size: JSON.stringify(record).length });
    } catch (error) {
      // The review can do without; what matters to it fails by itself.
      if (!(error instanceof RetryableError)) throw error;
      stop = 'GitHub did not hand out more of them now';
    }
  }
  const left = unknown.length - added.size;
  const skipped =
    left === 0
      ? []
      : [
          {
            what: `${left} Python files`,
            reason: `not in the index yet: ${stop || 'GitHub has not handed them out'}`,
          },
        ];
  return { added, skipped };
}

function buildFile(parser: PythonParser, blobSha: string, text: string, keepsText: boolean): IndexedFile {
  const record = readFileRecord(parser, text);
  return { blobSha, record, text: keepsText ? text : null, terms: termsOf(text, record) };
}

function buildUnreadable(reason: string): FileRecord {
  return { symbols: [], imports: [], exports: null, uses: [], problems: [reason] };
}

/** All of them, or as many as the limit allows: the changed ones, those that use the wanted names, then the closest. */
async function chooseLoaded(
  { indexing }: IndexDependencies,
  repositoryId: number,
  known: readonly TreeEntry[],
  sizes: ReadonlyMap<string, number>,
  focus: Focus,
): Promise<readonly TreeEntry[]> {
  const total = known.reduce((sum, { sha }) => sum + sizes.get(sha)!, 0);
  if (total <= MAX_LOADED) return known;
  const terms = new Map(focus.names.map((name) => [useTerm(name), 1]));
  const { hits } = await indexing.store.search(
    repositoryId,
    known.map(({ sha }) => sha),
    terms,
  );
  const users = new Set(hits.map(({ blobSha }) => blobSha));
  const changed = new Set(focus.paths);
  const isFirst = ({ path, sha }: TreeEntry): boolean => changed.has(path) || users.has(sha);
  const chosen: TreeEntry[] = [];
  let left = MAX_LOADED;
  for (const file of [...known.filter(isFirst), ...known.filter((one) => !isFirst(one))]) {
    const size = sizes.get(file.sha)!;
    if (size > left) continue;
    left -= size;
    chosen.push(file);
  }
  return chosen;
}
