import { parseCommand } from '../../core/commands/parse-command.ts';
import { describeWishes } from '../../core/configuration/describe-wishes.ts';
import { buildContext } from '../../core/context/build-context.ts';
import { choosePaths } from '../../core/context/choose-paths.ts';
import { describePreflight } from '../../core/context/preflight.ts';
import { findProjectFacts } from '../../core/context/project-facts.ts';
import { createIndexer } from '../../core/index/index-texts.ts';
import { folderOf, joinPath } from '../../core/python/path-index.ts';
import { chooseConvention } from '../../core/python/test-convention.ts';
import { chooseFiles } from '../../core/reproduction/choose-files.ts';
import { isolateReport } from '../../core/reproduction/isolate-report.ts';
import { locateSuspects } from '../../core/reproduction/locate-suspects.ts';
import type { ReproductionRecord } from '../../core/reproduction/reproduction-record.ts';
import { isSameLabel, readReproductionSettings } from '../../core/reproduction/settings.ts';
import { indexTestPlaces } from '../../core/suggestions/test-places.ts';
import { findVersions } from '../../core/versions/find-versions.ts';
import type { Run } from '../../edges/database/types.ts';
import type { GitHubReader, RepositoryTree } from '../../edges/github/types.ts';
import type { Outcome } from '../../outcome.ts';
import { searchForReport } from '../retrieval/search-for-report.ts';
import { READING_PASSES, readTexts } from '../review/gather-change.ts';
import type { ReproducingDependencies } from './ask.ts';
import { hidePrivate } from './choose-model.ts';

/** Answers of the reporter that are read. */
const MAX_ANSWERS = 20;
/** Suspects whose surroundings are shown. */
const MAX_SURROUNDED = 8;
const CONTEXT_SHARE = 0.4;

export const CANCELLED: Outcome = {
  code: 'reproduction-cancelled',
  reason: 'The label was taken off, or the issue was closed.',
};

/** Whether the issue is still open and still bears the label that asked for a test; a command needs no label. */
export async function isWanted(
  reader: Pick<GitHubReader, 'getIssue'>,
  issueNumber: number,
  { trigger, configuration }: Pick<ReproductionRecord, 'trigger' | 'configuration'>,
): Promise<boolean> {
  const issue = await reader.getIssue(issueNumber);
  if (issue.state !== 'open' || issue.isPullRequest) return false;
  const { label } = readReproductionSettings(configuration.configuration);
  return trigger.action === 'asked' || issue.labels.some((name) => isSameLabel(name, label));
}

/** Reads the issue and what its reporter has added. */
export async function gatherReport(
  reader: GitHubReader,
  run: Run,
  record: ReproductionRecord,
): Promise<void> {
  const issue = await reader.getIssue(run.pullNumber);
  const comments = await reader.listIssueComments(run.pullNumber);
  const answers = comments
    .filter(
      ({ author, appId, body }) =>
        appId === null && author.id === issue.author?.id && parseCommand(body).kind === 'none',
    )
    .slice(-MAX_ANSWERS)
    .map(({ body }) => body);
  record.issue = { title: issue.title, author: issue.author };
  record.report = isolateReport(issue, answers);
}

/** Reads the code that the report may be about, and what surrounds it; all at the run's commit. */
export async function gatherCode(
  deps: ReproducingDependencies,
  run: Run,
  record: ReproductionRecord,
  whole: RepositoryTree,
): Promise<void> {
  const tree = hidePrivate(deps, record, whole);
  const { reader, parser } = deps;
  const report = record.report!;
  const allPaths = whole.entries.map(({ path }) => path);
  const project = await searchForReport(deps, run, record, report, tree);
  record.skipped.push(...project.skipped);
  const { chosen, leftOut } = chooseFiles(report, tree.entries, project.paths);
  if (leftOut > 0 || tree.truncated) {
    record.skipped.push({
      what: tree.truncated ? 'parts of the repository tree' : `${leftOut} Python files`,
      reason: 'not read, because nothing in the report points to them',
    });
  }
  const texts = new Map<string, string>();
  const read = async (paths: readonly string[]): Promise<void> => {
    for (const [path, blob] of await readTexts(reader, tree, paths))
      if ('text' in blob) texts.set(path, blob.text);
  };
  await read(chosen);
  record.suspects = locateSuspects(parser, report, texts, allPaths, project.near);
  const targets = record.suspects.slice(0, MAX_SURROUNDED);
  const changeSet = { baseSha: run.headSha, headSha: run.headSha, files: [], allPaths: [], skipped: [] };
  const surroundings = new Map([...texts].filter(([path]) => targets.some((one) => one.path === path)));
  const indexTexts = createIndexer(parser, allPaths, project.records);
  for (let pass = 0; pass < READING_PASSES; pass++) {
    const index = indexTexts(surroundings);
    const wanted = choosePaths({ index, targets, changeSet, texts: surroundings }).map(({ path }) => path);
    if (wanted.length === 0) break;
    await read(wanted.filter((path) => !texts.has(path)));
    for (const path of wanted) {
      const text = texts.get(path);
      if (text !== undefined) surroundings.set(path, text);
    }
  }
  record.versions = findVersions(surroundings);
  record.projectFacts = findProjectFacts(surroundings, allPaths, record.versions);
  record.testConventions = [
    chooseConvention(allPaths, surroundings).description,
    describeWishes(record.configuration.configuration.instructions, targets),
  ]
    .filter(Boolean)
    .join('\n\n');
  const index = indexTexts(surroundings);
  const preflight = describePreflight({ parser, index, texts: surroundings, targets });
  const context = buildContext({
    index,
    targets,
    changeSet,
    texts: surroundings,
    tokenBudget: Math.round(deps.settings.contextTokenBudget * CONTEXT_SHARE - preflight.tokens),
    shownElsewhere: new Set(targets.map(({ id }) => id)),
  });
  record.context = preflight.before(context.render());
  record.testPath = chooseTestPath(run.pullNumber, record, allPaths, surroundings);
}

/** A free path in the folder where the project keeps tests of the first suspect. */
function chooseTestPath(
  issueNumber: number,
  { suspects }: ReproductionRecord,
  allPaths: readonly string[],
  texts: ReadonlyMap<string, string>,
): string {
  const [first] = suspects;
  if (!first) return '';
  const { fileName } = chooseConvention(allPaths, texts);
  const folder = folderOf(indexTestPlaces(allPaths, texts).conventionalPath(first));
  const taken = new Set(allPaths.map((path) => path.toLowerCase()));
  for (let number = 1; ; number++) {
    const stem = `issue_${issueNumber}${number === 1 ? '' : `_again_${number}`}`;
    const name = (suffix: string): string =>
      joinPath(folder, fileName === 'test_*.py' ? `test_${stem}${suffix}.py` : `${stem}${suffix}_test.py`);
    if (!['', '_2', '_3'].some((suffix) => taken.has(name(suffix)))) return name('');
  }
}
