import type { PythonParser } from '../python/parser.ts';
import { isPythonPath } from '../python/test-files.ts';
import type { FileRecord } from './file-record.ts';
import { buildProjectIndex, type ProjectIndex } from './project-index.ts';
import { readFileRecord } from './read-file.ts';
import { UseTable } from './use-table.ts';

/** Indexes whatever texts are known of a repository; a text that was indexed before is not read again. */
export type IndexTexts = (texts: ReadonlyMap<string, string>) => ProjectIndex;

/** @param kept records of files at the same commit, by path: they are part of every index, and their texts are not read */
export function createIndexer(
  parser: PythonParser,
  allPaths: readonly string[],
  kept: ReadonlyMap<string, FileRecord> = new Map(),
): IndexTexts {
  const known = new Map<string, { text: string; record: FileRecord }>();
  const table = new UseTable();
  let last: ProjectIndex | null = null;
  return (texts) => {
    const files = new Map(kept);
    for (const [path, text] of texts) {
      if (!isPythonPath(path) || kept.has(path)) continue;
      let entry = known.get(path);
      if (entry?.text !== text) {
        entry = { text, record: readFileRecord(parser, text) };
        known.set(path, entry);
      }
      files.set(path, entry.record);
    }
    // What was found out of an index is remembered by it.
    const isSame =
      last?.files.size === files.size &&
      [...files].every(([path, record]) => last?.files.get(path) === record);
    if (!isSame || last === null) last = buildProjectIndex(allPaths, files, table);
    return last;
  };
}
