import type { Skipped } from '../../core/change-set/change-set.ts';
import type { FileRecord } from '../../core/index/file-record.ts';
import { idOf } from '../../core/index/project-index.ts';
import type { Target } from '../../core/python/target.ts';
import type { Found } from '../../core/retrieval/rank-symbols.ts';
import { buildTargetQuery } from '../../core/retrieval/search-query.ts';
import type { ReviewRecord } from '../../core/review/review-record.ts';
import type { Run } from '../../edges/database/types.ts';
import type { RepositoryTree, TreeEntry } from '../../edges/github/types.ts';
import type { PlanningDependencies } from '../review/dependencies.ts';
import { indexProject } from './index-project.ts';
import { searchProject } from './search-project.ts';

/** Targets by whose names files are looked for. */
const MAX_NAMED = 30;

export type SurroundingDependencies = Pick<
  PlanningDependencies,
  'asking' | 'indexing' | 'reader' | 'parser' | 'redactor' | 'budget'
>;

/** What the whole project says about some targets. */
interface Surroundings {
  /** By path. */
  records: ReadonlyMap<string, FileRecord>;
  found: Found[];
  skipped: Skipped[];
}

/**
 * Indexes the project around these targets and searches it for what resembles them. Only for a model: without one nothing is
 * shown to anybody, and the project need not be read.
 * @param tree without paths that the model may not see
 * @param beside blobs of the changed files at base
 */
export async function surroundTargets(
  deps: SurroundingDependencies,
  run: Run,
  record: ReviewRecord,
  tree: RepositoryTree,
  targets: readonly Target[],
  beside: readonly TreeEntry[],
): Promise<Surroundings> {
  const { asking, indexing } = deps;
  if (asking === null || indexing === null || targets.length === 0)
    return { records: new Map(), found: [], skipped: [] };
  const project = await indexProject({ ...deps, indexing }, run.repository.id, tree, {
    paths: targets.map(({ path }) => path),
    names: targets.slice(0, MAX_NAMED).flatMap(({ qualname }) => qualname.split('.')),
    beside,
  });
  const own = new Set(targets.map(({ id }) => id));
  const { found, skipped } = await searchProject(
    { ...deps, indexing, runId: run.id, record },
    project,
    buildTargetQuery(targets),
    { isLeftOut: (ref) => own.has(idOf(ref)), mayLeave: record.privacy?.model === 'any' },
  );
  return { records: project.records, found, skipped: [...project.skipped, ...skipped] };
}
