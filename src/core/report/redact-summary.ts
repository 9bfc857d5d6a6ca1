import type { Redactor } from '../redaction/redact.ts';
import type { ReviewSummary } from './review-summary.ts';

/** No secret that the redactor knows is shorter, and most texts of a summary are. */
const SHORTEST = 8;
/** Commit SHAs and UUIDs of runs: names, never secrets, and they must come out as they went in. */
const IDENTITY = /^(?:[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/**
 * The summary without secrets in any of its texts: what CI printed, what a model wrote, what code looks like. It works on
 * the data and not on the rendered comment, because Markdown's escapes (`ghp\_…`) hide a secret from every rule, and
 * because our own marker, links and tables are then never touched.
 */
export async function redactSummary(redactor: Redactor, summary: ReviewSummary): Promise<ReviewSummary> {
  const known = new Map<string, string>();

  async function redact(value: unknown): Promise<unknown> {
    if (typeof value === 'string') return redactText(value);
    if (Array.isArray(value)) {
      const items: unknown[] = [];
      for (const item of value) items.push(await redact(item));
      return items;
    }
    if (typeof value !== 'object' || value === null) return value;
    const fields: [string, unknown][] = [];
    for (const [key, field] of Object.entries(value)) fields.push([key, await redact(field)]);
    return Object.fromEntries(fields);
  }

  async function redactText(text: string): Promise<string> {
    if (text.length < SHORTEST || IDENTITY.test(text)) return text;
    const before = known.get(text);
    if (before !== undefined) return before;
    const after = (await redactor.redact(text)).text;
    known.set(text, after);
    return after;
  }

  const redacted = (await redact(summary)) as ReviewSummary;
  // A patch in which anything was replaced does not apply, or brings the replacement into people's files.
  const patch = summary.patch.map((file, index) =>
    redacted.patch[index]!.text === file.text
      ? file
      : { ...file, text: null, why: 'something in it looks like a secret' },
  );
  return { ...redacted, patch };
}
