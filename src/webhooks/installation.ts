import type { Job } from '../edges/database/types.ts';
import { installationPayloadSchema, installationRepositoriesPayloadSchema } from './schema.ts';

/** A longer list is read from GitHub instead, where the job's own limit holds. */
const MAX_LISTED = 500;
/** A payload lists at most what fits into it; what it does not list is found by the installation's own rows. */
const MAX_FORGOTTEN = 10_000;

/**
 * `installation`: new, or given more permissions → introduce the app to its repositories; deleted → forget them. Suspending
 * asks for nothing: it can be taken back, and meanwhile GitHub lets us read and write nothing.
 */
export function installationJob(payload: unknown): Job | null {
  const parsed = installationPayloadSchema.safeParse(payload);
  if (!parsed.success) return null;
  const { action, installation, repositories = [] } = parsed.data;
  if (action === 'deleted') {
    const repositoryIds = repositories.slice(0, MAX_FORGOTTEN).map(({ id }) => id);
    return {
      name: 'forget-repositories',
      data: { installationId: installation.id, repositoryIds, all: true },
    };
  }
  if (action !== 'created' && action !== 'new_permissions_accepted') return null;
  const isListed = action === 'created' && installation.repository_selection !== 'all';
  return onboard(installation, isListed ? repositories : []);
}

/** `installation_repositories`: the account has changed which repositories the app sees. */
export function installationRepositoriesJob(payload: unknown): Job | null {
  const parsed = installationRepositoriesPayloadSchema.safeParse(payload);
  if (!parsed.success) return null;
  const { action, installation, repositories_added: added, repositories_removed: removed } = parsed.data;
  if (action === 'added' && added.length > 0) return onboard(installation, added);
  if (action !== 'removed' || removed.length === 0) return null;
  const repositoryIds = removed.slice(0, MAX_FORGOTTEN).map(({ id }) => id);
  return {
    name: 'forget-repositories',
    data: { installationId: installation.id, repositoryIds, all: false },
  };
}

/** An empty or very long list: all that GitHub lists. */
function onboard(
  { id: installationId, account }: { id: number; account: { login: string } },
  listed: readonly { id: number; name: string }[],
): Job {
  const isUsable = listed.length > 0 && listed.length <= MAX_LISTED;
  const repositories = isUsable
    ? listed.map(({ id, name }) => ({ installationId, owner: account.login, name, id }))
    : null;
  return { name: 'onboard-installation', data: { installationId, repositories } };
}
