import { namesPrivatePath } from '../../core/configuration/private-paths.ts';
import { fitTexts } from '../../core/context/fit-texts.ts';
import { shortenTraceback } from '../../core/evidence/shorten-traceback.ts';
import { checkReplacement } from '../../core/fix/check-replacement.ts';
import { toEvidence } from '../../core/fix/diagnose-failing.ts';
import type { FailingTest } from '../../core/fix/failing-test.ts';
import type { ReportedRound } from '../../core/review/measurements.ts';
import {
  type CaughtSuggestion,
  type ReviewRecord,
  rememberSkipped,
} from '../../core/review/review-record.ts';
import type { Suggestion } from '../../core/suggestions/suggestion.ts';
import type { Run } from '../../edges/database/types.ts';
import { askModel } from './ask-model.ts';
import { describeIntent } from './assess-inputs.ts';
import type { PlanningDependencies } from './dependencies.ts';
import { type GatheredFailing, gatherFailing } from './gather-failing.ts';
import { describeTarget } from './prompt-inputs.ts';

/** Failing tests that the model is asked about at once. */
const MAX_ASKED = 10;
const MAX_TRACEBACK = 3_000;
/** Share of the token budget for the code that the failing tests are about. */
const TARGETS_SHARE = 0.5;

/**
 * Says of each failing test of the pull request's own suite who is at fault, by rule and then by the model, and gives back the
 * rewritten tests that may run next. What the code is at fault for, or what stays unclear, becomes a possible bug where the
 * test passes on base. Everything is remembered in the record; a test that rules find right is never rewritten.
 */
export async function proposeFixes(
  deps: PlanningDependencies,
  run: Run,
  record: ReviewRecord,
  rounds: readonly ReportedRound[],
): Promise<Suggestion[]> {
  const found = await gatherFailing(deps, run.headSha, record, rounds);
  const open = found
    .filter(({ failing: { fault } }) => fault === 'test' || fault === 'unclear')
    .slice(0, MAX_ASKED);
  const rewritten = await askAbout(deps, run, record, open);
  const earlier = new Set(found.map(({ failing }) => keyOf(failing)));
  record.failing = [
    ...(record.failing ?? []).filter((one) => !earlier.has(keyOf(one))),
    ...found.map(({ failing }) => failing),
  ];
  // Asked a second time, a test is shown once, as it was found last.
  record.catches = record.catches.filter(
    ({ suggestion }) =>
      suggestion.origin !== 'own-suite' || !earlier.has(`${suggestion.path}::${suggestion.testNames[0]}`),
  );
  for (const one of found) {
    const { failing } = one;
    const isShown = failing.fault === 'code' || failing.fault === 'unclear';
    if (!isShown || failing.onBase !== 'passes') continue;
    const caught = toPossibleBug(one, `s${record.nextSuggestionNumber++}`);
    failing.suggestionId = caught.suggestion.id;
    record.catches.push(caught);
  }
  return rewritten;
}

