import { verify } from 'node:crypto';
import { ApiError } from '../http/api-error.ts';
import type { AppRecord } from '../records.ts';

/** Seconds that clocks may differ, and the longest life of an app's token. */
const tolerance = 60;
const longestLife = 600;

function decode(part: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    if (value !== null && typeof value === 'object') return value as Record<string, unknown>;
  } catch {
    // Answered below: GitHub tells no more than this either.
  }
  throw new ApiError(401, 'A JSON web token could not be decoded');
}

/** Apps name themselves by their id or by their client id. */
function findIssuer(apps: ReadonlyMap<number, AppRecord>, issuer: unknown): AppRecord | undefined {
  return apps.get(Number(String(issuer).replace(/^Iv23/, '')));
}

/**
 * The app that signed this JSON web token, by the rules of
 * https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
 */
export function verifyAppJwt(token: string, apps: ReadonlyMap<number, AppRecord>): AppRecord {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const claims = decode(payload);
  if (decode(header)['alg'] !== 'RS256') throw new ApiError(401, 'A JSON web token could not be decoded');
  const app = findIssuer(apps, claims['iss']);
  if (app === undefined || app.publicKey === null) throw new ApiError(401, 'Integration not found');
  const signed = Buffer.from(`${header}.${payload}`);
  if (!verify('RSA-SHA256', signed, app.publicKey, Buffer.from(signature, 'base64url')))
    throw new ApiError(401, 'A JSON web token could not be decoded');
  const seconds = Date.now() / 1000;
  const { iat, exp } = claims;
  if (typeof iat !== 'number' || iat > seconds + tolerance)
    throw new ApiError(
      401,
      "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    );
  if (typeof exp !== 'number' || exp < seconds - tolerance)
    throw new ApiError(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  if (exp > seconds + longestLife + tolerance)
    throw new ApiError(401, "'Expiration time' claim ('exp') is too far in the future");
  return app;
}
