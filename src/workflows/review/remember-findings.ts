import type { ReviewRecord } from '../../core/review/review-record.ts';
import { findTestFindings } from '../../core/review-comments/find-test-findings.ts';
import { findPlaces } from '../../core/review-comments/places.ts';
import type { Run } from '../../edges/database/types.ts';
import type { PullRequestFile } from '../../edges/github/types.ts';
import type { PlanningDependencies } from './dependencies.ts';
import type { GatheredChange } from './gather-change.ts';

/** What the tests of the pull request lack, where comments may stand, and what was told there before. */
export async function rememberFindings(
  { parser, decisions }: Pick<PlanningDependencies, 'parser' | 'decisions'>,
  run: Run,
  record: ReviewRecord,
  { changeSet, targets }: GatheredChange,
  files: readonly PullRequestFile[],
): Promise<void> {
  const patches = new Map(
    files.flatMap(({ path, patch }) => (patch === null ? [] : [[path, patch] as const])),
  );
  record.places = findPlaces(parser, changeSet.files, patches);
  record.testFindings = findTestFindings(parser, changeSet, record.places, targets);
  record.told = await decisions.listTold(run.repository.id, run.pullNumber);
}
