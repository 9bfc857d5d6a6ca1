import type { BlobText } from './types.ts';

/** Source files are far smaller; what is larger is data or generated. */
export const MAX_BLOB_BYTES = 1024 * 1024;

/** How a pointer begins that stands for a file in Git LFS: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md */
const LFS_POINTER = Buffer.from('version https://git-lfs.github.com/spec/');
const MAX_LFS_POINTER_BYTES = 1024;

/** The text of a blob as UTF-8, or why it is none. */
export function decodeBlob(bytes: Uint8Array): BlobText {
  if (bytes.byteLength > MAX_BLOB_BYTES) return { unreadable: 'too-large' };
  if (bytes.includes(0)) return { unreadable: 'binary' };
  if (bytes.byteLength < MAX_LFS_POINTER_BYTES && LFS_POINTER.equals(bytes.subarray(0, LFS_POINTER.length))) {
    return { unreadable: 'lfs-pointer' };
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { unreadable: 'not-utf-8' };
  }
}
