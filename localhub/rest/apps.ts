import { createToken } from '../auth/authenticate.ts';
import { isGranted } from '../auth/permissions.ts';
import { enqueueDelivery } from '../events/deliver.ts';
import { ApiError, notFound } from '../http/api-error.ts';
import type { Call, Handler } from '../http/call.ts';
import { repositoryOf } from '../http/call.ts';
import { pageSize, paginate, renderLink } from '../http/paginate.ts';
import type { DeliveryRecord, InstallationRecord, Level, Permissions } from '../records.ts';
import { renderDelivery, renderDeliveryItem, renderInstallation } from '../views/installation.ts';
import { renderRepository } from '../views/repository.ts';
import { renderApp } from '../views/user.ts';

function installationOf(call: Call): InstallationRecord {
  const installation = call.hub.installations.get(Number(call.params['installation_id']));
  if (installation === undefined || installation.app !== call.app) throw notFound();
  return installation;
}

interface Narrowing {
  repositories?: string[];
  repository_ids?: number[];
  permissions?: Record<string, Level>;
}

function chooseRepositories(call: Call, installation: InstallationRecord, asked: Narrowing): Set<number> {
  const all = [...installation.repositoryIds].map((id) => call.hub.repositories.get(id)!);
  if (asked.repositories === undefined && asked.repository_ids === undefined)
    return new Set(installation.repositoryIds);
  const byName = (asked.repositories ?? []).map(
    (name) => all.find((repository) => repository.name === name)?.id,
  );
  const byId = (asked.repository_ids ?? []).map((id) =>
    installation.repositoryIds.has(id) ? id : undefined,
  );
  const chosen = [...byName, ...byId];
  if (chosen.includes(undefined))
    throw new ApiError(
      422,
      'There is at least one repository that does not exist or is not accessible to the parent installation.',
    );
  return new Set(chosen as number[]);
}

function choosePermissions(installation: InstallationRecord, asked: Narrowing): Permissions {
  if (asked.permissions === undefined) return { metadata: 'read', ...installation.permissions };
  for (const [name, level] of Object.entries(asked.permissions))
    if (!isGranted(installation.permissions, name, level))
      throw new ApiError(422, 'The permissions requested are not granted to this installation.');
  return { metadata: 'read', ...asked.permissions };
}

const createInstallationToken: Handler = (call) => {
  const installation = installationOf(call);
  const asked = (call.body ?? {}) as Narrowing;
  const repositoryIds = chooseRepositories(call, installation, asked);
  const permissions = choosePermissions(installation, asked);
  const { value, token } = createToken(call.hub, installation, { repositoryIds, permissions });
  const narrowed = asked.repositories !== undefined || asked.repository_ids !== undefined;
  const repositories = [...repositoryIds].map((id) =>
    renderRepository(call.hub, call.hub.repositories.get(id)!),
  );
  return {
    status: 201,
    body: {
      token: value,
      expires_at: new Date(token.expiresAt).toISOString(),
      permissions,
      repository_selection: 'selected',
      ...(narrowed ? { repositories } : {}),
    },
  };
};

function deliveriesOf(call: Call): DeliveryRecord[] {
  return call.hub.deliveries.filter((delivery) => delivery.app === call.app).sort((a, b) => b.id - a.id);
}

function deliveryOf(call: Call): DeliveryRecord {
  const found = deliveriesOf(call).find((delivery) => delivery.id === Number(call.params['delivery_id']));
  if (found === undefined) throw notFound();
  return found;
}

/** Newest first. The cursor is the id of the last delivery shown. */
const listDeliveries: Handler = (call) => {
  const status = call.query['status'];
  const cursor = call.query['cursor'];
  const isSuccess = (delivery: DeliveryRecord) => delivery.statusCode >= 200 && delivery.statusCode < 400;
  const all = deliveriesOf(call)
    .filter((delivery) => status === undefined || isSuccess(delivery) === (status === 'success'))
    .filter((delivery) => cursor === undefined || delivery.id < Number(cursor.replace(/^v1_/, '')));
  const shown = all.slice(0, pageSize(call));
  const last = shown.at(-1);
  const headers =
    last !== undefined && all.length > shown.length
      ? { link: renderLink(call, 'cursor', `v1_${last.id}`, 'next') }
      : undefined;
  return { status: 200, body: shown.map(renderDeliveryItem), ...(headers ? { headers } : {}) };
};

export const appHandlers: Record<string, Handler> = {
  'apps/get-authenticated': (call) => {
    const count = [...call.hub.installations.values()].filter(({ app }) => app === call.app).length;
    return { status: 200, body: { ...renderApp(call.hub, call.app), installations_count: count } };
  },
  'apps/list-installations': (call) => {
    const own = [...call.hub.installations.values()].filter(({ app }) => app === call.app);
    const { items, headers } = paginate(call, own);
    return {
      status: 200,
      headers,
      body: items.map((installation) => renderInstallation(call.hub, installation)),
    };
  },
  'apps/get-installation': (call) => ({
    status: 200,
    body: renderInstallation(call.hub, installationOf(call)),
  }),
  'apps/get-repo-installation': (call) => {
    const { id } = repositoryOf(call);
    const own = [...call.hub.installations.values()].find(
      ({ app, repositoryIds }) => app === call.app && repositoryIds.has(id),
    );
    if (own === undefined) throw notFound();
    return { status: 200, body: renderInstallation(call.hub, own) };
  },
  'apps/create-installation-access-token': createInstallationToken,
  'apps/revoke-installation-access-token': (call) => {
    if (call.principal.kind === 'installation') call.hub.tokens.delete(call.principal.value);
    return { status: 204 };
  },
  'apps/list-repos-accessible-to-installation': (call) => {
    const ids = call.principal.kind === 'installation' ? [...call.principal.token.repositoryIds] : [];
    const { items, headers } = paginate(call, ids);
    const repositories = items.map((id) => renderRepository(call.hub, call.hub.repositories.get(id)!));
    return {
      status: 200,
      headers,
      body: { total_count: ids.length, repository_selection: 'selected', repositories },
    };
  },
  'apps/list-webhook-deliveries': listDeliveries,
  'apps/get-webhook-delivery': (call) => ({ status: 200, body: renderDelivery(deliveryOf(call)) }),
  'apps/redeliver-webhook-delivery': (call) => {
    const { guid, app, event, action, installationId, repositoryId, payload } = deliveryOf(call);
    if (installationId === null) throw notFound();
    const message = { guid, app, event, action, installationId, repositoryId, payload };
    enqueueDelivery(call.hub, message, 'redelivery');
    return { status: 202, body: {} };
  },
};
