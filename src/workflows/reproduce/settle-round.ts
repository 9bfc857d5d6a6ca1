import type { CiReport } from '../../core/evidence/ci-report.ts';
import { failureSignature } from '../../core/evidence/failure-signature.ts';
import { noteFailure } from '../../core/reproduction/attempts.ts';
import { checkFlip } from '../../core/reproduction/check-flip.ts';
import { judgeFlipped } from '../../core/reproduction/judge-flipped.ts';
import { findTest, judgePassing } from '../../core/reproduction/judge-passing.ts';
import { buildOfferedForm } from '../../core/reproduction/offered-form.ts';
import {
  chooseAccused,
  findConfirmed,
  type ReproductionCandidate,
} from '../../core/reproduction/reproduction-record.ts';
import { readReproductionSettings } from '../../core/reproduction/settings.ts';
import { renderTestFiles } from '../../core/suggestions/render-test-file.ts';
import type { Suggestion } from '../../core/suggestions/suggestion.ts';
import type { Reproducing } from './ask.ts';
import { abstain, type Step, validate } from './steps.ts';

const NO_MODULES = { texts: new Map<string, string>(), lineLength: 88 };

/** What CI said of the passing versions: those that pass whenever they run, and run what they accuse, are turned around. */
export function settlePassing({ record }: Reproducing, report: CiReport): Step {
  const attempt = record.attempts.at(-1)!;
  const accused = chooseAccused(record);
  for (const candidate of attempt.candidates) {
    const judged = judgePassing(candidate.passing, report, accused);
    if (judged.ok) {
      Object.assign(candidate, { passes: judged.passes, coverage: judged.coverage, passRound: report.round });
      continue;
    }
    candidate.problem = { code: judged.code, reason: judged.reason };
    noteFailure(attempt, {
      what: `Passing version ${candidate.passing.id}`,
      test: candidate.passing,
      ...judged,
    });
  }
  if (attempt.candidates.every(({ problem }) => problem !== null)) return { kind: 'write' };
  // Whatever else failed alike: one passes.
  attempt.ended = null;
  return { kind: 'flip' };
}

/** What CI said of the flipped versions; one that fails for the expected reason is shown to the validator. */
export async function settleFlipped(work: Reproducing, report: CiReport): Promise<Step> {
  const { record, deps, run } = work;
  const attempt = record.attempts.at(-1)!;
  let isRefuted = false;
  for (const candidate of byCoverage(attempt.candidates)) {
    const { passing, flipped } = candidate;
    if (!flipped || candidate.problem !== null || !isIn(record.rounds.at(-1)!.suggestions, flipped)) continue;
    const judged = judgeOne(work, passing, flipped, report);
    if (!judged.ok) {
      noteFailure(attempt, { what: `Flipped version of ${passing.id}`, test: flipped, ...judged });
      candidate.flipped = null;
      // Built by rule, there is no other version.
      if (!deps.asking) candidate.problem = { code: judged.code, reason: judged.reason };
      continue;
    }
    Object.assign(candidate, { failure: judged.failure, how: judged.how, failRound: report.round });
    const none = await validate(work, candidate);
    if (none) return { kind: 'end', outcome: none };
    const { revealing, reason } = candidate.validation!;
    if (revealing) {
      // The moment at which CI's answer was taken: what a maintainer has waited for.
      record.failingAt = run.updatedAt.toISOString();
      return offer(work, candidate);
    }
    isRefuted = true;
    candidate.problem = { code: 'not-the-reported-bug', reason };
    noteFailure(attempt, {
      what: `Flipped version of ${passing.id}, which fails`,
      test: flipped,
      code: 'not-the-reported-bug',
      reason: `The validator says that it does not show the reported bug: ${reason}`,
      failure: judged.failure,
    });
  }
  // A test of something else needs another plan, not another assertion.
  if (isRefuted) {
    attempt.ended ??= attempt.failures.at(-1)!.reason;
    return { kind: 'attempt' };
  }
  return { kind: 'flip' };
}

/** The offered form must fare as its form says: expected to fail, or failing as before. */
export function settleOffer(work: Reproducing, report: CiReport): Step {
  const { record } = work;
  const candidate = findConfirmed(record)!;
  const [offered] = record.rounds.at(-1)!.suggestions;
  const { form } = readReproductionSettings(record.configuration.configuration);
  const { test, misfit } = findTest(offered!, report);
  record.environment = {
    python: report.environment.python,
    packages: report.environment.packages,
  };
  const runs = test ? [test.head, test.base] : [];
  const isAsOffered =
    form === 'xfail'
      ? runs.every((run) => run?.outcome === 'xfailed')
      : runs.every(
          (run) =>
            run?.outcome === 'failed' &&
            run.failure !== null &&
            failureSignature({ ...run.failure, path: null }) ===
              failureSignature({ ...candidate.failure!, path: null }),
        );
  if (!test || !isAsOffered) {
    const seen = test ? runs.map((run) => run?.outcome ?? 'not run').join(', ') : misfit!.reason;
    candidate.problem = {
      code: 'form-differs',
      reason: `In the form in which it is offered it fared otherwise: ${seen}`,
    };
    return abstain(work, candidate.problem.reason);
  }
  return {
    kind: 'end',
    outcome: {
      code: 'bug-reproduced',
      reason: `${offered!.testNames[0]} fails ${candidate.how} until the bug is fixed, in round ${candidate.failRound} of CI.`,
    },
  };
}

function offer({ record, deps, run }: Reproducing, { flipped, failure }: ReproductionCandidate): Step {
  const { form } = readReproductionSettings(record.configuration.configuration);
  const offered = buildOfferedForm(deps.parser, flipped!, {
    form,
    issueNumber: run.pullNumber,
    failureType: failure!.type,
    path: record.testPath,
  });
  return { kind: 'round', purpose: 'offer', suggestions: [offered] };
}

function judgeOne(work: Reproducing, passing: Suggestion, flipped: Suggestion, report: CiReport) {
  const { parser } = work.deps;
  // It was accepted by the same check, so it cannot be refused now.
  const flip = checkFlip(parser, passing, flipped);
  if (!flip.ok) return { ok: false as const, code: 'changes-more', reason: flip.reason, failure: null };
  const [file] = renderTestFiles(parser, [flipped], NO_MODULES);
  return judgeFlipped(parser, {
    suggestion: flipped,
    content: file!.content,
    shapes: flip.shapes,
    ciReport: report,
    report: work.record.report!,
  });
}

/** Those that run most of what is accused first. */
function byCoverage(candidates: readonly ReproductionCandidate[]): ReproductionCandidate[] {
  const run = ({ coverage }: ReproductionCandidate): number =>
    coverage.reduce((sum, one) => sum + one.run, 0);
  return candidates.toSorted((a, b) => run(b) - run(a));
}

function isIn(suggestions: readonly Suggestion[], one: Suggestion): boolean {
  return suggestions.some(({ id }) => id === one.id);
}
