import { generateKeyPairSync } from 'node:crypto';
import type { Hub } from './hub.ts';
import { ensureUser, now } from './hub.ts';
import type { InstallationRecord, Permissions, RepositoryRecord } from './records.ts';

export interface NewApp {
  id: number;
  slug: string;
  webhookUrl: string | null;
  webhookSecret: string;
  permissions: Permissions;
  events: string[];
}

/** Registers an app with its bot user and a new key pair; only the caller gets the private key. */
export function addApp(hub: Hub, wanted: NewApp): { privateKeyPem: string } {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  hub.apps.set(wanted.id, {
    ...wanted,
    name: wanted.slug,
    hookId: hub.nextId(),
    publicKey,
    owner: ensureUser(hub, `${wanted.slug}-owner`),
    bot: ensureUser(hub, `${wanted.slug}[bot]`, 'Bot'),
    createdAt: now(),
  });
  return { privateKeyPem: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString() };
}

/** Installs an app on repositories of one account, with all its permissions or with fewer. */
export function addInstallation(
  hub: Hub,
  appId: number,
  repositories: readonly RepositoryRecord[],
  permissions: Permissions | null,
): InstallationRecord {
  const app = hub.apps.get(appId);
  const account = repositories[0]?.owner;
  if (app === undefined || account === undefined)
    throw new Error('An installation needs an app and a repository');
  if (repositories.some(({ owner }) => owner !== account))
    throw new Error('An installation belongs to one account');
  const installation = {
    id: hub.nextId(),
    app,
    account,
    repositoryIds: new Set(repositories.map(({ id }) => id)),
    permissions: permissions ?? app.permissions,
    createdAt: now(),
  };
  hub.installations.set(installation.id, installation);
  return installation;
}
