import { randomUUID } from 'node:crypto';
import type { Hub } from '../hub.ts';
import { fullName } from '../hub.ts';
import type { InstallationRecord, RepositoryRecord, UserRecord } from '../records.ts';
import { renderInstallation } from '../views/installation.ts';
import { renderNodeId } from '../views/node-id.ts';
import { renderUser } from '../views/user.ts';
import { enqueueDelivery } from './deliver.ts';

/** `installation` created or deleted. Every app is told of its own installations, whatever it is subscribed to. */
export function tellInstallation(
  hub: Hub,
  installation: InstallationRecord,
  action: 'created' | 'deleted',
  sender: UserRecord,
): void {
  const repositories = [...installation.repositoryIds].map((id) => renderShort(hub.repositories.get(id)!));
  tell(hub, installation, 'installation', action, sender, { repositories });
}

/** `installation_repositories`: the account has changed which repositories the app sees. */
export function tellInstallationRepositories(
  hub: Hub,
  installation: InstallationRecord,
  action: 'added' | 'removed',
  changed: readonly RepositoryRecord[],
  sender: UserRecord,
): void {
  tell(hub, installation, 'installation_repositories', action, sender, {
    repository_selection: 'selected',
    repositories_added: action === 'added' ? changed.map(renderShort) : [],
    repositories_removed: action === 'removed' ? changed.map(renderShort) : [],
    requester: null,
  });
}

function tell(
  hub: Hub,
  installation: InstallationRecord,
  event: string,
  action: string,
  sender: UserRecord,
  more: Record<string, unknown>,
): void {
  const payload = structuredClone({
    action,
    installation: renderInstallation(hub, installation),
    ...more,
    sender: renderUser(hub, sender),
  });
  hub.contract.checkWebhook(event, action, payload);
  const { app, id: installationId } = installation;
  enqueueDelivery(
    hub,
    { guid: randomUUID(), app, event, action, installationId, repositoryId: null, payload },
    'first',
  );
}

function renderShort(repository: RepositoryRecord) {
  return {
    id: repository.id,
    node_id: renderNodeId('R', repository.id),
    name: repository.name,
    full_name: fullName(repository),
    private: repository.private,
  };
}
