import type { Outcome } from '../../outcome.ts';
import { renderBox } from '../names/boxes.ts';
import { reproductionMarker } from '../names/reproduction-marker.ts';
import { findMissing } from '../reproduction/isolate-report.ts';
import type {
  ReproductionCandidate,
  ReproductionRecord,
  ReproductionRound,
} from '../reproduction/reproduction-record.ts';
import { readReproductionSettings } from '../reproduction/settings.ts';
import { describeCiCost, describeModelCost } from './describe-cost.ts';
import { code, codeBlock, details, inline, prose, safeSlice } from './markdown.ts';

/** Everything that the comment on an issue is made from. */
export interface ReproductionView {
  issueNumber: number;
  record: ReproductionRecord;
  /** Null while it goes on. */
  outcome: Outcome | null;
  branch: string;
  rounds: { round: number; commitSha: string; workflowRunId: number | null }[];
  confirmed: ReproductionCandidate | null;
  /** The draft pull request that a maintainer has asked for. */
  draft: { number: number } | null;
}

const MAX_CODE = 12_000;
const MAX_TRACEBACK = 4_000;
const TOLD_PACKAGES = ['pytest', 'coverage', 'django', 'pytest-django', 'djangorestframework'];

const HEADLINES: Partial<Record<Outcome['code'], string>> = {
  'bug-reproduced': 'this bug has a failing test',
  'bug-not-reproduced': 'no test shows this bug',
  'not-a-bug-report': 'nothing here that a test could show as a bug',
  'report-incomplete': 'something is missing in this report',
  'needs-a-model': 'no test without a model',
  'reproduction-cancelled': 'stopped',
};

