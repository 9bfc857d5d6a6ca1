import { buildProbes } from '../../core/builtin/build-probes.ts';
import { chooseByLabels } from '../../core/configuration/choose-by-labels.ts';
import { findProjectFacts } from '../../core/context/project-facts.ts';
import { buildIntent } from '../../core/contract/stated-intent.ts';
import { findLineLength } from '../../core/python/line-length.ts';
import { chooseConvention } from '../../core/python/test-convention.ts';
import { isTestModule, isTestPath } from '../../core/python/test-files.ts';
import { buildOfferPatch } from '../../core/review/build-offer-patch.ts';
import {
  findTestModules,
  isAsked,
  type ReviewRecord,
  rememberSkipped,
} from '../../core/review/review-record.ts';
import { checkProposals } from '../../core/suggestions/check-proposals.ts';
import type { Suggestion } from '../../core/suggestions/suggestion.ts';
import { findVersions } from '../../core/versions/find-versions.ts';
import type { Run } from '../../edges/database/types.ts';
import type { PullRequest } from '../../edges/github/types.ts';
import type { Outcome } from '../../outcome.ts';
import { askForTests } from './ask-for-tests.ts';
import { endExhausted, findRoundStop } from './budget.ts';
import { checkFork } from './check-fork.ts';
import type { PlanningDependencies } from './dependencies.ts';
import { targetDigest } from './find-rejected.ts';
import { findReproductions } from './find-reproductions.ts';
import { type GatheredChange, gatherChange } from './gather-change.ts';
import { gatherFiles, isPythonChange } from './gather-files.ts';
import { gatherOwnCi } from './gather-own-ci.ts';
import { type Planned, planEnding, planRound } from './plan-parts.ts';
import { planUnexecuted } from './plan-unexecuted.ts';
import { readLinkedIssues } from './read-linked-issues.ts';
import { rememberFindings } from './remember-findings.ts';

/** Targets that a run keeps, the most valuable ones. */
const MAX_TARGETS = 150;
/** Existing tests that are kept with the run for finding duplicates, in characters. */
const MAX_EXISTING_TESTS = 200_000;

export const DRAFT: Outcome = {
  code: 'draft-pull-request',
  reason: 'Drafts are not reviewed. Mark the pull request as ready for review to start.',
};

