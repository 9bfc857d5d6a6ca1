import { randomBytes } from 'node:crypto';
import { ApiError } from '../http/api-error.ts';
import type { Principal } from '../http/call.ts';
import type { Hub } from '../hub.ts';
import type { InstallationRecord, Permissions, TokenRecord } from '../records.ts';
import { verifyAppJwt } from './app-jwt.ts';

const lifeMs = 60 * 60 * 1000;

/** Reads `Authorization: Bearer …` or `token …`: an app's JWT or an installation token. Otherwise 401. */
export function authenticate(hub: Hub, authorization: string | undefined): Principal {
  const match = /^(?:bearer|token) +(\S+)$/i.exec(authorization ?? '');
  if (!match) throw new ApiError(401, 'Requires authentication');
  const value = match[1]!;
  if (!value.startsWith('ghs_')) return { kind: 'app', app: verifyAppJwt(value, hub.apps) };
  const token = hub.tokens.get(value);
  if (token === undefined || token.expiresAt <= Date.now()) throw new ApiError(401, 'Bad credentials');
  return { kind: 'installation', app: token.installation.app, token, value };
}

/**
 * A new installation token. It has the length and the alphabet of GitHub's (`ghs_`, the app's id, then a JSON
 * web token, about 520 characters), so that columns, headers and redaction meet the real thing.
 */
export function createToken(
  hub: Hub,
  installation: InstallationRecord,
  scope: { repositoryIds: Set<number>; permissions: Permissions },
): { value: string; token: TokenRecord } {
  const parts = [27, 240, 96].map((bytes) => randomBytes(bytes).toString('base64url'));
  const value = `ghs_${installation.app.id}_${parts.join('.')}`;
  const token = { installation, ...scope, expiresAt: Date.now() + lifeMs };
  hub.tokens.set(value, token);
  return { value, token };
}
