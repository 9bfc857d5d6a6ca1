/** A reply of 64,000 output tokens is about 300 KB; thinking and wrapping included, this is far beyond any real one. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;
/** A longer wait is not slept through by the SDK while a worker is held: the job is run again later instead. */
const MAX_SLEEP_MS = 20_000;

/** The body of a reply went past the cap. */
export class ReplyTooLarge extends Error {
  override readonly name = 'ReplyTooLarge';
}

/**
 * The `fetch` that the SDKs are given. The body is read here, so that the SDK's time limit covers it and its size is
 * capped, also for servers that send headers and then stall or never stop.
 */
export async function cappedFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, init);
  const headers = new Headers(response.headers);
  // The body below is decoded already; its length is no longer what the server said.
  headers.delete('content-encoding');
  headers.delete('content-length');
  if (!response.ok && (readRetryAfterMs(headers) ?? 0) > MAX_SLEEP_MS) headers.set('x-should-retry', 'false');
  const body = await readCapped(response);
  return new Response(body, { status: response.status, statusText: response.statusText, headers });
}

/**
 * How long the server asks to wait, in milliseconds: `retry-after` in seconds or as a date
 * (https://httpwg.org/specs/rfc9110.html#field.retry-after), or the `retry-after-ms` of both providers. Null without one.
 */
export function readRetryAfterMs(headers: Headers): number | null {
  const milliseconds = Number.parseFloat(headers.get('retry-after-ms') ?? '');
  if (milliseconds >= 0) return milliseconds;
  const text = headers.get('retry-after');
  if (text === null) return null;
  const seconds = Number(text);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
}

async function readCapped(response: Response): Promise<Uint8Array<ArrayBuffer> | ReadableStream | null> {
  if (!response.body) return null;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    // Leaving the loop cancels the rest. A body that fails when read, and not a rejected fetch, which an SDK repeats.
    if (size > MAX_BODY_BYTES) return failingBody(new ReplyTooLarge(`more than ${MAX_BODY_BYTES} bytes`));
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function failingBody(error: Error): ReadableStream {
  return new ReadableStream({ start: (controller) => controller.error(error) });
}

/** Why a reply that arrived with status 200 cannot be read at all, or null for any other error. */
export function describeUnreadableBody(error: unknown): string | null {
  if (error instanceof ReplyTooLarge) return `The server's answer is too large: ${error.message}.`;
  // By name: the runtime's own JSON parser may belong to another realm than this module.
  const isSyntaxError = (error as { name?: unknown } | null)?.name === 'SyntaxError';
  return isSyntaxError ? "The server's answer claims to be JSON and is not." : null;
}