/** From a pull request to the first commit, or to an ending that needs none. */
export async function planFirstRound(
  given: PlanningDependencies,
  run: Run,
  before: ReviewRecord,
): Promise<Planned> {
  const record: ReviewRecord = { ...before, engine: given.engine };

  // Gather
  const pullNow = await given.reader.getPullRequest(run.pullNumber);
  const early = findEarlyOutcome(run, record, pullNow);
  if (early) return planEnding(given.redactor, run, record, [], early);
  const gathered = await gatherFiles(given, run, record, pullNow);
  const { files, pull } = gathered;
  const deps = record.privacy?.model === 'none' ? { ...given, asking: null } : given;
  if (pull.draft && !reviewsDrafts(record)) return planEnding(deps.redactor, run, record, [], DRAFT);
  const leftOut = isAsked(record)
    ? null
    : chooseByLabels(pull.labels, record.configuration.configuration.labels ?? {});
  if (leftOut) return planEnding(deps.redactor, run, record, [], leftOut);
  if (!files.some(isPythonChange)) {
    return planEnding(deps.redactor, run, record, [], {
      code: 'no-python-changes',
      reason: record.configuration.configuration.paths
        ? 'This pull request adds or changes no Python file at the paths that the repository has reviewed.'
        : 'This pull request adds or changes no Python file.',
    });
  }
  const change = await gatherChange(deps, run, record, gathered);
  remember(record, change);
  await rememberFindings(deps, run, record, change, files);
  record.rejected = await readRejected(deps, run, record);
  await rememberIntent(deps, record, change, pull);
  record.fork = await readFork(deps, run, pull);
  const isReadOnly =
    record.fork !== null && (record.fork.approvedBy === null || record.fork.obstacle !== null);
  const workflow = `.github/workflows/${deps.settings.workflowFile}`;
  // Where GitHub lists the tree only in part, dispatching will tell.
  const isMissing = !isReadOnly && !change.isTreeTruncated && !change.allPaths.includes(workflow);
  const endUnexecuted = (notRun: Suggestion[]): Promise<Planned> =>
    planUnexecuted(
      deps,
      run,
      { ...record, notRun },
      [],
      `This pull request's branch has no ${workflow}, so nothing can be run. Add the file from Testwright's documentation to the default branch, then merge or rebase that branch into this one.`,
    );

  const roundStop = isReadOnly || isMissing ? null : await findRoundStop(deps.budget, run.id, record, 1);
  if (roundStop) return planEnding(deps.redactor, run, record, [], endExhausted(roundStop));

  // Ask
  const shown = isReadOnly || !deps.asking ? [] : await recallShown(deps, run, record);
  const answer =
    deps.asking && record.targets.length > 0 && shown.length === 0
      ? await askForTests(deps, deps.asking, { run, record, change, pull, files })
      : null;
  if (answer?.kind === 'none') {
    // Without a question there are no suggestions, but CI can still measure what the suites cover.
    if (answer.outcome.code !== 'budget-exhausted' || isReadOnly || isMissing) {
      record.ownCi = await gatherOwnCi(deps, run.headSha, record, { coverage: isMissing || isReadOnly });
      return planEnding(deps.redactor, run, record, [], answer.outcome);
    }
    record.exhausted = answer.outcome.reason;
  }

  // Decide
  const found =
    isReadOnly || isMissing
      ? { suggestions: [], marked: [] }
      : await findReproductions(
          { reader: deps.reader, known: await deps.listReproductions(run.repository.id) },
          run,
          record,
          change.allPaths,
        );
  record.marked = found.marked;
  if (answer?.kind === 'reply') {
    const checked = checkProposals({
      proposals: answer.reply.tests,
      parser: deps.parser,
      allPaths: change.allPaths,
      targets: record.targets,
      existing: [],
      existingTestTexts: new Map(Object.entries(record.existingTests)),
      modules: findTestModules(record),
      rejected: record.rejected,
      nextId: record.nextSuggestionNumber,
      origin: 'model',
    });
    record.refusals.push(...checked.refusals);
    record.nextSuggestionNumber += checked.suggestions.length;
    record.edgeCases = answer.reply.edge_cases.map((edge) => ({
      targetId: edge.target_id,
      kind: edge.kind,
      scenario: edge.scenario,
      why: edge.why,
    }));
    record.weaknesses = answer.reply.weaknesses.filter((weakness) =>
      record.changed.some((file) => file.isTest && file.path === weakness.path),
    );
    if (isReadOnly) return planFork(deps, run, { ...record, notRun: checked.suggestions });
    if (isMissing) return endUnexecuted(checked.suggestions);
    shown.push(...checked.suggestions);
  }
  if (isReadOnly) return planFork(deps, run, record);
  if (isMissing) return endUnexecuted(shown);
  if (!answer && record.engine.builtIn && shown.length === 0) {
    const built = buildProbes({
      parser: deps.parser,
      targets: record.targets,
      changeSet: change.changeSet,
      texts: change.texts,
    });
    record.probes = built.probes;
    record.skipped.push(...built.notAttempted);
  }
  if (record.probes.length === 0) shown.push(...found.suggestions);
  else record.reproduced = found.suggestions;
  if (shown.length > 0) {
    return planRound(deps.parser, run, record, {
      purpose: 'tests',
      suggestions: shown,
      suites: 'base head',
      workflowFile: deps.settings.workflowFile,
    });
  }
  return planRound(deps.parser, run, record, {
    purpose: record.probes.length > 0 ? 'probe' : 'measure',
    suggestions: [],
    suites: 'base head',
    workflowFile: deps.settings.workflowFile,
  });
}

/** What the change is meant to do, in the words and tests of its people. */
export async function rememberIntent(
  deps: PlanningDependencies,
  record: ReviewRecord,
  change: GatheredChange,
  pull: PullRequest,
): Promise<void> {
  const changedTests = change.changeSet.files
    .filter((file) => file.isTest)
    .map(({ path, headText, baseText }) => ({ path, head: headText, base: baseText }));
  const { issues, skipped } = await readLinkedIssues(deps.reader, pull, record.repositoryUrl);
  record.intent = { ...buildIntent(pull, changedTests), issues };
  rememberSkipped(record, skipped);
}

/** By its settings, or because someone has asked for this review. */
export function reviewsDrafts(record: ReviewRecord): boolean {
  return isAsked(record) || record.configuration.configuration.drafts === true;
}

