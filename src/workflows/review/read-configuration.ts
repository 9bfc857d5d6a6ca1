import {
  MAX_CONFIGURATION_BYTES,
  type ParsedConfiguration,
  parseConfiguration,
} from '../../core/configuration/parse-configuration.ts';
import { CONFIGURATION_PATH } from '../../core/configuration/schema.ts';
import type { GitHubReader, RepositoryTree } from '../../edges/github/types.ts';

/**
 * The repository's settings in the tree of base, never of head: a pull request must not lower its own gates. A file
 * that cannot be read means defaults, and is told.
 */
export async function readConfiguration(
  reader: Pick<GitHubReader, 'getBlobText'>,
  baseTree: RepositoryTree,
): Promise<ParsedConfiguration> {
  const entry = baseTree.entries.find(({ path }) => path === CONFIGURATION_PATH);
  if (!entry) return { configuration: {}, problems: [] };
  if (!entry.mode.startsWith('100')) return unreadable('it is not a file');
  if (entry.size > MAX_CONFIGURATION_BYTES) return unreadable('it is larger than 64 kB');
  const blob = await reader.getBlobText(entry.sha, { size: entry.size });
  return 'text' in blob
    ? parseConfiguration(blob.text)
    : unreadable(`it is ${blob.unreadable.replaceAll('-', ' ')}`);
}

function unreadable(reason: string): ParsedConfiguration {
  const message = `the file cannot be used, defaults are in force: ${reason}`;
  return { configuration: {}, problems: [{ line: null, message }] };
}
