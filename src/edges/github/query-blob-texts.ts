import { createHash } from 'node:crypto';
import type { Octokit } from '@octokit/rest';
import { GitHubRefusal, RetryableError } from '../../errors.ts';
import { decodeBlob } from './blob-text.ts';
import { readErrorTypes } from './graphql-errors.ts';
import type { BlobEntry, BlobText, RepositoryRef } from './types.ts';

/** A query counts as one of 5,000 points an hour however many blobs it names; what it costs GitHub is bounded otherwise. */
const MAX_BLOBS = 100;
const MAX_BYTES = 2 * 1024 * 1024;
/** GitHub cuts a text at exactly this size: https://github.com/sveltia/sveltia-cms/issues/950 */
const MAX_TEXT_BYTES = 512_000;
/** Queries at the same time. */
const PARALLEL_QUERIES = 3;
/** Queries that may fail before the rest is left to single reads. */
const MAX_FAILURES = 3;

/** `repository` is null, too, where GraphQL refuses what REST may still answer. */
interface Reply {
  repository?: Record<string, { text?: string | null } | null> | null;
}

/**
 * Texts of blobs by GraphQL, many with one query: https://docs.github.com/graphql/reference/objects#blob
 * GraphQL hands out text, not bytes: it cuts long ones and converts what is not UTF-8. A text is taken only where it hashes to
 * the blob's own SHA; the others are left out, as is what a query failed for. GitHub answers a query that costs too much
 * in part or with 502, so it is asked again for half as many.
 * @throws RetryableError when a rate limit is used up, because single reads would run into it too
 */
export async function queryBlobTexts(
  octokit: Octokit,
  repository: RepositoryRef,
  entries: readonly BlobEntry[],
): Promise<Map<string, BlobText>> {
  const texts = new Map<string, BlobText>();
  const batches = splitIntoBatches(entries.filter(({ size }) => size <= MAX_TEXT_BYTES));
  let failures = 0;

  async function work(): Promise<void> {
    for (let batch = batches.shift(); batch; batch = batches.shift()) {
      if (batch.length < 2 || failures >= MAX_FAILURES) continue;
      const { reply, complete } = await ask(octokit, repository, batch);
      batch.forEach(({ sha }, index) => {
        const text = reply.repository?.[`b${index}`]?.text;
        if (typeof text === 'string' && hashOf(text) === sha) texts.set(sha, decodeBlob(Buffer.from(text)));
      });
      if (complete) continue;
      failures++;
      const left = batch.filter(({ sha }) => !texts.has(sha));
      const middle = Math.ceil(left.length / 2);
      batches.push(left.slice(0, middle), left.slice(middle));
    }
  }

  await Promise.all(Array.from({ length: Math.min(PARALLEL_QUERIES, batches.length) }, work));
  return texts;
}

function splitIntoBatches(entries: readonly BlobEntry[]): BlobEntry[][] {
  const batches: BlobEntry[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const last = batches.at(-1);
    if (last && last.length < MAX_BLOBS && bytes + entry.size <= MAX_BYTES) {
      last.push(entry);
      bytes += entry.size;
    } else {
      batches.push([entry]);
      bytes = entry.size;
    }
  }
  return batches;
}

async function ask(
  octokit: Octokit,
  { owner, name }: RepositoryRef,
  batch: readonly BlobEntry[],
): Promise<{ reply: Reply; complete: boolean }> {
  const oids = batch.map((_, index) => `$o${index}: GitObjectID!`).join(', ');
  const blobs = batch.map((_, index) => `b${index}: object(oid: $o${index}) { ... on Blob { text } }`);
  const query = `query ($owner: String!, $name: String!, ${oids}) {
  repository(owner: $owner, name: $name) {
    ${blobs.join('\n    ')}
  }
}`;
  const variables = Object.fromEntries(batch.map(({ sha }, index) => [`o${index}`, sha]));
  try {
    const reply = await octokit.graphql<Reply | null>(query, { owner, name, ...variables });
    return { reply: reply ?? {}, complete: true };
  } catch (error) {
    const types = readErrorTypes(error);
    if (types?.includes('RATE_LIMITED')) {
      throw new RetryableError('github-rate-limited', "GraphQL: GitHub's rate limit is used up", {
        retryAfterMs: 60_000,
      });
    }
    if (types) return { reply: (error as { data?: Reply | null }).data ?? {}, complete: false };
    const passes = error instanceof RetryableError && error.code !== 'github-rate-limited';
    if (passes || error instanceof GitHubRefusal) return { reply: {}, complete: false };
    throw error;
  }
}

/** The SHA that git gives a blob of these bytes. */
function hashOf(text: string): string {
  const bytes = Buffer.from(text);
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