export function findEarlyOutcome(run: Run, record: ReviewRecord, pull: PullRequest): Outcome | null {
  if (pull.state === 'closed') return { code: 'pull-request-closed', reason: 'The pull request was closed.' };
  if (pull.headSha !== run.headSha) {
    return { code: 'superseded', reason: `A newer commit was pushed: ${pull.headSha.slice(0, 7)}.` };
  }
  if (record.trigger.senderType === 'Bot') {
    return { code: 'bot-push', reason: 'Commits and pull requests of bots are not reviewed.' };
  }
  return null;
}

async function planFork(deps: PlanningDependencies, run: Run, before: ReviewRecord): Promise<Planned> {
  const ownCi = await gatherOwnCi(deps, run.headSha, before, { coverage: true });
  const record: ReviewRecord = { ...before, ownCi, patch: buildOfferPatch(deps.parser, before) };
  const obstacle = before.fork?.obstacle ?? null;
  const said =
    'The pull request comes from a fork, so nothing was pushed and nothing was run: what is said here comes from reading.';
  return planEnding(
    deps.redactor,
    run,
    record,
    [],
    obstacle === null
      ? { code: 'fork-pull-request', reason: said }
      : { code: 'fork-not-runnable', reason: `${said} ${obstacle}` },
  );
}

/** Whether the code of a fork may be run; null for a pull request of this repository. */
async function readFork(
  deps: PlanningDependencies,
  run: Run,
  pull: PullRequest,
): Promise<ReviewRecord['fork']> {
  if (pull.headRepositoryId === pull.baseRepositoryId) return null;
  const approval = await deps.decisions.findForkApproval(run.repository.id, run.pullNumber, run.headSha);
  const obstacle = await checkFork(deps.reader, pull, deps.settings.workflowFile);
  return { approvedBy: approval?.by.login ?? null, obstacle: obstacle?.reason ?? null };
}

/**
 * The suggestions that a review of this very head has shown from reading, when it is run after all: a maintainer has approved
 * the commit with these before their eyes, and the model is not paid again.
 */
async function recallShown(
  deps: PlanningDependencies,
  run: Run,
  record: ReviewRecord,
): Promise<Suggestion[]> {
  if (record.fork === null) return [];
  const earlier = await deps.decisions.findLatestReview(run.repository.id, run.pullNumber);
  if (earlier?.headSha !== run.headSha || earlier.outcome?.code !== 'fork-pull-request') return [];
  const known = earlier.record as ReviewRecord;
  if (known.notRun.length === 0) return [];
  const { edgeCases, weaknesses, refusals, nextSuggestionNumber, prompts, redactions } = known;
  Object.assign(record, { edgeCases, weaknesses, refusals, nextSuggestionNumber, prompts, redactions });
  return [...known.notRun];
}

/** What maintainers have turned down in this repository, where the target is still what it was. */
export async function readRejected(
  deps: PlanningDependencies,
  run: Run,
  record: ReviewRecord,
): Promise<ReviewRecord['rejected']> {
  const known = await deps.decisions.listRejections(run.repository.id);
  return known
    .filter((one) => one.targetDigest === targetDigest(record, one.targetId))
    .map(({ fingerprint, targetId, title, reason }) => ({ fingerprint, targetId, title, reason }));
}

/** What the later steps need of the gathered change, without the source texts. */
export function remember(record: ReviewRecord, change: GatheredChange): void {
  record.baseSha = change.changeSet.baseSha;
  record.changed = change.changeSet.files
    .filter((file) => file.status !== 'removed')
    .map(({ path, changedLines, isTest }) => ({ path, changedLines, isTest }));
  record.targets = change.targets.slice(0, MAX_TARGETS);
  rememberSkipped(record, change.skipped);
  if (change.targets.length > MAX_TARGETS) {
    rememberSkipped(record, [
      {
        what: `${change.targets.length - MAX_TARGETS} of ${change.targets.length} targets`,
        reason: `only the ${MAX_TARGETS} that are most worth a test are looked at`,
      },
    ]);
  }
  record.versions = findVersions(change.texts);
  record.projectFacts = findProjectFacts(change.texts, change.allPaths, record.versions);
  record.testConventions = chooseConvention(change.allPaths, change.texts).description;
  let size = 0;
  for (const [path, text] of change.texts) {
    if (!isTestPath(path) || size + text.length > MAX_EXISTING_TESTS) continue;
    record.existingTests[path] = text;
    size += text.length;
  }
  record.mergeable = {
    paths: Object.keys(record.existingTests).filter(
      (path) => isTestModule(path) && change.plainPaths.has(path),
    ),
    lineLength: findLineLength(change.texts),
  };
}
