import type { Octokit } from '@octokit/rest';
import { buildClient, type ClientOptions } from './client.ts';
import type { RepositoryRef } from './types.ts';

const PER_PAGE = 100;

/** See GitHubApp. The token for it may read names and nothing else, and is used for this list alone. */
export async function listInstallationRepositories(
  app: Octokit,
  options: Pick<ClientOptions, 'apiUrl' | 'log' | 'fetch' | 'spacing'>,
  installationId: number,
  limit: number,
): Promise<{ repositories: RepositoryRef[]; total: number }> {
  const { data: minted } = await app.rest.apps.createInstallationAccessToken({
    installation_id: installationId,
    permissions: { metadata: 'read' },
  });
  const octokit = buildClient({
    ...options,
    limitId: `installation-${installationId}`,
    authenticate: (send, headers) => {
      headers.authorization = `token ${minted.token}`;
      return send();
    },
  });
  const repositories: RepositoryRef[] = [];
  let total = 0;
  for (let page = 1; repositories.length < limit; page++) {
    const { data } = await octokit.rest.apps.listReposAccessibleToInstallation({ per_page: PER_PAGE, page });
    total = data.total_count;
    for (const { id, name, owner, archived } of data.repositories) {
      if (!archived) repositories.push({ installationId, owner: owner.login, name, id });
    }
    if (data.repositories.length < PER_PAGE) break;
  }
  return { repositories: repositories.slice(0, limit), total };
}
