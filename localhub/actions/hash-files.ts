import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { findFiles } from './find-files.ts';

/** SHA-256 over the SHA-256 of each file that the patterns select, as GitHub computes it; empty without a file. */
export function hashFiles(patterns: string[], directory: string): string {
  const { files } = findFiles(patterns, directory, 'with-hidden');
  if (files.length === 0) return '';
  const hash = createHash('sha256');
  for (const file of files) hash.update(createHash('sha256').update(readFileSync(file)).digest());
  return hash.digest('hex');
}
