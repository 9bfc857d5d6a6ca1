import { readModelSettings } from '../../src/config.ts';
import { WORKFLOW } from '../../test/support/git-repository.ts';
import { openReproductionStage, type ReproductionStage } from '../../test/support/reproduction-stage.ts';
import { type OfferedTest, passesOn } from '../repro/ask-oracle.ts';
import {
  ensurePython,
  importRoot,
  REAL_BUGS,
  type RealBug,
  readFiles,
  readRelease,
  readReport,
} from './real-bugs.ts';

interface Attempt extends RealBug {
  outcome: string;
  reason: string;
  confirmed: boolean;
  /** What the fixed release says of a confirmed test; null when nothing was confirmed. */
  passesOnFixedCode: boolean | null;
  ciRounds: number;
  modelCalls: number;
  seconds: number;
}

/**
 * Lets the app reproduce bugs that users reported of released projects, each on the release that had it, with the report as it was
 * written. The release that fixed it is the oracle. Without a model key only what stands in a report as code can be turned into
 * a test. Passed: nothing was wrongly confirmed.
 *
 * `args`: issues (`owner/repository#1`); all when left out.
 */
export async function benchReproReal(
  args: readonly string[],
): Promise<{ passed: boolean; result: unknown; summary: unknown }> {
  const bugs = REAL_BUGS.filter(({ issue }) => args.length === 0 || args.includes(issue));
  if (bugs.length === 0)
    throw new Error(`no such report; there are ${REAL_BUGS.map(({ issue }) => issue).join(', ')}`);
  const model = readModelSettings(process.env);
  const python = await ensurePython();
  const stage = await openReproductionStage({
    engine: model.provider === 'builtin' ? 'built-in' : model,
    python,
  });
  const attempts: Attempt[] = [];
  try {
    for (const bug of bugs) {
      const attempt = await attemptBug(stage, bug, python);
      attempts.push(attempt);
      const verdict = attempt.confirmed
        ? attempt.passesOnFixedCode
          ? 'confirmed'
          : 'WRONGLY CONFIRMED'
        : `${attempt.outcome}: ${attempt.reason}`;
      console.log(
        `${bug.issue} (${bug.package} ${bug.buggy}): ${verdict} (${attempt.seconds} s, ${attempt.ciRounds} rounds)`,
      );
    }
  } finally {
    await stage.close();
  }
  const confirmed = attempts.filter((one) => one.confirmed);
  const summary = {
    engine: model.provider,
    reports: attempts.length,
    confirmed: confirmed.filter((one) => one.passesOnFixedCode).length,
    wronglyConfirmed: confirmed.filter((one) => !one.passesOnFixedCode).length,
    abstained: attempts.length - confirmed.length,
    heldOut: {
      reports: attempts.filter((one) => one.set === 'heldOut').length,
      confirmed: confirmed.filter((one) => one.set === 'heldOut' && one.passesOnFixedCode).length,
    },
  };
  console.log(JSON.stringify(summary, null, 2));
  const date = new Date().toISOString().slice(0, 10);
  return {
    passed: summary.wronglyConfirmed === 0,
    result: args.length > 0 ? null : { date, ...summary, attempts },
    summary,
  };
}

async function attemptBug(stage: ReproductionStage, bug: RealBug, python: string): Promise<Attempt> {
  const started = Date.now();
  const folder = await readRelease(bug.package, bug.buggy);
  const workflow = WORKFLOW.replace('jobs:', `env:\n  PYTHONPATH: "${importRoot(folder) || '.'}"\njobs:`);
  const { outcome, ciRounds, modelCalls, test } = await stage.reproduce({
    files: { ...readFiles(folder, bug.package), '.github/workflows/testwright.yml': workflow },
    issue: await readReport(bug.issue),
  });
  const confirmed = outcome.code === 'bug-reproduced';
  return {
    ...bug,
    outcome: outcome.code,
    reason: outcome.reason,
    confirmed,
    passesOnFixedCode: confirmed && test ? await passesOnRelease(bug, test, python) : null,
    ciRounds,
    modelCalls,
    seconds: Math.round((Date.now() - started) / 100) / 10,
  };
}

async function passesOnRelease(bug: RealBug, test: OfferedTest, python: string): Promise<boolean> {
  const release = await readRelease(bug.package, bug.fixed);
  return passesOn(readFiles(release, bug.package), test, { python, importRoot: importRoot(release) });
}
