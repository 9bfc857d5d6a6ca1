import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readModelSettings } from '../src/config.ts';
import type { OutcomeCode } from '../src/outcome.ts';
import { openReproductionStage, type ReproductionStage } from '../test/support/reproduction-stage.ts';
import { passesOnFixedCode } from './repro/ask-oracle.ts';
import { type BugCase, readCases, type Script } from './repro/read-cases.ts';
import { scriptReplies } from './repro/script-replies.ts';

const KEPT = fileURLToPath(new URL('./results/repro.json', import.meta.url));

/** One report, answered by one scripted model. */
interface Attempt {
  /** Day on which it was run: the cases of a result need not be of one run. */
  day: string;
  report: string;
  kind: string;
  script: string;
  outcome: OutcomeCode;
  reason: string;
  confirmed: boolean;
  /** What the hidden fix says of a confirmed test; null when nothing was confirmed. */
  passesOnFixedCode: boolean | null;
  ciRounds: number;
  modelCalls: number;
  seconds: number;
}

/** Stands where a script would: what it holds is not used. */
const REAL_MODEL: Script = {
  name: 'model',
  isRight: true,
  validator: true,
  imports: [],
  passing: '',
  flipped: '',
};

/**
 * Lets the app reproduce every planted bug (examples/bugs), once for each scripted model: one that answers rightly and six that are
 * wrong in different ways. The hidden fix is the oracle. Passed: every right script ends confirmed, and nothing else does. With the
 * key of a real model in the environment each report is given to that one instead, once, and a missed bug does not fail the run.
 *
 * `args`: names of cases, which replace those in the kept result; all when left out.
 */
export async function benchRepro(
  args: readonly string[],
): Promise<{ passed: boolean; result: unknown; summary: unknown }> {
  const cases = readCases().filter(({ name }) => args.length === 0 || args.includes(name));
  if (cases.length === 0)
    throw new Error(`no case of that name; there are ${readCases().map(({ name }) => name)}`);
  const model = readModelSettings(process.env);
  const isReal = model.provider !== 'builtin';
  const stage = await openReproductionStage(isReal ? { engine: model } : {});
  const attempts: Attempt[] = [];
  try {
    for (const bug of cases) {
      for (const script of isReal ? [REAL_MODEL] : bug.scripts) {
        const attempt = await attemptCase(stage, bug, script);
        attempts.push(attempt);
        console.log(renderAttempt(attempt));
      }
    }
  } finally {
    await stage.close();
  }
  const others = args.length === 0 || isReal ? [] : readKept().filter(({ report }) => !args.includes(report));
  const all = [...attempts, ...others].sort((one, other) => (one.report < other.report ? -1 : 1));
  const summary = summarise(all);
  console.log(JSON.stringify(summary, null, 2));
  return {
    passed: (isReal || summary.missed === 0) && summary.wronglyConfirmed === 0,
    result: { ...summary, attempts: all },
    summary,
  };
}

async function attemptCase(stage: ReproductionStage, bug: BugCase, script: Script): Promise<Attempt> {
  const started = Date.now();
  const { outcome, ciRounds, modelCalls, test } = await stage.reproduce({
    files: bug.files,
    issue: { title: bug.title, body: bug.body, ...(bug.answer !== null && { answer: bug.answer }) },
    replies: scriptReplies(bug, script),
  });
  const confirmed = outcome.code === 'bug-reproduced';
  return {
    day: new Date().toISOString().slice(0, 10),
    report: bug.name,
    kind: bug.kind,
    script: script.name,
    outcome: outcome.code,
    reason: outcome.reason,
    confirmed,
    passesOnFixedCode: confirmed && test ? passesOnFixedCode(bug, test) : null,
    ciRounds,
    modelCalls,
    seconds: Math.round((Date.now() - started) / 100) / 10,
  };
}

function readKept(): Attempt[] {
  if (!existsSync(KEPT)) return [];
  return (JSON.parse(readFileSync(KEPT, 'utf8')) as { attempts: Attempt[] }).attempts;
}

function summarise(attempts: readonly Attempt[]) {
  const confirmed = attempts.filter((one) => one.confirmed);
  const right = confirmed.filter((one) => one.passesOnFixedCode);
  const bugs = new Set(
    readCases()
      .filter(({ notABug }) => !notABug)
      .map(({ name }) => name),
  );
  const wanted = attempts.filter(
    ({ script, report }) => ['right', 'model'].includes(script) && bugs.has(report),
  );
  const mean = (counts: number[]): number | null =>
    counts.length === 0 ? null : counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return {
    reports: new Set(attempts.map(({ report }) => report)).size,
    attempts: attempts.length,
    confirmed: right.length,
    wronglyConfirmed: confirmed.length - right.length,
    abstained: attempts.filter((one) => !one.confirmed && !wanted.includes(one)).length,
    missed: wanted.filter((one) => !one.confirmed).length,
    ciRoundsPerConfirmed: mean(right.map(({ ciRounds }) => ciRounds)),
    modelCallsPerConfirmed: mean(right.map(({ modelCalls }) => modelCalls)),
  };
}

function renderAttempt(one: Attempt): string {
  const verdict = one.confirmed ? (one.passesOnFixedCode ? 'confirmed' : 'WRONGLY CONFIRMED') : one.outcome;
  return `${one.report.padEnd(32)} ${one.script.padEnd(34)} ${verdict} (${one.seconds} s, ${one.ciRounds} rounds)${one.confirmed ? '' : `: ${one.reason.slice(0, 200)}`}`;
}
