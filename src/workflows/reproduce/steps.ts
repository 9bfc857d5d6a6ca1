import {
  createAttempt,
  createCandidate,
  MAX_ATTEMPTS,
  MAX_CANDIDATES,
  MAX_FLIPS,
  MAX_ROUNDS,
  MAX_WRITES,
  noteFailure,
} from '../../core/reproduction/attempts.ts';
import { buildReportTests } from '../../core/reproduction/build-report-tests.ts';
import { checkCandidate, checkFlipped } from '../../core/reproduction/check-candidate.ts';
import {
  describeEarlierAttempts,
  describeFailures,
  describePassing,
  describePlan,
  describeReport,
  describeSuspects,
  describeTest,
  describeTraceback,
} from '../../core/reproduction/describe-for-model.ts';
import type {
  ReproductionAttempt,
  ReproductionCandidate,
  ReproductionPurpose,
} from '../../core/reproduction/reproduction-record.ts';
import type { Suggestion } from '../../core/suggestions/suggestion.ts';
import type { Outcome } from '../../outcome.ts';
import { endExhausted, findRoundStop } from '../review/budget.ts';
import { askFor, type Reproducing } from './ask.ts';

/** What comes next: a question, a round of CI, or the end. */
export type Step =
  | { kind: 'attempt' }
  | { kind: 'write' }
  | { kind: 'flip' }
  | { kind: 'round'; purpose: ReproductionPurpose; suggestions: Suggestion[] }
  | { kind: 'end'; outcome: Outcome };

/** Share of the token budget for the source of suspects. */
const SUSPECTS_SHARE = 0.4;

/** Goes from step to step until CI or the end is next. */
export async function takeSteps(
  work: Reproducing,
  from: Step,
): Promise<Extract<Step, { kind: 'round' | 'end' }>> {
  let step = from;
  while (step.kind !== 'round' && step.kind !== 'end') {
    if (step.kind === 'attempt') step = await beginAttempt(work);
    else if (step.kind === 'write') step = await writeCandidates(work);
    else step = await flipCandidates(work);
  }
  if (step.kind === 'end') return step;
  if (work.record.rounds.length >= MAX_ROUNDS) {
    return abstain(work, `The limit of ${MAX_ROUNDS} rounds of CI is reached.`);
  }
  const stop = await findRoundStop(work.deps.budget, work.run.id, work.record, 1);
  return stop === null ? step : { kind: 'end', outcome: endExhausted(stop) };
}

/** Where a report is not shown by any test: what was tried and seen stands in the comment. */
export function abstain({ record }: Reproducing, reason: string): { kind: 'end'; outcome: Outcome } {
  const tries = record.attempts.length;
  const count =
    tries === 0
      ? 'Nothing was tried'
      : `${tries} attempt${tries === 1 ? '' : 's'} in ${record.rounds.length} rounds of CI`;
  return { kind: 'end', outcome: { code: 'bug-not-reproduced', reason: `${count}. ${reason}` } };
}

/** A new plan: for an earlier attempt only its plan, test, error and feedback count. */
async function beginAttempt(work: Reproducing): Promise<Step> {
  const { record, deps } = work;
  if (!deps.asking) return takeReportTests(work);
  if (record.attempts.length >= MAX_ATTEMPTS) {
    return abstain(work, `The last one ended so: ${record.attempts.at(-1)?.ended ?? 'without a test'}`);
  }
  const answer = await askFor(work, 'plan-reproduction', {
    project_facts: record.projectFacts,
    report: describeReport(record.report!),
    suspects: describeSuspects(record.suspects, deps.settings.contextTokenBudget * SUSPECTS_SHARE),
    context: record.context,
    earlier_attempts: describeEarlierAttempts(record.attempts),
  });
  if (answer.kind === 'none') return { kind: 'end', outcome: answer.outcome };
  const plan = answer.reply;
  if (plan.decision === 'not-enough' && record.attempts.length > 0) {
    const ended = record.attempts.at(-1)?.ended ?? 'without a test';
    return abstain(work, `The last one ended so: ${ended} There is no other plan: ${plan.reason}`);
  }
  if (plan.decision !== 'reproduce') {
    const what = plan.decision === 'not-a-bug' ? 'This looks like no bug' : 'The report does not say enough';
    return { kind: 'end', outcome: { code: 'not-a-bug-report', reason: `${what}: ${plan.reason}` } };
  }
  record.attempts.push(createAttempt(record, plan));
  return { kind: 'write' };
}

/** Candidates that pass on the buggy code; one that failed before is shown with its traceback. */
async function writeCandidates(work: Reproducing): Promise<Step> {
  const { record, deps } = work;
  const attempt = record.attempts.at(-1)!;
  // Built by rule, there is no other version.
  if (attempt.ended !== null || !deps.asking) return { kind: 'attempt' };
  if (attempt.writes >= MAX_WRITES) return giveUp(attempt, 'No version passed on the code as it is.');
  const answer = await askFor(work, 'write-passing-test', {
    project_facts: record.projectFacts,
    test_conventions: record.testConventions,
    report: describeReport(record.report!),
    plan: describePlan(attempt),
    suspects: describeSuspects(record.suspects, deps.settings.contextTokenBudget * SUSPECTS_SHARE),
    context: record.context,
    failed_versions: describeFailures(attempt),
  });
  if (answer.kind === 'none') return { kind: 'end', outcome: answer.outcome };
  attempt.writes += 1;
  const candidates: ReproductionCandidate[] = [];
  for (const proposal of answer.reply.tests.slice(0, MAX_CANDIDATES)) {
    const checked = checkCandidate({ ...work, parser: deps.parser }, proposal, candidates.length);
    if (checked.ok) {
      record.nextSuggestionNumber += 1;
      candidates.push(createCandidate(checked.suggestion));
    } else
      noteFailure(attempt, { what: 'Refused before it was run', test: proposal, failure: null, ...checked });
  }
  if (answer.reply.tests.length === 0) {
    const nothing = { imports: [], code: '' };
    noteFailure(attempt, {
      what: 'No test',
      test: nothing,
      failure: null,
      code: 'no-test',
      reason: 'no test was written',
    });
  }
  attempt.candidates = candidates;
  return candidates.length === 0
    ? { kind: 'write' }
    : toRound(
        'pass',
        candidates.map(({ passing }) => passing),
      );
}

