import type { PythonParser } from '../python/parser.ts';
import { isPythonPath } from '../python/test-files.ts';
import type { FileRecord } from './file-record.ts';
import { buildProjectIndex, type ProjectIndex } from './project-index.ts';
import { readFileRecord } from './read-file.ts';

/** Indexes whatever texts are known of a repository; a text that was indexed before is not read again. */
export type IndexTexts = (texts: ReadonlyMap<string, string>) => ProjectIndex;

export function createIndexer(parser: PythonParser, allPaths: readonly string[]): IndexTexts {
  const known = new Map<string, { text: string; record: FileRecord }>();
  return (texts) => {
    const files = new Map<string, FileRecord>();
    for (const [path, text] of texts) {
      if (!isPythonPath(path)) continue;
      let entry = known.get(path);
      if (entry?.text !== text) {
        entry = { text, record: readFileRecord(parser, text) };
        known.set(path, entry);
      }
      files.set(path, entry.record);
    }
    return buildProjectIndex(allPaths, files);
  };
}
