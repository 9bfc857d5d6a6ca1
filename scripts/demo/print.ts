import type { ReviewResult } from '../../src/core/report/result.ts';
import type { AcceptedSuggestion } from './accept-one.ts';
import { git } from './git.ts';

const startedAt = Date.now();

/** One line of progress, with the seconds since the start. */
export function printStep(text: string): void {
  console.log(`${((Date.now() - startedAt) / 1000).toFixed(1).padStart(6)} s  ${text}`);
}

/** The comment as it stands on the pull request, then a table of what happened. */
export function printEnd(end: {
  result: ReviewResult;
  comment: string | null;
  requests: number;
  violations: readonly unknown[];
  wallMs: number;
}): void {
  const { result } = end;
  console.log(
    `\n${'─'.repeat(100)}\n${end.comment ?? '(no comment: this outcome is shown by the check run only)'}\n${'─'.repeat(100)}\n`,
  );
  const rows: [string, string][] = [
    ['outcome', `${result.outcome.code}: ${result.outcome.reason}`],
    ['pull request', `#${result.pull.number} at ${result.pull.headSha}`],
    ['companion branch', result.companion ? `${result.companion.branch} at ${result.companion.sha}` : 'none'],
    ['rounds', String(result.rounds)],
    [
      'suggestions',
      `${result.suggestions.filter((one) => one.outcome.startsWith('kept')).length} kept of ${result.suggestions.length} run`,
    ],
    ['coverage', coverageLine(result)],
    [
      'model',
      `${result.model.engine}: ${result.model.calls} calls, ${result.model.inputTokens} + ${result.model.outputTokens} tokens${describeUsd(result)}`,
    ],
    ['CI', describeCi(result)],
    ['GitHub requests', `${end.requests}, ${end.violations.length} contract violations`],
    ['time', `${(end.wallMs / 1000).toFixed(1)} s`],
  ];
  for (const [name, value] of rows) console.log(`${name.padEnd(18)}${value}`);
  for (const suggestion of result.suggestions) {
    console.log(
      `  ${suggestion.id.padEnd(5)}${suggestion.outcome.padEnd(32)}+${suggestion.linesGained} lines +${suggestion.branchesGained} branches  ${suggestion.tests[0] ?? suggestion.path}`,
    );
  }
}

function describeUsd({ model }: ReviewResult): string {
  if (model.calls === 0) return '';
  return model.usd === null ? ', price unknown' : `, $${model.usd.toFixed(4)}`;
}

function describeCi({ ci }: ReviewResult): string {
  if (ci.minutes === null) return `${ci.rounds} rounds`;
  return `${ci.rounds} rounds, ${ci.minutes.toFixed(1)} minutes (${ci.billedMinutes} as billed)`;
}

function coverageLine(result: ReviewResult): string {
  const show = (percent: number | null | undefined): string =>
    percent === null || percent === undefined ? 'not measured' : `${percent.toFixed(2)} %`;
  const { base, head, companion, changedLines } = result.coverage;
  const changed = changedLines
    ? `; changed lines ${show(changedLines.before.percent)} → ${show(changedLines.after.percent)}`
    : '';
  return `base ${show(base?.percent)} → head ${show(head?.percent)} → with suggestions ${show(companion?.percent)}${changed}`;
}

/** The commit by which the first suggestion landed, as git shows it; or why nothing did. */
export function printAccepted(
  accepted: AcceptedSuggestion | { reason: string } | null,
  gitDir: string,
): void {
  if (accepted === null) return;
  if ('reason' in accepted) {
    console.log(`${'accepted'.padEnd(18)}nothing: ${accepted.reason}`);
    return;
  }
  console.log(
    `${'accepted'.padEnd(18)}${accepted.suggestion} by ${accepted.by}, on the pull request's branch:\n`,
  );
  console.log(
    git(gitDir, ['show', '--stat', '--format=commit %H%nparent %P%nauthor %an%n%n%w(0,4,4)%B', accepted.sha]),
  );
  console.log('');
}

/** What a person can do now that everything stays. */
export function printStay(page: string, gitDir: string): void {
  console.log(`
You are the maintainer now. Open the pull request in a browser:

  ${page}

Tick some suggested tests, then "Apply the ticked tests": the commit appears under Commits. Or write a comment such as
/testwright help, /testwright apply 1 or /testwright reject 2 because …, or press Apply all under Checks. "Acting as" chooses
who you are: a reader is refused. The repository is ${gitDir}. Ctrl-C ends everything.`);
}

/** What a person can do at an issue. */
export function printStayAtIssue(page: string, gitDir: string): void {
  console.log(`
You are the maintainer now. Open the issue in a browser:

  ${page}

Tick "Open a draft pull request", or remove the label and set it again. "Acting as" chooses who you are: a reader is refused. The
repository is ${gitDir}. Ctrl-C ends everything.`);
}
