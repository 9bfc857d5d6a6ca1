import { createPrivateKey } from 'node:crypto';
import { createAppAuth } from '@octokit/auth-app';
import { RequestError } from '@octokit/request-error';
import type { Octokit } from '@octokit/rest';
import type { Logger } from 'pino';
import { OperatorError } from '../../errors.ts';
import type { Fetch } from './bounded-fetch.ts';
import { buildClient } from './client.ts';
import type { EntityTags } from './conditional-requests.ts';
import { type Access, createInstallationTokens } from './installation-tokens.ts';
import { listInstallationRepositories } from './list-installation-repositories.ts';
import { createReader } from './reader.ts';
import { createReaderCaches } from './reader-caches.ts';
import { redeliverFailed } from './redeliver-failed.ts';
import type { GitHubApp, RepositoryRef } from './types.ts';
import { createSpacing } from './write-spacing.ts';
import { createWriter } from './writer.ts';

export interface GitHubAppOptions {
  appId: number;
  /** PEM. */
  privateKey: string;
  /** REST base URL without a trailing slash, e.g. `https://api.github.com`. */
  apiUrl: string;
  /** Least time between two writes of one installation; those that notify people take three times as long. */
  writeSpacingMs: number;
  log: Logger;
  fetch?: Fetch;
}

const READING: ReadonlySet<Access> = new Set(['read', 'issues', 'organisation']);
const unspaced = createSpacing(0);

/**
 * The app on GitHub. Nothing is asked for until a method is called. Readers and writers hold tokens of their own
 * that are narrowed to one repository and to reading or writing.
 * @throws OperatorError `github-private-key`
 */
export function createGitHubApp(options: GitHubAppOptions): GitHubApp {
  const { appId, privateKey, writeSpacingMs, log } = options;
  assertPrivateKey(privateKey);
  const shared = {
    apiUrl: options.apiUrl.replace(/\/+$/, ''),
    log,
    fetch: options.fetch,
    spacing: { writes: createSpacing(writeSpacingMs), notifications: createSpacing(3 * writeSpacingMs) },
  };
  const app = buildClient({
    ...shared,
    limitId: 'app',
    authentication: { authStrategy: createAppAuth, auth: { appId, privateKey } },
  });
  const caches = createReaderCaches();
  const kept: EntityTags = new Map();
  const tokens = createInstallationTokens(app);

  function connect(repository: RepositoryRef, access: Access): Octokit {
    const octokit = buildClient({
      ...shared,
      ...(READING.has(access) && {
        // The plugin takes every GraphQL request for a write, and those of a reader would wait for each other.
        spacing: { writes: unspaced, notifications: unspaced },
        conditional: { kept, scope: `${repository.installationId} ${repository.id} ${access}` },
      }),
      limitId: `installation-${repository.installationId}`,
      authenticate: async (send, headers) => {
        const token = await tokens.get(repository, access);
        headers.authorization = `token ${token}`;
        try {
          return await send();
        } catch (error) {
          if (!(error instanceof RequestError) || error.status !== 401) throw error;
          // Revoked early, as when permissions change. Nothing was done, so a write may be sent again too.
          tokens.drop(token);
          headers.authorization = `token ${await tokens.get(repository, access)}`;
          return send();
        }
      },
    });
    return octokit;
  }

  return {
    async identity() {
      const { data } = await app.rest.apps.getAuthenticated();
      return { id: data!.id, slug: data!.slug ?? '' };
    },
    listInstallationRepositories: (installationId, limit) =>
      listInstallationRepositories(app, shared, installationId, limit),
    async getGrantedPermissions(installationId) {
      const { data } = await app.rest.apps.getInstallation({ installation_id: installationId });
      return { ...data.permissions };
    },
    reader: (repository) =>
      createReader(
        {
          octokit: connect(repository, 'read'),
          issues: connect(repository, 'issues'),
          organisation: connect(repository, 'organisation'),
        },
        repository,
        caches,
        options.fetch,
      ),
    writer: (repository, on = 'pull-request') =>
      createWriter(
        connect(repository, on === 'issue' ? 'issue-write' : 'write'),
        connect(repository, 'onboarding'),
        repository,
        appId,
        log,
      ),
    redeliverFailed: (wish) => redeliverFailed(app, wish, log),
  };
}

function assertPrivateKey(pem: string): void {
  try {
    if (createPrivateKey(pem).asymmetricKeyType === 'rsa') return;
  } catch {
    // Said below; the error itself could quote the key.
  }
  throw new OperatorError(
    'github-private-key',
    'PRIVATE_KEY is not an RSA private key in PEM format; generate one on the settings page of the GitHub App',
  );
}
