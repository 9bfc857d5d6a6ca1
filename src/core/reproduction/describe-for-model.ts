import { fitTexts } from '../context/fit-texts.ts';
import { shortenTraceback } from '../evidence/shorten-traceback.ts';
import type { Suggestion } from '../suggestions/suggestion.ts';
import type { IsolatedReport } from './report.ts';
import type { ReproductionAttempt, ReproductionCandidate } from './reproduction-record.ts';
import type { Suspect } from './suspect-lines.ts';

const MAX_REPORT = 16_000;
const MAX_TRACEBACK = 3_000;
const MAX_FAILED = 6;

/** The report with its parts named; the whole text comes last, so that a cut costs least. */
export function describeReport(report: IsolatedReport): string {
  const parts: [string, string][] = [
    ['Title', report.title],
    ['Steps', report.steps ?? ''],
    ['Expected', report.expected ?? ''],
    ['Actual', report.actual ?? ''],
    ['Exceptions named', report.exceptions.join(', ')],
    ['Versions', report.versions.join(', ')],
    ['URLs', report.urls.join(', ')],
    ['Attachments (not seen by anyone here)', report.attachments.join(', ')],
    ['Whole text, with what the reporter added later', report.body],
  ];
  const text = parts
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}:\n${value}`)
    .join('\n\n');
  return text.length > MAX_REPORT
    ? `${text.slice(0, MAX_REPORT)}\n(the rest of the report is left out)`
    : text;
}

/** Suspects with reasons, the first ones with their source as far as it fits. */
export function describeSuspects(suspects: readonly Suspect[], tokenBudget: number): string {
  const { shown, leftOut } = fitTexts(
    suspects.map((one) => ({ what: one.id, text: describeSuspect(one) })),
    tokenBudget,
  );
  const rest = leftOut.map(({ what }) => {
    const one = suspects.find(({ id }) => id === what);
    return `suspect_id: ${what} (source not shown; ${one?.reasons.join('; ') ?? ''})`;
  });
  return [...shown, ...rest].join('\n\n');
}

function describeSuspect({ id, module, reasons, path, startLine, endLine, source }: Suspect): string {
  return [
    `suspect_id: ${id}`,
    `import it from: ${module}`,
    `why it is suspected: ${reasons.join('; ')}`,
    `### FILE: ${path} ### (lines ${startLine} to ${endLine})`,
    source,
  ].join('\n');
}

/** The plan of the present attempt. */
export function describePlan({ plan }: ReproductionAttempt): string {
  if (!plan) return '';
  return [
    `Understanding: ${plan.understanding}`,
    `Wrong behaviour now: ${plan.wrong_behaviour}`,
    `Right behaviour: ${plan.right_behaviour}`,
    `Exception that is raised: ${plan.exception ?? 'none'}`,
    `Suspects to run: ${plan.suspects.join(', ')}`,
    `Plan: ${plan.plan}`,
  ].join('\n');
}

/** Of each earlier attempt its plan, its last test, the error and what was wrong with it: nothing else is kept. */
export function describeEarlierAttempts(attempts: readonly ReproductionAttempt[]): string {
  return attempts
    .map((attempt) => {
      const last = attempt.failures.at(-1);
      return [
        `Attempt ${attempt.number}`,
        describePlan(attempt),
        last ? `Last test:\n${last.test}` : '',
        last ? `Error:\n${last.traceback}` : '',
        `Why it ended: ${attempt.ended ?? 'it has not ended'}`,
      ]
        .filter(Boolean)
        .join('\n');
    })
    .join('\n\n');
}

/** Versions of the present attempt that did not do, the newest last. */
export function describeFailures({ failures }: ReproductionAttempt): string {
  return failures
    .slice(-MAX_FAILED)
    .map(({ what, test, reason, traceback }) =>
      [`${what}: ${reason}`, test, traceback].filter(Boolean).join('\n'),
    )
    .join('\n\n');
}

/** Tests that passed, for turning them around. */
export function describePassing(candidates: readonly ReproductionCandidate[]): string {
  return candidates
    .map(({ passing }) => `suggestion_id: ${passing.id}\n${describeTest(passing)}`)
    .join('\n\n');
}

/** A test with its imports. */
export function describeTest({ imports, code }: Pick<Suggestion, 'imports' | 'code'>): string {
  return `${imports.join('\n')}\n\n\n${code}`;
}

/** How CI saw it fail, shortened. */
export function describeTraceback(
  failure: { type: string; message: string; traceback: string } | null,
): string {
  if (!failure) return '';
  const text = failure.traceback || `${failure.type}: ${failure.message}`;
  return shortenTraceback(text, MAX_TRACEBACK);
}
