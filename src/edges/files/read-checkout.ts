import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeBlob, MAX_BLOB_BYTES } from '../github/blob-text.ts';
import type { BlobText } from '../github/types.ts';

/** A folder's files as the index wants them. */
export interface Checkout {
  /** Relative to the folder, with slashes, sorted. */
  allPaths: string[];
  /** Of the files that `isWanted` names; the others are listed only. */
  texts: Map<string, string>;
  /** Files that were not read, with the reason. */
  skipped: { what: string; reason: string }[];
}

const MAX_FILES = 50_000;
const NOT_SOURCE = new Set([
  '.git',
  '.hg',
  '.tox',
  '.nox',
  '.venv',
  'venv',
  'node_modules',
  '__pycache__',
  '.mypy_cache',
  '.ruff_cache',
  '.pytest_cache',
]);

/**
 * Lists a folder and reads what is wanted of it. Follows no links, so nothing outside of the folder is read, and starts no
 * program: a repository's own git settings can name one.
 * @throws what `readdir` throws for a folder that cannot be read
 */
export async function readCheckout(folder: string, isWanted: (path: string) => boolean): Promise<Checkout> {
  const checkout: Checkout = { allPaths: [], texts: new Map(), skipped: [] };
  const open = [''];
  for (let inside = open.pop(); inside !== undefined; inside = open.pop()) {
    for (const entry of await readdir(join(folder, inside), { withFileTypes: true })) {
      const path = inside === '' ? entry.name : `${inside}/${entry.name}`;
      if (entry.isDirectory() && !NOT_SOURCE.has(entry.name)) open.push(path);
      else if (entry.isFile()) checkout.allPaths.push(path);
    }
    if (checkout.allPaths.length > MAX_FILES) {
      checkout.skipped.push({ what: 'the rest of the folder', reason: `more than ${MAX_FILES} files` });
      break;
    }
  }
  checkout.allPaths.sort();
  for (const path of checkout.allPaths.filter(isWanted)) {
    const { size } = await lstat(join(folder, path));
    const decoded: BlobText =
      size > MAX_BLOB_BYTES ? { unreadable: 'too-large' } : decodeBlob(await readFile(join(folder, path)));
    if ('text' in decoded) checkout.texts.set(path, decoded.text);
    else checkout.skipped.push({ what: path, reason: decoded.unreadable.replaceAll('-', ' ') });
  }
  return checkout;
}
