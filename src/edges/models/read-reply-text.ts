import { z } from 'zod';

/** Deeper replies are refused: no reply schema is nested further than 6, and recursion has a limit. */
const MAX_DEPTH = 32;

export type ReadReply<T> = { ok: true; value: T } | { ok: false; problem: string };

/**
 * Reads the text of a reply as JSON of the given shape. Compatible servers that ignore the requested format put
 * thinking before it (`<think>…</think>`) or wrap it in one fenced block; that much is unwrapped. Broken JSON is
 * never patched: the problem is returned, in words that can be shown to the model.
 */
export function readReplyText<T>(text: string, schema: z.ZodType<T>): ReadReply<T> {
  const json = parseJson(unwrap(text));
  if (!json.ok) return json;
  let storable: unknown;
  try {
    storable = makeStorable(json.value, 0);
  } catch (error) {
    if (error instanceof TooDeep)
      return { ok: false, problem: `The JSON is nested deeper than ${MAX_DEPTH} levels.` };
    throw error;
  }
  const result = schema.safeParse(storable);
  if (result.success) return { ok: true, value: result.data };
  return { ok: false, problem: z.prettifyError(result.error).slice(0, 2000) };
}

function unwrap(text: string): string {
  let rest = text.trim();
  // Chat templates of reasoning models often leave the opening tag out, so only the closing one is looked for.
  const thought = rest.indexOf('</think>');
  if (!rest.startsWith('{') && thought >= 0) rest = rest.slice(thought + '</think>'.length).trim();
  if (rest.startsWith('{')) return rest;
  // Inside JSON, line breaks are escaped: a fence at the start of a line cannot belong to a string.
  const blocks = [...rest.matchAll(/^```(?:json)?[ \t]*\r?\n([\s\S]*?)^```[ \t]*\r?$/gim)];
  return blocks.length === 1 ? blocks[0]![1]!.trim() : rest;
}

function parseJson(text: string): ReadReply<unknown> {
  if (text === '') return { ok: false, problem: 'The reply holds no text.' };
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    return { ok: false, problem: `The reply is not JSON: ${(error as Error).message}`.slice(0, 500) };
  }
}

class TooDeep extends Error {}

/** PostgreSQL stores neither NUL nor lone surrogates: both become U+FFFD, which the reader of a test refuses. */
function makeStorable(value: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH) throw new TooDeep();
  if (typeof value === 'string') return value.replaceAll('\0', '\ufffd').toWellFormed();
  if (Array.isArray(value)) return value.map((item) => makeStorable(item, depth + 1));
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).map(([key, item]) => [
      makeStorable(key, depth),
      makeStorable(item, depth + 1),
    ]);
    return Object.fromEntries(entries);
  }
  return value;
}
