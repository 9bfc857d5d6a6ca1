import type { Octokit } from '@octokit/rest';
import { ORGANISATION_REPOSITORY } from '../../core/configuration/schema.ts';
import { GitHubRefusal } from '../../errors.ts';
import type { RepositoryRef } from './types.ts';

/** Most owners have no settings for all their repositories; that is asked again after this long, not with every push. */
const NO_ORGANISATION_MS = 10 * 60_000;
/** A token is replaced this long before GitHub lets it expire. */
const MARGIN_MS = 5 * 60_000;

type Permissions = NonNullable<
  NonNullable<Parameters<Octokit['rest']['apps']['createInstallationAccessToken']>[0]>['permissions']
>;

/**
 * What a token may do, at most. Comments on a pull request need no `issues` permission: `pull_requests` grants them
 * too, https://docs.github.com/rest/issues/comments
 */
const PERMISSIONS = {
  read: { metadata: 'read', contents: 'read', pull_requests: 'read', actions: 'read', checks: 'read' },
  /** By itself: minting fails as a whole where one permission was not granted. */
  issues: { metadata: 'read', issues: 'read' },
  /** For the repository with the organisation's settings, which many installations do not include. */
  organisation: { metadata: 'read', contents: 'read' },
  /** For the one issue that introduces the app; by itself for the same reason. */
  onboarding: { metadata: 'read', issues: 'write' },
  write: { metadata: 'read', contents: 'write', pull_requests: 'write', actions: 'write', checks: 'write' },
  /** For work on an issue, whose comments and labels `pull_requests` does not cover. */
  'issue-write': {
    metadata: 'read',
    contents: 'write',
    pull_requests: 'write',
    actions: 'write',
    issues: 'write',
  },
} satisfies Record<string, Permissions>;

export type Access = keyof typeof PERMISSIONS;

/** Tokens for one repository and one kind of access each. */
export interface InstallationTokens {
  /** A token that is good for some minutes more; minted when there is none. */
  get(repository: RepositoryRef, access: Access): Promise<string>;
  /** Forgets this token, because GitHub no longer accepts it. */
  drop(token: string): void;
}

interface Minted {
  token: Promise<string>;
  /** The token once it is there. */
  value: string | null;
  expiresAt: number;
}

/**
 * Mints narrowed installation tokens. Octokit's `auth({ type: 'installation' })` would do this on api.github.com
 * whatever the base URL is, so the endpoint is called by itself.
 */
export function createInstallationTokens(app: Octokit, clock: () => number = Date.now): InstallationTokens {
  const minted = new Map<string, Minted>();

  function mint(key: string, repository: RepositoryRef, access: Access): Minted {
    const entry: Minted = { token: Promise.resolve(''), value: null, expiresAt: Number.POSITIVE_INFINITY };
    entry.token = app.rest.apps
      .createInstallationAccessToken({
        installation_id: repository.installationId,
        ...(access === 'organisation'
          ? { repositories: [ORGANISATION_REPOSITORY] }
          : { repository_ids: [repository.id] }),
        permissions: PERMISSIONS[access],
      })
      .then(({ data }) => {
        entry.value = data.token;
        entry.expiresAt = Date.parse(data.expires_at) - MARGIN_MS;
        return data.token;
      })
      .catch((error: unknown) => {
        const lost = toLostAccess(error, repository);
        if (access === 'organisation' && lost !== error) entry.expiresAt = clock() + NO_ORGANISATION_MS;
        else if (minted.get(key) === entry) minted.delete(key);
        throw lost;
      });
    return entry;
  }

  function forget(isGone: (entry: Minted) => boolean): void {
    for (const [key, entry] of minted) if (isGone(entry)) minted.delete(key);
  }

  return {
    async get(repository, access) {
      // An installation has one owner, so its repositories share what is the owner's.
      const key = `${repository.installationId}/${access === 'organisation' ? '' : repository.id}/${access}`;
      forget((entry) => entry.expiresAt <= clock());
      const entry = minted.get(key) ?? mint(key, repository, access);
      minted.set(key, entry);
      return entry.token;
    },
    drop(token) {
      forget((entry) => entry.value === token);
    },
  };
}

/** 422: the repository is not among the installation's, or a permission was not granted. */
function toLostAccess(error: unknown, repository: RepositoryRef): unknown {
  if (!(error instanceof GitHubRefusal) || error.status !== 422) return error;
  return new GitHubRefusal(
    'forbidden',
    422,
    `Installation ${repository.installationId} does not grant what Testwright needs on repository ${repository.id}`,
  );
}
