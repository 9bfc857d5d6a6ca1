import { createHash } from 'node:crypto';
import type { Octokit } from '@octokit/rest';
import { createTarDecoder } from 'modern-tar';
import { GitHubRefusal } from '../../errors.ts';
import { decodeBlob, MAX_BLOB_BYTES } from './blob-text.ts';
import type { Fetch } from './bounded-fetch.ts';
import type { BlobEntry, BlobText, RepositoryRef } from './types.ts';

const MAX_COMPRESSED_BYTES = 200 * 1024 * 1024;
const MAX_BYTES = 600 * 1024 * 1024;
const TIMEOUT_MS = 60_000;

/**
 * Texts of many blobs of one commit from its archive: one request and one download, where GraphQL takes a query for each hundred.
 * An archive is no faithful copy: `.gitattributes` leave files out of it and change others, and a name says nothing of what stands
 * behind it. So whatever hashes to a wanted SHA is taken, under whatever name, and all else is ignored: links, large files, names
 * of any length. What is left out, and all of it where the archive cannot be had or read to its end, is read in another way.
 * https://docs.github.com/rest/repos/contents#download-a-repository-archive-tar
 */
export async function readArchiveTexts(
  octokit: Octokit,
  repository: RepositoryRef,
  commit: string,
  wanted: readonly BlobEntry[],
  fetch: Fetch,
): Promise<Map<string, BlobText>> {
  const texts = new Map<string, BlobText>();
  const location = await findLocation(octokit, repository, commit);
  if (location === null) return texts;
  const shas = new Set(wanted.map(({ sha }) => sha));
  const sizes = new Set(wanted.map(({ size }) => size));
  const done = new AbortController();
  try {
    // Another host, which must not see the token: the address itself lets in, for some minutes.
    const signal = AbortSignal.any([done.signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const response = await fetch(location, { redirect: 'error', signal });
    if (!response.ok || !response.body) throw new TypeError('There is no archive');
    const files = (response.body as ReadableStream<Uint8Array<ArrayBuffer>>)
      .pipeThrough(boundBytes(MAX_COMPRESSED_BYTES), { signal })
      .pipeThrough(new DecompressionStream('gzip'))
      .pipeThrough(boundBytes(MAX_BYTES))
      .pipeThrough(createTarDecoder());
    for await (const { header, body } of files) {
      const mayBeWanted = header.type === 'file' && header.size <= MAX_BLOB_BYTES && sizes.has(header.size);
      const bytes = await readBody(body, mayBeWanted);
      const sha = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
      if (shas.has(sha)) texts.set(sha, decodeBlob(bytes));
      if (texts.size === shas.size) break;
    }
  } catch {
    // Broken off, too large or too slow: what was read until then is checked, so it counts.
  } finally {
    done.abort();
  }
  return texts;
}

/** To its end in any case: the decoder stands still when some bodies are read and others are cancelled. */
async function readBody(body: ReadableStream<Uint8Array>, keeps: boolean): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) if (keeps) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function findLocation(
  octokit: Octokit,
  { owner, name }: RepositoryRef,
  commit: string,
): Promise<string | null> {
  try {
    const { headers } = await octokit.rest.repos.downloadTarballArchive({
      owner,
      repo: name,
      ref: commit,
      request: { redirect: 'manual' },
    });
    return headers.location ?? null;
  } catch (error) {
    if (error instanceof GitHubRefusal) return null;
    throw error;
  }
}

/** Fails when more than `limit` bytes come through. */
function boundBytes(limit: number): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let left = limit;
  return new TransformStream({
    transform(chunk, controller) {
      left -= chunk.byteLength;
      if (left < 0) controller.error(new RangeError('The archive is larger than is read'));
      else controller.enqueue(chunk);
    },
  });
}
