/** What a commit that brings accepted suggestions onto a people's branch says about itself. */
export interface AcceptanceTrailers {
  /** The run that landed it. */
  runId: string;
  /** Who accepted, as GitHub names them. */
  by: { login: string; id: number };
  /** Ids of the suggestions within their review. */
  suggestionIds: string[];
}

const LOGIN = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38}|[A-Za-z0-9_-]{0,60})$/;

/**
 * The message of an accepting commit. No `[skip ci]`: what lands on people's branches is tested like any other commit.
 * The login stands without `@`, which would notify.
 */
export function renderAcceptanceMessage(trailers: AcceptanceTrailers): string {
  const { suggestionIds, by, runId } = trailers;
  const count = `${suggestionIds.length} suggested test${suggestionIds.length === 1 ? '' : 's'}`;
  return [
    `Add ${count}`,
    '',
    `Suggested by Testwright, run in CI as committed here, and accepted by ${by.login}.`,
    '',
    `Testwright-Accepted-Run: ${runId}`,
    `Testwright-Accepted-By: ${by.login} ${by.id}`,
    `Testwright-Accepted: ${suggestionIds.join(' ')}`,
    '',
  ].join('\n');
}

/** The trailers of an accepting commit's message, or null for any other commit. */
export function parseAcceptanceMessage(message: string): AcceptanceTrailers | null {
  const lines = message.trimEnd().split('\n');
  const trailer = (name: string): string | null =>
    lines.findLast((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? null;
  const runId = trailer('Testwright-Accepted-Run');
  const by = /^(\S+) ([1-9][0-9]{0,15})$/.exec(trailer('Testwright-Accepted-By') ?? '');
  const ids = (trailer('Testwright-Accepted') ?? '').split(' ');
  if (!runId || !by || !LOGIN.test(by[1]!) || !ids.every((id) => /^s[1-9][0-9]{0,5}$/.test(id))) return null;
  return { runId, by: { login: by[1]!, id: Number(by[2]) }, suggestionIds: ids };
}
