import { parseFindingMarker } from '../../core/names/finding-marker.ts';
import { GitHubRefusal } from '../../errors.ts';
import { readErrorTypes } from './graphql-errors.ts';
import type { WriteContext } from './writer.ts';

/** A conversation at lines of the diff that a comment of ours began. */
export interface OwnThread {
  /** GraphQL's. */
  id: string;
  fingerprint: string;
  isResolved: boolean;
}

/**
 * Only GraphQL knows conversations and whether they are resolved, and it says who "we" are: REST names no app in review
 * comments. https://docs.github.com/graphql/reference/objects#pullrequestreviewthread
 */
const THREADS = `query ($owner: String!, $repo: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      reviewThreads(first: 100, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes { id isResolved comments(first: 1) { nodes { body viewerDidAuthor } } }
      }
    }
  }
}`;

/** An app needs `contents: write` for it: https://github.com/orgs/community/discussions/44650 */
const RESOLVE = `mutation ($id: ID!) { resolveReviewThread(input: { threadId: $id }) { thread { isResolved } } }`;

interface ThreadsPage {
  repository: {
    pullRequest: {
      reviewThreads: {
        pageInfo: { hasNextPage: boolean; endCursor: string | null };
        nodes: {
          id: string;
          isResolved: boolean;
          comments: { nodes: { body: string; viewerDidAuthor: boolean }[] };
        }[];
      };
    };
  };
}

const MAX_PAGES = 50;

/** Our conversations of a pull request, oldest first. A person's copy of our marker is not ours. */
export async function listOwnThreads(
  { octokit, place }: WriteContext,
  pullNumber: number,
): Promise<OwnThread[]> {
  const threads: OwnThread[] = [];
  let after: string | null = null;
  for (let page = 0; page < MAX_PAGES; page++) {
    const { repository } = await ask(() =>
      octokit.graphql<ThreadsPage>(THREADS, { ...place, number: pullNumber, after }),
    );
    const { nodes, pageInfo } = repository.pullRequest.reviewThreads;
    for (const { id, isResolved, comments } of nodes) {
      const [first] = comments.nodes;
      const fingerprint = first?.viewerDidAuthor ? parseFindingMarker(first.body) : null;
      if (fingerprint !== null) threads.push({ id, fingerprint, isResolved });
    }
    if (!pageInfo.hasNextPage) return threads;
    after = pageInfo.endCursor;
  }
  return threads;
}

/** Marks a conversation as resolved. False when GitHub does not let us. */
export async function resolveThread({ octokit }: WriteContext, id: string): Promise<boolean> {
  try {
    await octokit.graphql(RESOLVE, { id });
    return true;
  } catch (error) {
    if (readErrorTypes(error) === null) throw error;
    return false;
  }
}

/** GraphQL answers a refusal with status 200. */
async function ask<T>(send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    const types = readErrorTypes(error);
    if (types === null) throw error;
    const kind = types.includes('NOT_FOUND')
      ? 'not-found'
      : types.includes('FORBIDDEN')
        ? 'forbidden'
        : 'invalid';
    throw new GitHubRefusal(kind, 200, `GraphQL reviewThreads: ${types.join(', ')}`);
  }
}
