/** The invisible first line of a review comment of ours. With its author it identifies the comment. */
export function findingMarker(fingerprint: string): string {
  return `<!-- testwright:finding ${fingerprint} -->`;
}

/** The fingerprint of the finding that a review comment is about, or null for any other comment. */
export function parseFindingMarker(body: string): string | null {
  return /^<!-- testwright:finding ([0-9a-f]{16}) -->/.exec(body)?.[1] ?? null;
}
