import { RetryableError } from '../../errors.ts';

/**
 * All pages of a list. Octokit's iterator takes a 409 for an empty list, which would let a write believe that
 * nothing is there; such a page has no address.
 */
export async function listAll<T>(pages: AsyncIterable<{ data: T[]; url: string }>): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pages) {
    assertAnswered(page);
    all.push(...page.data);
  }
  return all;
}

export function assertAnswered(page: { url: string }): void {
  if (page.url === undefined) {
    throw new RetryableError('github-conflict', 'GitHub could not list this now', { retryAfterMs: 15_000 });
  }
}
