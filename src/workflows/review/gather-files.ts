import { fitsAnyPath } from '../../core/configuration/path-pattern.ts';
import { CONFIGURATION_PATH } from '../../core/configuration/schema.ts';
import { type ReviewRecord, rememberSkipped } from '../../core/review/review-record.ts';
import type { Run } from '../../edges/database/types.ts';
import type { GitHubReader, PullRequest, PullRequestFile } from '../../edges/github/types.ts';
import { gatherSides, type Sides } from './gather-change.ts';
import { readConfiguration } from './read-configuration.ts';

/** The files that a pull request changes, after the settings that say which of them are looked at. */
export async function gatherFiles(
  deps: { reader: GitHubReader },
  run: Run,
  record: ReviewRecord,
  pull: PullRequest,
): Promise<{ sides: Sides; files: PullRequestFile[] }> {
  const sides = await gatherSides(deps.reader, pull);
  record.configuration = await readConfiguration(deps.reader, run.repository, sides.trees);
  const { include, ignore = [] } = record.configuration.configuration.paths ?? {};
  const isReviewed = ({ path }: PullRequestFile): boolean =>
    (include === undefined || fitsAnyPath(include, path)) && !fitsAnyPath(ignore, path);
  const files = await deps.reader.listPullRequestFiles(run.pullNumber);
  const reason = `the repository has it left out: \`paths\` in \`${CONFIGURATION_PATH}\``;
  rememberSkipped(
    record,
    files
      .filter((file) => isPythonChange(file) && !isReviewed(file))
      .map(({ path: what }) => ({ what, reason })),
  );
  return { sides, files: files.filter(isReviewed) };
}

/** Whether there may be something to test in it. */
export function isPythonChange(file: PullRequestFile): boolean {
  return file.path.endsWith('.py') && file.status !== 'removed';
}
