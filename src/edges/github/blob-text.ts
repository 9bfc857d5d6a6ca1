import { findDeclaredEncoding } from '../../core/python/source-encoding.ts';
import type { BlobText } from './types.ts';

/** Source files are far smaller; what is larger is data or generated. */
export const MAX_BLOB_BYTES = 1024 * 1024;

/** How a pointer begins that stands for a file in Git LFS: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md */
const LFS_POINTER = Buffer.from('version https://git-lfs.github.com/spec/');
const MAX_LFS_POINTER_BYTES = 1024;

/** The text of a blob, or why it is none: UTF-8, or for Python what its first lines declare. */
export function decodeBlob(bytes: Uint8Array): BlobText {
  if (bytes.byteLength > MAX_BLOB_BYTES) return { unreadable: 'too-large' };
  if (bytes.includes(0)) return { unreadable: 'binary' };
  if (bytes.byteLength < MAX_LFS_POINTER_BYTES && LFS_POINTER.equals(bytes.subarray(0, LFS_POINTER.length))) {
    return { unreadable: 'lfs-pointer' };
  }
  const text = decode(bytes, 'utf-8') ?? decodeAsDeclared(bytes);
  return text === null ? { unreadable: 'not-utf-8' } : { text };
}

function decodeAsDeclared(bytes: Uint8Array): string | null {
  const latin = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const declared = findDeclaredEncoding(latin)?.replaceAll('_', '-') ?? 'utf-8';
  // The Web's ISO 8859-1 is Windows-1252, Python's is not.
  if (/^(latin-?1|iso-?8859-1|l1)$/.test(declared)) return latin;
  return /^utf-?8/.test(declared) ? null : decode(bytes, declared.replace(/^cp(?=125\d$)/, 'windows-'));
}

function decode(bytes: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
