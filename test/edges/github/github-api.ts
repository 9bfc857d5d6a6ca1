import { generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import type { RestEndpointMethodTypes } from '@octokit/rest';
import nock from 'nock';
import { pino } from 'pino';
import { createGitHubApp } from '../../../src/edges/github/github-app.ts';
import type {
  GitHubApp,
  GitHubReader,
  GitHubWriter,
  RepositoryRef,
} from '../../../src/edges/github/types.ts';

export const API = 'https://api.github.test';
export const APP_ID = 7;
export const REPOSITORY: RepositoryRef = { installationId: 11, owner: 'octo', name: 'shop', id: 42 };
export const REPO = '/repos/octo/shop';

/** GitHub hands out PKCS#1. */
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

export { publicKey };

const PEM = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();

export type Methods = RestEndpointMethodTypes;
/** Fields of GitHub's own reply types; a misspelt or mistyped one does not compile. */
export type Part<T> = T extends (infer E)[]
  ? Part<E>[]
  : T extends object
    ? { [K in keyof T]?: Part<T[K]> | null }
    : T;

/**
 * Strict nock for every test of the file: no network, and an interceptor that nobody used is a failure.
 * Importing nock is enough to put it in place for the whole process, so a file that speaks to a real server must not
 * import this one, and one that does must call this.
 */
export function useStrictNock(): void {
  beforeAll(() => nock.disableNetConnect());
  afterEach(() => {
    const unused = nock.pendingMocks();
    nock.cleanAll();
    expect(unused).toEqual([]);
  });
  afterAll(() => nock.restore());
}

export function api(options?: nock.Options): nock.Scope {
  return nock(API, options);
}

export function givenApp(log = pino({ level: 'silent' })): GitHubApp {
  return createGitHubApp({ appId: APP_ID, privateKey: PEM, apiUrl: API, writeSpacingMs: 0, log });
}

/** A token for one reader or writer will be minted. */
export function givenToken(token = 'ghs_one', expiresAt = '2999-01-01T00:00:00Z'): nock.Scope {
  return api()
    .post('/app/installations/11/access_tokens')
    .reply(201, { token, expires_at: expiresAt, permissions: {}, repository_selection: 'selected' });
}

export function givenReader(): GitHubReader {
  givenToken();
  return givenApp().reader(REPOSITORY);
}

export function givenWriter(): GitHubWriter {
  givenToken();
  return givenApp().writer(REPOSITORY);
}

/** The address of a next page as GitHub writes it. */
export function nextPage(path: string): { link: string } {
  return { link: `<${API}${path}>; rel="next", <${API}${path}>; rel="last"` };
}
