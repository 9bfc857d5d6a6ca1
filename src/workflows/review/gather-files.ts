import type { ReviewRecord } from '../../core/review/review-record.ts';
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
  return { sides, files: await deps.reader.listPullRequestFiles(run.pullNumber) };
}
