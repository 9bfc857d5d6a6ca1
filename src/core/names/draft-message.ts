/** What the commit of a draft pull request says about itself. */
export interface DraftTrailers {
  issueNumber: number;
  /** The run whose test it is. */
  runId: string;
  /** Who asked for the pull request, as GitHub names them. */
  by: { login: string; id: number };
}

const LOGIN = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38}|[A-Za-z0-9_-]{0,60})$/;

/**
 * The message of the commit that a draft pull request holds. No `[skip ci]`: a pull request whose head is skipped never gets
 * its required checks, and a squashed merge would carry the words into the default branch.
 * https://docs.github.com/actions/managing-workflow-runs/skipping-workflow-runs
 */
export function renderDraftMessage({ issueNumber, runId, by }: DraftTrailers): string {
  return [
    `Add a failing test for #${issueNumber}`,
    '',
    `Written by Testwright from the report, run in CI as committed here, and asked for by ${by.login}.`,
    '',
    `Testwright-Reproduction-Run: ${runId}`,
    `Testwright-Reproduction-Issue: ${issueNumber}`,
    `Testwright-Asked-By: ${by.login} ${by.id}`,
    '',
  ].join('\n');
}

/** The trailers of such a message, or null for any other commit. */
export function parseDraftMessage(message: string): DraftTrailers | null {
  const lines = message.trimEnd().split('\n');
  const trailer = (name: string): string =>
    lines.findLast((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? '';
  const runId = trailer('Testwright-Reproduction-Run');
  const issue = trailer('Testwright-Reproduction-Issue');
  const by = /^(\S+) ([1-9][0-9]{0,15})$/.exec(trailer('Testwright-Asked-By'));
  if (!runId || !/^[1-9][0-9]{0,9}$/.test(issue) || !by || !LOGIN.test(by[1]!)) return null;
  return { issueNumber: Number(issue), runId, by: { login: by[1]!, id: Number(by[2]) } };
}
