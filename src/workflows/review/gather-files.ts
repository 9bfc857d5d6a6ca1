import { fitsAnyPath } from '../../core/configuration/path-pattern.ts';
import { choosePrivacy, isPrivateFile } from '../../core/configuration/private-paths.ts';
import { CONFIGURATION_PATH } from '../../core/configuration/schema.ts';
import { type ReviewRecord, rememberSkipped } from '../../core/review/review-record.ts';
import type { Run } from '../../edges/database/types.ts';
import type { PullRequest, PullRequestFile } from '../../edges/github/types.ts';
import type { PlanningDependencies } from './dependencies.ts';
import { gatherSides, type Sides } from './gather-change.ts';
import { readConfiguration } from './read-configuration.ts';
import { readOwnPrompts } from './read-own-prompts.ts';

/** What may be looked at of a pull request, and shown to the model that the record names. */
export interface GatheredFiles {
  sides: Sides;
  files: PullRequestFile[];
  /** Without title and description where these may be about private code that is kept out. */
  pull: PullRequest;
  /** Patterns of paths that are not read. */
  hidden: string[];
}

/** The files that a pull request changes, after the settings that say which of them are looked at, and by whom. */
export async function gatherFiles(
  deps: Pick<PlanningDependencies, 'reader' | 'asking'>,
  run: Run,
  record: ReviewRecord,
  pull: PullRequest,
): Promise<GatheredFiles> {
  const listed = await deps.reader.listPullRequestFiles(run.pullNumber);
  const sides = await gatherSides(deps.reader, pull, listed);
  record.configuration = await readConfiguration(deps.reader, run.repository, sides.trees);
  const { paths = {}, privatePaths = [] } = record.configuration.configuration;
  const { include, ignore = [] } = paths;
  const isReviewed = ({ path }: PullRequestFile): boolean =>
    (include === undefined || fitsAnyPath(include, path)) && !fitsAnyPath(ignore, path);
  leaveOut(
    record,
    listed,
    isReviewed,
    `the repository has it left out: \`paths\` in \`${CONFIGURATION_PATH}\``,
  );
  const files = listed.filter(isReviewed);
  const { asking } = deps;
  if (asking === null) return { sides, files, pull, hidden: [] };
  record.configuration = await readOwnPrompts(deps.reader, asking.prompts, sides.trees, record.configuration);

  const patterns = [...privatePaths, ...asking.privatePaths];
  record.privacy = choosePrivacy(patterns, files.filter(isPythonChange), asking.local !== null);
  const { model } = record.privacy;
  if (model === 'local') record.engine = { label: asking.local!.label, builtIn: false };
  if (model === 'none') record.engine = { label: 'built-in', builtIn: true };
  if (model !== 'any' || patterns.length === 0) return { sides, files, pull, hidden: [] };
  const isOpen = (file: PullRequestFile): boolean => !isPrivateFile(patterns, file);
  leaveOut(record, files, isOpen, 'its path is private and no local model is configured, so no model saw it');
  const open = files.filter(isOpen);
  const shown = open.length < files.length ? { ...pull, title: '', body: '' } : pull;
  return { sides, files: open, pull: shown, hidden: patterns };
}

/** Names the Python files that are not looked at. */
function leaveOut(
  record: ReviewRecord,
  files: readonly PullRequestFile[],
  stays: (file: PullRequestFile) => boolean,
  reason: string,
): void {
  const gone = files.filter((file) => isPythonChange(file) && !stays(file));
  rememberSkipped(
    record,
    gone.map(({ path: what }) => ({ what, reason })),
  );
}

/** Whether there may be something to test in it. */
export function isPythonChange(file: PullRequestFile): boolean {
  return file.path.endsWith('.py') && file.status !== 'removed';
}
