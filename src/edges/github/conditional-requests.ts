import { RequestError } from '@octokit/request-error';
import type { Octokit } from '@octokit/rest';

/**
 * What is asked for several times in the life of a pull request and seldom changes: the pull request itself (each job looks
 * whether it is still at the commit it works on), branches and the repository, and the organisation's settings. What a SHA names is
 * not asked for twice anyway, and lists have changed when they are asked for again.
 */
const ROUTES = new Set([
  '/repos/{owner}/{repo}',
  '/repos/{owner}/{repo}/pulls/{pull_number}',
  '/repos/{owner}/{repo}/branches/{branch}',
  '/repos/{owner}/{repo}/git/ref/{ref}',
  '/repos/{owner}/{repo}/contents/{path}',
]);

type Response = Awaited<ReturnType<Octokit['request']>>;

/** Answers with their entity tags, for one process. */
export type EntityTags = Map<string, { etag: string; response: Response }>;

/** Some 10 kB each. */
const MAX_KEPT = 500;

/**
 * Asks GitHub whether an answer has changed since it was read, which costs nothing of the hourly limit when it has not:
 * https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api
 * The answer is as fresh as any other. @param scope who asks, with which rights: nobody gets what another one was told
 */
export function makeConditional(octokit: Octokit, kept: EntityTags, scope: string): void {
  octokit.hook.wrap('request', async (request, endpoint) => {
    if (endpoint.method !== 'GET' || !ROUTES.has(endpoint.url)) return request(endpoint);
    const key = `${scope} ${octokit.request.endpoint(endpoint).url}`;
    const known = kept.get(key);
    if (known) endpoint.headers['if-none-match'] = known.etag;
    try {
      const response: Response = await request(endpoint);
      kept.delete(key);
      const { etag } = response.headers;
      if (etag) kept.set(key, { etag, response });
      for (const oldest of kept.keys()) {
        if (kept.size <= MAX_KEPT) break;
        kept.delete(oldest);
      }
      return response;
    } catch (error) {
      if (known && error instanceof RequestError && error.status === 304) return known.response;
      throw error;
    }
  });
}
