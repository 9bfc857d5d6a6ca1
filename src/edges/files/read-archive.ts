import { type Entry, fromBufferPromise, validateFileName, type ZipFile } from 'yauzl';
import { ArchiveRefused } from './archive-refused.ts';

export interface ArchiveLimits {
  maxEntries: number;
  /** Bytes of one wanted entry, inflated. */
  maxEntryBytes: number;
  /** Bytes of all wanted entries together, inflated. */
  maxTotalBytes: number;
  /** Entries that are read; all others are only looked at by name. */
  wanted: (name: string) => boolean;
}

/**
 * The wanted text files of a zip, by name; nothing touches a disk. The archive is hostile: sizes are counted while
 * inflating, since those it states are claims, and one bad entry refuses the whole archive, wanted or not.
 * @throws ArchiveRefused
 */
export async function readArchive(zip: Uint8Array, limits: ArchiveLimits): Promise<Map<string, string>> {
  const archive = await openArchive(zip);
  if (archive.entryCount > limits.maxEntries) {
    throw new ArchiveRefused(
      'archive-too-many-entries',
      `The archive has more than ${limits.maxEntries} entries.`,
    );
  }
  const names = new Set<string>();
  const texts = new Map<string, string>();
  let total = 0;
  try {
    for await (const entry of archive.eachEntry()) {
      const name = readName(entry);
      if (names.has(name))
        throw new ArchiveRefused('archive-duplicate-name', 'The archive names a file twice.');
      names.add(name);
      assertPlain(entry);
      if (name.endsWith('/') || !limits.wanted(name)) continue;
      const bytes = await inflate(
        archive,
        entry,
        Math.min(limits.maxEntryBytes, limits.maxTotalBytes - total),
      );
      total += bytes.byteLength;
      texts.set(name, decode(bytes));
    }
  } catch (error) {
    throw error instanceof ArchiveRefused ? error : broken(error);
  }
  return texts;
}

async function openArchive(zip: Uint8Array): Promise<ZipFile> {
  const buffer = Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength);
  try {
    // Names are decoded here, so that each refusal has its own code.
    return await fromBufferPromise(buffer, {
      lazyEntries: true,
      decodeStrings: false,
      validateEntrySizes: true,
    });
  } catch (error) {
    throw broken(error);
  }
}

function readName(entry: Entry): string {
  const name = decode(entry.fileNameRaw);
  // Absolute and drive paths, `..` and backslashes; also what could mislead a reader of a log.
  if (name === '' || validateFileName(name) !== null || /[\p{Cc}\\]/u.test(name)) {
    throw new ArchiveRefused('archive-unsafe-name', 'The archive has an entry with an unsafe name.');
  }
  return name;
}

const FILE_TYPE_MASK = 0o170000;
const PLAIN_TYPES = new Set([0, 0o100000, 0o040000]);

/** The upper half of the external attributes is a Unix mode, or 0. */
function assertPlain(entry: Entry): void {
  if (entry.isEncrypted())
    throw new ArchiveRefused('archive-encrypted', 'The archive has an encrypted entry.');
  if (!PLAIN_TYPES.has((entry.externalFileAttributes >>> 16) & FILE_TYPE_MASK)) {
    throw new ArchiveRefused(
      'archive-not-a-file',
      'The archive has an entry that is neither a file nor a folder.',
    );
  }
}

async function inflate(archive: ZipFile, entry: Entry, maxBytes: number): Promise<Buffer> {
  const stream = await archive.openReadStreamPromise(entry);
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop destroys the stream, so the rest is never inflated.
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > maxBytes) {
      throw new ArchiveRefused('archive-entry-too-large', 'The archive has more to read than is allowed.');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ArchiveRefused('archive-not-utf-8', 'The archive has a name or a text that is not UTF-8.', {
      cause,
    });
  }
}

function broken(cause: unknown): ArchiveRefused {
  return new ArchiveRefused('archive-broken', 'The archive cannot be read.', { cause });
}
