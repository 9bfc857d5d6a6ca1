/** The invisible first line of an answer of ours to somebody's comment. With our app id it identifies the answer. */
export function replyMarker(commentId: number): string {
  return `<!-- testwright:reply to=${commentId} -->`;
}

/** The comment that an answer is to, or null for any other comment. */
export function parseReplyMarker(body: string): number | null {
  const match = /^<!-- testwright:reply to=([1-9][0-9]{0,15}) -->/.exec(body);
  return match ? Number(match[1]) : null;
}
