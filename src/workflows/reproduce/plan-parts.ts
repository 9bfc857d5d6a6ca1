import { renderCommitMessage } from '../../core/names/commit-message.ts';
import { reproductionBranch } from '../../core/names/companion-branch.ts';
import { buildPlan, type Plan } from '../../core/plan/plan.ts';
import type { PythonParser } from '../../core/python/parser.ts';
import type { Redactor } from '../../core/redaction/redact.ts';
import { renderReproductionComment } from '../../core/report/reproduction-comment.ts';
import {
  findConfirmed,
  type ReproductionPurpose,
  type ReproductionRecord,
} from '../../core/reproduction/reproduction-record.ts';
import {
  CONFIRMED_LABEL,
  NOT_FOUND_LABEL,
  readReproductionSettings,
} from '../../core/reproduction/settings.ts';
import { renderTestFiles } from '../../core/suggestions/render-test-file.ts';
import type { Suggestion } from '../../core/suggestions/suggestion.ts';
import type { Round, Run } from '../../edges/database/types.ts';
import type { Outcome, OutcomeCode } from '../../outcome.ts';

export interface PlannedStep {
  plan: Plan;
  record: ReproductionRecord;
}

const NO_MODULES = { texts: new Map<string, string>(), lineLength: 88 };

/** Endings that say of the report that no test shows it. Others say nothing about the report. */
const NOT_FOUND: ReadonlySet<OutcomeCode> = new Set(['bug-not-reproduced', 'not-a-bug-report']);

/** The next round: one commit on the issue's branch, one dispatch, and the comment says what CI is asked. */
export async function planReproductionRound(
  deps: { parser: PythonParser; redactor: Redactor; settings: { workflowFile: string } },
  run: Run,
  record: ReproductionRecord,
  rounds: readonly Round[],
  next: { purpose: ReproductionPurpose; suggestions: Suggestion[] },
): Promise<PlannedStep> {
  const round = run.round + 1;
  const files = renderTestFiles(deps.parser, next.suggestions, NO_MODULES);
  const after = {
    ...record,
    rounds: [...record.rounds, { round, ...next }],
    offeredText: next.purpose === 'offer' ? files[0]!.content : null,
  };
  const plan = buildPlan(
    { state: 'waiting-for-ci' },
    {
      commit: {
        branch: reproductionBranch(run.pullNumber),
        parentSha: run.headSha,
        runId: run.id,
        round,
        files,
        message: renderCommitMessage(`Testwright: ${describePurpose(next.purpose)} #${run.pullNumber}`, {
          runId: run.id,
          round,
          baseSha: run.headSha,
          kind: 'tests',
          suites: 'none',
          evidence: 'full',
        }),
      },
      dispatch: { workflowFile: deps.settings.workflowFile },
      comment: await renderComment(deps.redactor, run, after, rounds, null),
    },
  );
  return { plan, record: after };
}

/** The end: the comment, the label that says how it ended, and the branch goes unless it holds the failing test. */
export async function planReproductionEnding(
  redactor: Redactor,
  run: Run,
  record: ReproductionRecord,
  rounds: readonly Round[],
  outcome: Outcome,
): Promise<PlannedStep> {
  const isConfirmed = outcome.code === 'bug-reproduced';
  const offered = record.rounds.at(-1)?.suggestions[0];
  const labels = isConfirmed
    ? { add: [CONFIRMED_LABEL], remove: [NOT_FOUND_LABEL] }
    : NOT_FOUND.has(outcome.code)
      ? { add: [NOT_FOUND_LABEL], remove: [CONFIRMED_LABEL] }
      : null;
  const plan = buildPlan(
    { state: 'ended', outcome },
    {
      comment: await renderComment(redactor, run, record, rounds, outcome),
      labels,
      reproduced:
        isConfirmed && offered
          ? {
              path: offered.path,
              testName: offered.testNames[0]!,
              form: readReproductionSettings(record.configuration.configuration).form,
              requestedAt: record.requestedAt,
              failingAt: record.failingAt!,
            }
          : null,
      deleteBranch: !isConfirmed && run.round > 0 ? reproductionBranch(run.pullNumber) : null,
    },
  );
  return { plan, record };
}

/** The comment on the issue, without secrets that code, tests or a model may have put into what they say. */
export async function renderComment(
  redactor: Redactor,
  run: Run,
  record: ReproductionRecord,
  rounds: readonly Round[],
  outcome: Outcome | null,
  draft: { number: number } | null = null,
): Promise<{ body: string }> {
  const body = renderReproductionComment({
    issueNumber: run.pullNumber,
    record,
    outcome,
    branch: reproductionBranch(run.pullNumber),
    rounds: rounds.map(({ round, commitSha, workflowRunId }) => ({ round, commitSha, workflowRunId })),
    confirmed: outcome?.code === 'bug-reproduced' ? findConfirmed(record) : null,
    draft,
  });
  return { body: (await redactor.redact(body)).text };
}

function describePurpose(purpose: ReproductionPurpose): string {
  switch (purpose) {
    case 'pass':
      return 'see whether the wrong behaviour shows for';
    case 'flip':
      return 'see the test fail for';
    case 'offer':
      return 'run the offered test for';
  }
}
