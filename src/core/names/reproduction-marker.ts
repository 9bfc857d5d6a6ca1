/** The invisible first line of our one comment on an issue. Together with our app id it identifies the comment. */
export function reproductionMarker(issueNumber: number): string {
  return `<!-- testwright:reproduction issue=${issueNumber} -->`;
}

/** The issue number in such a comment's first line, or null when it has no marker. */
export function parseReproductionMarker(body: string): number | null {
  const match = /^<!-- testwright:reproduction issue=([1-9][0-9]{0,9}) -->/.exec(body);
  return match ? Number(match[1]) : null;
}
