import type { Redactor } from '../core/redaction/redact.ts';
import { buildReportTests } from '../core/reproduction/build-report-tests.ts';
import { findMissing } from '../core/reproduction/isolate-report.ts';
import type { ReproductionRecord } from '../core/reproduction/reproduction-record.ts';
import { tellVersionsOfCi } from '../core/versions/describe-versions.ts';
import type { Round, Run } from '../edges/database/types.ts';
import type { Outcome } from '../outcome.ts';
import type { Reproducing, ReproducingDependencies } from './reproduce/ask.ts';
import { CANCELLED, gatherCode, gatherReport, isWanted } from './reproduce/gather-issue.ts';
import { type PlannedStep, planReproductionEnding, planReproductionRound } from './reproduce/plan-parts.ts';
import { settleFlipped, settleOffer, settlePassing } from './reproduce/settle-round.ts';
import { abstain, type Step, takeSteps } from './reproduce/steps.ts';
import { NO_LOCAL_MODEL } from './review/ask-model.ts';
import { readOwnPrompts } from './review/read-own-prompts.ts';

/**
 * The story of one bug report, from the label to a failing test (AssertFlip, https://arxiv.org/abs/2507.17542):
 *
 *   isolate ─► locate ─► plan ─► passing test ══CI══► flip ══CI══► validate ─► offered form ══CI══► comment, branch, label
 *      │                   ▲           │ ▲               │            │
 *      └─ asks once        │           └─┘ traceback     └─ again     │ not revealing
 *                          └──────────── at most five regenerations ◄─┘
 *
 * The passing test asserts the wrong behaviour, so it runs green on the default branch's head; only its assertions change
 * before it runs red. What cannot be shown so ends openly: a wrong test costs more than none.
 */
export async function planReproduction(
  deps: ReproducingDependencies,
  run: Run,
  rounds: readonly Round[],
): Promise<PlannedStep> {
  const record = structuredClone(run.record) as ReproductionRecord;
  if (run.state === 'planning') record.engine = deps.engine;

  // Gather
  if (!(await isWanted(deps.reader, run.pullNumber, record))) {
    return planReproductionEnding(deps.redactor, run, record, rounds, CANCELLED);
  }
  const tree = await deps.reader.getTree(run.headSha);
  const work: Reproducing = { deps, run, record, allPaths: tree.entries.map(({ path }) => path) };
  const begun = run.state === 'planning' ? await begin(work, tree) : await judge(work, rounds);

  // Ask
  const step = await takeSteps(work, begun);

  // Decide
  return step.kind === 'end'
    ? planReproductionEnding(deps.redactor, run, record, rounds, step.outcome)
    : planReproductionRound(deps, run, record, rounds, step);
}

/** The plan that ends a run for a reason from outside: cancelled, no answer, a failure of ours. */
export function planReproductionStop(
  redactor: Redactor,
  run: Run,
  rounds: readonly Round[],
  outcome: Outcome,
): Promise<PlannedStep> {
  return planReproductionEnding(redactor, run, run.record as ReproductionRecord, rounds, outcome);
}

/** Reads report and code. What can be told without a question ends here. */
async function begin(work: Reproducing, tree: Parameters<typeof gatherCode>[3]): Promise<Step> {
  const { deps, run, record } = work;
  const workflow = `.github/workflows/${deps.settings.workflowFile}`;
  if (!tree.truncated && !work.allPaths.includes(workflow)) {
    return end('workflow-missing-on-head', `The default branch has no ${workflow}, so nothing can be run.`);
  }
  if (deps.asking) {
    const trees = { base: tree, head: tree };
    record.configuration = await readOwnPrompts(
      deps.reader,
      deps.asking.prompts,
      trees,
      record.configuration,
    );
  }
  await gatherReport(deps.reader, run, record);
  const report = record.report!;
  await gatherCode(deps, run, record, tree);
  if (record.privacy?.model === 'none') return { kind: 'end', outcome: NO_LOCAL_MODEL };
  const isRunnable =
    !record.engine.builtIn ||
    buildReportTests(deps.parser, report, { suspects: record.suspects, issueNumber: run.pullNumber }).length >
      0;
  if (!isRunnable) {
    return end(
      'needs-a-model',
      'Without a model only reports with code that can be run are turned into tests: a snippet, a doctest, or a traceback with a call.',
    );
  }
  const missing = findMissing(report);
  if (missing.length > 0 && !record.hasAsked) {
    record.hasAsked = true;
    return end(
      'report-incomplete',
      `The report does not say ${missing.map((one) => `the ${one} behaviour`).join(' and ')}.`,
    );
  }
  if (record.suspects.length === 0) return abstain(work, 'Nothing in the code could be tied to the report.');
  return { kind: 'attempt' };
}

/** What the latest round of CI means. */
async function judge(work: Reproducing, rounds: readonly Round[]): Promise<Step> {
  const result = rounds.at(-1)?.result;
  const planned = work.record.rounds.at(-1);
  if (!result || !planned) throw new Error(`run ${work.run.id} is judged without a result of CI`);
  if (result.kind === 'none') return { kind: 'end', outcome: result.outcome };
  tellVersionsOfCi(work.record, result.report.environment);
  switch (planned.purpose) {
    case 'pass':
      return settlePassing(work, result.report);
    case 'flip':
      return settleFlipped(work, result.report);
    case 'offer':
      return settleOffer(work, result.report);
  }
}

function end(code: Outcome['code'], reason: string): Step {
  return { kind: 'end', outcome: { code, reason } };
}
