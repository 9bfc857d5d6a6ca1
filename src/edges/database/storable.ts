/** A document as text for a `json` column; null stands for nothing at all. */
export function toJsonText(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value);
}

/** PostgreSQL text cannot hold U+0000, and texts that quote a report may contain it. */
export function toStorableText(text: string): string {
  return text.replaceAll('\u0000', '\uFFFD');
}
