import { DefectError } from '../../errors.ts';

export type Fetch = typeof globalThis.fetch;

const NO_BODY = new Set([204, 205, 304]);

/**
 * A fetch that ends within `timeoutMs`, reads the whole body before it resolves and takes at most `maxBytes` of it.
 * Octokit turns a body that breaks off into an empty one, and an empty one into an empty list; so a body has to
 * fail here, as a network error.
 */
export function createBoundedFetch(options: { fetch: Fetch; timeoutMs: number; maxBytes: number }): Fetch {
  return async (input, init) => {
    const timeout = AbortSignal.timeout(options.timeoutMs);
    const signal = init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
    const response = await options.fetch(input, { ...init, signal });
    const copy = new Response(await readBody(response, options.maxBytes), {
      status: response.status,
      headers: response.headers,
    });
    Object.defineProperty(copy, 'url', { value: response.url });
    return copy;
  };
}

async function readBody(response: Response, maxBytes: number): Promise<Uint8Array<ArrayBuffer> | null> {
  if (NO_BODY.has(response.status)) return null;
  const bytes = await readBytes(response, maxBytes);
  if (!bytes) throw new DefectError('github-reply-too-large', 'GitHub sent a reply beyond the limit');
  return bytes;
}

/** The body of a response, or null when it is longer than `maxBytes`: then the rest is not read. */
export async function readBytes(
  response: Response,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) return null;
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}
