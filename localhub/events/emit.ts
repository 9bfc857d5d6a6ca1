import { randomUUID } from 'node:crypto';
import { eventPermissions } from '../auth/permissions.ts';
import type { Hub } from '../hub.ts';
import type { AppRecord, InstallationRecord, RepositoryRecord, UserRecord } from '../records.ts';
import { renderNodeId } from '../views/node-id.ts';
import { renderPushedRepository, renderRepository } from '../views/repository.ts';
import { renderUser } from '../views/user.ts';
import { enqueueDelivery } from './deliver.ts';

export interface Happening {
  event: string;
  action: string | null;
  /** What the event has beside action, repository, sender and installation. */
  payload: Record<string, unknown>;
  /** The one app that is told; everybody who is subscribed when it is left out. */
  only?: AppRecord;
}

/** Apps that may write checks are told of all check runs, and of the suites that they must run, without asking. */
function isSubscribed(installation: InstallationRecord, event: string): boolean {
  const allowed = (eventPermissions[event] ?? []).some(
    (name) => installation.permissions[name] !== undefined,
  );
  const automatic = /^check_(run|suite)$/.test(event) && installation.permissions['checks'] === 'write';
  return allowed && (automatic || installation.app.events.includes(event));
}

/**
 * Tells every app that is installed on the repository and subscribed. All apps get the same GUID. The payload is
 * what is true now; deliveries go out side by side, in no order that a receiver may rely on.
 */
export function emit(hub: Hub, repository: RepositoryRecord, sender: UserRecord, happening: Happening): void {
  const guid = randomUUID();
  const { event, action } = happening;
  const shown =
    event === 'push' ? renderPushedRepository(hub, repository) : renderRepository(hub, repository);
  const told = new Set<number>();
  for (const installation of hub.installations.values()) {
    if (!installation.repositoryIds.has(repository.id) || !isSubscribed(installation, event)) continue;
    if (happening.only !== undefined && happening.only !== installation.app) continue;
    // GitHub has one installation of an app for an account; tests may have several with different permissions.
    if (told.has(installation.app.id)) continue;
    told.add(installation.app.id);
    const payload = structuredClone({
      ...(action === null ? {} : { action }),
      ...happening.payload,
      repository: shown,
      sender: renderUser(hub, sender),
      installation: { id: installation.id, node_id: renderNodeId('IN', installation.id) },
    });
    hub.contract.checkWebhook(event, action, payload);
    const { app, id: installationId } = installation;
    enqueueDelivery(
      hub,
      { guid, app, event, action, installationId, repositoryId: repository.id, payload },
      'first',
    );
  }
}