/** The assertions of what passed are turned around; a syntax tree says whether anything else was. */
async function flipCandidates(work: Reproducing): Promise<Step> {
  const { record, deps } = work;
  const attempt = record.attempts.at(-1)!;
  if (attempt.ended !== null) return { kind: 'attempt' };
  const open = attempt.candidates.filter(({ passes, problem }) => passes > 0 && problem === null);
  const prepared = open.flatMap(({ flipped }) => flipped ?? []);
  if (!deps.asking)
    return prepared.length > 0 ? toRound('flip', prepared) : abstain(work, 'No version failed rightly.');
  if (open.length === 0 || attempt.flips >= MAX_FLIPS) {
    return giveUp(attempt, attempt.failures.at(-1)?.reason ?? 'No flipped version could be used.');
  }
  const answer = await askFor(work, 'flip-test', {
    report: describeReport(record.report!),
    plan: describePlan(attempt),
    passing_tests: describePassing(open),
    problems: describeFailures({
      ...attempt,
      failures: attempt.failures.filter(({ what }) => what.startsWith('Flipped')),
    }),
  });
  if (answer.kind === 'none') return { kind: 'end', outcome: answer.outcome };
  attempt.flips += 1;
  const flipped: Suggestion[] = [];
  for (const candidate of open) {
    const proposal = answer.reply.tests.find(({ suggestion_id: id }) => id === candidate.passing.id);
    if (!proposal) continue;
    const checked = checkFlipped({ ...work, parser: deps.parser }, candidate.passing, proposal);
    candidate.flipped = checked.ok ? checked.suggestion : null;
    if (checked.ok) flipped.push(checked.suggestion);
    else
      noteFailure(attempt, {
        what: `Flipped version of ${candidate.passing.id}`,
        test: proposal,
        failure: null,
        ...checked,
      });
  }
  if (flipped.length > 0) return toRound('flip', flipped);
  const last = attempt.candidates[0]!.passing;
  if (answer.reply.tests.length === 0)
    noteFailure(attempt, {
      what: 'Flipped version',
      test: last,
      failure: null,
      code: 'no-flip',
      reason: 'none was given',
    });
  return { kind: 'flip' };
}

/** Without a model: the report's own code, once. */
function takeReportTests(work: Reproducing): Step {
  const { record, deps, allPaths, run } = work;
  if (record.attempts.length > 0)
    return abstain(
      work,
      record.attempts.at(-1)!.failures.at(-1)?.reason ?? 'The report’s own code did not show it.',
    );
  const attempt = createAttempt(record, null);
  record.attempts.push(attempt);
  const built = buildReportTests(deps.parser, record.report!, {
    suspects: record.suspects,
    issueNumber: run.pullNumber,
  });
  for (const { passing, flipped } of built.slice(0, MAX_CANDIDATES)) {
    const ground = { record, allPaths, parser: deps.parser };
    const checked = checkCandidate(ground, passing, attempt.candidates.length);
    if (!checked.ok) {
      noteFailure(attempt, { what: 'Refused before it was run', test: passing, failure: null, ...checked });
      continue;
    }
    record.nextSuggestionNumber += 1;
    const turned = checkFlipped(ground, checked.suggestion, {
      ...flipped,
      suggestion_id: checked.suggestion.id,
    });
    if (turned.ok)
      attempt.candidates.push({ ...createCandidate(checked.suggestion), flipped: turned.suggestion });
    else noteFailure(attempt, { what: 'Flipped version', test: flipped, failure: null, ...turned });
  }
  if (attempt.candidates.length === 0) {
    const why = attempt.failures.at(-1)?.reason;
    return {
      kind: 'end',
      outcome: {
        code: 'needs-a-model',
        reason: `Without a model only reports with code that can be run are turned into tests, and this one has ${why ? `code that cannot be used: ${why}` : 'none'}.`,
      },
    };
  }
  return toRound(
    'pass',
    attempt.candidates.map(({ passing }) => passing),
  );
}

function giveUp(attempt: ReproductionAttempt, reason: string): Step {
  attempt.ended ??= reason;
  return { kind: 'attempt' };
}

function toRound(purpose: ReproductionPurpose, suggestions: Suggestion[]): Step {
  return { kind: 'round', purpose, suggestions };
}

/** Asks whether a failing test shows the reported bug; the model sees report, test and failure, and nothing of how it came about. */
export async function validate(work: Reproducing, candidate: ReproductionCandidate): Promise<Outcome | null> {
  const { record, deps } = work;
  if (!deps.asking) {
    candidate.validation = {
      by: 'rule',
      revealing: true,
      reason:
        'The call, its input and the wrong result are the report’s own code, taken over as it stands there.',
    };
    return null;
  }
  const answer = await askFor(
    work,
    'validate-reproduction',
    {
      report: describeReport(record.report!),
      test: describeTest(candidate.flipped!),
      failure: describeTraceback(candidate.failure),
    },
    candidate.passing.id,
  );
  if (answer.kind === 'none') return answer.outcome;
  const { reason, revealing } = answer.reply;
  candidate.validation = { by: 'model', revealing: revealing && reason.trim() !== '', reason };
  return null;
}