/** The model's word on tests that rules call out of date or leave open; without a model they stay as rules found them. */
async function askAbout(
  deps: PlanningDependencies,
  run: Run,
  record: ReviewRecord,
  found: readonly GatheredFailing[],
): Promise<Suggestion[]> {
  const { patterns, model } = record.privacy ?? { patterns: [], model: 'any' };
  const isShown = (one: GatheredFailing): boolean =>
    model !== 'any' || !namesPrivatePath(patterns, describeFailing(one) + describeFound(one.failing));
  for (const { failing } of found.filter((one) => !isShown(one)))
    failing.note = 'its failure names a private path, and no local model is configured';
  const open = found.filter(isShown);
  if (open.length === 0) return [];
  if (!deps.asking) {
    for (const { failing } of open)
      failing.note = 'rewriting a test needs a language model, and none is configured';
    return [];
  }
  const about = new Set(open.map(({ failing }) => failing.targetId));
  const targets = fitTexts(
    record.targets
      .filter(({ id }) => about.has(id))
      .map((target) => ({ what: target.id, text: describeTarget(target) })),
    deps.settings.contextTokenBudget * TARGETS_SHARE,
  );
  rememberSkipped(record, targets.leftOut);
  const answer = await askModel(deps.asking, record, {
    runId: run.id,
    round: run.round + 1,
    kind: 'fix-failing-test',
    inputs: {
      project_facts: record.projectFacts,
      intent: describeIntent(record),
      targets: targets.shown.join('\n\n'),
      failing_tests: open.map(describeFailing).join('\n\n'),
      diagnosis: open.map(({ failing }) => describeFound(failing)).join('\n'),
    },
  });
  if (answer.kind === 'none') {
    for (const { failing } of open) failing.note = answer.outcome.reason;
    return [];
  }
  const rewritten: Suggestion[] = [];
  for (const { failing, source } of open) {
    const said = answer.reply.faults.find(({ failing_id: id }) => id === failing.id);
    if (failing.fault === 'unclear' && said) {
      failing.fault = said.at_fault;
      failing.by = 'model';
      failing.reasons = [said.reason, ...failing.reasons];
      failing.advice = said.at_fault === 'code' ? said.advice : '';
    }
    if (failing.fault !== 'test') continue;
    const proposal = answer.reply.tests.find(({ failing_id: id }) => id === failing.id);
    if (!proposal) {
      failing.note =
        said && said.at_fault !== 'test'
          ? `the model disagrees: ${said.reason}`
          : 'the model proposed no change';
      continue;
    }
    const checked = checkReplacement(deps.parser, {
      record,
      failing,
      source,
      proposal,
      beside: [...record.kept.map(({ suggestion }) => suggestion), ...rewritten],
      id: `s${record.nextSuggestionNumber}`,
    });
    if (checked.ok) {
      record.nextSuggestionNumber += 1;
      failing.suggestionId = checked.suggestion.id;
      rewritten.push(checked.suggestion);
    } else {
      const { ok: _ok, ...refusal } = checked;
      failing.note = `the proposed change was refused: ${checked.reason}`;
      record.refusals.push({ title: proposal.title, targetId: failing.targetId, ...refusal });
    }
  }
  return rewritten;
}

function describeFailing({ failing, source }: GatheredFailing): string {
  const { failure } = failing;
  return [
    `failing_id: ${failing.id}`,
    `test: ${failing.path}::${failing.testName}`,
    `before the change: ${failing.onBase.replaceAll('-', ' ')}`,
    failing.targetId ? `about: ${failing.targetId}` : '',
    source.imports.join('\n'),
    source.code,
    'What CI saw:',
    failure ? shortenTraceback(failure.traceback, MAX_TRACEBACK) : failing.message,
  ]
    .filter(Boolean)
    .join('\n');
}

function describeFound({ id, fault, reasons, input, before, after, diagnosis }: FailingTest): string {
  const values =
    input === null ? '' : ` ${input} was ${before ?? '(not read)'} and is ${after ?? '(not read)'}.`;
  return `${id}: ${fault === 'test' ? 'the test is at fault' : 'unclear'}. ${reasons.join(' ')}${values} ${diagnosis.cause}: ${diagnosis.explanation}`;
}

/** A failing test that passes on base and is not known to be out of date: it is shown like any other such test. */
function toPossibleBug({ failing, source }: GatheredFailing, id: string): CaughtSuggestion {
  const { path, testName, fault, by, reasons, input, before, after } = failing;
  return {
    suggestion: {
      id,
      targetId: failing.targetId ?? `${path}::${testName}`,
      title: `${testName} of ${path} fails on this change`,
      checks: 'A test of the repository’s own suite.',
      path,
      notMerged: null,
      imports: source.imports,
      code: source.code,
      testNames: [testName],
      origin: 'own-suite',
      repairs: 0,
      mends: [],
    },
    verdict: {
      suggestionId: id,
      class: 'catch',
      decision: 'catch',
      code: 'passes-on-base-fails-on-head',
      reason: `${failing.nodeids[0]} passes before the change and fails after it: ${failing.message}`,
      rungs: [],
      tests: [toEvidence(failing)],
      gains: {},
      linesGained: 0,
      branchesGained: 0,
      mutants: null,
      mutantsGained: [],
      diagnosis: failing.diagnosis,
    },
    assessment: { verdict: fault === 'code' ? 'likely-bug' : 'unclear', by, reasons, input, before, after },
    contradictions: [],
  };
}

function keyOf({ path, testName }: Pick<FailingTest, 'path' | 'testName'>): string {
  return `${path}::${testName}`;
}
