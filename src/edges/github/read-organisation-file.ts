import type { Octokit } from '@octokit/rest';
import { ORGANISATION_REPOSITORY } from '../../core/configuration/schema.ts';
import { GitHubRefusal } from '../../errors.ts';
import { decodeBlob } from './blob-text.ts';
import type { OrganisationFile } from './types.ts';

/**
 * See GitHubReader. Minting a token for a repository that the installation does not include is refused with 422.
 * https://docs.github.com/rest/repos/contents#get-repository-content
 */
export async function readOrganisationFile(
  octokit: Octokit,
  owner: string,
  path: string,
): Promise<OrganisationFile> {
  try {
    const { data } = await octokit.rest.repos.getContent({ owner, repo: ORGANISATION_REPOSITORY, path });
    if (Array.isArray(data) || data.type !== 'file' || !('content' in data)) return { missing: 'file' };
    // GitHub leaves the content of larger files out.
    if (data.encoding !== 'base64') return { unreadable: 'too-large' };
    return decodeBlob(Buffer.from(data.content, 'base64'));
  } catch (error) {
    if (!(error instanceof GitHubRefusal)) throw error;
    if (error.status === 404) return { missing: 'file' };
    if (error.status === 422 || error.status === 403) return { missing: 'no-access' };
    throw error;
  }
}