/** The one comment on an issue, edited in place. What report, code, model and CI say is quoted as text. */
export function renderReproductionComment(view: ReproductionView): string {
  const { outcome } = view;
  const headline = outcome
    ? (HEADLINES[outcome.code] ?? 'stopped before a test was found')
    : 'looking for a test that shows this bug';
  const parts = [
    `${reproductionMarker(view.issueNumber)}\n## Testwright: ${headline}`,
    outcome ? prose(outcome.reason, 1500) : renderProgress(view),
    outcome?.code === 'report-incomplete' ? renderQuestion(view) : '',
    renderTest(view),
    renderOffer(view),
    outcome && outcome.code !== 'bug-reproduced' && outcome.code !== 'report-incomplete'
      ? renderTried(view)
      : '',
    renderNotSeen(view),
    outcome && outcome.code !== 'report-incomplete' ? renderSuspects(view) : '',
    outcome ? renderFooter(view) : '',
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function renderProgress({ record }: ReproductionView): string {
  const latest = record.rounds.at(-1);
  const doing: Record<ReproductionRound['purpose'], string> = {
    pass: 'CI runs tests that assert the wrong behaviour: they pass where the bug is.',
    flip: 'The wrong behaviour was seen. CI runs the same tests with their assertions turned around: they must fail.',
    offer: 'A failing test was found. CI runs it once more, as it will be offered.',
  };
  return latest
    ? `Round ${latest.round}: ${doing[latest.purpose]}`
    : 'The report and the code are being read.';
}

/** To the reporter, who gets a notification by being the author of the issue; nobody is mentioned. */
function renderQuestion({ record }: ReproductionView): string {
  const report = record.report;
  const asked = report ? findMissing(report) : [];
  const lines = asked.map((one) =>
    one === 'expected'
      ? '- **Expected behaviour:** what should have happened? A value, a status code or a sentence is enough.'
      : '- **Actual behaviour:** what happened instead? The value, the message, or the whole traceback.',
  );
  return [
    'To whoever opened this issue:',
    '',
    ...lines,
    '',
    'Answer in a comment or edit the issue. Testwright asks once, and goes on when the answer is there.',
  ].join('\n');
}

function runLink({ record, rounds }: ReproductionView, number: number | null): string {
  const round = rounds.find((one) => one.round === number);
  if (!round) return 'CI';
  const commit = code(round.commitSha.slice(0, 7));
  return round.workflowRunId === null
    ? `round ${round.round} (${commit})`
    : `[CI run ${round.workflowRunId}](${record.repositoryUrl}/actions/runs/${round.workflowRunId}) (${commit})`;
}

function renderTest(view: ReproductionView): string {
  const { confirmed, record } = view;
  const offered = record.rounds.at(-1)?.suggestions[0];
  if (!confirmed || !offered) return '';
  const { form } = readReproductionSettings(record.configuration.configuration);
  const suspects = confirmed.coverage
    .filter(({ isUsed }) => isUsed)
    .map(({ id, run, lines }) =>
      lines === 0 ? `${code(id)}, which only declares` : `${run} of ${lines} lines of ${code(id)}`,
    );
  const last = record.rounds.at(-1)!.round;
  const failure = confirmed.failure!;
  return [
    `${inline(offered.title, 200)}: ${inline(offered.checks, 400)}`,
    codeBlock(safeSlice(record.offeredText ?? offered.code, MAX_CODE), 'python'),
    [
      `- **Passes** while it asserts the wrong behaviour, ${confirmed.passes} times, on ${code(record.baseSha.slice(0, 7))} of ${code(record.defaultBranch)}: ${runLink(view, confirmed.passRound)}.`,
      `- **Fails** once only its assertions are turned around, ${inline(confirmed.how, 200)}: ${runLink(view, confirmed.failRound)}.`,
      `- **As offered** (${form === 'xfail' ? '`xfail(strict=True)`: it turns red when the bug is fixed unnoticed' : 'plain: it fails until the bug is fixed'}): ${runLink(view, last)}.`,
      `- **Runs what it accuses:** ${suspects.join('; ')}.`,
      `- **Shows the reported bug?** ${inline(confirmed.validation!.reason, 600)} (says ${confirmed.validation!.by === 'model' ? 'the model, which saw only report, test and failure' : 'a rule'})`,
    ].join('\n'),
    details(
      'How it fails',
      codeBlock(safeSlice(failure.traceback || `${failure.type}: ${failure.message}`, MAX_TRACEBACK), 'text'),
    ),
  ].join('\n\n');
}

function renderOffer({ confirmed, record, branch, draft }: ReproductionView): string {
  if (!confirmed) return '';
  const offered = record.rounds.at(-1)!.suggestions[0]!;
  const where = `It is ${code(offered.path)} on the branch ${code(branch)}.`;
  if (draft) return `${where} The draft pull request is #${draft.number}.`;
  if (!readReproductionSettings(record.configuration.configuration).offersDraft) return where;
  return `${where}\n\n${renderBox({ kind: 'draft' }, '**Open a draft pull request** with this test. It starts the repository’s other workflows; people who may write here can tick this.')}`;
}

/** What an abstention owes: what was tried, what was seen, what is missing. */
function renderTried({ record }: ReproductionView): string {
  const lines = record.attempts.map((attempt) => {
    const plan = attempt.plan ? prose(attempt.plan.plan, 300) : 'the report’s own code';
    const seen = attempt.failures
      .slice(-3)
      .map(({ what, reason }) => `\n  - ${inline(what, 80)}: ${prose(reason, 300)}`);
    const ended = attempt.ended ? `\n  - Ended: ${prose(attempt.ended, 300)}` : '';
    return `- Attempt ${attempt.number}: ${plan}${seen.join('')}${ended}`;
  });
  return lines.length === 0 ? '' : ['### What was tried', '', ...lines].join('\n');
}

function renderNotSeen({ record }: ReproductionView): string {
  const attachments = record.report?.attachments ?? [];
  if (attachments.length === 0) return '';
  return `Not looked at, because only people can: ${attachments.map((name) => code(name, 80)).join(', ')}.`;
}

function renderSuspects({ record }: ReproductionView): string {
  const lines = record.suspects
    .slice(0, 5)
    .map(({ id, reasons }) => `- ${code(id)}: ${prose(reasons.join('; '), 300)}`);
  return lines.length === 0 ? '' : details('Suspects', lines.join('\n'));
}

function renderFooter(view: ReproductionView): string {
  const { record, outcome, rounds } = view;
  const { spent, engine } = record;
  const planned = (number: number): string => {
    const purpose = record.rounds.find(({ round }) => round === number)?.purpose;
    return purpose === 'pass'
      ? 'asserts the wrong behaviour'
      : purpose === 'flip'
        ? 'assertions turned around'
        : 'as offered';
  };
  const lines = [
    `- Outcome: ${code(outcome!.code)}.`,
    engine.builtIn
      ? '- Engine: built-in, no model. 0 calls, 0 tokens.'
      : `- Engine: ${inline(engine.label)}. ${describeModelCost(spent.run, 0)}.`,
    ...rounds.map(({ round }) => `- Round ${round}: ${planned(round)}, ${runLink(view, round)}.`),
    ...(spent.run.rounds > 0 ? [`- Cost: ${describeCiCost(spent.run)}.`] : []),
    ...(record.failingAt
      ? [`- From label to failing test: ${describeTime(record.requestedAt, record.failingAt)}.`]
      : []),
    ...(record.prompts.length > 0
      ? [`- Prompts: ${record.prompts.map(({ id, version }) => code(`${id}@${version}`)).join(', ')}.`]
      : []),
    ...(record.environment ? [`- Environment: ${renderEnvironment(record.environment)}.`] : []),
    ...record.skipped
      .slice(0, 10)
      .map(({ what, reason }) => `- Left out: ${inline(what, 120)}: ${inline(reason, 200)}.`),
    ...record.configuration.problems.map(
      ({ line, message, source }) =>
        `- ${code(source?.file ?? '.github/testwright.yml')}${line === null ? '' : `, line ${line}`}: ${prose(message, 300)}.`,
    ),
    '- The reports come from jobs that ran unreviewed code; they protect against carelessness, not against malice.',
  ];
  return details('How this was found', lines.join('\n'));
}

function renderEnvironment({ python, packages }: NonNullable<ReproductionRecord['environment']>): string {
  const told = Object.entries(packages)
    .filter(([name]) => TOLD_PACKAGES.includes(name.toLowerCase()))
    .map(([name, version]) => `${name} ${version}`);
  return `Python ${inline([python, ...told].join(', '), 200)}`;
}

function describeTime(from: string, to: string): string {
  const seconds = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000));
  return seconds < 120 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`;
}
