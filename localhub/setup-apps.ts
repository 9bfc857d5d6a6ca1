import type { KeyObject } from 'node:crypto';
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

/** Registers an app with its bot user. `publicKey: null` makes one that nobody can sign in as. */
export function addApp(hub: Hub, wanted: NewApp, publicKey: KeyObject | null): void {
  hub.apps.set(wanted.id, {
    ...wanted,
    name: wanted.slug,
    hookId: hub.nextId(),
    publicKey,
    owner: ensureUser(hub, `${wanted.slug}-owner`),
    bot: ensureUser(hub, `${wanted.slug}[bot]`, 'Bot'),
    createdAt: now(),
  });
}

/** A new key pair; only the caller gets the private key, in the form that GitHub hands out. */
export function createKeys(): { publicKey: KeyObject; privateKeyPem: string } {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { publicKey, privateKeyPem: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString() };
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
