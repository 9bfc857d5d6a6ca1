import {
  MAX_CONFIGURATION_BYTES,
  parseConfiguration,
  type ReadFile,
  refuseFile,
} from '../../core/configuration/parse-configuration.ts';
import {
  CONFIGURATION_PATH,
  ORGANISATION_PATHS,
  ORGANISATION_REPOSITORY,
} from '../../core/configuration/schema.ts';
import {
  type ConfigurationFiles,
  type SettledConfiguration,
  settleConfiguration,
} from '../../core/configuration/settle-configuration.ts';
import type { BlobText, GitHubReader, RepositoryRef, RepositoryTree } from '../../edges/github/types.ts';

/** What reading settings needs of GitHub. */
export type SettingsReader = Pick<GitHubReader, 'getBlobText' | 'getOrganisationFile'>;

/**
 * The settings of a review: the file in the tree of base over that of the organisation, never the one of head, because a
 * pull request must not lower its own gates. Head's is checked where the pull request changes it.
 */
export async function readConfiguration(
  reader: SettingsReader,
  repository: Pick<RepositoryRef, 'owner' | 'name'>,
  trees: { base: RepositoryTree; head: RepositoryTree },
): Promise<SettledConfiguration> {
  const find = (tree: RepositoryTree) => tree.entries.find(({ path }) => path === CONFIGURATION_PATH);
  const isChanged = find(trees.head)?.sha !== find(trees.base)?.sha;
  const [base, organisation, head] = await Promise.all([
    readFile(reader, find(trees.base)),
    readOrganisation(reader, repository),
    isChanged ? readFile(reader, find(trees.head)) : null,
  ]);
  return settleConfiguration({ base, organisation, head });
}

/** The organisation's settings; null where there are none, or for the repository that holds them. */
export async function readOrganisation(
  reader: Pick<GitHubReader, 'getOrganisationFile'>,
  { owner, name }: Pick<RepositoryRef, 'owner' | 'name'>,
): Promise<ConfigurationFiles['organisation']> {
  if (name === ORGANISATION_REPOSITORY) return null;
  for (const path of ORGANISATION_PATHS) {
    const found = await reader.getOrganisationFile(path);
    if ('missing' in found) {
      if (found.missing === 'no-access') return null;
      continue;
    }
    return { file: `${owner}/${ORGANISATION_REPOSITORY}: ${path}`, read: readText(found) };
  }
  return null;
}

async function readFile(
  reader: Pick<GitHubReader, 'getBlobText'>,
  entry: RepositoryTree['entries'][number] | undefined,
): Promise<ReadFile | null> {
  if (!entry) return null;
  if (!entry.mode.startsWith('100')) return refuseFile(null, 'it is not a file');
  if (entry.size > MAX_CONFIGURATION_BYTES) return refuseFile(null, 'it is larger than 64 kB');
  return readText(await reader.getBlobText(entry.sha, { size: entry.size }));
}

function readText(blob: BlobText): ReadFile {
  return 'text' in blob
    ? parseConfiguration(blob.text)
    : refuseFile(null, `it is ${blob.unreadable.replaceAll('-', ' ')}`);
}
