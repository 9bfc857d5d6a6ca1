/** The invisible first line of our summary comment. Together with our app id it identifies the comment. */
export function summaryMarker(pullNumber: number): string {
  return `<!-- testwright:summary pull=${pullNumber} -->`;
}

/** The pull request number in a summary comment's first line, or null when it has no marker. */
export function parseSummaryMarker(body: string): number | null {
  const match = /^<!-- testwright:summary pull=([1-9][0-9]{0,9}) -->/.exec(body);
  return match ? Number(match[1]) : null;
}
